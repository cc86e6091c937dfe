//! Grids: rows of cells as spreadsheets hold them, with titles, units, tables and notes one below the other.

use super::caption::gives_unit;
use super::flow::Flow;
use crate::quantity::{Unit, cell};
use crate::source::Span;

/// How the notes below a table begin.
const NOTES: &[&str] = &["注", "备注", "说明", "附注", "资料来源", "数据来源", "Note", "Source", "*"];
/// The most cells of a row above a table that are no header: 部门：某局 | | 单位：万元.
const MOST_CELLS: usize = 3;

/// Tells the sheets of a document, each a grid of cells.
///
/// ```text
/// 云溪区2031年度收支报告                 the title
/// 支出表                                 a line: the name of the table
/// 部门：云溪区某局 |      | 单位：万元   lines
/// 项目             | 预算 | 决算         a table, its header first
/// 甲               |  1.5 |  1.2
///                  |      |              a blank row: what follows with amounts still belongs to it
/// 合计             |  1.5 |  1.2
/// 注：本表不含……                         a note
/// ```
pub(super) struct Grid<'f, 'a> {
    flow: &'f mut Flow<'a>,
    /// Whether the first line, which is the title, was told.
    titled: bool,
    /// The rows of the table that is being read.
    table: Vec<Vec<Span>>,
}

impl<'f, 'a> Grid<'f, 'a> {
    /// A grid whose pieces are told to `flow`.
    pub(super) fn new(flow: &'f mut Flow<'a>) -> Self {
        Self { flow, titled: false, table: Vec::new() }
    }

    /// Tells the rows of a sheet, blank ones among them. Tables without a caption are called `name`.
    pub(super) fn sheet(&mut self, name: &str, rows: Vec<Vec<Span>>) {
        let mut block: Vec<Vec<Span>> = Vec::new();
        for row in rows {
            if row.iter().all(|cell| cell.is_empty()) {
                self.block(name, std::mem::take(&mut block));
            } else {
                block.push(row);
            }
        }
        self.block(name, block);
        self.close(name);
    }

    /// Tells rows between blank ones.
    fn block(&mut self, name: &str, mut rows: Vec<Vec<Span>>) {
        if rows.is_empty() {
            return;
        }
        let lines = self.lines(&rows);
        let notes = rows[lines..].iter().rev().take_while(|row| self.is_note(row)).count();
        let notes = rows.split_off(rows.len() - notes);
        let table = rows.split_off(lines);
        if lines == 0 && !self.table.is_empty() && table.first().is_some_and(|row| self.has_amount(row)) {
            self.table.push(Vec::new());
            self.table.extend(table);
        } else {
            self.close(name);
            self.tell(&rows);
            self.table = table;
        }
        if !notes.is_empty() {
            self.close(name);
            self.tell(&notes);
        }
    }

    /// Tells the cells of rows that are no table.
    fn tell(&mut self, rows: &[Vec<Span>]) {
        for span in rows.iter().flatten().copied().filter(|span| !span.is_empty()) {
            if !std::mem::replace(&mut self.titled, true) && self.is_title(span) {
                self.flow.title(span);
            } else if labelled(self.flow.source.slice(span)) {
                // It names no table.
                self.flow.draft.paragraph(span);
            } else if !self.flow.numbered(span) {
                self.flow.paragraph(span);
            }
        }
    }

    /// Tells the table so far, without the columns after its last.
    fn close(&mut self, name: &str) {
        let mut rows = std::mem::take(&mut self.table);
        let filled = |row: &Vec<Span>| row.iter().rposition(|cell| !cell.is_empty()).map_or(0, |at| at + 1);
        let width = rows.iter().map(filled).max().unwrap_or(0);
        for row in &mut rows {
            row.truncate(width);
        }
        if let [row] = rows.as_slice()
            && !self.has_amount(row)
        {
            return self.tell(&rows);
        }
        if !rows.is_empty() {
            self.titled = true;
            self.flow.table_called(name, rows, 0);
        }
    }

    /// How many rows at the top of a block stand above its table.
    fn lines(&self, rows: &[Vec<Span>]) -> usize {
        let width = rows.iter().map(|row| filled(row).count()).max().unwrap_or(0);
        if width < 2 && rows.iter().any(|row| self.has_amount(row)) {
            return 0;
        }
        rows.iter().take_while(|row| self.is_line(row, width)).count()
    }

    /// Whether a row at the top of a block of `width` columns is no row of its table.
    fn is_line(&self, row: &[Span], width: usize) -> bool {
        let texts = || filled(row).map(|span| self.flow.source.slice(span));
        match texts().count() {
            1 => !self.has_amount(row),
            2..=MOST_CELLS => {
                !self.has_amount(row)
                    && texts().any(labelled)
                    && (texts().count() < width || texts().all(labelled))
            }
            _ => false,
        }
    }

    fn is_note(&self, row: &[Span]) -> bool {
        let mut cells = filled(row).map(|span| self.flow.source.slice(span));
        let note = |text: &str| text.ends_with('。') || NOTES.iter().any(|word| text.starts_with(word));
        cells.next().is_some_and(note) && cells.next().is_none()
    }

    fn is_title(&self, span: Span) -> bool {
        let text = self.flow.source.slice(span);
        !labelled(text) && !text.contains(['。', '\n'])
    }

    /// Whether a cell of the row is an amount.
    fn has_amount(&self, row: &[Span]) -> bool {
        filled(row).any(|span| cell(self.flow.source.slice(span), Unit::NONE).is_some())
    }
}

/// Whether a text is a label and what it says: 部门：某局, or the unit.
fn labelled(text: &str) -> bool {
    let told = |label: &str, told: &str| !label.is_empty() && !told.trim().is_empty();
    gives_unit(text) || text.split_once(['：', ':']).is_some_and(|(label, rest)| told(label, rest))
}

/// The cells of a row that hold something.
fn filled(row: &[Span]) -> impl Iterator<Item = Span> + '_ {
    row.iter().copied().filter(|span| !span.is_empty())
}
