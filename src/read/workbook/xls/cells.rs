//! Cells: the rows of a sheet of an older workbook.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::super::super::xml::Fault;
use super::super::formula::Formula;
use super::super::number::double;
use super::super::sheet::{Area, Cell, Place, Row, Sheet, Stored, Tally, Total};
use super::super::styles::Styles;
use super::Records;
use super::bytes::{bits_at, text_at, u16_at, u32_at};
use super::formula::{Told, written};

/// The kinds of records that are read here.
mod kind {
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const END: u16 = 0x000A;
    pub(super) const COLUMNS: u16 = 0x007D;
    pub(super) const ROW: u16 = 0x0208;
    pub(super) const SHARED_TEXT: u16 = 0x00FD;
    pub(super) const TEXT: u16 = 0x0204;
    pub(super) const RICH_TEXT: u16 = 0x00D6;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const SHORT: u16 = 0x027E;
    pub(super) const SHORTS: u16 = 0x00BD;
    pub(super) const TRUTH: u16 = 0x0205;
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const RESULT: u16 = 0x0207;
    pub(super) const SHARED_FORMULA: u16 = 0x04BC;
    pub(super) const MERGED: u16 = 0x00E5;
}

/// The errors that cells show, by their numbers.
const ERRORS: &[(u8, &str)] = &[
    (0x00, "#NULL!"),
    (0x07, "#DIV/0!"),
    (0x0F, "#VALUE!"),
    (0x17, "#REF!"),
    (0x1D, "#NAME?"),
    (0x24, "#NUM!"),
];

/// Reads the cells of a sheet.
pub(super) struct CellsReader<'a> {
    strings: &'a [String],
    styles: &'a Styles,
    pub(super) tally: Tally<'a>,
    merged: Vec<Area>,
    hidden_columns: Vec<(u32, u32)>,
    rows: BTreeMap<u32, Row>,
    /// The formulas that several cells have, by the first of them, and the cells that name one.
    shared: BTreeMap<Place, &'a [u8]>,
    copies: Vec<Copy>,
    /// The cell with a formula whose text comes next, and the last one with a formula.
    open: Option<(Place, u16)>,
    last: Place,
}

/// A cell whose formula is that of another.
struct Copy {
    place: Place,
    style: u16,
    of: Place,
}

impl<'a> CellsReader<'a> {
    /// Nothing was read yet.
    pub(super) fn new(strings: &'a [String], styles: &'a Styles, tally: Tally<'a>) -> Self {
        Self {
            strings,
            styles,
            tally,
            merged: Vec::new(),
            hidden_columns: Vec::new(),
            rows: BTreeMap::new(),
            shared: BTreeMap::new(),
            copies: Vec::new(),
            open: None,
            last: Place { row: 0, column: 0 },
        }
    }

    /// Reads the records of a sheet, those of charts in it left out.
    pub(super) fn read(&mut self, records: Records<'a>) -> Result<(), Fault> {
        let mut depth = 0_usize;
        for (kind, body) in records {
            match kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => break,
                kind::END => depth -= 1,
                _ if depth > 1 => {}
                // What is cut short says nothing.
                _ => drop(self.record(kind, body)),
            }
            self.tally.hold()?;
        }
        Ok(())
    }

    /// The sheet that was read.
    pub(super) fn finish(mut self, name: String) -> Sheet {
        for Copy { place, style, of } in std::mem::take(&mut self.copies) {
            let told = self.shared.get(&of).and_then(|tokens| written(tokens, place));
            let styles = self.styles;
            let cells = &mut self.row(place.row).cells;
            if let Some(cell) = cells.iter_mut().rfind(|cell| cell.column == place.column) {
                cell.total = told.and_then(|told| total(told, cell, style, styles));
            }
        }
        let rows = self.rows.into_values().filter(|row| !row.cells.is_empty()).collect();
        let mut sheet = Sheet { name, rows, hidden_columns: self.hidden_columns, merged: self.merged };
        sheet.order();
        sheet
    }

    fn row(&mut self, number: u32) -> &mut Row {
        self.rows.entry(number).or_insert(Row { number, hidden: false, cells: Vec::new() })
    }

    fn record(&mut self, kind: u16, body: &'a [u8]) -> Option<()> {
        let number = |at: usize| u16_at(body, at).map(u32::from);
        let place = || Some(Place { row: number(0)?, column: number(2)? });
        match kind {
            kind::COLUMNS if u16_at(body, 8)? & 1 != 0 => {
                self.hidden_columns.push((number(0)?, number(2)?));
            }
            kind::ROW => self.row(number(0)?).hidden = u16_at(body, 12)? & 0x20 != 0,
            kind::SHARED_TEXT => {
                let strings = self.strings;
                let text = strings.get(u32_at(body, 6)? as usize)?;
                self.push(place()?, u16_at(body, 4)?, text.clone(), Stored::Text);
            }
            kind::TEXT | kind::RICH_TEXT => {
                self.push(place()?, u16_at(body, 4)?, text_at(body, 6, false)?, Stored::Text);
            }
            kind::NUMBER => self.number(place()?, u16_at(body, 4)?, double(bits_at(body, 6)?)?),
            kind::SHORT => self.number(place()?, u16_at(body, 4)?, short(u32_at(body, 6)?)?),
            kind::SHORTS => {
                let first = place()?;
                for (at, cell) in body.get(4..body.len().checked_sub(2)?)?.chunks_exact(6).enumerate() {
                    let column = first.column + u32::try_from(at).ok()?;
                    self.number(Place { column, ..first }, u16_at(cell, 0)?, short(u32_at(cell, 2)?)?);
                }
            }
            kind::TRUTH => self.truth(place()?, u16_at(body, 4)?, *body.get(6)?, *body.get(7)? != 0),
            kind::FORMULA => self.formula(place()?, body)?,
            kind::RESULT => {
                let (place, style) = self.open.take()?;
                self.push(place, style, text_at(body, 0, false)?, Stored::Text);
            }
            kind::SHARED_FORMULA => drop(self.shared.insert(self.last, formula_at(body, 8)?)),
            kind::MERGED => {
                for area in body.get(2..)?.chunks_exact(8) {
                    let corner = |row, column| {
                        Some(Place {
                            row: u32::from(u16_at(area, row)?),
                            column: u32::from(u16_at(area, column)?),
                        })
                    };
                    self.merged.push(Area::between(corner(0, 4)?, corner(2, 6)?));
                }
            }
            _ => {}
        }
        Some(())
    }

    /// A cell with a formula: its result, and what it works out.
    fn formula(&mut self, place: Place, body: &'a [u8]) -> Option<()> {
        let style = u16_at(body, 4)?;
        self.last = place;
        if u16_at(body, 12)? == 0xFFFF {
            match *body.get(6)? {
                0 => self.open = Some((place, style)),
                1 => self.truth(place, style, *body.get(8)?, false),
                2 => self.truth(place, style, *body.get(8)?, true),
                _ => {}
            }
            return Some(());
        }
        self.number(place, style, double(bits_at(body, 6)?)?);
        match written(formula_at(body, 20)?, place)? {
            Told::Copy(of) => self.copies.push(Copy { place, style, of }),
            told @ Told::Words(_) => {
                let styles = self.styles;
                let cell = self.row(place.row).cells.last_mut()?;
                cell.total = total(told, cell, style, styles);
            }
        }
        Some(())
    }

    fn number(&mut self, place: Place, style: u16, number: Decimal) {
        let shown = self.styles.show(self.styles.get(usize::from(style)), number);
        self.push(place, style, shown, Stored::Number(number));
    }

    fn truth(&mut self, place: Place, style: u16, value: u8, is_error: bool) {
        if is_error {
            let word = ERRORS.iter().find(|(number, _)| *number == value).map_or("#N/A", |(_, word)| word);
            self.push(place, style, word.to_owned(), Stored::Error);
        } else {
            let word = if value == 1 { "TRUE" } else { "FALSE" };
            self.push(place, style, word.to_owned(), Stored::Text);
        }
    }

    fn push(&mut self, place: Place, style: u16, shown: String, stored: Stored) {
        if shown.is_empty() && stored == Stored::Text {
            return;
        }
        self.tally.add(&shown);
        let indent = self.styles.get(usize::from(style)).indent;
        let cell = Cell { column: place.column, shown, stored, indent, total: None };
        self.row(place.row).cells.push(cell);
    }
}

/// The tokens of a formula after their length at `at`.
fn formula_at(body: &[u8], at: usize) -> Option<&[u8]> {
    body.get(at + 2..)?.get(..usize::from(u16_at(body, at)?))
}

/// The sum that a formula tells a cell to be.
fn total(told: Told, cell: &Cell, style: u16, styles: &Styles) -> Option<Box<Total>> {
    let (Told::Words(words), Stored::Number(number)) = (told, cell.stored) else { return None };
    let step = styles.step(styles.get(usize::from(style)), number);
    Some(Box::new(Total { formula: Formula::parse(&words)?, step }))
}

/// The number in four bytes: a whole number or the first half of a double, a hundredth of it where a bit says so.
fn short(bits: u32) -> Option<Decimal> {
    let number = if bits & 2 != 0 {
        Decimal::from(bits.cast_signed() >> 2)
    } else {
        double(u64::from(bits & !3) << 32)?
    };
    if bits & 1 != 0 { number.checked_div(Decimal::ONE_HUNDRED) } else { Some(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_four_bytes_are_exact() {
        let cases = [
            (0x0000_0002, "0"),
            (12_345_678 << 2 | 3, "123456.78"), // hundredths
            (u32::MAX - 1, "-1"),               // all bits but the lowest: -1 as a whole number
            (0x3FF8_0000, "1.5"),               // the first half of a double
            (0x4059_0001, "1"),                 // a hundredth of 100
        ];
        for (bits, expected) in cases {
            assert_eq!(
                short(bits).map(|number| number.normalize().to_string()).as_deref(),
                Some(expected),
                "{bits:x}"
            );
        }
    }
}
