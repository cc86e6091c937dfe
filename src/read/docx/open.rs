//! What is open while a document is read: flows of paragraphs and tables, and these themselves, inside each
//! other.

use std::collections::BTreeMap;

use super::block::{Aside, Block, Cell, Paragraph, Row, Table};

/// The most columns of the grid that a cell is believed to cover.
const WIDEST: u32 = 4096;

/// The footnotes or endnotes of a document, by their ids.
pub(super) type Notes = BTreeMap<String, Vec<Block>>;

/// What is open.
#[derive(Debug)]
pub(super) enum Open {
    /// Paragraphs and tables one after the other.
    Flow(Flow),
    /// A paragraph.
    Paragraph(OpenParagraph),
    /// A table.
    Table(OpenTable),
}

/// Paragraphs and tables one after the other.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) kind: FlowKind,
    blocks: Vec<Block>,
    /// A paragraph whose end was deleted: the next goes on with its text.
    pub(super) carried: Option<Paragraph>,
}

/// What a flow stands in.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum FlowKind {
    Body,
    Cell,
    Box,
    /// The footnote or endnote of this id.
    Note(String),
}

/// A paragraph that is open.
#[derive(Debug, Default)]
pub(super) struct OpenParagraph {
    pub(super) paragraph: Paragraph,
    pub(super) style: Option<String>,
    pub(super) outline: Option<u32>,
    /// The list and the level that it names itself.
    pub(super) list: Option<u32>,
    pub(super) level: Option<usize>,
    /// Whether its text is hidden by its style.
    pub(super) hides: bool,
    /// Whether the mark at its end is deleted.
    pub(super) joined: bool,
    /// Whether the mark at its end is hidden.
    pub(super) unmarked: bool,
}

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct OpenTable {
    table: Table,
    /// How many rows began so far.
    rows: usize,
    row: Row,
    /// Whether the row is not shown: it is deleted or hidden.
    pub(super) dropped: bool,
    /// The column of the grid at which the next cell begins.
    column: usize,
    span: u32,
    /// Whether the cell goes on with the one above.
    pub(super) goes_on: bool,
    /// Whether the cell goes on with the one before it.
    pub(super) joined: bool,
}

impl Flow {
    pub(super) fn new(kind: FlowKind) -> Self {
        Self { kind, blocks: Vec::new(), carried: None }
    }

    /// Adds a paragraph or a table. Of empty paragraphs one after the other only the last is kept, in cells and
    /// notes none.
    fn push(&mut self, block: Block) {
        if let Some(carried) = self.carried.take() {
            self.push(Block::Paragraph(carried));
        }
        let empty = |block: &Block| match block {
            Block::Paragraph(paragraph) => {
                // Nothing but tabs may be a row of blank cells.
                paragraph.asides.is_empty() && paragraph.text.chars().all(|c| c.is_whitespace() && c != '\t')
            }
            Block::Table(table) => table.rows.is_empty(),
        };
        if empty(&block) {
            if self.kind != FlowKind::Body || matches!(block, Block::Table(_)) {
                return;
            }
            if self.blocks.last().is_some_and(empty) {
                self.blocks.pop();
            }
        }
        self.blocks.push(block);
    }

    /// What it stands in, and its paragraphs and tables, once it has ended.
    fn finish(mut self) -> (FlowKind, Vec<Block>) {
        if let Some(carried) = self.carried.take() {
            self.push(Block::Paragraph(carried));
        }
        (self.kind, self.blocks)
    }
}

impl OpenTable {
    /// Tells the width of the next column of the grid.
    pub(super) fn column(&mut self, width: u32) {
        if self.table.widths.len() < WIDEST as usize {
            self.table.widths.push(width);
        }
    }

    /// A row begins.
    pub(super) fn begin_row(&mut self) {
        self.end_row();
        self.rows += 1;
        self.row = Row { number: self.rows, ..Row::default() };
        (self.dropped, self.column) = (false, 0);
    }

    /// So many columns of the grid before the first cell are left out.
    pub(super) fn leave(&mut self, columns: u32) {
        self.column += columns.min(WIDEST) as usize;
    }

    /// The row is one of the head.
    pub(super) fn heads(&mut self) {
        self.row.heads = true;
    }

    /// A row ends.
    pub(super) fn end_row(&mut self) {
        let row = std::mem::take(&mut self.row);
        if !self.dropped && !row.cells.is_empty() {
            self.table.rows.push(row);
        }
    }

    /// A cell begins.
    pub(super) fn begin_cell(&mut self) {
        (self.span, self.goes_on, self.joined) = (1, false, false);
    }

    /// The cell covers so many columns of the grid.
    pub(super) fn spans(&mut self, columns: u32) {
        self.span = columns.clamp(1, WIDEST);
    }

    fn end_cell(&mut self, blocks: Vec<Block>) {
        let from = self.column;
        self.column = from.saturating_add(self.span as usize);
        if let Some(before) = self.row.cells.last_mut().filter(|_| self.joined) {
            before.to = self.column;
            return;
        }
        let blocks = if self.goes_on { Vec::new() } else { blocks };
        self.row.cells.push(Cell { from, to: self.column, blocks });
    }
}

/// What is open, outermost first; the first is always a flow.
#[derive(Debug)]
pub(super) struct Stack {
    open: Vec<Open>,
    /// The notes that have ended, by their ids.
    notes: Notes,
}

impl Stack {
    /// A body is open, and nothing in it.
    pub(super) fn new() -> Self {
        Self { open: vec![Open::Flow(Flow::new(FlowKind::Body))], notes: Notes::new() }
    }

    /// Whether the paragraphs that begin here are those that people count.
    pub(super) fn counts(&self) -> bool {
        matches!(self.open.as_slice(), [Open::Flow(_)])
    }

    /// What is open innermost.
    pub(super) fn push(&mut self, open: Open) {
        self.open.push(open);
    }

    /// The paragraph that is open, where nothing in it is.
    pub(super) fn paragraph(&mut self) -> Option<&mut OpenParagraph> {
        match self.open.last_mut() {
            Some(Open::Paragraph(paragraph)) => Some(paragraph),
            _ => None,
        }
    }

    /// The innermost table.
    pub(super) fn table(&mut self) -> Option<&mut OpenTable> {
        self.open.iter_mut().rev().find_map(|open| match open {
            Open::Table(table) => Some(table),
            _ => None,
        })
    }

    /// The flow that is open innermost.
    pub(super) fn flow(&mut self) -> Option<&mut Flow> {
        self.open.iter_mut().rev().find_map(|open| match open {
            Open::Flow(flow) => Some(flow),
            _ => None,
        })
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// How many are open around the innermost one of a kind.
    pub(super) fn around(&self, kind: fn(&Open) -> bool) -> Option<usize> {
        self.open.iter().skip(1).rposition(kind).map(|at| at + 1)
    }

    /// Takes off what is open innermost.
    pub(super) fn pop(&mut self) -> Option<Open> {
        if self.open.len() > 1 { self.open.pop() } else { None }
    }

    /// Puts what has ended where it belongs.
    pub(super) fn put(&mut self, ended: Open) {
        match (ended, self.open.last_mut()) {
            (Open::Paragraph(open), Some(Open::Flow(flow))) => flow.push(Block::Paragraph(open.paragraph)),
            (Open::Table(mut open), Some(Open::Flow(flow))) => {
                open.end_row();
                flow.push(Block::Table(open.table));
            }
            (Open::Flow(flow), below) => match (flow.finish(), below) {
                ((FlowKind::Note(id), blocks), _) => {
                    self.notes.insert(id, blocks);
                }
                ((_, blocks), Some(Open::Table(table))) => table.end_cell(blocks),
                ((_, blocks), Some(Open::Paragraph(open))) if !blocks.is_empty() => {
                    open.paragraph.asides.push(Aside::Box(blocks));
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// What the body holds, once all has ended.
    pub(super) fn finish(self) -> (Vec<Block>, Notes) {
        let body = self.open.into_iter().find_map(|open| match open {
            Open::Flow(flow) => Some(flow.finish().1),
            _ => None,
        });
        (body.unwrap_or_default(), self.notes)
    }
}
