//! Written workbooks: the text that is written for the sheets, and what of it is told to a draft.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::Input;
use super::super::contents::is_contents_heading;
use super::super::flow::Flow;
use super::super::grid::{self, GridCell, Piece, Told};
use super::defect::{Defect, defects};
use super::finding::Findings;
use super::sheet::{Cell, Place, Sheet, Stored, Workbook};
use super::sight::Sight;
use crate::quantity::{Unit, cell};
use crate::report::Draft;
use crate::source::{Span, Written};

/// The longest name of a sheet, and the most blanks before a text, in characters.
const LONGEST_NAME: usize = 100;
const MOST_INDENT: usize = 80;
/// What spreadsheet programs call sheets that nobody named, before a number.
const UNNAMED: &[&str] = &["Sheet", "工作表", "表"];

/// The draft of a workbook.
pub(super) fn draft(workbook: &Workbook, input: &Input<'_>) -> Draft {
    let mut writer = Writer::default();
    let mut findings = Findings::default();
    let mut sheets = Vec::with_capacity(workbook.sheets.len());
    for sheet in &workbook.sheets {
        let sight = if input.hidden { Sight::default() } else { Sight::of(sheet) };
        writer.name = called(&sheet.name);
        findings.hide(&writer.name, sight.hidden(sheet));
        sheets.push((name(sheet), writer.sheet(sheet, &sight, &mut findings)));
    }
    let source = Arc::new(writer.text.finish(input.name));
    let mut draft = Draft::new(Arc::clone(&source));
    let mut flow = Flow::new(&source, &mut draft);
    let mut titled = false;
    for (name, told) in sheets {
        flow.begin();
        grid::tell(told, name, &mut titled, &mut flow);
    }
    findings.tell(workbook, &source, &mut draft);
    draft
}

/// What the tables of a sheet are called that have no caption.
fn name(sheet: &Sheet) -> &str {
    let is_number =
        |rest: &str| rest.trim().trim_matches(['(', ')']).bytes().all(|byte| byte.is_ascii_digit());
    let unnamed = UNNAMED.iter().any(|word| sheet.name.strip_prefix(word).is_some_and(is_number));
    if unnamed { "" } else { sheet.name.trim() }
}

/// A cell of a sheet as it is laid out.
#[derive(Clone, Copy)]
struct Laid<'s> {
    cell: &'s Cell,
    place: Place,
    until: Place,
}

impl GridCell for Laid<'_> {
    fn at(self) -> (u32, u32) {
        (self.place.row, self.place.column)
    }

    fn until(self) -> (u32, u32) {
        (self.until.row, self.until.column)
    }

    fn text(&self) -> &str {
        self.cell.text()
    }

    fn is_amount(&self) -> bool {
        match self.cell.stored {
            Stored::Number(_) => true,
            Stored::Text => cell(self.cell.text(), Unit::NONE).is_some(),
            Stored::Error | Stored::Missing => false,
        }
    }
}

/// The rows of a sheet as they are laid out, as far as they are in `sight`.
fn laid<'s>(sheet: &'s Sheet, sight: &Sight) -> impl Iterator<Item = Vec<Laid<'s>>> {
    let merged: BTreeMap<Place, Place> = sheet.merged.iter().map(|area| (area.first, area.last)).collect();
    let rows = sheet.rows.iter().filter(|row| !sight.hides_row(row.number));
    rows.map(move |row| {
        let is_seen = |cell: &&Cell| !sight.hides_column(cell.column) && !cell.text().is_empty();
        let laid = |cell: &'s Cell| {
            let place = Place { row: row.number, column: cell.column };
            Laid { cell, place, until: merged.get(&place).copied().unwrap_or(place) }
        };
        row.cells.iter().filter(is_seen).map(laid).collect()
    })
}

/// A text that is being written.
#[derive(Default)]
struct Writer {
    text: Written,
    /// What the sheet is called in places.
    name: String,
}

impl Writer {
    /// Writes what stands on a sheet; one that lists the others holds nothing of its own.
    fn sheet(&mut self, sheet: &Sheet, sight: &Sight, findings: &mut Findings) -> Vec<Told> {
        let pieces = grid::pieces(laid(sheet, sight));
        let opens = matches!(pieces.first(), Some(Piece::Line(laid)) if is_contents_heading(laid.text()));
        if opens || is_contents_heading(sheet.name.trim()) {
            return Vec::new();
        }
        let mut page = Page { defects: defects(sheet), findings, writer: self };
        let mut told = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Line(laid) => page.lines(laid, &mut told),
                Piece::Table(table) => {
                    let rows = table.spans(&mut page, Page::cell, |page| page.writer.text.gap("\n"));
                    told.push(Told::Table(rows, table.head));
                }
            }
            page.writer.text.gap("\n");
        }
        told
    }

    /// Writes a text that stands at a place of the sheet.
    fn push(&mut self, text: &str, place: Place) -> Span {
        self.text.push(text, format_args!("{}!{}", self.name, place.name()))
    }
}

/// A sheet that is being written.
struct Page<'p> {
    writer: &'p mut Writer,
    defects: BTreeMap<Place, Defect>,
    findings: &'p mut Findings,
}

impl Page<'_> {
    /// Writes a cell that stands for itself: each of its lines is one.
    fn lines(&mut self, laid: Laid<'_>, told: &mut Vec<Told>) {
        let lines = laid.text().split(['\n', '\r', '\u{2028}']).map(one_line).filter(|line| !line.is_empty());
        for (at, line) in lines.enumerate() {
            let span = self.writer.push(&line, laid.place);
            self.writer.text.gap("\n");
            if at == 0 {
                self.find(laid, span);
            }
            told.push(Told::Line(span));
        }
    }

    /// Writes a cell of a table, as far in as it stands.
    fn cell(&mut self, at: usize, laid: Option<Laid<'_>>) -> Span {
        if at > 0 {
            self.writer.text.gap("\t");
        }
        let Some(laid) = laid else { return Span::default() };
        let lead = laid.cell.shown.chars().take_while(|c| c.is_whitespace());
        let lead: usize = lead.map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
        let indent = lead + usize::from(laid.cell.indent) * 2;
        self.writer.text.gap(&" ".repeat(indent.min(MOST_INDENT)));
        let span = self.writer.push(&one_line(laid.text()), laid.place);
        self.find(laid, span);
        span
    }

    /// Tells what is wrong with the cell that was written at `span`.
    fn find(&mut self, laid: Laid<'_>, span: Span) {
        if let Some(defect) = self.defects.get(&laid.place) {
            self.findings.add(*defect, &self.writer.name, laid.place, laid.cell, span);
        }
    }
}

/// A text on one line: a break between Latin letters or digits becomes a blank, another none.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut broken = false;
    for character in text.trim().chars() {
        if matches!(character, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            broken = true;
            continue;
        }
        if std::mem::take(&mut broken)
            && line.ends_with(|c: char| c.is_ascii_graphic())
            && character.is_ascii_graphic()
        {
            line.push(' ');
        }
        line.push(character);
    }
    line
}

/// What a sheet is called in the places of its cells: as spreadsheet programs write it in formulas.
fn called(name: &str) -> String {
    let name: String = one_line(name).chars().take(LONGEST_NAME).collect();
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '（' | '）' | '、');
    if name.chars().all(plain) && !name.is_empty() { name } else { format!("'{}'", name.replace('\'', "''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_written_on_one_line() {
        let cases = [
            ("科目\n编码", "科目编码"),
            ("Budget\r\nestimate", "Budget estimate"),
            ("2023年\n12月", "2023年12月"),
            (" 甲\t乙 ", "甲乙"),
            ("\n", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(one_line(text), expected, "{text:?}");
        }
    }

    #[test]
    fn sheets_are_called_as_in_formulas() {
        let cases = [
            ("支出", "支出"),
            ("Q1 2023", "'Q1 2023'"),
            ("it's", "'it''s'"),
            ("表1（续）", "表1（续）"),
            ("", "''"),
        ];
        for (name, expected) in cases {
            assert_eq!(called(name), expected);
        }
    }
}
