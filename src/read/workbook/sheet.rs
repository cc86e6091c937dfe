//! Sheets: the cells of a workbook, as they are shown and as they are stored.

use rust_decimal::Decimal;

use super::super::xml::Fault;
use super::super::{Limit, Limits};
use super::formula::Formula;

/// The sheets of a workbook, in their order.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    pub(super) sheets: Vec<Sheet>,
    /// The names of the sheets that are hidden and were not read.
    pub(super) hidden: Vec<String>,
    /// Whether parts of the file are not as they should be, and were read as far as they go.
    pub(super) is_damaged: bool,
}

/// How many cells a workbook has so far, and how many bytes of text in them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tally<'a> {
    limits: &'a Limits,
    cells: u64,
    text: u64,
}

/// A sheet. Rows and columns are counted from 0.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) name: String,
    /// The rows that hold something, in order.
    pub(super) rows: Vec<Row>,
    /// The first and last of columns that are hidden.
    pub(super) hidden_columns: Vec<(u32, u32)>,
    /// The ranges of cells that are one: their first cell holds what they show.
    pub(super) merged: Vec<Area>,
}

/// A row of a sheet.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) number: u32,
    pub(super) hidden: bool,
    /// The cells that hold something, in order.
    pub(super) cells: Vec<Cell>,
}

/// A cell that holds something.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) column: u32,
    /// Its text as shown; for a formula without a value the formula.
    pub(super) shown: String,
    pub(super) stored: Stored,
    /// How far in its text stands.
    pub(super) indent: u8,
    /// The sum that it is said to be.
    pub(super) total: Option<Box<Total>>,
}

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    Text,
    Number(Decimal),
    /// `#REF!` and the like.
    Error,
    /// Nothing: a formula that was never worked out.
    Missing,
}

/// A sum of cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Total {
    pub(super) formula: Formula,
    /// What one unit of the last digit shown counts; `None` where all digits are shown.
    pub(super) step: Option<Decimal>,
}

/// A place in a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) row: u32,
    pub(super) column: u32,
}

/// A range of cells, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) first: Place,
    pub(super) last: Place,
}

impl<'a> Tally<'a> {
    /// No cell yet.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, cells: 0, text: 0 }
    }

    /// One more cell, which shows this.
    pub(super) fn add(&mut self, shown: &str) {
        self.cells += 1;
        self.text += shown.len() as u64;
    }

    /// Whether this is still within the limits.
    pub(super) fn hold(&self) -> Result<(), Fault> {
        if self.cells > self.limits.get(Limit::Cells) {
            return Err(Fault::Cells);
        }
        if self.text > self.limits.get(Limit::UnpackedSize) { Err(Fault::Size) } else { Ok(()) }
    }
}

impl Cell {
    /// Its text without the blanks around it.
    pub(super) fn text(&self) -> &str {
        self.shown.trim()
    }

    /// The same without its formula, for another place.
    pub(super) fn copy(&self) -> Self {
        Self { total: None, ..self.clone() }
    }
}

impl Sheet {
    /// The cell at a place, if it holds something.
    pub(super) fn cell(&self, place: Place) -> Option<&Cell> {
        let row = self.rows.binary_search_by_key(&place.row, |row| row.number).ok()?;
        let cells = &self.rows[row].cells;
        cells.binary_search_by_key(&place.column, |cell| cell.column).ok().map(|at| &cells[at])
    }

    /// Puts rows and cells into their order, and leaves the last of those that stand in the same place.
    pub(super) fn order(&mut self) {
        let ordered = |row: &Row| row.cells.is_sorted_by(|one, next| one.column < next.column);
        for row in self.rows.iter_mut().filter(|row| !ordered(row)) {
            row.cells.reverse();
            row.cells.sort_by_key(|cell| cell.column);
            row.cells.dedup_by_key(|cell| cell.column);
        }
        if !self.rows.is_sorted_by(|one, next| one.number < next.number) {
            self.rows.reverse();
            self.rows.sort_by_key(|row| row.number);
            self.rows.dedup_by_key(|row| row.number);
        }
    }
}

impl Place {
    /// The place that opens `text`, such as `C12` or `$C$12`, its fixed parts, and its length.
    pub(super) fn opening(text: &str) -> Option<(Self, Fixed, usize)> {
        let bytes = text.as_bytes();
        let mut at = 0;
        let dollar = |at: &mut usize| {
            let fixed = bytes.get(*at) == Some(&b'$');
            *at += usize::from(fixed);
            fixed
        };
        let fixed_column = dollar(&mut at);
        let (mut column, start) = (0_u32, at);
        while let Some(letter) = bytes.get(at).filter(|byte| byte.is_ascii_alphabetic()) {
            column = column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1;
            at += 1;
            if at - start > 4 {
                return None;
            }
        }
        let letters = at - start;
        let fixed_row = dollar(&mut at);
        let start = at;
        let mut row = 0_u32;
        while let Some(digit) = bytes.get(at).filter(|byte| byte.is_ascii_digit()) {
            row = row.checked_mul(10)?.checked_add(u32::from(digit - b'0'))?;
            at += 1;
        }
        if letters == 0 || at == start || row == 0 {
            return None;
        }
        let fixed = Fixed { row: fixed_row, column: fixed_column };
        Some((Self { row: row - 1, column: column - 1 }, fixed, at))
    }

    /// The place that is all of `text`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::opening(text).filter(|(.., length)| *length == text.len()).map(|(place, ..)| place)
    }

    /// How people call it: `C12`.
    pub(super) fn name(self) -> String {
        format!("{}{}", column_name(self.column), u64::from(self.row) + 1)
    }
}

/// Which parts of a place stay where they are when a formula is copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fixed {
    pub(super) row: bool,
    pub(super) column: bool,
}

impl Area {
    /// The range that is all of `text`, such as `A1:C3` or `A1`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once(':').unwrap_or((text, text));
        Some(Self::between(Place::parse(first)?, Place::parse(last)?))
    }

    /// Whether a place lies in it.
    pub(super) fn contains(self, place: Place) -> bool {
        (self.first.row..=self.last.row).contains(&place.row)
            && (self.first.column..=self.last.column).contains(&place.column)
    }

    /// The range with these two corners.
    pub(super) fn between(one: Place, other: Place) -> Self {
        let place = |row, column| Place { row, column };
        Self {
            first: place(one.row.min(other.row), one.column.min(other.column)),
            last: place(one.row.max(other.row), one.column.max(other.column)),
        }
    }
}

/// How people call a column: A, Z, AA.
pub(super) fn column_name(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_called_as_people_call_them() {
        let cases =
            [("A1", 0, 0), ("Z3", 2, 25), ("AA10", 9, 26), ("C12", 11, 2), ("XFD1048576", 1_048_575, 16_383)];
        for (name, row, column) in cases {
            let place = Place { row, column };
            assert_eq!(place.name(), name);
            assert_eq!(Place::parse(name), Some(place), "{name}");
        }
        for wrong in ["", "A", "1", "A0", "1A", "A1B", "AAAAAAAAAAAA1", "A99999999999", "甲1"] {
            assert_eq!(Place::parse(wrong), None, "{wrong}");
        }
        let fixed = Place::opening("$B7+1").map(|(place, fixed, length)| (place.name(), fixed, length));
        assert_eq!(fixed, Some(("B7".to_owned(), Fixed { row: false, column: true }, 3)));
        let area = Area::parse("C3:A1").map(|area| (area.first.name(), area.last.name()));
        assert_eq!(area, Some(("A1".to_owned(), "C3".to_owned())));
    }

    #[test]
    fn cells_that_come_in_any_order_are_put_in_theirs() {
        let cell = |column, shown: &str| Cell {
            column,
            shown: shown.to_owned(),
            stored: Stored::Text,
            indent: 0,
            total: None,
        };
        let row = |number, cells| Row { number, hidden: false, cells };
        let mut sheet = Sheet {
            rows: vec![
                row(4, vec![cell(2, "c"), cell(0, "a"), cell(2, "later")]),
                row(1, vec![cell(0, "first")]),
            ],
            ..Sheet::default()
        };
        sheet.order();
        let shown = |row, column| sheet.cell(Place { row, column }).map(|cell| cell.shown.as_str());
        assert_eq!(
            (shown(1, 0), shown(4, 0), shown(4, 2), shown(4, 1)),
            (Some("first"), Some("a"), Some("later"), None)
        );
    }
}
