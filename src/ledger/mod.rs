//! The ledger: every equation that the checks claimed, those that hold too.

mod additive;
mod basis;
mod chances;
mod frame;
mod implied;
mod judge;
mod policy;
mod trace;
mod unlikely;
mod words;
mod working;

pub use frame::Frame;
pub use implied::with_implied;
pub use judge::{Judged, Judgement, Standard};
pub use policy::{Heading, Rounding, Tolerance};
pub use trace::{Trace, Traced};
pub use words::term_amount;
pub(crate) use words::{amount, number};
pub use working::{Row, Working};

use std::collections::BTreeSet;
use std::fmt;

use crate::expr::{Comparison, Evaluated, Missing, Term};
use crate::finding::{FigureValue, Finding};
use crate::message::Message;
use crate::source::Span;

/// How an equation, or a check that is no equation, came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It holds exactly.
    Holds,
    /// It holds within the rounding of the figures shown.
    Rounding,
    /// It fails.
    Violated,
    /// Its condition is not met, for the reason given. Not the same as passed.
    NotApplicable(Message),
    /// It could not be evaluated, for the reason given. Never counted as passed.
    NotEvaluated(Message),
}

/// An equation that a check claims: its two sides as evaluated.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The left side.
    pub left: Evaluated,
    /// How the sides are compared.
    pub comparison: Comparison,
    /// The right side.
    pub right: Evaluated,
    /// What kind of claim it is.
    pub nature: Nature,
}

/// What kind of claim an equation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// A rule relates figures by their names.
    Relation,
    /// The report itself lists the parts of a total.
    Parts,
    /// Both sides state the same figure.
    Restatement,
    /// A rate is told as a share: the first figure ÷ the second.
    Share,
    /// A rate is told with a change: the second figure ÷ (the first − the second).
    Growth,
    /// A rate is told from one amount to another: the first figure ÷ the second − 1.
    Step,
    /// One amount is told to have come to another by a rise, or by a fall.
    Turn,
}

/// What the checks of one report wrote, in the order of the rules.
#[derive(Debug, Default)]
pub struct Ledger<'a> {
    lines: Vec<(&'a Heading, Frame, Line<'a>)>,
    /// Where the amounts start of the equations that hold and are not made yet.
    held: Vec<(Nature, usize)>,
    /// Whether lines are kept that no claim stands in; else they only count.
    keep: bool,
    /// The lines that only count.
    counted: Coverage,
    findings: Vec<Finding>,
    absences: implied::Absences,
}

/// A line of the ledger before it is judged.
#[derive(Debug)]
enum Line<'a> {
    Claim(Box<Claim>),
    /// A claim that holds exactly.
    Held(Held<'a>),
    Told(Box<Told>),
}

/// How a check that is no equation came out, what it was about, and the figures it looked at.
#[derive(Debug)]
struct Told {
    status: Status,
    about: Option<Message>,
    figures: Vec<FigureValue>,
}

/// A claim that is made when it is looked at: of a report where all claims hold, none is.
struct Held<'a>(Box<dyn FnOnce() -> Result<Claim, Missing> + 'a>);

/// What was claimed and how it came out: one line of the coverage.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The rule's full id.
    pub rule: String,
    /// What asserts it.
    pub frame: Frame,
    /// The report's name.
    pub report: String,
    /// How it came out.
    pub status: Status,
    /// The equation with its amounts, `None` for a check that is none.
    pub equation: Option<String>,
    /// What a check that is no equation was about, such as the title of a section.
    pub about: Option<Message>,
    /// The figures it looked at.
    pub figures: Vec<FigureValue>,
}

/// How many entries came out each way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Holds exactly.
    pub holds: usize,
    /// Holds within rounding.
    pub rounding: usize,
    /// Fails.
    pub violated: usize,
    /// Could not be evaluated.
    pub not_evaluated: usize,
    /// Does not apply.
    pub not_applicable: usize,
}

impl Claim {
    /// The terms of both sides, left before right.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.left.terms.iter().chain(&self.right.terms)
    }

    /// Whether it is an equality of plain sums: only of those it matters how a report rounds.
    pub(super) fn is_of_sums(&self) -> bool {
        self.comparison == Comparison::Equal && self.left.sum && self.right.sum
    }

    /// Whether one of its figures is stated approximately: it proves nothing exactly.
    pub fn is_approximate(&self) -> bool {
        self.left.value.approximate || self.right.value.approximate
    }
}

impl Nature {
    /// Whether the right side is a rate worked out from two figures.
    pub(crate) fn is_rate(self) -> bool {
        matches!(self, Self::Share | Self::Growth | Self::Step)
    }
}

impl<'a> Ledger<'a> {
    /// An empty ledger. With `keep` every line is kept, else those that no claim stands in only count.
    pub fn new(keep: bool) -> Self {
        // Most reports have as many.
        let (lines, held) = (Vec::with_capacity(32), Vec::with_capacity(128));
        Self { lines, held, keep, ..Self::default() }
    }

    /// Writes down that `rule` claims `claim`, which the report asserts by `frame`.
    pub fn claim(&mut self, rule: &'a Heading, frame: Frame, claim: Claim) {
        self.lines.push((rule, frame, Line::Claim(Box::new(claim))));
    }

    /// Writes down that `rule` claims an equation of this nature that holds exactly, whatever its tolerance, of the
    /// amounts that start at `starts`; it is made by `claim`.
    pub fn hold(
        &mut self,
        rule: &'a Heading,
        frame: Frame,
        nature: Nature,
        starts: impl IntoIterator<Item = usize>,
        claim: impl FnOnce() -> Result<Claim, Missing> + 'a,
    ) {
        self.held.extend(starts.into_iter().map(|start| (nature, start)));
        self.lines.push((rule, frame, Line::Held(Held(Box::new(claim)))));
    }

    /// Whether every line is kept.
    pub fn keeps(&self) -> bool {
        self.keep
    }

    /// Writes down how a check that is no equation came out, what it was about, and the figures it looked at.
    pub fn tell(
        &mut self,
        rule: &'a Heading,
        frame: Frame,
        status: Status,
        about: Option<Message>,
        figures: Vec<FigureValue>,
    ) {
        if self.keep {
            self.lines.push((rule, frame, Line::Told(Box::new(Told { status, about, figures }))));
        } else {
            self.counted.count(&status);
        }
    }

    /// Writes down a finding of a check that is no equation.
    pub fn find(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Where something is found so far.
    pub fn found(&self) -> BTreeSet<Span> {
        self.findings.iter().filter_map(Finding::primary).map(|label| label.span).collect()
    }

    /// Where the amounts start that claims of this nature use, in order.
    pub fn used(&self, nature: Nature) -> Vec<usize> {
        let mut used = Vec::with_capacity(self.held.len());
        let held = self.held.iter().filter(|(held, _)| *held == nature);
        held.for_each(|(_, start)| used.push(*start));
        self.places(|claim| claim.nature == nature).for_each(|start| used.push(start));
        used.sort_unstable();
        used.dedup();
        used
    }

    /// Where the amounts start that any claim uses or any finding points at.
    pub fn seen(&self) -> BTreeSet<usize> {
        let labels = self.findings.iter().flat_map(|finding| &finding.labels);
        let held = self.held.iter().map(|(_, start)| *start);
        self.places(|_| true).chain(held).chain(labels.map(|label| label.span.start)).collect()
    }

    /// Where the terms of the claims that are made stand, of those that are `meant`.
    fn places(&self, meant: impl Fn(&Claim) -> bool) -> impl Iterator<Item = usize> {
        let claims = self.lines.iter().filter_map(|(.., line)| match line {
            Line::Claim(claim) => Some(claim.as_ref()),
            Line::Held(_) | Line::Told(_) => None,
        });
        let terms = claims.filter(move |claim| meant(claim)).flat_map(Claim::terms);
        terms.flat_map(|term| term.places.iter()).map(|(_, span)| span.start)
    }
}

impl Line<'_> {
    /// The claim, or what is told of a check that is no equation.
    fn made(self) -> Result<Box<Claim>, Box<Told>> {
        match self {
            Self::Claim(claim) => Ok(claim),
            Self::Held(Held(claim)) => claim().map(Box::new).map_err(|missing| {
                let status = Status::NotEvaluated(missing.message());
                Box::new(Told { status, about: None, figures: Vec::new() })
            }),
            Self::Told(told) => Err(told),
        }
    }
}

impl fmt::Debug for Held<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Held")
    }
}

impl Status {
    /// The word that machine outputs use.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Rounding => "rounding",
            Self::Violated => "violated",
            Self::NotApplicable(_) => "not_applicable",
            Self::NotEvaluated(_) => "not_evaluated",
        }
    }

    /// Why it was not decided, where it was not.
    pub fn reason(&self) -> Option<&Message> {
        match self {
            Self::NotApplicable(reason) | Self::NotEvaluated(reason) => Some(reason),
            _ => None,
        }
    }
}

impl Coverage {
    /// Counts one more entry.
    pub fn count(&mut self, status: &Status) {
        match status {
            Status::Holds => self.holds += 1,
            Status::Rounding => self.rounding += 1,
            Status::Violated => self.violated += 1,
            Status::NotApplicable(_) => self.not_applicable += 1,
            Status::NotEvaluated(_) => self.not_evaluated += 1,
        }
    }

    /// Adds the counts of `other`.
    pub fn add(&mut self, other: Self) {
        self.holds += other.holds;
        self.rounding += other.rounding;
        self.violated += other.violated;
        self.not_evaluated += other.not_evaluated;
        self.not_applicable += other.not_applicable;
    }
}
