//! Rule sets: what a report is held against, and the words that bind its figures to names.

mod applies;
mod bind;
mod book;
mod load;
mod packs;
mod vocabulary;

pub use applies::Applies;
pub use bind::{Alternative, Bound, RowFigures};
pub use book::{Book, Compiled};
pub use load::{is_rule_set, load};
pub use packs::PACKS;
pub use vocabulary::{FigureRule, Vocabulary};

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::checks::{Check, Kind};
use crate::expr::Condition;
use crate::finding::Severity;
use crate::message::Message;
use crate::quantity::Unit;
use crate::read::Layout;
use crate::source::{Source, Span};

/// A rule set as loaded from one file.
#[derive(Debug)]
pub struct RuleSet {
    /// Its id, such as `cn/department-self-evaluation`; the part before the first `/` prefixes the ids of its rules.
    pub id: String,
    /// What it is for.
    pub title: Option<Message>,
    /// The file it was read from.
    pub source: Arc<Source>,
    /// The ids or paths of the sets it extends, and where they are named.
    pub extends: Vec<(String, Span)>,
    /// Which reports it applies to.
    pub applies: Applies,
    /// Where structured reports keep what is not a figure.
    pub layout: Option<Layout>,
    /// The unit of literals that name none.
    pub unit: Option<Unit>,
    /// What is known of how the reports round.
    pub rounding: Option<Rounding>,
    /// Its words.
    pub vocabulary: Vocabulary,
    /// Its rules in order.
    pub rules: Vec<Rule>,
    /// What it changes in rules of the sets it extends.
    pub overrides: Vec<Override>,
}

/// How the figures of a report were rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// Told from the report itself.
    #[default]
    Auto,
    /// Every figure on its own: sums may miss by their roundings.
    Independent,
    /// Sums were made to close: one unit of the last digit off is wrong.
    Additive,
}

/// How far the sides of an equation may be apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tolerance {
    /// As far as the rounding of the figures explains.
    #[default]
    Rounding,
    /// Not at all.
    Exact,
    /// By this much, in the rule set's unit.
    Absolute(Decimal),
    /// By this share of the computed side.
    Relative(Decimal),
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its full id, such as `cn/revenue-parts`.
    pub id: String,
    /// What sort of rule it is.
    pub kind: &'static Kind,
    /// What it checks.
    pub check: Arc<dyn Check>,
    /// How much its findings matter; `None` switches it off.
    pub severity: Option<Severity>,
    /// What it says in a few words.
    pub title: Option<Message>,
    /// The sentence its findings open with instead of the built-in one.
    pub message: Option<Message>,
    /// What to do about a finding.
    pub help: Option<Message>,
    /// The regulation or agreement it rests on.
    pub basis: Option<String>,
    /// When it applies.
    pub when: Option<Condition>,
    /// How far the sides of its equations may be apart.
    pub tolerance: Tolerance,
    /// Whether a blank cell is missing; else it is zero.
    pub blank_is_missing: bool,
    /// Words to choose rules by.
    pub tags: Vec<String>,
    /// The rule set it is written in.
    pub source: Arc<Source>,
    /// Where.
    pub span: Span,
}

impl Rule {
    /// The rule as it is written in its file.
    pub fn written(&self) -> String {
        let column = self.source.position(self.span.start).column - 1;
        let text = self.source.slice(self.span);
        let own = |line: &str| {
            line.get(column..)
                .filter(|_| line.trim_start().len() + column <= line.len())
                .unwrap_or(line)
                .to_owned()
        };
        text.lines()
            .enumerate()
            .map(|(at, line)| if at == 0 { line.to_owned() } else { own(line) })
            .collect::<Vec<_>>()
            .join("\n")
    }
}

/// A change to a rule of an extended set: only what is `Some` is changed.
#[derive(Clone, Debug, Default)]
pub struct Override {
    /// The full id of the rule.
    pub rule: String,
    /// Where it is named.
    pub span: Span,
    /// Its severity; `Some(None)` switches it off.
    pub severity: Option<Option<Severity>>,
    /// Its title.
    pub title: Option<Message>,
    /// Its message.
    pub message: Option<Message>,
    /// Its help.
    pub help: Option<Message>,
    /// Its basis.
    pub basis: Option<String>,
    /// Its tolerance.
    pub tolerance: Option<Tolerance>,
}
