//! Rule sets: what a report is held against.

mod applies;
mod book;
mod convert;
mod limits;
mod load;
mod packs;
mod words;

pub use applies::Applies;
pub use book::{Book, Compiled};
pub use convert::Converter;
pub use load::{is_rule_set, load};
pub use packs::PACKS;

use std::sync::Arc;

use crate::checks::Rule;
use crate::figures::Vocabulary;
use crate::finding::Severity;
use crate::ledger::{Rounding, Tolerance};
use crate::message::Message;
use crate::quantity::Unit;
use crate::read::{Layout, Limit};
use crate::source::{Source, Span};

/// A rule set as loaded from one file.
#[derive(Debug)]
pub struct RuleSet {
    /// Its id, such as `cn/department-self-evaluation`; the part before the first `/` prefixes the ids of its
    /// rules.
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
    /// The limits it sets for the reading of reports.
    pub limits: Vec<(Limit, u64)>,
    /// The programs that turn files which are not read into texts.
    pub convert: Vec<Converter>,
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
