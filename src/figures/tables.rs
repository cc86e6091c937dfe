//! Tables found by their columns: which tables a name means, which of their rows, and the figures of one as a
//! whole.

use std::borrow::Cow;
use std::sync::Arc;

use super::bind::{absent, column_at};
use super::{Bound, Vocabulary};
use crate::expr::{Figures, Filter, Literal, Missing, Name, Operand, Places};
use crate::language::fold;
use crate::message::Message;
use crate::quantity::{Interval, Unit};
use crate::report::{Cell, Report, Row, Table};
use crate::search::Expression;

/// The row of a formula for a whole table that means its total.
const TOTAL: &str = "合计";

/// Which tables a name means, and which of their rows.
#[derive(Clone, Debug)]
pub struct TableRule {
    /// What the caption of each of the tables holds.
    pub caption: Option<Expression>,
    /// The columns that each of the tables has; a row counts where the first of them, if there are any, holds
    /// an amount.
    pub columns: Vec<String>,
    /// What the labels of a row must hold.
    pub rows: Option<Expression>,
    /// What the labels of a row must not hold.
    pub except: Option<Expression>,
}

impl TableRule {
    /// Whether `table` is one of those meant.
    pub fn fits(&self, table: &Table, vocabulary: &Vocabulary) -> bool {
        self.caption.as_ref().is_none_or(|caption| caption.is_match(&fold(&table.name).replace(' ', "")))
            && self.columns.iter().all(|column| column_at(table, column, vocabulary).is_some())
    }

    /// Whether a report holds a table that is meant.
    pub fn is_in(&self, report: &Report, vocabulary: &Vocabulary) -> bool {
        report.tables.iter().any(|table| self.fits(table, vocabulary))
    }
}

/// A table of which other parts, each under a header of its own, may go on below it.
#[derive(Debug)]
pub struct TableFigures<'a> {
    /// The report.
    pub bound: &'a Bound<'a>,
    /// The name that the rule calls it by.
    pub name: &'a str,
    /// The parts that are meant, in order, at least one.
    pub parts: Vec<&'a Table>,
    /// Whether no other table of the report is meant.
    pub alone: bool,
}

impl<'a> Bound<'a> {
    /// The tables that `name` means: those found by their columns, or the one called so.
    pub fn tables(&self, name: &str) -> Vec<&'a Table> {
        match self.vocabulary.table(name) {
            Some(rule) => {
                self.report.tables.iter().filter(|table| rule.fits(table, self.vocabulary)).collect()
            }
            None => self.table(name).into_iter().collect(),
        }
    }

    /// The tables that `name` means, the parts of one together.
    pub fn whole_tables<'b>(&'b self, name: &'b str) -> Vec<TableFigures<'b>> {
        let mut whole: Vec<TableFigures<'b>> = Vec::new();
        let mut last = None;
        for table in self.tables(name) {
            let start = Some(table.start);
            match whole.last_mut().filter(|_| last == start) {
                Some(figures) => figures.parts.push(table),
                None => whole.push(TableFigures { bound: self, name, parts: vec![table], alone: false }),
            }
            last = start;
        }
        let alone = whole.len() == 1;
        for figures in &mut whole {
            figures.alone = alone;
        }
        whole
    }

    /// The rows of `table` that `name` means: no totals, and no row that sums up rows below it.
    pub fn rows(&self, table: &Table, name: &str) -> Vec<usize> {
        let Some(rule) = self.vocabulary.table(name) else {
            return (0..table.rows.len()).filter(|row| !table.rows[*row].is_total()).collect();
        };
        let first = rule.columns.first().and_then(|name| column_at(table, name, self.vocabulary));
        let has_amount =
            |row: usize| first.is_none_or(|column| amount_at(&table.rows[row], column).is_some());
        let width = self.label_width(table);
        let meant = |row: &usize| {
            let labels = labels(&table.rows[*row], width);
            has_amount(*row)
                && rule.rows.as_ref().is_none_or(|pattern| pattern.is_match(&labels))
                && !rule.except.as_ref().is_some_and(|pattern| pattern.is_match(&labels))
                && !below(table, *row, width).any(has_amount)
        };
        (0..table.rows.len()).filter(|row| !sums_up(&table.rows[*row], width)).filter(meant).collect()
    }

    /// The amount in the one table that the first part of `name` means, where it means tables: at a row and a
    /// column of it, or beside a label.
    pub(super) fn in_table(&self, name: &Name) -> Option<Result<Operand, Missing>> {
        let (table, place) = name.segments.split_first().filter(|(_, place)| !place.is_empty())?;
        self.vocabulary.table(table)?;
        match self.whole_tables(table).as_slice() {
            [] => Some(Err(absent(name))),
            [table] => Some(table.amount(place, name).unwrap_or_else(|| Err(absent(name)))),
            _ => Some(Err(undecided(name, "could be in several tables", "对应的表不止一张"))),
        }
    }

    /// How many columns at the left hold labels: those before the first that a header pattern names.
    fn label_width(&self, table: &Table) -> usize {
        let named = |at: &usize| self.vocabulary.headers().any(|(_, pattern)| is_header(table, *at, pattern));
        (0..table.header.len()).find(named).unwrap_or(0)
    }

    /// The amounts of a column of `table` in the rows that `name` means; what a row that sums up others says
    /// must agree with them, else it cannot be told what is to be added.
    fn column_amounts(&self, table: &Table, column: usize, name: &str) -> Result<Vec<Operand>, Missing> {
        let width = self.label_width(table);
        let value = |row: usize| {
            let statement = amount_at(&table.rows[row], column)?;
            self.report.statements[statement].quantity.amount()
        };
        let meant = self.rows(table, name);
        for row in (0..table.rows.len()).filter(|row| !sums_up(&table.rows[*row], width)) {
            let parts: Vec<_> = below(table, row, width)
                .filter(|part| below(table, *part, width).next().is_none())
                .filter_map(value)
                .collect();
            let sum =
                parts.iter().try_fold(0.into(), |sum, part| num_traits::CheckedAdd::checked_add(&sum, part));
            if let (Some(own), false) = (value(row), parts.is_empty())
                && sum != Some(own)
            {
                let label = labels(&table.rows[row], width);
                return Err(Missing::Undecided(Message::new(
                    format!("it cannot be told whether “{label}” sums up the rows below it"),
                    format!("无法确定“{label}”是否为其下各行之和"),
                )));
            }
        }
        let operand = |row: usize| {
            let statement = amount_at(&table.rows[row], column)?;
            let label = depth(&table.rows[row], width).map(|at| table.rows[row].cells[at].text.as_str());
            Some(self.operand(statement, label.unwrap_or(&self.report.statements[statement].subject)))
        };
        meant.into_iter().filter_map(operand).collect()
    }
}

impl<'a> TableFigures<'a> {
    /// The parts of it that `name` means too.
    fn parts(&self, name: &str) -> Vec<&'a Table> {
        let Some(rule) = self.bound.vocabulary.table(name) else { return Vec::new() };
        self.parts.iter().copied().filter(|part| rule.fits(part, self.bound.vocabulary)).collect()
    }

    /// The cells of the rows labelled `row` in the column `column`; the row of totals is the last one.
    fn cells(&self, row: &str, column: &str) -> Vec<(&'a Row, usize)> {
        let vocabulary = self.bound.vocabulary;
        let mut found = Vec::new();
        for part in &self.parts {
            let Some(at) = column_at(part, column, vocabulary) else { continue };
            let width = self.bound.label_width(part).max(1);
            let labelled = |told: &&Row| match row {
                TOTAL => told.is_total() && !fold(&labels(told, width)).contains("小计"),
                _ => told.cells.iter().take(width).any(|cell| is_labelled(&cell.text, row, vocabulary)),
            };
            found.extend(part.rows.iter().filter(labelled).map(|row| (row, at)));
        }
        if row == TOTAL {
            found = found.split_off(found.len().saturating_sub(1));
        }
        found
    }

    /// The first amounts to the right of the cells labelled `label`, up to the next text.
    fn beside(&self, label: &str) -> Vec<(&'a Row, usize)> {
        let mut found = Vec::new();
        for row in self.parts.iter().flat_map(|part| &part.rows) {
            let labelled = |cell: &Cell| {
                cell.statement.is_none() && is_labelled(&cell.text, label, self.bound.vocabulary)
            };
            for at in (0..row.cells.len()).filter(|at| labelled(&row.cells[*at])) {
                let stops = |cell: &Cell| cell.statement.is_some() || cell.text.contains(char::is_alphabetic);
                let next = (at + 1..row.cells.len()).find(|at| stops(&row.cells[*at]));
                found.extend(next.filter(|at| row.cells[*at].statement.is_some()).map(|at| (row, at)));
            }
        }
        found
    }

    /// The amount at `place`: a row and a column, or a label that has its amount to the right of it. `None`
    /// where the table has no such column.
    fn amount(&self, place: &[String], name: &Name) -> Option<Result<Operand, Missing>> {
        let vocabulary = self.bound.vocabulary;
        let found = match place {
            [row, column] if self.parts.iter().any(|part| column_at(part, column, vocabulary).is_some()) => {
                self.cells(row, column)
            }
            [label] => self.beside(label),
            _ => return None,
        };
        Some(match found.as_slice() {
            [] => Err(absent(name)),
            [(row, at)] => match amount_at(row, *at) {
                Some(statement) => self.bound.operand(statement, name.told()),
                None if is_blank(row, *at) && row.is_total() => Err(absent(name)),
                None if is_blank(row, *at) => Ok(Operand {
                    name: Arc::clone(name.told()),
                    value: Interval::point(0.into()),
                    unit: Unit::NONE,
                    places: Places::default(),
                }),
                None => Err(undecided(name, "is no amount", "不是数值")),
            },
            several => match one_amount(self.bound, several) {
                Some(statement) => self.bound.operand(statement, name.told()),
                None => Err(undecided(name, "stands in several rows", "见于多行")),
            },
        })
    }
}

impl Figures for TableFigures<'_> {
    fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
        if let [_, _] = name.segments.as_slice()
            && let Some(found) = self.amount(&name.segments, name)
        {
            return found.map(Cow::Owned);
        }
        if !self.alone {
            return Err(undecided(name, "is told beside several such tables", "对应的表不止一张"));
        }
        if (*self.bound.alternatives(name)).as_ref().is_ok_and(|found| found.len() > 1) {
            return Err(undecided(name, "is stated with different amounts", "有多个不同数值"));
        }
        self.bound.figure(name)
    }

    fn all(&self, name: &Name, filter: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
        let (parts, rule, column) = match name.segments.as_slice() {
            [column] => (self.parts.clone(), self.name, column),
            [table, column] if self.bound.vocabulary.table(table).is_some() => {
                (self.parts(table), table.as_str(), column)
            }
            _ => return self.bound.all(name, filter),
        };
        let mut found = Vec::new();
        for part in parts {
            let at = column_at(part, column, self.bound.vocabulary).ok_or_else(|| absent(name))?;
            found.extend(self.bound.column_amounts(part, at, rule)?);
        }
        Ok(found)
    }

    fn parameter(&self, name: &str) -> Option<Literal> {
        self.bound.parameter(name)
    }

    fn unit(&self) -> Unit {
        self.bound.unit()
    }
}

/// Whether the header of column `at` is as `pattern` says.
pub(super) fn is_header(table: &Table, at: usize, pattern: &Expression) -> bool {
    table.header.get(at).is_some_and(|header| is_whole(header, pattern))
}

/// Whether `text`, folded and without blanks, is as `pattern` says.
fn is_whole(text: &str, pattern: &Expression) -> bool {
    pattern.is_match(&fold(text).replace(' ', ""))
}

/// Whether `text` is the row label `label`, 其中 before it left out.
fn is_labelled(text: &str, label: &str, vocabulary: &Vocabulary) -> bool {
    let text = text.trim_start_matches("其中").trim_start_matches(['：', ':', '，', ' ']);
    match vocabulary.header(label) {
        Some(pattern) => is_whole(text, pattern),
        None => !text.is_empty() && vocabulary.word(text) == vocabulary.word(label),
    }
}

/// The rows below `row` that belong to it: their labels begin further in, and what stands left of them is
/// blank or the same.
fn below(table: &Table, row: usize, width: usize) -> impl Iterator<Item = usize> + '_ {
    let own = depth(&table.rows[row], width);
    let text = |row: usize, at: usize| table.rows[row].cells.get(at).map_or("", |cell| cell.text.as_str());
    let belongs = move |next: &usize| {
        let Some(own) = own else { return false };
        depth(&table.rows[*next], width).is_some_and(|depth| depth > own)
            && (0..=own).all(|at| text(*next, at).is_empty() || text(*next, at) == text(row, at))
    };
    (row + 1..table.rows.len()).take_while(belongs)
}

/// Whether one of the labels of a row is that of a total.
fn sums_up(row: &Row, width: usize) -> bool {
    row.is_total() || row.cells.iter().take(width).any(Cell::names_total)
}

/// The first of the amounts in `cells`, where all are the same.
fn one_amount(bound: &Bound<'_>, cells: &[(&Row, usize)]) -> Option<usize> {
    let statements: Option<Vec<usize>> = cells.iter().map(|(row, at)| amount_at(row, *at)).collect();
    let statements = statements?;
    let amount = |at: usize| bound.report.statements[at].quantity.amount();
    statements.windows(2).all(|pair| amount(pair[0]) == amount(pair[1])).then(|| statements[0])
}

/// The last label column that holds text.
fn depth(row: &Row, width: usize) -> Option<usize> {
    row.cells.iter().take(width).rposition(|cell| !cell.text.is_empty())
}

/// The labels of a row, joined.
fn labels(row: &Row, width: usize) -> String {
    let texts = row.cells.iter().take(width.max(1)).map(|cell| cell.text.as_str());
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn amount_at(row: &Row, column: usize) -> Option<usize> {
    row.cells.get(column).and_then(|cell| cell.statement)
}

pub(super) fn is_blank(row: &Row, column: usize) -> bool {
    let text = row.cells.get(column).map_or("", |cell| cell.text.as_str());
    text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '—' | '–' | '/' | '－'))
}

fn undecided(name: &Name, en: &str, zh: &str) -> Missing {
    let name = name.told();
    Missing::Undecided(Message::new(format!("`{name}` {en}"), format!("“{name}”{zh}")))
}
