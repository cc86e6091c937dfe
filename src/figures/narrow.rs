//! Narrowing: what `figures:` leaves of the statements that a name could mean.

use super::bind::header_is;
use super::called::Calls;
use super::{Bound, FigureRule};
use crate::language::fold;
use crate::search::Expression;

impl Bound<'_> {
    /// The statements, firm or approximate ones, that `rule` leaves of those called `key`.
    pub(super) fn narrowed(&self, key: &str, rule: &FigureRule, approximate: bool) -> Vec<usize> {
        let vocabulary = self.vocabulary;
        let (first, last) = key.rsplit_once('.').map_or((key, None), |(first, last)| (first, Some(last)));
        let stage = rule.stage.or_else(|| last.and_then(|last| vocabulary.stage(last)));
        let placed = rule.row.is_some() || rule.label.is_some() || rule.column.is_some();
        let subject = rule.subject.as_ref().map(|subject| vocabulary.word(subject).into_owned());
        let subject = subject
            .or_else(|| (!placed).then(|| if stage.is_some() { first.to_owned() } else { key.to_owned() }));
        let holds = |pattern: &Option<Expression>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| is_in(pattern, text))
        };
        let (Calls { called, names, .. }, dictionary) = (self.all_calls(), vocabulary.dictionary());
        let name = |at: usize| dictionary.name(at, names);
        let fits = |at: &usize| {
            let Some(called) = called[*at].filter(|called| called.approximate == approximate) else {
                return false;
            };
            let (stated, own) = (&self.report.statements[*at], name(called.subject));
            let path = self.report.section_path(stated.section);
            let in_section =
                rule.section.is_none() || path.iter().any(|section| holds(&rule.section, &section.title));
            let cell = stated
                .cell
                .and_then(|(table, row, column)| Some((self.report.tables.get(table)?, row, column)));
            let in_table = match cell {
                Some((table, _, column)) => {
                    holds(&rule.table, &table.name)
                        && rule.row.as_ref().is_none_or(|row| vocabulary.word(row) == own)
                        && rule.column.as_ref().is_none_or(|name| header_is(table, column, name, vocabulary))
                }
                None => rule.table.is_none() && rule.row.is_none() && rule.column.is_none(),
            };
            let scoped = own == first && key == format!("{first}.{own}");
            let named = subject.as_ref().is_none_or(|subject| {
                *subject == own || scoped || format!("{}.{own}", name(called.scope)) == *subject
            });
            named
                && in_section
                && in_table
                && stage.is_none_or(|stage| called.stage == Some(stage))
                && self.is_told_by(*at, rule)
                && rule.period.is_none_or(|period| stated.period.or(self.report.year) == Some(period))
        };
        (0..self.report.statements.len()).filter(|at| fits(at)).collect()
    }
}

impl Bound<'_> {
    /// Whether a statement is told in the words, and measured in the sort of unit, that `rule` asks for.
    pub(super) fn is_told_by(&self, statement: usize, rule: &FigureRule) -> bool {
        let stated = &self.report.statements[statement];
        let held =
            |pattern: &Expression| is_in(pattern, &stated.label) || is_in(pattern, self.told_of(statement));
        rule.label.as_ref().is_none_or(held)
            && !rule.except.as_ref().is_some_and(held)
            && rule.unit.is_none_or(|unit| unit.dimension == stated.quantity.unit.dimension)
    }

    /// What a statement is told of: the numbered item that it stands in, else its subject.
    pub(super) fn told_of(&self, statement: usize) -> &str {
        let stated = &self.report.statements[statement];
        let item = stated.section.and_then(|section| self.report.sections.get(section));
        item.filter(|item| item.inline && stated.cell.is_none()).map_or(&stated.subject, |item| &item.title)
    }
}

/// Whether `text`, as it is or folded, holds what `pattern` says.
fn is_in(pattern: &Expression, text: &str) -> bool {
    pattern.is_match(text) || pattern.is_match(&fold(text))
}

impl FigureRule {
    /// Whether it narrows which statements are meant.
    pub(super) fn narrows(&self) -> bool {
        let words = [&self.subject, &self.row, &self.column];
        let patterns = [&self.section, &self.table, &self.label, &self.except];
        words.iter().any(|word| word.is_some())
            || patterns.iter().any(|pattern| pattern.is_some())
            || self.stage.is_some()
            || self.period.is_some()
            || self.unit.is_some()
    }
}
