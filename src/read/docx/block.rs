//! Blocks: the paragraphs and tables of a document, before they become text.

use super::styles::Role;

/// A paragraph or a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

/// A paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Paragraph {
    /// Its number as people count: empty ones too, but none in tables, text boxes and notes.
    pub(super) number: usize,
    /// How many paragraphs of any sort began before it.
    pub(super) order: usize,
    /// What it is by its style or its outline level.
    pub(super) role: Option<Role>,
    /// How far in it stands, in twentieths of a point.
    pub(super) indent: u32,
    /// The number before it, and its text; forced line breaks are inside.
    pub(super) text: String,
    /// What hangs on it and stands elsewhere.
    pub(super) asides: Vec<Aside>,
}

/// What hangs on a paragraph and stands elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Aside {
    /// A text box.
    Box(Vec<Block>),
    /// A footnote.
    Footnote(Vec<Block>),
    /// An endnote.
    Endnote(Vec<Block>),
}

/// A table as it is written: its rows may be divided in different ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// The widths of the columns of its grid, in twentieths of a point; empty where they are not told.
    pub(super) widths: Vec<u32>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Whether it is repeated at the top of every page: a row of the head.
    pub(super) heads: bool,
    /// Its cells.
    pub(super) cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell {
    /// The first column of the grid that it covers, from 0.
    pub(super) from: usize,
    /// The column after its last one.
    pub(super) to: usize,
    /// What stands in it; nothing where it goes on with the cell above.
    pub(super) blocks: Vec<Block>,
}
