//! Findings: what is wrong at a place.

use std::sync::Arc;

use crate::message::Message;
use crate::source::{Source, Span};

/// The rule id of a report that could not be read.
pub const UNREADABLE: &str = "unreadable";
/// The rule id of a report in which no figure was found.
pub const NO_FIGURES: &str = "no-figures";
/// The rule id of a mistake in a rule set.
pub const RULE_SET: &str = "rule-set";

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For the reader.
    Info,
    /// Must be fixed or explained (核实性).
    Warning,
    /// Must be fixed (基本性).
    Error,
}

/// A place with a word on it.
#[derive(Clone, Debug)]
pub struct Label {
    /// The text it stands in.
    pub source: Arc<Source>,
    /// Where.
    pub span: Span,
    /// What stands there, such as `+ 516.74`.
    pub text: Message,
    /// Whether it is the place the finding is about; the first primary label is where it is sorted and shown.
    pub primary: bool,
}

/// A figure that a finding or a check speaks of, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureValue {
    /// Its name in the rule's words.
    pub name: String,
    /// Its value, a plain decimal in `unit`; `None` where it is not stated.
    pub value: Option<String>,
    /// Its unit as shown, `None` for a pure number.
    pub unit: Option<String>,
}

/// What is wrong at a place. Never says which of two sides is right.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule's full id, such as `cn/revenue-parts`.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// One sentence that names what is wrong, with the amounts.
    pub message: Message,
    /// The report (or rule set) it is about, by name.
    pub report: String,
    /// Every place it speaks of; never empty where there is a text to point at.
    pub labels: Vec<Label>,
    /// The figures it speaks of.
    pub figures: Vec<FigureValue>,
    /// Left side minus right side, a plain decimal in the unit of the first figure.
    pub difference: Option<String>,
    /// What to look at or do.
    pub help: Option<Message>,
    /// The regulation or agreement the rule rests on.
    pub basis: Option<String>,
    /// What may have gone wrong, the likeliest first: hints, never verdicts.
    pub suggestions: Vec<Suggestion>,
    /// The number of the cause that it shares with other findings of its report, where one explains them all.
    pub cause: Option<usize>,
}

/// What may have gone wrong, found by trying: applied, it makes equations hold that fail now.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// The kind of slip, a word for programs.
    pub kind: &'static str,
    /// How many of the equations that fail hold then.
    pub repairs: usize,
    /// The figures that it speaks of and what they were likely meant to say; none for doubts about a whole table.
    pub corrections: Vec<Correction>,
    /// The hint in plain words.
    pub text: Message,
}

/// A figure and what it was likely meant to say.
#[derive(Clone, Debug)]
pub struct Correction {
    /// Its name.
    pub figure: String,
    /// What is stated, a plain decimal in `unit`.
    pub stated: String,
    /// What was likely meant, likewise; `None` where the amount itself is not in doubt.
    pub likely: Option<String>,
    /// The unit of both, `None` for a pure number.
    pub unit: Option<String>,
    /// The text it stands in.
    pub source: Arc<Source>,
    /// Where it stands.
    pub span: Span,
}

impl Severity {
    /// Every severity with the word that rule sets, options and outputs use for it.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Info, "info"), (Self::Warning, "warning"), (Self::Error, "error")];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Finding {
    /// A finding of `rule` at `span` of `source`, with `message` as its sentence and nothing more yet.
    pub fn at(rule: &str, severity: Severity, source: &Arc<Source>, span: Span, message: Message) -> Self {
        Self {
            rule: rule.to_owned(),
            severity,
            message,
            report: source.name().to_owned(),
            labels: vec![Label { source: Arc::clone(source), span, text: Message::default(), primary: true }],
            figures: Vec::new(),
            difference: None,
            help: None,
            basis: None,
            suggestions: Vec::new(),
            cause: None,
        }
    }

    /// The same with a sentence of help.
    #[must_use]
    pub fn with_help(mut self, help: Message) -> Self {
        self.help = Some(help);
        self
    }

    /// The same with one more place.
    #[must_use]
    pub fn with_label(mut self, span: Span, text: Message) -> Self {
        if let Some(first) = self.labels.first() {
            let source = Arc::clone(&first.source);
            self.labels.push(Label { source, span, text, primary: false });
        }
        self
    }

    /// The label it is sorted and shown by.
    pub fn primary(&self) -> Option<&Label> {
        self.labels.iter().find(|label| label.primary).or(self.labels.first())
    }

    /// Whether it tells that something could not be checked at all.
    pub fn blocks(&self) -> bool {
        self.rule == UNREADABLE || self.rule == RULE_SET && self.severity == Severity::Error
    }
}
