//! ODS: workbooks of `LibreOffice`.

mod cell;

use std::collections::BTreeSet;

use super::super::package::Package;
use super::super::parts;
use super::super::xml::{Element, Fault, Visit};
use super::super::{Format, Limits};
use super::sheet::{Cell, Row, Sheet, Tally, Workbook};
use crate::tree::Mistake;
use cell::CellReader;

pub(in crate::read) const FORMAT: Format = Format { name: "ods", extensions: &["ods"], read: super::read };

/// What stands in a sheet and is none of its cells.
const SKIPPED: &[&str] = &[
    "office:annotation",
    "table:tracked-changes",
    "table:shapes",
    "draw:frame",
    "draw:custom-shape",
    "text:note",
];
/// So many cells may be copies of others, and more only for each that is written.
const FREE_COPIES: u64 = 100_000;
const COPIES: u64 = 100;

/// The workbook in a package, `None` where it holds another kind of document. Sheets that are hidden are read
/// where `hidden` asks for them.
pub(super) fn workbook(
    mut package: Package<'_>,
    limits: &Limits,
    hidden: bool,
) -> Result<Option<Workbook>, Mistake> {
    let start = || Reader::new(limits, hidden);
    let Some((reader, whole)) = parts::read(&mut package, "content.xml", &[], limits, start)? else {
        return Ok(None);
    };
    reader.hold().map_err(|fault| fault.mistake(limits))?;
    Ok(reader.is_workbook.then_some(Workbook { is_damaged: !whole, ..reader.workbook }))
}

/// Reads the content of a workbook.
struct Reader<'l> {
    /// Whether hidden sheets are read.
    hidden: bool,
    is_workbook: bool,
    workbook: Workbook,
    tally: Tally<'l>,
    /// How many cells were written, and how many more are copies of them.
    written: u64,
    copied: u64,
    /// The style that is told, and the styles of hidden sheets.
    style: String,
    hides: BTreeSet<String>,
    /// How many elements are open that are left out, and how many tables.
    skipped: usize,
    tables: usize,
    /// The sheet that is read, where it is.
    sheet: Option<Sheet>,
    /// The row, how often it stands there, and the next column of it.
    row: Row,
    rows: u32,
    column: u32,
    cell: Option<CellReader>,
}

impl<'l> Reader<'l> {
    fn new(limits: &'l Limits, hidden: bool) -> Self {
        Self {
            hidden,
            is_workbook: false,
            workbook: Workbook::default(),
            tally: Tally::new(limits),
            written: 0,
            copied: 0,
            style: String::new(),
            hides: BTreeSet::new(),
            skipped: 0,
            tables: 0,
            sheet: None,
            row: Row { number: 0, hidden: false, cells: Vec::new() },
            rows: 1,
            column: 0,
            cell: None,
        }
    }

    fn open_sheet(&mut self, element: &Element<'_>) {
        self.tables += 1;
        let name = element.value("name").unwrap_or_default().into_owned();
        // The sheets of other files that formulas look at are kept as copies.
        if self.tables > 1 || name.starts_with("'file:") {
            return;
        }
        let is_hidden = element.value("style-name").is_some_and(|style| self.hides.contains(&*style));
        if is_hidden && !self.hidden {
            self.workbook.hidden.push(name);
            return;
        }
        self.row.number = 0;
        self.column = 0;
        self.sheet = Some(Sheet { name, ..Sheet::default() });
    }

    fn close_sheet(&mut self) {
        self.tables = self.tables.saturating_sub(1);
        if self.tables == 0
            && let Some(sheet) = self.sheet.take()
        {
            self.workbook.sheets.push(sheet);
        }
    }

    fn open_column(&mut self, element: &Element<'_>) {
        let last = self.column.saturating_add(times(element, "number-columns-repeated"));
        if let Some(sheet) = self.sheet.as_mut().filter(|_| is_hidden(element)) {
            sheet.hidden_columns.push((self.column, last.saturating_sub(1)));
        }
        self.column = last;
    }

    fn open_row(&mut self, element: &Element<'_>) {
        self.rows = times(element, "number-rows-repeated");
        self.row.hidden = is_hidden(element);
        self.row.cells.clear();
        self.column = 0;
    }

    fn close_row(&mut self) {
        let (first, hidden) = (self.row.number, self.row.hidden);
        self.row.number = first.saturating_add(self.rows);
        let cells = std::mem::take(&mut self.row.cells);
        if cells.is_empty() {
            return;
        }
        let mut rows = vec![Row { number: first, hidden, cells }];
        for number in first + 1..self.row.number {
            if self.hold().is_err() {
                break; // it is told at the end
            }
            let cells: Vec<Cell> = rows[0].cells.iter().map(Cell::copy).collect();
            for cell in &cells {
                self.tally.add(&cell.shown);
            }
            self.copied += cells.len() as u64;
            rows.push(Row { number, hidden, cells });
        }
        if let Some(sheet) = &mut self.sheet {
            sheet.rows.append(&mut rows);
        }
    }

    fn close_cell(&mut self) {
        let Some(reader) = self.cell.take() else { return };
        let (first, copies) = (self.column, reader.copies);
        self.column = first.saturating_add(copies);
        if let (Some(area), Some(sheet)) = (reader.spans(self.row.number, first), self.sheet.as_mut()) {
            sheet.merged.push(area);
        }
        let Some(cell) = reader.cell(first) else { return };
        self.written += 1;
        self.tally.add(&cell.shown);
        let copy = cell.copy();
        self.row.cells.push(cell);
        for column in first + 1..self.column {
            if self.hold().is_err() {
                break;
            }
            self.copied += 1;
            self.tally.add(&copy.shown);
            self.row.cells.push(Cell { column, ..copy.clone() });
        }
    }

    /// Whether the cells so far are within the limits.
    fn hold(&self) -> Result<(), Fault> {
        self.tally.hold()?;
        let most = FREE_COPIES.saturating_add(self.written.saturating_mul(COPIES));
        if self.copied > most { Err(Fault::Cells) } else { Ok(()) }
    }
}

impl Visit for Reader<'_> {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        if self.skipped > 0 || SKIPPED.contains(&name) {
            self.skipped += 1;
            return Ok(());
        }
        match name {
            "office:spreadsheet" => self.is_workbook = true,
            "style:style" => self.style = element.value("name").unwrap_or_default().into_owned(),
            "style:table-properties"
                if element.value("display").is_some_and(|display| display == "false") =>
            {
                self.hides.insert(std::mem::take(&mut self.style));
            }
            "table:table" => self.open_sheet(element),
            _ if self.tables != 1 || self.sheet.is_none() => {}
            "table:table-column" => self.open_column(element),
            "table:table-row" => self.open_row(element),
            "table:table-cell" | "table:covered-table-cell" => {
                self.hold()?;
                self.cell = Some(CellReader::new(element));
            }
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.open(name, element);
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "table:table" => self.close_sheet(),
            _ if self.tables != 1 || self.sheet.is_none() => {}
            "table:table-row" => self.close_row(),
            "table:table-cell" => self.close_cell(),
            // What another cell covers is not seen.
            "table:covered-table-cell" => {
                let covered = self.cell.take().map_or(0, |cell| cell.copies);
                self.column = self.column.saturating_add(covered);
            }
            _ => {
                if let Some(cell) = &mut self.cell {
                    cell.close(name);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.skipped == 0) {
            cell.text(text);
        }
    }
}

/// How often a row or a cell stands there.
fn times(element: &Element<'_>, name: &str) -> u32 {
    element.value(name).and_then(|times| times.trim().parse().ok()).unwrap_or(1)
}

/// Whether a row or a column is hidden.
fn is_hidden(element: &Element<'_>) -> bool {
    element.value("visibility").is_some_and(|told| matches!(&*told, "collapse" | "filter"))
}
