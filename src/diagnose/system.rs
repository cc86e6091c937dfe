//! The figures and equations of a report, and what would come of changes to them.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use num_traits::{CheckedDiv, CheckedMul, Signed, Zero};
use rust_decimal::Decimal;

use super::{Kind, typing};
use crate::expr::{Comparison, Evaluated, Term};
use crate::ledger::{Judged, Judgement, Nature, Standard, Status};
use crate::quantity::{Exact, Interval, Unit, difference, exact, sum};
use crate::report::Report;
use crate::source::{Source, Span};

/// How many equations are evaluated before the search for explanations of one report stops.
const BUDGET: usize = 400_000;

/// The equations that a report's rules claim, as a graph: figures joined by the equations that they stand in.
#[derive(Debug)]
pub(super) struct System<'j> {
    /// The figures, in the order of the claims.
    pub(super) figures: Vec<Figure<'j>>,
    /// The equations: each claim once, whichever rules claim it.
    pub(super) equations: Vec<Equation<'j>>,
    /// The equations that each figure stands in.
    pub(super) touching: Vec<Vec<usize>>,
    standard: Standard,
    evaluated: Cell<usize>,
    stopped: Cell<bool>,
}

/// An amount that stands in one place or, with the same value, in several.
#[derive(Debug)]
pub(super) struct Figure<'j> {
    /// What the first claim about it calls it.
    pub(super) name: &'j str,
    /// Its value as printed, in base units.
    pub(super) value: Exact,
    /// The number as printed, in `unit`.
    pub(super) printed: Decimal,
    /// The unit it is printed in.
    pub(super) unit: Unit,
    /// Where it stands.
    pub(super) places: Vec<(&'j Arc<Source>, Span)>,
    /// The report's first statement of it.
    pub(super) statement: usize,
}

/// A claim and the figures in it.
#[derive(Debug)]
pub(super) struct Equation<'j> {
    /// The claim as it was judged.
    pub(super) judgement: &'j Judgement,
    /// The findings that tell of it, as indices.
    pub(super) findings: Vec<usize>,
    /// Its figures, each as often as it stands there.
    pub(super) parts: Vec<Part>,
    /// Whether it fails.
    pub(super) fails: bool,
}

/// A figure in an equation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Part {
    /// The figure.
    pub(super) figure: usize,
    /// Whether it stands on the right side.
    right: bool,
    /// Which of the side's terms it is.
    term: usize,
    /// Whether it enters with its sign changed.
    opposite: bool,
}

/// A figure and by how much its value is changed, in base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    pub(super) figure: usize,
    pub(super) by: Exact,
    /// One unit of the last digit that its new value needs, where that is more digits than are printed.
    finer: Option<Exact>,
}

/// What some changes come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repair {
    /// The failing equations that hold afterwards, in order.
    pub(super) equations: Vec<usize>,
    /// Whether all sums among them close exactly, and not only within rounding.
    pub(super) exact: bool,
}

/// What tells one claim from another: its figures and how they enter, and whether it is a plain equality.
type Pattern = (Vec<(usize, bool, bool)>, bool);

/// A place of a report: its source and first byte.
type Key = (usize, usize);

/// The places that claims name, joined where one term names several.
#[derive(Default)]
struct Places {
    known: HashMap<Key, usize>,
    joined: Vec<usize>,
}

impl Places {
    fn root(&self, mut at: usize) -> usize {
        while self.joined[at] != at {
            at = self.joined[at];
        }
        at
    }

    /// The place of `term`, all of its places joined; `None` for a number of the rule.
    fn place(&mut self, term: &Term) -> Option<usize> {
        let mut first: Option<usize> = None;
        for (source, span) in term.places.iter() {
            let next = self.joined.len();
            let at = *self.known.entry((Arc::as_ptr(source) as usize, span.start)).or_insert(next);
            if at == next {
                self.joined.push(next);
            }
            let at = self.root(at);
            match first {
                None => first = Some(at),
                Some(first) => {
                    // Halving the way keeps the chains short.
                    self.joined[at.max(first)] = at.min(first);
                }
            }
        }
        first.map(|first| self.root(first))
    }
}

impl<'j> System<'j> {
    /// The system of the claims of `report`.
    pub(super) fn new(report: &Report, judged: &'j Judged) -> Self {
        let mut places = Places::default();
        for judgement in &judged.claims {
            for term in judgement.claim.terms() {
                places.place(term);
            }
        }
        let mut system = Self {
            figures: Vec::new(),
            equations: Vec::new(),
            touching: Vec::new(),
            standard: judged.standard,
            evaluated: Cell::new(0),
            stopped: Cell::new(false),
        };
        let mut figures: HashMap<usize, usize> = HashMap::new();
        let mut seen: HashMap<Pattern, usize> = HashMap::new();
        for judgement in judged.claims.iter().filter(|judgement| is_decided(judgement)) {
            let claim = &judgement.claim;
            let mut parts = Vec::new();
            for (right, side) in [(false, &claim.left), (true, &claim.right)] {
                for (at, term) in side.terms.iter().enumerate() {
                    let Some(place) = places.place(term) else { continue };
                    let Some(figure) = system.figure(report, term, place, &mut figures) else { continue };
                    let opposite = is_opposite(term, &system.figures[figure]);
                    parts.push(Part { figure, right, term: at, opposite });
                }
            }
            let mut key = Vec::new();
            for part in &parts {
                let term = &side(claim, part.right).terms[part.term];
                key.push((part.figure, part.opposite, part.right != term.negative));
            }
            key.sort_unstable();
            let equality = claim.comparison == Comparison::Equal && !claim.nature.is_rate();
            let known = seen.entry((key, equality)).or_insert(system.equations.len());
            if *known < system.equations.len() {
                let same = &mut system.equations[*known];
                same.findings.extend(judgement.finding);
                continue;
            }
            let fails = judgement.status == Status::Violated;
            let findings = judgement.finding.into_iter().collect();
            system.equations.push(Equation { judgement, findings, parts, fails });
        }
        system.touching = vec![Vec::new(); system.figures.len()];
        for (at, equation) in system.equations.iter().enumerate() {
            for figure in equation.figures() {
                system.touching[figure].push(at);
            }
        }
        system
    }

    /// Takes `equations` as explained: no guess is made at them any more.
    pub(super) fn settle(&mut self, equations: &[usize]) {
        for at in equations {
            self.equations[*at].fails = false;
            for figure in self.equations[*at].figures() {
                self.touching[figure].retain(|other| other != at);
            }
        }
    }

    /// The figure of `term`, which stands at `place`; `None` where it is no statement of the report.
    fn figure(
        &mut self,
        report: &Report,
        term: &'j Term,
        place: usize,
        figures: &mut HashMap<usize, usize>,
    ) -> Option<usize> {
        let figure = if let Some(figure) = figures.get(&place) {
            *figure
        } else {
            let own = term.places.iter().filter(|(source, _)| Arc::ptr_eq(source, &report.source));
            let stated = own.filter_map(|(_, span)| report.statement_at(span.start));
            // Of a figure told with different precision, the finest.
            let at = stated.min_by_key(|at| report.statements[*at].quantity.interval()?.width())?;
            let stated = &report.statements[at];
            let value = stated.quantity.amount()?;
            self.figures.push(Figure {
                name: &term.name,
                value,
                printed: stated.quantity.value,
                unit: stated.quantity.unit,
                places: Vec::new(),
                statement: at,
            });
            figures.insert(place, self.figures.len() - 1);
            self.figures.len() - 1
        };
        let known = &mut self.figures[figure];
        for (source, span) in term.places.iter() {
            if !known.places.iter().any(|(_, other)| other == span) {
                known.places.push((source, *span));
            }
        }
        Some(figure)
    }

    /// What `changes` repair: `None` where an equation that they touch fails afterwards, or cannot be told,
    /// or where no failing equation is among them.
    pub(super) fn repair(&self, changes: &[Change]) -> Option<Repair> {
        let mut touched: Vec<usize> =
            changes.iter().flat_map(|change| &self.touching[change.figure]).copied().collect();
        touched.sort_unstable();
        touched.dedup();
        let mut repair = Repair { equations: Vec::new(), exact: true };
        for at in touched {
            let equation = &self.equations[at];
            match self.status(equation, changes)? {
                Status::Holds => {}
                Status::Rounding => {
                    // What closed exactly before speaks against a change by which it no longer does.
                    let near = equation.judgement.status == Status::Rounding;
                    repair.exact &= near || equation.judgement.claim.nature.is_rate();
                }
                _ => return None,
            }
            if equation.fails {
                repair.equations.push(at);
            }
        }
        (!repair.equations.is_empty()).then_some(repair)
    }

    /// How `equation` comes out after `changes`; `None` where it cannot be worked out, or the search has come
    /// to its end.
    pub(super) fn status(&self, equation: &Equation<'_>, changes: &[Change]) -> Option<Status> {
        if self.is_exhausted() {
            return None;
        }
        self.evaluated.set(self.evaluated.get() + 1);
        let (left, right) = sides(equation, changes)?;
        let Judgement { claim, tolerance, .. } = equation.judgement;
        Some(self.standard.status(claim, &left, &right, *tolerance))
    }

    /// How many equations were evaluated so far.
    pub(super) fn evaluated(&self) -> usize {
        self.evaluated.get()
    }

    /// Whether the search has come to its end.
    pub(super) fn is_exhausted(&self) -> bool {
        let is_over = self.evaluated() >= BUDGET;
        if is_over {
            self.stop();
        }
        is_over
    }

    /// Writes down that the search stopped before its end.
    pub(super) fn stop(&self) {
        self.stopped.set(true);
    }

    /// Whether the search stopped before its end since this was last asked.
    pub(super) fn has_stopped(&self) -> bool {
        self.stopped.take()
    }

    /// The changes of `figure` that may repair every failing sum it stands in, from the least to the greatest;
    /// `None` where there are none, and where no such sum says anything.
    pub(super) fn window(&self, figure: usize) -> Option<(Exact, Exact)> {
        let mut window: Option<(Exact, Exact)> = None;
        for at in self.touching[figure].iter().filter(|at| self.equations[**at].fails) {
            let equation = &self.equations[*at];
            let Some(needed) = self.equations[*at].needed(figure) else { continue };
            let claim = &equation.judgement.claim;
            let half = sum(&claim.left.value.width()?, &claim.right.value.width()?)?
                .checked_div(&Exact::from_integer(2))?;
            let (low, high) = (difference(&needed, &half)?, sum(&needed, &half)?);
            window = Some(match window {
                None => (low, high),
                Some((lowest, highest)) => (low.max(lowest), high.min(highest)),
            });
        }
        window.filter(|(low, high)| low <= high)
    }

    /// What `figure` comes to after being changed `by`.
    pub(super) fn changed(&self, change: Change) -> Option<Exact> {
        sum(&self.figures[change.figure].value, &change.by)
    }

    /// The kind of slip that `change` undoes; [`Kind::Implied`] where it is none.
    pub(super) fn slip(&self, change: Change) -> Kind {
        let figure = &self.figures[change.figure];
        let meant = self.changed(change);
        if meant == Some(-figure.value) {
            return Kind::Sign;
        }
        let is_meant = |number: Decimal| exact(number, figure.unit.exponent) == meant;
        let found = typing::slips(figure.printed, is_meant);
        found.first().map_or(Kind::Implied, |(kind, _)| *kind)
    }

    /// The change that makes `figure` come to `value`.
    pub(super) fn change_to(&self, figure: usize, value: Exact) -> Option<Change> {
        let by = difference(&value, &self.figures[figure].value)?;
        (!by.is_zero()).then(|| self.change(figure, by))
    }

    /// The change of `figure` by `by`.
    pub(super) fn change(&self, figure: usize, by: Exact) -> Change {
        let known = &self.figures[figure];
        let printed = known.printed.scale();
        let quantum = |decimals: u32| exact(Decimal::new(1, decimals), known.unit.exponent);
        let needs = |decimals: u32| {
            let units = sum(&known.value, &by)?.checked_div(&quantum(decimals)?)?;
            Some(!units.is_integer())
        };
        let finer = if needs(printed) == Some(true) {
            let decimals = (printed + 1..Decimal::MAX_SCALE).find(|decimals| needs(*decimals) != Some(true));
            decimals.and_then(quantum)
        } else {
            None
        };
        Change { figure, by, finer }
    }
}

impl Equation<'_> {
    /// The figures in it, each once.
    pub(super) fn figures(&self) -> BTreeSet<usize> {
        self.parts.iter().map(|part| part.figure).collect()
    }

    /// Whether it says that two sums are equal.
    pub(super) fn is_sum(&self) -> bool {
        let claim = &self.judgement.claim;
        claim.comparison == Comparison::Equal && claim.left.sum && claim.right.sum
    }

    /// Whether it says only that one side is not beyond the other: any value on the right side of it does.
    pub(super) fn is_limit(&self) -> bool {
        let claim = &self.judgement.claim;
        claim.comparison != Comparison::Equal && claim.nature != Nature::Turn
    }

    /// By how much left exceeds right for each base unit of `figure`; `None` where it is no sum, or does not
    /// depend on it.
    pub(super) fn weight(&self, figure: usize) -> Option<Exact> {
        if !self.is_sum() {
            return None;
        }
        let mut weight = 0_i128;
        for part in self.parts.iter().filter(|part| part.figure == figure) {
            let negative = side(&self.judgement.claim, part.right).terms[part.term].negative;
            weight += if part.right ^ negative ^ part.opposite { -1 } else { 1 };
        }
        (weight != 0).then(|| Exact::from_integer(weight))
    }

    /// Left minus right after `changes`; `None` where it is no sum.
    pub(super) fn residual(&self, changes: &[Change]) -> Option<Exact> {
        if !self.is_sum() {
            return None;
        }
        let claim = &self.judgement.claim;
        let mut gap = difference(&claim.left.value.value, &claim.right.value.value)?;
        for change in changes {
            if let Some(weight) = self.weight(change.figure) {
                gap = sum(&gap, &weight.checked_mul(&change.by)?)?;
            }
        }
        Some(gap)
    }

    /// By how much `figure` would have to change for the sum to close exactly; `None` where it is no sum, or does
    /// not depend on it.
    pub(super) fn needed(&self, figure: usize) -> Option<Exact> {
        (-self.residual(&[])?).checked_div(&self.weight(figure)?)
    }

    /// What the claim calls `figure`.
    pub(super) fn name_of(&self, figure: usize) -> Option<&str> {
        let part = self.parts.iter().find(|part| part.figure == figure)?;
        Some(&side(&self.judgement.claim, part.right).terms[part.term].name)
    }

    /// Whether the figure is told as the total of the others: it stands alone on the left.
    pub(super) fn is_total(&self, figure: usize) -> bool {
        self.judgement.claim.left.terms.len() == 1
            && self.parts.iter().any(|part| part.figure == figure && !part.right)
    }
}

impl Part {
    /// By how much `term` changes: its ends draw nearer where the new value is told with more digits.
    fn enters(&self, changes: &[Change], term: &Term) -> Option<Interval> {
        let change = changes.iter().find(|change| change.figure == self.figure)?;
        let mut by = Interval::point(if self.opposite { -change.by } else { change.by });
        if let Some(narrower) = change.finer.and_then(|finer| difference(&term.value.width()?, &finer))
            && narrower.is_positive()
        {
            let half = narrower.checked_div(&Exact::from_integer(2))?;
            by.low = sum(&by.low, &half)?;
            by.high = difference(&by.high, &half)?;
        }
        Some(by)
    }
}

fn side(claim: &crate::ledger::Claim, right: bool) -> &Evaluated {
    if right { &claim.right } else { &claim.left }
}

/// Whether a claim came out one way or the other.
fn is_decided(judgement: &Judgement) -> bool {
    matches!(judgement.status, Status::Holds | Status::Rounding | Status::Violated)
}

/// Whether `term` is `figure` with its sign changed: a fall told without one.
fn is_opposite(term: &Term, figure: &Figure<'_>) -> bool {
    let value = term.value.value;
    let close = |other: Exact| difference(&value, &other).map(|gap| gap.abs());
    close(-figure.value) < close(figure.value)
}

/// What the sides of `equation` come to after `changes`.
fn sides(equation: &Equation<'_>, changes: &[Change]) -> Option<(Interval, Interval)> {
    let claim = &equation.judgement.claim;
    let moved = |right: bool| -> Option<Interval> {
        let side = side(claim, right);
        let moves =
            |part: &&Part| part.right == right && changes.iter().any(|change| change.figure == part.figure);
        let mut parts = equation.parts.iter().filter(moves).peekable();
        if parts.peek().is_none() {
            return Some(side.value);
        }
        if side.sum {
            return parts.try_fold(side.value, |value, part| {
                let term = &side.terms[part.term];
                let by = part.enters(changes, term)?;
                value.add(&if term.negative { by.negate() } else { by })
            });
        }
        let mut terms: Vec<Interval> = side.terms.iter().map(|term| term.value).collect();
        for part in parts {
            terms[part.term] = terms[part.term].add(&part.enters(changes, &side.terms[part.term])?)?;
        }
        side.with(terms.into_iter())
    };
    Some((moved(false)?, moved(true)?))
}
