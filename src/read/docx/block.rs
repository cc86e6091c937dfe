//! Blocks: the paragraphs and tables of a document, before they become text.

use std::fmt;

/// A paragraph or a table.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// Where it stands.
    pub(super) place: Place,
    /// What its style says it is.
    pub(super) role: Option<super::styles::Role>,
    /// The number before it, and its text; forced line breaks are inside.
    pub(super) text: String,
}

/// Where a paragraph stands, as people find it in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// The paragraph of this number; empty ones are counted, those in tables are not.
    Paragraph(usize),
    /// A text box at the paragraph of this number.
    Box(usize),
    /// The footnote of this number.
    Footnote(usize),
    /// The endnote of this number.
    Endnote(usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paragraph(number) => write!(f, "¶{number}"),
            Self::Box(number) => write!(f, "¶{number} 文本框"),
            Self::Footnote(number) => write!(f, "脚注{number}"),
            Self::Endnote(number) => write!(f, "尾注{number}"),
        }
    }
}

/// A table as it is written: its rows may be divided in different ways.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The widths of the columns of its grid, in twentieths of a point; empty where they are not told.
    pub(super) widths: Vec<u32>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

/// A row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Whether it is repeated at the top of every page: a row of the head.
    pub(super) heads: bool,
    /// Its cells.
    pub(super) cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// The first column of the grid that it covers, from 0.
    pub(super) from: usize,
    /// The column after its last one.
    pub(super) to: usize,
    /// What stands in it; nothing where it goes on with the cell above.
    pub(super) blocks: Vec<Block>,
}
