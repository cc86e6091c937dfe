//! Rules: a check, and what a rule set says of it.

use std::sync::Arc;

use super::{Check, Kind};
use crate::expr::Condition;
use crate::ledger::Heading;
use crate::source::{Source, Span};

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id, what it says of its findings, and how strictly it judges.
    pub heading: Heading,
    /// What sort of rule it is.
    pub kind: &'static Kind,
    /// What it checks.
    pub check: Arc<dyn Check>,
    /// When it applies.
    pub when: Option<Condition>,
    /// Whether a blank cell is missing; else it is zero.
    pub blank_is_missing: bool,
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
