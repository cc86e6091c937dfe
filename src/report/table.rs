//! Tables: rows of cells that know where they stand, and the bands in which they are read.

use super::entry::total_of;
use crate::language::{NumeralStyle, fold};
use crate::source::Span;

/// A table with its caption.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its name: the caption, or the path of the list it was written as.
    pub name: String,
    /// The column headers, from the lowest row of the head.
    pub header: Vec<String>,
    /// What stands above the headers: the name of the group that a column belongs to, or nothing.
    pub groups: Vec<String>,
    /// The rows below the header.
    pub rows: Vec<Row>,
    /// The bands of columns that stand side by side, each a table of its own.
    pub bands: Vec<Band>,
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
    /// Its text in one line, trimmed; empty for a blank.
    pub text: String,
    /// Where the text stands.
    pub span: Span,
    /// The statement it makes, where it holds a quantity: an index into the report's statements.
    pub statement: Option<usize>,
}

/// Columns that are read together: the labels of the rows and the figures that they name.
///
/// ```text
/// 收入 | 决算数 | 支出 | 决算数        two bands
/// ```
#[derive(Clone, Debug, Default)]
pub struct Band {
    /// What its label column is headed.
    pub name: String,
    /// The columns whose figures may be added up: no shares, averages, ranks or running numbers.
    pub amounts: Vec<usize>,
    /// Of those, the ones that are headed as totals of others.
    pub totals: Vec<usize>,
    /// The columns of shares and rates.
    pub rates: Vec<usize>,
    /// Its rows in order; those without a word in this band are left out.
    pub entries: Vec<Entry>,
}

/// What a row of a band is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The row, from 0, header excluded.
    pub row: usize,
    /// Its name without codes, numbers and lead-ins.
    pub name: String,
    /// The classification code before it, such as 2080505.
    pub code: String,
    /// How it is numbered: 一、 （一） 1.
    pub numbered: Option<NumeralStyle>,
    /// What it is among the other rows.
    pub standing: Standing,
    /// Whether any cell of the band's amounts is filled.
    pub filled: bool,
    /// Whether it is written further in than the row that a 其中 before it breaks down.
    pub indented: bool,
}

/// What a row is among the rows around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// One of several of its kind.
    Item,
    /// One that is taken off: 减：.
    Less,
    /// A part of the row above: 其中：.
    Part,
    /// A total of other rows.
    Total(Total),
    /// What no total counts: a rate, an average, a rank.
    Apart,
    /// A result of the rows above, or nothing that words tell: a balance, a net amount, a row without a name.
    Open,
}

/// What a total sums up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// 小计: a group of rows.
    Group,
    /// 合计: all, or a group.
    All,
    /// 人员经费合计: what its name says.
    Named,
    /// 总计: all, totals included.
    Grand,
}

impl Row {
    /// Whether it is a row of totals: its first text is 合计, 小计, total.
    pub fn is_total(&self) -> bool {
        self.cells.iter().find(|cell| !cell.text.is_empty()).is_some_and(Cell::names_total)
    }
}

impl Cell {
    /// Whether it is the label of a total of all rows or of a group: 合计, 小计, total.
    pub fn names_total(&self) -> bool {
        matches!(total_of(&fold(&self.text)), Some(Total::All | Total::Group | Total::Grand))
    }
}

/// The text of a cell in one line: Han characters on both sides of a break are written together.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for piece in text.lines().map(str::trim) {
        if line.ends_with(|c: char| c.is_ascii()) {
            line.push(' ');
        }
        line.push_str(piece);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_cells_are_one_line() {
        let cases = [
            ("年初\r\n预算数", "年初预算数"),
            ("青禾园林\n（二标段）", "青禾园林（二标段）"),
            ("net\nspending", "net spending"),
            ("", ""),
            ("甲 乙", "甲 乙"),
        ];
        for (text, line) in cases {
            assert_eq!(one_line(text), line);
        }
    }
}
