//! Rows: the figures of one row of a table.

use std::borrow::Cow;
use std::sync::Arc;

use super::Bound;
use super::bind::column_at;
use crate::expr::{Figures, Filter, Literal, Missing, Name, Operand, Places};
use crate::message::Message;
use crate::quantity::{Dimension, Interval, Unit};
use crate::report::Table;
use crate::source::Span;

/// The figures of one row: a name of one segment is a column of it, any other the report's.
#[derive(Debug)]
pub struct RowFigures<'a> {
    /// The report.
    pub bound: &'a Bound<'a>,
    /// The table.
    pub table: &'a Table,
    /// The row, from 0.
    pub row: usize,
    /// Whether a blank cell is missing; else it is zero.
    pub blank_is_missing: bool,
}

impl RowFigures<'_> {
    /// What `name` finds in the row: its text and place; `None` where the table has no such column.
    pub fn cell(&self, name: &Name) -> Option<(&str, Span, Option<usize>)> {
        let [column] = name.segments.as_slice() else { return None };
        let at = self.column(column)?;
        let cell = self.table.rows.get(self.row)?.cells.get(at);
        Some(cell.map_or(("", Span::default(), None), |cell| (cell.text.as_str(), cell.span, cell.statement)))
    }
}

impl Figures for RowFigures<'_> {
    fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
        let Some((text, _, statement)) = self.cell(name) else { return self.bound.figure(name) };
        let shown: Arc<str> = match self.label() {
            "" => Arc::clone(name.told()),
            label => format!("{label}.{name}").into(),
        };
        match statement {
            Some(statement) => self.bound.operand(statement, &shown).map(Cow::Owned),
            None if !text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '—' | '–' | '/' | '－')) => {
                Err(Missing::Undecided(Message::new(
                    format!("`{shown}` holds the text “{text}”, no amount"),
                    format!("“{shown}”一栏是文字“{text}”，不是数值"),
                )))
            }
            None if self.blank_is_missing => Err(Missing::Unstated(shown)),
            None => {
                let unit = self.column_unit(name);
                let (value, places) = (Interval::point(0.into()), Places::default());
                Ok(Cow::Owned(Operand { name: shown, value, unit, places }))
            }
        }
    }

    fn all(&self, name: &Name, filter: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
        if name.segments.len() == 1 && self.cell(name).is_some() {
            return self.figure(name).map(|operand| vec![operand.into_owned()]);
        }
        self.bound.all(name, filter)
    }

    fn text(&self, name: &Name) -> Option<&str> {
        self.cell(name).map(|(text, ..)| text)
    }

    fn row(&self) -> String {
        let cells = self.table.rows.get(self.row).into_iter().flat_map(|row| &row.cells);
        let labels = cells.take_while(|cell| cell.statement.is_none()).map(|cell| cell.text.as_str());
        labels.collect::<Vec<_>>().join(" ")
    }

    fn parameter(&self, name: &str) -> Option<Literal> {
        self.bound.parameter(name)
    }

    fn unit(&self) -> Unit {
        self.bound.unit()
    }
}

impl RowFigures<'_> {
    /// Where the row stands: its first text, else the table.
    pub fn place(&self) -> Span {
        let cells = self.table.rows.get(self.row).into_iter().flat_map(|row| &row.cells);
        cells.map(|cell| cell.span).find(|span| !span.is_empty()).unwrap_or(self.table.span)
    }

    /// Whether the row's cell in the filter's column is as the filter wants it.
    pub fn meets(&self, filter: &Filter) -> Result<bool, Missing> {
        let at =
            self.column(&filter.column).ok_or_else(|| Missing::Unstated(filter.column.as_str().into()))?;
        Ok(self.table.rows.get(self.row).is_some_and(|row| self.bound.meets(row, at, filter)))
    }

    /// What the row is about: the label of its first amount, else its first text.
    pub fn label(&self) -> &str {
        let cells = || self.table.rows.get(self.row).into_iter().flat_map(|row| &row.cells);
        let statements = cells().filter_map(|cell| cell.statement);
        let mut subjects =
            statements.map(|statement| self.bound.report.statements[statement].subject.as_str());
        let text = || cells().map(|cell| cell.text.as_str()).find(|text| !text.is_empty());
        subjects.find(|subject| !subject.is_empty()).or_else(text).unwrap_or("")
    }

    fn column(&self, name: &str) -> Option<usize> {
        column_at(self.table, name, self.bound.vocabulary)
    }

    /// The unit of the column `name`, from its first amount.
    fn column_unit(&self, name: &Name) -> Unit {
        let at = name.segments.first().and_then(|column| self.column(column));
        let cells = self.table.rows.iter().filter_map(|row| row.cells.get(at?)?.statement);
        let unit = cells.map(|statement| self.bound.report.statements[statement].quantity.unit).next();
        unit.filter(|unit| unit.dimension != Dimension::Plain).unwrap_or(Unit::NONE)
    }
}
