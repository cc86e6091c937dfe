//! Checks: one file per kind of rule.

mod contradiction;
mod each;
mod empty;
mod empty_table;
mod footing;
mod grade;
mod identity;
mod numbering;
mod of_which;
mod organization;
mod pattern;
mod quotes;
mod ratio;
mod repeated;
mod require;
mod restated;
mod rule;
mod sections;
mod unused;
mod years;

pub(crate) use pattern::expression;
pub(crate) use require::required;
pub use rule::Rule;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::expr::{Implied, Missing, Name, SyntaxError};
use crate::figures::{Bound, Vocabulary};
use crate::finding::{FigureValue, Finding, Severity};
use crate::ledger::{Claim, Frame, Ledger, Nature, Status};
use crate::message::{Lang, Message};
use crate::report::Report;
use crate::search::Expression;
use crate::source::{Source, Span};
use crate::tree::{Fields, Mistake, Mistakes, Node};

/// A rule that can run.
pub trait Check: fmt::Debug + Send + Sync {
    /// Holds the report against the rule and writes what it finds on the page.
    fn check<'a>(&'a self, case: &Case<'a>, page: &mut Page<'_, 'a>);

    /// Whether it asks the rule's `when` of each row of a table and not of the report.
    fn asks_each_row(&self) -> bool {
        false
    }

    /// What asserts the equations it claims.
    fn frame(&self) -> Frame {
        Frame::Other
    }

    /// What it implies of the only figure that it misses.
    fn implied(&self, _case: &Case<'_>) -> Option<Implied<'_>> {
        None
    }

    /// The same with the figures that it names learned by the vocabulary that it runs with; `None` where it names none.
    fn learned_by(&self, _vocabulary: &mut Vocabulary) -> Option<Arc<dyn Check>> {
        None
    }

    /// The figures it names, for `explain`.
    fn names(&self) -> Vec<&Name> {
        Vec::new()
    }

    /// What it looks for, where few reports hold any of it.
    fn expressions(&self) -> &[Expression] {
        &[]
    }
}

/// A kind of rule: the key of a rule that says what sort it is.
pub struct Kind {
    /// The key.
    pub key: &'static str,
    /// What rules of this kind check, in a few words (English, Chinese).
    pub title: (&'static str, &'static str),
    /// The same in a paragraph, for `explain` (English, Chinese).
    pub about: (&'static str, &'static str),
    /// A rule of this kind.
    pub example: &'static str,
    /// A passage that such a rule finds fault with, and one that it passes.
    pub passages: (&'static str, &'static str),
    /// How much its findings matter where a rule does not say.
    pub severity: Severity,
    /// Whether it runs after the others because it looks at what they used.
    pub last: bool,
    /// Reads the value under the key; the other keys of the kind are taken from the fields.
    pub decode: fn(&Node, &mut Fields<'_>, &mut Decoder<'_>) -> Option<Arc<dyn Check>>,
}

/// Every kind, in the order in which they are listed.
pub const KINDS: &[Kind] = &[
    identity::KIND,
    sections::KIND,
    require::KIND,
    pattern::KIND,
    grade::KIND,
    of_which::KIND,
    ratio::KIND,
    footing::KIND,
    restated::KIND,
    contradiction::KIND,
    numbering::KIND,
    empty::KIND,
    empty_table::KIND,
    repeated::KIND,
    years::KIND,
    organization::KIND,
    quotes::KIND,
    unused::KIND,
];

/// What a rule set is decoded with: its text, and the mistakes found in it.
#[derive(Debug)]
pub struct Decoder<'a> {
    /// The rule set's file.
    pub source: &'a Source,
    /// Every mistake so far.
    pub mistakes: &'a mut Mistakes,
}

/// A report under check and the rule it is held against.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The report, its figures bound.
    pub bound: &'a Bound<'a>,
    /// The rule.
    pub rule: &'a Rule,
    /// Of each of the expressions of the rule's check whether the report may meet it.
    pub likely: &'a [bool],
}

/// Where a check writes: the ledger, opened at its rule.
#[derive(Debug)]
pub struct Page<'p, 'a> {
    rule: &'a Rule,
    report: &'a Report,
    frame: Frame,
    ledger: &'p mut Ledger<'a>,
}

/// The kind with this key.
pub fn find(key: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.key == key)
}

impl Kind {
    /// What rules of this kind check, in a few words.
    pub fn title(&self, lang: Lang) -> &'static str {
        pick(self.title, lang)
    }

    /// The same in a paragraph.
    pub fn about(&self, lang: Lang) -> &'static str {
        pick(self.about, lang)
    }
}

/// The text in `lang` of a pair (English, Chinese).
fn pick((en, zh): (&'static str, &'static str), lang: Lang) -> &'static str {
    match lang {
        Lang::En => en,
        Lang::Zh => zh,
    }
}

/// The part of `text` from `start` to `end`, cut to whole characters.
fn cut(text: &str, start: usize, end: usize) -> &str {
    let start = (start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    let end = (start..=end.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(start);
    &text[start..end]
}

impl<'a> Case<'a> {
    /// The report.
    pub fn report(&self) -> &'a Report {
        self.bound.report
    }
}

impl<'p, 'a> Page<'p, 'a> {
    /// The page of `rule` in the ledger of `report`.
    pub fn new(rule: &'a Rule, report: &'a Report, ledger: &'p mut Ledger<'a>) -> Self {
        Self { rule, report, frame: rule.check.frame(), ledger }
    }

    /// Counts what is written from here on among what `frame` asserts.
    pub fn count_as(&mut self, frame: Frame) {
        self.frame = frame;
    }

    /// Claims an equation.
    pub fn claim(&mut self, claim: Claim) {
        self.ledger.claim(&self.rule.heading, self.frame, claim);
    }

    /// Claims an equation of this nature that is known to hold exactly, of the amounts that start at `starts`; it is
    /// made by `claim` where it is looked at.
    pub fn hold(
        &mut self,
        nature: Nature,
        starts: impl IntoIterator<Item = usize>,
        claim: impl FnOnce() -> Result<Claim, Missing> + 'a,
    ) {
        self.ledger.hold(&self.rule.heading, self.frame, nature, starts, claim);
    }

    /// Tells how a check that is no equation came out, and the figures it looked at.
    pub fn tell(&mut self, status: Status, figures: Vec<FigureValue>) {
        self.ledger.tell(&self.rule.heading, self.frame, status, None, figures);
    }

    /// Tells that something could not be decided, and why, where anyone reads it.
    pub fn undecided(&mut self, reason: impl FnOnce() -> Message) {
        self.tell(Status::NotEvaluated(self.kept(reason)), Vec::new());
    }

    /// Tells that something is not held against the rule, and why, where anyone reads it.
    pub fn not_applicable(&mut self, reason: impl FnOnce() -> Message) {
        self.tell(Status::NotApplicable(self.kept(reason)), Vec::new());
    }

    fn kept(&self, reason: impl FnOnce() -> Message) -> Message {
        if self.ledger.keeps() { reason() } else { Message::default() }
    }

    /// A finding at `span` of the report with the rule's severity, help and basis; it is given to
    /// [`Self::find`] once complete.
    pub fn finding(&self, span: Span, message: Message) -> Finding {
        let severity = self.rule.heading.severity.unwrap_or(Severity::Info);
        let message = self.rule.heading.message.clone().unwrap_or(message);
        let mut finding = Finding::at(&self.rule.heading.id, severity, &self.report.source, span, message);
        finding.help.clone_from(&self.rule.heading.help);
        finding.basis.clone_from(&self.rule.heading.basis);
        finding
    }

    /// Where something is found so far.
    pub fn found(&self) -> BTreeSet<Span> {
        self.ledger.found()
    }

    /// Writes a finding down.
    pub fn find(&mut self, finding: Finding) {
        self.ledger.find(finding);
    }

    /// Writes down a finding that the figure with the canonical name `figure` is not stated.
    pub fn miss(&mut self, figure: String, finding: Finding) {
        self.ledger.miss(figure, finding);
    }

    /// Tells that the rule holds, or is violated where `found` says so.
    pub fn close(&mut self, found: bool) {
        self.tell(if found { Status::Violated } else { Status::Holds }, Vec::new());
    }

    /// The same of one thing the rule is about, such as a section.
    pub fn close_about(&mut self, about: &str, found: bool) {
        let status = if found { Status::Violated } else { Status::Holds };
        let about = self.ledger.keeps().then(|| Message::same(about));
        self.ledger.tell(&self.rule.heading, self.frame, status, about, Vec::new());
    }

    /// Where the amounts start, in bytes and in order, that claims of this nature use so far.
    pub fn used(&self, nature: Nature) -> Vec<usize> {
        self.ledger.used(nature)
    }
}

impl Decoder<'_> {
    /// Whether the rule set is built in: its expressions are known to be right.
    pub fn is_built_in(&self) -> bool {
        self.source.name().starts_with("<built-in>/")
    }

    /// Notes a mistake.
    pub fn mistake(&mut self, mistake: Mistake) {
        self.mistakes.push(mistake);
    }

    /// The value of a formula's text, or `None` and its mistakes, each at its place in the file.
    pub fn formula<T>(&mut self, node: &Node, parse: fn(&str) -> Result<T, Vec<SyntaxError>>) -> Option<T> {
        let Some(text) = node.text() else {
            self.mistake(Mistake::new(node.span, Message::new("a formula is expected here", "此处应为公式")));
            return None;
        };
        match parse(text) {
            Ok(formula) => Some(formula),
            Err(errors) => {
                for error in errors {
                    let span = node.inside(self.source.text(), error.range);
                    self.mistake(Mistake { span, message: error.message, help: error.help });
                }
                None
            }
        }
    }

    /// The text of a scalar, or `None` and a mistake that says what is expected.
    pub fn text<'n>(&mut self, node: &'n Node, expected: &Message) -> Option<&'n str> {
        if node.text().is_none() {
            self.mistake(Mistake::new(node.span, expected.clone()));
        }
        node.text()
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kind({})", self.key)
    }
}
