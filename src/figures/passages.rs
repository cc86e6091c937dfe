//! Passages: the paragraphs, or else the sections, that state all figures of a relation, each on its own.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::bind::absent;
use super::{Bound, FigureRule};
use crate::expr::{Figures, Filter, Literal, Missing, Name, Operand};
use crate::language::{Role, Stage};
use crate::message::Message;
use crate::quantity::Unit;

/// The figures of one passage; a name means what the passage states and nothing else.
#[derive(Debug)]
pub struct PassageFigures<'a> {
    bound: &'a Bound<'a>,
    /// Name → the statements of the passage that state it, in order of place.
    stated: BTreeMap<String, Vec<usize>>,
}

/// Which passage a statement stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Passage {
    Paragraph(usize),
    /// A section, its numbered items and what stands before any heading.
    Section(Option<usize>),
}

impl Bound<'_> {
    /// The paragraphs that state every one of `required`, and of the sections without such a paragraph those
    /// that do. Only these names and `others` are known in them.
    pub fn passages<'b>(&'b self, required: &[&Name], others: &[&Name]) -> Vec<PassageFigures<'b>> {
        let mut found: BTreeMap<Passage, BTreeMap<String, Vec<usize>>> = BTreeMap::new();
        let names: BTreeMap<&str, &Name> =
            required.iter().chain(others).map(|name| (&**name.told(), *name)).collect();
        for (told, name) in names {
            let key = self.vocabulary.canonical_of(&name.segments);
            let rule = self.vocabulary.figure(&key);
            for at in (0..self.report.statements.len()).filter(|at| self.states(*at, &key, rule)) {
                let stated = &self.report.statements[at];
                let Some(paragraph) = stated.paragraph else { continue };
                for passage in [Passage::Paragraph(paragraph), Passage::Section(self.outline(stated.section))]
                {
                    found.entry(passage).or_default().entry(told.to_owned()).or_default().push(at);
                }
            }
        }
        found.retain(|_, stated| required.iter().all(|name| stated.contains_key(&**name.told())));
        let told: BTreeSet<Passage> = found
            .keys()
            .filter_map(|passage| match passage {
                Passage::Paragraph(at) => {
                    Some(Passage::Section(self.outline(self.report.paragraphs.get(*at)?.section)))
                }
                Passage::Section(_) => None,
            })
            .collect();
        found.retain(|passage, _| !told.contains(passage));
        found.into_values().map(|stated| PassageFigures { bound: self, stated }).collect()
    }

    /// Whether the statement states the figure with this canonical name.
    fn states(&self, at: usize, key: &str, rule: Option<&FigureRule>) -> bool {
        let stated = &self.report.statements[at];
        let usable = stated.role == Role::Figure && stated.quantity.is_firm() && stated.cell.is_none();
        let (subject, stage) = match key.rsplit_once('.') {
            Some((subject, last)) if Stage::named(last).is_some() => (subject, Stage::named(last)),
            _ => (key, None),
        };
        usable
            && match rule {
                Some(rule) => {
                    self.is_told_by(at, rule) && rule.stage.is_none_or(|stage| stated.stage == Some(stage))
                }
                None => self.word(&stated.subject) == subject && (stage.is_none() || stated.stage == stage),
            }
    }

    /// The innermost section around `section` that is no numbered item.
    fn outline(&self, section: Option<usize>) -> Option<usize> {
        let mut next = section;
        while let Some(section) = next.and_then(|at| self.report.sections.get(at)).filter(|s| s.inline) {
            next = section.parent;
        }
        next
    }
}

impl Figures for PassageFigures<'_> {
    fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
        let told = name.told();
        let statements = self.stated.get(&**told).ok_or_else(|| absent(name))?;
        let report = self.bound.report;
        let told_with =
            |at: &usize| (report.statements[*at].quantity.amount(), report.statements[*at].period);
        if statements.windows(2).any(|pair| told_with(&pair[0]) != told_with(&pair[1])) {
            return Err(Missing::Undecided(Message::new(
                format!("`{told}` is stated with different amounts in one passage"),
                format!("同一段落中“{told}”有多个不同数值"),
            )));
        }
        self.bound.operand(statements[0], told).map(Cow::Owned)
    }

    fn all(&self, name: &Name, _: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
        self.figure(name).map(|operand| vec![operand.into_owned()])
    }

    fn parameter(&self, name: &str) -> Option<Literal> {
        self.bound.parameter(name)
    }

    fn unit(&self) -> Unit {
        self.bound.unit()
    }
}
