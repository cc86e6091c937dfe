//! Answers: what a report says to the names of an expression.

use std::borrow::Cow;
use std::sync::Arc;

use super::Bound;
use super::bind::{Found, absent};
use crate::expr::{Figures, Filter, Literal, Missing, Name, Operand, Places};
use crate::language::Stage;
use crate::quantity::{Interval, Unit};

impl Bound<'_> {
    /// What the report states approximately for `name`, for want of anything firm; `None` where it states
    /// nothing, or nothing that agrees.
    fn approximation(&self, name: &Name) -> Option<Cow<'_, Operand>> {
        let found = self.approximations(name)?;
        if matches!(&*found, Ok(alternatives) if alternatives.len() == 1) { first(found).ok() } else { None }
    }

    /// Nothing, for a figure that counts as zero where it is not stated.
    fn nothing(&self, name: &Name) -> Operand {
        let (name, value) = (Arc::clone(name.told()), Interval::point(0.into()));
        Operand { name, value, unit: Self::unit(self), places: Places::default() }
    }
}

impl Figures for Bound<'_> {
    fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
        if let Some(found) = self.defined(name).or_else(|| self.in_table(name)) {
            return found.map(Cow::Owned);
        }
        match first(self.alternatives(name)) {
            Err(missing) if missing.is_absent() => {
                let nothing = || self.is_optional(name).then(|| Cow::Owned(self.nothing(name)));
                self.approximation(name).or_else(nothing).ok_or(missing)
            }
            found => found,
        }
    }

    fn all(&self, name: &Name, filter: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
        if let Some((column, table)) = name.segments.split_last().filter(|(_, table)| !table.is_empty())
            && let Some((table, column)) = self.column(&table.join("."), column)
        {
            return self.column_operands(table, column, filter, name.told());
        }
        if !name.has_wildcard() {
            return match self.vocabulary.figure(&self.vocabulary.canonical_of(&name.segments)) {
                Some(rule) if rule.many => self.each(name),
                _ => self.figure(name).map(|operand| vec![operand.into_owned()]),
            };
        }
        let pattern: Vec<String> = name
            .segments
            .iter()
            .map(|s| if s == "*" { s.clone() } else { self.vocabulary.word(s).into_owned() })
            .collect();
        let last = pattern.last().and_then(|last| self.vocabulary.stage(last));
        let fits = |key: &str| {
            let parts: Vec<&str> = key.split('.').collect();
            parts.len() == pattern.len()
                && parts.iter().zip(&pattern).enumerate().all(|(at, (part, wanted))| {
                    let stage = last.filter(|_| at + 1 == pattern.len()).map(Stage::name);
                    wanted == "*" && Stage::named(part).is_none() || Some(*part) == stage || part == wanted
                })
        };
        let mut fitting: Vec<&str> = self.all_names().filter(|key| fits(key)).collect();
        fitting.sort_unstable();
        let mut operands = Vec::with_capacity(fitting.len());
        for key in fitting {
            let segments = key.split('.').map(str::to_owned).collect();
            operands.push(self.figure(&Name::new(name.range.clone(), segments))?.into_owned());
        }
        if operands.is_empty() { Err(absent(name)) } else { Ok(operands) }
    }

    fn parameter(&self, name: &str) -> Option<Literal> {
        self.vocabulary.parameter(name)
    }

    fn unit(&self) -> Unit {
        Self::unit(self)
    }
}

/// The value that is stated most of those `found`.
fn first(found: Found<'_>) -> Result<Cow<'_, Operand>, Missing> {
    match found {
        Cow::Borrowed(Ok(alternatives)) => Ok(Cow::Borrowed(&alternatives[0].operand)),
        Cow::Borrowed(Err(missing)) => Err(missing.clone()),
        Cow::Owned(found) => found.map(|mut alternatives| Cow::Owned(alternatives.swap_remove(0).operand)),
    }
}
