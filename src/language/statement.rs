//! Statements: a quantity standing somewhere in a report, with its label and attributes.

use super::Text;
use super::label::{Label, printed_name};
use super::stage::{Origin, Role, Stage};
use crate::quantity::Quantity;
use crate::source::Span;

/// A quantity standing somewhere in a report.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The quantity.
    pub quantity: Quantity,
    /// The amount's range, unit included.
    pub span: Span,
    /// The words it is told by, as printed.
    pub label: Text,
    /// What it is a figure of, without period, stage and verbs; inherited where the label has only a stage.
    pub subject: Text,
    /// Where the subject comes from.
    pub origin: Origin,
    /// The subject in whose scope it stands: the total it is part of, or what its section is about.
    pub scope: Option<Text>,
    /// The moment of the budget year, where it is known.
    pub stage: Option<Stage>,
    /// The year, where it is told: 2021年, 上年.
    pub period: Option<i32>,
    /// What part it plays.
    pub role: Role,
    /// The total it is listed under after 其中: an index into the report's statements.
    pub part_of: Option<usize>,
    /// Whether all of its parts are said to be listed: made up of, 上述三项合计.
    pub complete: bool,
    /// The innermost section it stands in.
    pub section: Option<usize>,
    /// The paragraph it stands in, for prose.
    pub paragraph: Option<usize>,
    /// The table, row and column it stands in, counted from 0, header excluded.
    pub cell: Option<(usize, usize, usize)>,
    /// The path of keys that leads to it, for structured reports.
    pub path: Option<String>,
}

impl Statement {
    /// What it is called: its subject with the words that stand with it in the text, such as 本年收入合计 for 收入,
    /// and its stage where that is not among them.
    pub fn name(&self) -> String {
        let printed = if self.paragraph.is_some() { printed_name(&self.label) } else { Text::default() };
        let known = self.role == Role::Figure
            && printed.len() > self.subject.len()
            && printed.contains(self.subject.as_str());
        let name = if known { printed.as_str() } else { self.subject.as_str() };
        match self.stage {
            Some(stage)
                if !known || !name.contains(stage.name()) && Label::parse(name).stage != Some(stage) =>
            {
                format!("{name}.{}", stage.name())
            }
            _ if name.is_empty() => printed.as_str().to_owned(),
            _ => name.to_owned(),
        }
    }

    /// What it is a figure of, for a list that shows its stage apart: with the words that stand with the subject,
    /// or after it where they are those of the stage.
    pub fn told_subject(&self) -> String {
        let name = Self { stage: None, ..self.clone() }.name();
        let printed = if self.stage.is_some() && self.origin != Origin::Label {
            printed_name(&self.label)
        } else {
            Text::default()
        };
        match (name.as_str(), printed.as_str()) {
            (_, "") => name,
            ("", _) => printed.as_str().to_owned(),
            _ if name.contains(printed.as_str()) => name,
            _ => format!("{name}.{printed}"),
        }
    }

    /// A figure of `subject` under its label, of which nothing else is known.
    pub fn labelled(label: Text, subject: Text, quantity: Quantity, span: Span) -> Self {
        Self {
            quantity,
            span,
            label,
            subject,
            origin: Origin::Label,
            scope: None,
            stage: None,
            period: None,
            role: Role::Figure,
            part_of: None,
            complete: false,
            section: None,
            paragraph: None,
            cell: None,
            path: None,
        }
    }
}
