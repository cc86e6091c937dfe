//! Tables: rows of cells that know where they stand.

use crate::source::Span;

/// A table with its caption.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name: the caption, or the path of the list it was written as.
    pub name: String,
    /// The column headers, from the first row.
    pub header: Vec<String>,
    /// The rows below the header.
    pub rows: Vec<Row>,
    /// Where it stands.
    pub span: Span,
    /// The innermost section it stands in.
    pub section: Option<usize>,
    /// The first part of the table that it is part of, an index into the report's tables: a row of headers
    /// further down begins another part.
    pub start: usize,
}

/// A row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its cells, as many as were written.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its text, trimmed; empty for a blank.
    pub text: String,
    /// Where the text stands.
    pub span: Span,
    /// The statement it makes, where it holds a quantity: an index into the report's statements.
    pub statement: Option<usize>,
}

impl Row {
    /// Whether it is a row of totals: its first text is 合计, 小计, total.
    pub fn is_total(&self) -> bool {
        self.cells.iter().find(|cell| !cell.text.is_empty()).is_some_and(Cell::names_total)
    }
}

impl Cell {
    /// Whether it is the label of a total: 合计, 小计, total.
    pub fn names_total(&self) -> bool {
        const TOTALS: &[&str] = &["合计", "总计", "小计", "总分", "total", "sum", "subtotal"];
        TOTALS.contains(&crate::language::fold(&self.text).replace(' ', "").as_str())
    }
}
