//! Written workbooks: the text that is written for the sheets, and what of it is told to a draft.

use std::sync::Arc;

use super::super::Input;
use super::super::caption::is_form;
use super::super::contents::is_contents_heading;
use super::super::flow::Flow;
use super::defect::defects;
use super::finding::Findings;
use super::layout::{Piece, Table, pieces};
use super::sheet::{Cell, Place, Sheet, Workbook};
use super::sight::Sight;
use crate::language::Numeral;
use crate::quantity::scan;
use crate::report::Draft;
use crate::source::{Span, Written};

/// The longest title of a report and the longest name of a sheet, in characters.
const LONGEST_TITLE: usize = 60;
const LONGEST_NAME: usize = 100;
/// What spreadsheet programs call sheets that nobody named.
const UNNAMED: &[&str] = &["Sheet", "sheet", "工作表", "Table", "表"];

/// What is told to the draft.
enum Told {
    /// A sheet begins, which has this name.
    Sheet(Option<Span>),
    Title(Span),
    Line(Span),
    /// A table, the first rows of which are its head; its first cell may give its unit.
    Table {
        rows: Vec<Vec<Span>>,
        head: usize,
    },
}

/// The draft of a workbook.
pub(super) fn draft(workbook: &Workbook, input: &Input<'_>) -> Draft {
    let mut writer = Writer::default();
    let mut findings = Findings::default();
    for sheet in &workbook.sheets {
        let sight = if input.hidden { Sight::default() } else { Sight::of(sheet) };
        writer.name = called(&sheet.name);
        findings.hide(&writer.name, sight.hidden(sheet));
        writer.sheet(sheet, &sight, &mut findings);
    }
    let source = Arc::new(writer.text.finish(input.name));
    let mut draft = Draft::new(Arc::clone(&source));
    let mut flow = Flow::new(&source, &mut draft);
    for told in writer.told {
        match told {
            Told::Sheet(name) => flow.begin(name),
            Told::Title(span) => flow.draft.title(span),
            Told::Line(span) => {
                if !flow.numbered(span) {
                    flow.paragraph(span);
                }
            }
            Told::Table { rows, head } => flow.table(rows, head),
        }
    }
    findings.tell(workbook, &source, &mut draft);
    draft
}

/// A text that is being written.
#[derive(Default)]
struct Writer {
    text: Written,
    told: Vec<Told>,
    /// What the sheet is called in places.
    name: String,
    /// Whether a line was written that may be the report's title.
    titled: bool,
}

impl Writer {
    fn sheet(&mut self, sheet: &Sheet, sight: &Sight, findings: &mut Findings) {
        let pieces = pieces(sheet, sight);
        let contents = match pieces.first() {
            None => true,
            Some(Piece::Line(_, cell)) => is_contents_heading(cell.text()),
            Some(Piece::Table(_)) => false,
        };
        if contents || is_contents_heading(sheet.name.trim()) {
            return;
        }
        let unnamed = UNNAMED.iter().any(|word| {
            let rest = sheet.name.strip_prefix(word);
            rest.is_some_and(|rest| {
                rest.trim().trim_matches(['(', ')']).bytes().all(|byte| byte.is_ascii_digit())
            })
        });
        let name = self.text.push(&one_line(&sheet.name), &self.name);
        self.text.gap("\n");
        self.told.push(Told::Sheet((!unnamed).then_some(name)));
        let defects = defects(sheet);
        let mut found = |place: Place, cell: &Cell, span: Span, sheet: &str| {
            if let Some(defect) = defects.get(&place) {
                findings.add(*defect, sheet, place, cell, span);
            }
        };
        for piece in pieces {
            match piece {
                Piece::Line(row, cell) => {
                    let place = Place { row, column: cell.column };
                    let span = self.lines(cell, place);
                    found(place, cell, span, &self.name);
                }
                Piece::Table(table) => self.table(&table, &mut found),
            }
        }
        self.text.gap("\n");
    }

    /// Writes a cell that stands for itself: each of its lines is one.
    fn lines(&mut self, cell: &Cell, place: Place) -> Span {
        let start = self.text.len();
        let lines = cell.shown.split(['\n', '\r', '\u{2028}']).map(one_line).filter(|line| !line.is_empty());
        for line in lines {
            let span = self.text.push(&line, format_args!("{}!{}", self.name, place.name()));
            self.text.gap("\n");
            if !self.titled && !is_form(&line) {
                self.titled = true;
                if is_title(&line) {
                    self.told.push(Told::Title(span));
                }
            }
            self.told.push(Told::Line(span));
        }
        Span::new(start, self.text.len().max(start + 1) - 1)
    }

    fn table(&mut self, table: &Table<'_>, found: &mut impl FnMut(Place, &Cell, Span, &str)) {
        self.titled = true;
        let mut rows = Vec::with_capacity(table.rows.len());
        for (number, cells) in &table.rows {
            let mut row = Vec::with_capacity(table.columns.len());
            let mut left = cells.iter().peekable();
            for column in &table.columns {
                if left.peek().is_none() {
                    break;
                }
                if !row.is_empty() {
                    self.text.gap("\t");
                }
                let cell = left.next_if(|cell| cell.column == *column);
                row.push(cell.map_or(Span::default(), |cell| {
                    let place = Place { row: *number, column: *column };
                    let span = self.cell(cell, place);
                    found(place, cell, span, &self.name);
                    span
                }));
            }
            self.text.gap("\n");
            rows.push(row);
        }
        self.text.gap("\n");
        self.told.push(Told::Table { rows, head: table.head });
    }

    /// Writes a cell of a table, as far in as it stands.
    fn cell(&mut self, cell: &Cell, place: Place) -> Span {
        let lead = cell.shown.chars().take_while(|c| c.is_whitespace());
        let lead: usize = lead.map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum();
        let indent = lead + usize::from(cell.indent) * 2;
        self.text.gap(&" ".repeat(indent.min(MOST_INDENT)));
        self.text.push(&one_line(&cell.shown), format_args!("{}!{}", self.name, place.name()))
    }
}

/// The most blanks before a text.
const MOST_INDENT: usize = 80;

/// Whether the first line of a workbook is its title.
fn is_title(line: &str) -> bool {
    line.chars().count() <= LONGEST_TITLE
        && !line.contains(['。', '；', '：', ':'])
        && Numeral::opening(line).is_none()
        && scan(line).iter().all(|amount| !amount.quantity.unit.is_money())
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
