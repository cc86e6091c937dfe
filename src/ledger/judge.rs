//! Judging: whether each equation holds, holds within rounding, or fails, and the findings of those that
//! fail.

use std::collections::BTreeSet;
use std::sync::Arc;

use num_traits::{CheckedAdd, CheckedMul, Signed};

use super::additive::{evidence, is_rounded};
use super::unlikely::is_unlikely;
use super::words::{difference, equation, failed, figures, gap_words, side_amount, term_amount, unlikely};
use super::{Claim, Coverage, Entry, Heading, Ledger, Line, Nature, Rounding, Status, Told, Tolerance};
use crate::expr::{Agreement, Comparison, Evaluated, Term};
use crate::finding::{Finding, Label, Severity};
use crate::message::Message;
use crate::quantity::{self, Exact, Interval, Unit, exact, show_exact};
use crate::report::Report;
use crate::source::{Source, Span};

/// How many places of one equation are pointed at.
const MOST_LABELS: usize = 64;

/// What the ledger of one report came to.
#[derive(Debug, Default)]
pub struct Judged {
    /// How many lines came out each way.
    pub coverage: Coverage,
    /// The lines in the order of the rules, where they are kept.
    pub entries: Vec<Entry>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// Every claim in the order of the rules, for the diagnosis; none where all of them hold.
    pub claims: Vec<Judgement>,
    /// How the claims were judged.
    pub standard: Standard,
}

/// A claim as it came out.
#[derive(Debug)]
pub struct Judgement {
    /// The claim.
    pub claim: Box<Claim>,
    /// How far its sides may be apart.
    pub tolerance: Tolerance,
    /// How it came out.
    pub status: Status,
    /// The finding that tells of it, an index into the findings.
    pub finding: Option<usize>,
}

/// What the claims of one report are judged by.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standard {
    /// Whether the report makes its sums close.
    pub additive: bool,
    /// The unit of absolute tolerances.
    pub unit: Unit,
}

impl Ledger<'_> {
    /// Judges every line. `unit` is the unit of absolute tolerances; the entries of a ledger that keeps its lines
    /// are written out.
    pub fn judge(mut self, report: &Report, rounding: Rounding, unit: Unit) -> Judged {
        let independent = Standard { additive: false, unit };
        let mut judged = Judged {
            findings: std::mem::take(&mut self.findings),
            standard: independent,
            ..Judged::default()
        };
        self.absences.tell(&mut judged.findings);
        let settled = self.settled(&independent);
        if let Some(coverage) = settled.filter(|_| !self.keep) {
            return Judged { coverage, ..judged };
        }
        judged.coverage = self.counted;
        let lines: Vec<_> =
            self.lines.into_iter().map(|(rule, frame, line)| (rule, frame, line.made())).collect();
        let claims = lines.iter().filter_map(|(.., line)| line.as_deref().ok());
        let additive = settled.is_none() && evidence(claims, report, rounding).additive;
        let standard = Standard { additive, unit };
        judged.standard = standard;
        let mut told: BTreeSet<(Vec<usize>, bool)> = BTreeSet::new();
        for (rule, frame, line) in lines {
            let (status, claim, about, figures) = match line {
                Err(told) => {
                    let Told { status, about, figures } = *told;
                    (status, None, about, figures)
                }
                Ok(claim) => {
                    let status =
                        standard.status(&claim, &claim.left.value, &claim.right.value, rule.tolerance);
                    (status, Some(claim), None, Vec::new())
                }
            };
            judged.coverage.count(&status);
            if self.keep {
                let figures = claim.as_ref().map_or(figures, |claim| self::figures(claim));
                let equation = claim.as_ref().map(|claim| equation(claim));
                judged.entries.push(Entry {
                    rule: rule.id.clone(),
                    frame,
                    report: report.source.name().to_owned(),
                    status: status.clone(),
                    equation,
                    about,
                    figures,
                });
            }
            let Some(claim) = claim else { continue };
            let fault = match status {
                Status::Violated => severity(rule, &claim, additive).zip(Some(sentence(rule, &claim))),
                Status::Rounding
                    if rounding != Rounding::Truncated && is_unlikely(&claim, rule.tolerance) =>
                {
                    at_most_warning(rule).zip(Some(unlikely(&claim)))
                }
                _ => None,
            };
            let mut found = None;
            if let Some((severity, message)) = fault
                && told.insert(story(&claim))
            {
                found = Some(judged.findings.len());
                judged.findings.push(finding(rule, severity, message, &claim, report));
            }
            judged.claims.push(Judgement { claim, tolerance: rule.tolerance, status, finding: found });
        }
        if judged.claims.iter().all(|judgement| judgement.finding.is_none()) {
            judged.claims.clear();
        }
        judged
    }

    /// How many lines came out each way where nothing fails and every sum holds exactly, so that it does not matter
    /// how the report rounds; `None` where it may.
    fn settled(&self, standard: &Standard) -> Option<Coverage> {
        let mut coverage = self.counted;
        for (rule, _, line) in &self.lines {
            match line {
                Line::Held(_) => coverage.count(&Status::Holds),
                Line::Told(told) => coverage.count(&told.status),
                Line::Claim(claim) => {
                    let sides = (&claim.left.value, &claim.right.value);
                    let status = standard.status(claim, sides.0, sides.1, rule.tolerance);
                    match status {
                        Status::Holds => {}
                        Status::Rounding if !claim.is_of_sums() => {}
                        _ => return None,
                    }
                    coverage.count(&status);
                }
            }
        }
        Some(coverage)
    }
}

impl Standard {
    /// How `claim` comes out where its sides come to `left` and `right`.
    pub fn status(&self, claim: &Claim, left: &Interval, right: &Interval, tolerance: Tolerance) -> Status {
        let Self { additive, unit } = *self;
        let agreement = claim.comparison.agree(left, right);
        if agreement == Agreement::Exact {
            return Status::Holds;
        }
        let Some(gap) = quantity::difference(&left.value, &right.value).map(|gap| gap.abs()) else {
            return Status::NotEvaluated(Message::new(
                "the amounts are too large to be computed exactly",
                "数值过大，无法精确计算",
            ));
        };
        let within = |bound: Option<Exact>| {
            bound.is_some_and(|bound| gap <= bound) && claim.comparison != Comparison::NotEqual
        };
        let approximate = left.approximate || right.approximate;
        if agreement == Agreement::Rounding && claim.comparison.holds(left.value.cmp(&right.value)) {
            return Status::Rounding; // as printed it holds, but something is stated approximately
        }
        let (close, status) = match tolerance {
            Tolerance::Exact => (false, Status::Violated),
            Tolerance::Absolute(bound) => {
                let exponent =
                    if claim.left.unit.is_money() { unit.exponent } else { claim.left.unit.exponent };
                (within(exact(bound, exponent)), Status::Holds)
            }
            Tolerance::Relative(share) => {
                let computed = if is_turned(claim) { left } else { right }.value.abs();
                (within(exact(share, 0).and_then(|share| share.checked_mul(&computed))), Status::Holds)
            }
            Tolerance::Rounding if is_copy(claim) => {
                let coarser = approximate || left.width() != right.width();
                (agreement == Agreement::Rounding && coarser, Status::Rounding)
            }
            Tolerance::Rounding => (
                agreement == Agreement::Rounding && (approximate || !(additive && claim.is_of_sums())),
                Status::Rounding,
            ),
        };
        match status {
            _ if !close => Status::Violated,
            Status::Holds if approximate => Status::Rounding,
            status => status,
        }
    }
}

/// Whether the left side is worked out, and the right one is a figure alone.
fn is_turned(claim: &Claim) -> bool {
    let alone = |side: &Evaluated| side.sum && side.terms.len() == 1;
    alone(&claim.right) && !alone(&claim.left)
}

/// The severity of findings that prove no error.
fn at_most_warning(rule: &Heading) -> Option<Severity> {
    rule.severity.map(|severity| severity.min(Severity::Warning))
}

/// How much the failure of `claim` matters: a figure stated again one unit of its last digit off is only
/// worth knowing, unless the report makes its sums close; so is a rate that was cut off and not rounded. What
/// is stated approximately never proves an error.
fn severity(rule: &Heading, claim: &Claim, additive: bool) -> Option<Severity> {
    if is_cut_off(claim) {
        return rule.severity.map(|_| Severity::Info);
    }
    if claim.is_approximate() {
        return at_most_warning(rule);
    }
    let gap = difference(claim).map(|gap| gap.abs());
    let one_off = claim.nature == Nature::Restatement
        && claim.left.value.width() == claim.right.value.width()
        && gap == claim.left.value.width();
    rule.severity.map(|severity| if one_off && !additive { Severity::Info } else { severity })
}

/// Whether a rate is what its figures give, cut off after its last digit.
pub(super) fn is_cut_off(claim: &Claim) -> bool {
    let (told, found) = (&claim.left.value, &claim.right.value);
    let Some(step) = told.width().filter(|_| claim.nature.is_rate()) else { return false };
    let further = if told.value < Exact::from_integer(0) { -step } else { step };
    let Some(next) = told.value.checked_add(&further) else { return false };
    let (low, high) = (told.value.min(next), told.value.max(next));
    found.low < high && low < found.high || found.low == low
}

/// Whether one figure alone makes up each side: the same amount rounded the same way is the same.
pub(super) fn is_copy(claim: &Claim) -> bool {
    let rounded = |terms: &[Term]| terms.iter().filter(|term| is_rounded(term)).count();
    claim.comparison == Comparison::Equal
        && claim.left.sum
        && claim.right.sum
        && rounded(&claim.left.terms) == 1
        && rounded(&claim.right.terms) == 1
}

/// The places of a term that are pointed at: all of a figure that is compared with itself, else the one
/// nearest to the terms that stand in one place only.
fn shown_places<'c>(claim: &'c Claim, term: &'c Term) -> &'c [(Arc<Source>, Span)] {
    if claim.nature == Nature::Restatement || term.places.len() < 2 {
        return &term.places;
    }
    let anchors: Vec<usize> =
        claim.terms().filter(|t| t.places.len() == 1).map(|t| t.places[0].1.start).collect();
    let distance = |at: &usize| anchors.iter().map(|anchor| anchor.abs_diff(term.places[*at].1.start)).min();
    let nearest = (0..term.places.len()).min_by_key(distance).unwrap_or(0);
    &term.places[nearest..=nearest]
}

/// What tells the story of a claim: where it points, and whether it is an equality. Two claims that agree in
/// both are the same story.
fn story(claim: &Claim) -> (Vec<usize>, bool) {
    let shown = claim.terms().flat_map(|term| shown_places(claim, term));
    let mut starts: Vec<usize> = shown.map(|(_, span)| span.start).collect();
    starts.sort_unstable();
    starts.dedup();
    (starts, claim.comparison == Comparison::Equal)
}

/// The finding of a failed claim: every operand is a label with its value.
fn finding(rule: &Heading, severity: Severity, message: Message, claim: &Claim, report: &Report) -> Finding {
    let mut labels: Vec<Label> = Vec::new();
    for (at, term) in claim.terms().enumerate() {
        let right = at >= claim.left.terms.len();
        let value = term_amount(term);
        let summed =
            if right { claim.right.sum && claim.right.terms.len() > 1 } else { claim.left.terms.len() > 1 };
        let text = match (summed, term.negative) {
            (true, false) => format!("+ {value}"),
            (true, true) => format!("− {value}"),
            _ => value,
        };
        for (source, span) in shown_places(claim, term) {
            if labels.len() < MOST_LABELS && !labels.iter().any(|label| label.span == *span) {
                // Of a figure stated twice, the place where it is stated differently is the one to look at.
                let primary = if claim.nature == Nature::Restatement {
                    right && labels.iter().all(|l| !l.primary)
                } else {
                    labels.is_empty()
                };
                labels.push(Label {
                    source: Arc::clone(source),
                    span: *span,
                    text: Message::same(text.clone()),
                    primary,
                });
            }
        }
    }
    if labels.is_empty() {
        labels.push(Label {
            source: Arc::clone(&report.source),
            span: report.head(),
            text: Message::default(),
            primary: true,
        });
    }
    let unit = claim.left.unit;
    Finding {
        rule: rule.id.clone(),
        severity,
        message,
        report: report.source.name().to_owned(),
        labels,
        figures: figures(claim),
        difference: difference(claim).and_then(|gap| show_exact(gap, unit.exponent)),
        help: rule.help.clone(),
        basis: rule.basis.clone(),
        suggestions: Vec::new(),
        cause: None,
    }
}

/// The rule's own message with its placeholders filled in, or the built-in sentence.
fn sentence(rule: &Heading, claim: &Claim) -> Message {
    let Some(message) = &rule.message else { return failed(claim) };
    let (left, right) = (side_amount(&claim.left), side_amount(&claim.right));
    let gap = gap_words(claim);
    let fill = |text: &str, gap: &str| {
        text.replace("{left}", &left).replace("{right}", &right).replace("{difference}", gap)
    };
    Message::new(fill(&message.en, &gap.en), fill(&message.zh, &gap.zh))
}
