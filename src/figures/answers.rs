//! Answers: what a report says to the names of an expression.

use std::sync::Arc;

use super::Bound;
use super::bind::absent;
use crate::expr::{Figures, Filter, Literal, Missing, Name, Operand, Places};
use crate::language::Stage;
use crate::quantity::{Interval, Unit};

impl Bound<'_> {
    /// What the report states approximately for `name`, for want of anything firm; `None` where it states
    /// nothing, or nothing that agrees.
    fn approximation(&self, name: &Name) -> Option<Operand> {
        match (*self.approximations(name)?).as_deref() {
            Ok([only]) => Some(only.operand.clone()),
            _ => None,
        }
    }

    /// Nothing, for a figure that counts as zero where it is not stated.
    fn nothing(&self, name: &Name) -> Operand {
        let (name, value) = (Arc::clone(name.told()), Interval::point(0.into()));
        Operand { name, value, unit: Self::unit(self), places: Places::default() }
    }
}

impl Figures for Bound<'_> {
    fn figure(&self, name: &Name) -> Result<Operand, Missing> {
        if let Some(found) = self.defined(name).or_else(|| self.in_table(name)) {
            return found;
        }
        match &*self.alternatives(name) {
            Err(missing) if missing.is_absent() => self.approximation(name).map_or_else(
                || if self.is_optional(name) { Ok(self.nothing(name)) } else { Err(missing.clone()) },
                Ok,
            ),
            Err(missing) => Err(missing.clone()),
            Ok(alternatives) => Ok(alternatives[0].operand.clone()),
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
                _ => self.figure(name).map(|operand| vec![operand]),
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
            operands.push(self.figure(&Name::new(name.range.clone(), segments))?);
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
