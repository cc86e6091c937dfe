//! Writing: the text of a document, a line for each paragraph and each row of a table, with the places of its
//! pieces and what the document itself says of its lines.

use std::fmt;

use super::block::{Aside, Block, Paragraph, Table};
use super::grid::Grid;
use super::styles::Role;
use crate::read::caption::{gives_unit, names_table};
use crate::read::text::{Mark, Marks, Table as MarkedTable};
use crate::source::{Span, Written};

/// The width of a Latin letter in running text, in twentieths of a point.
const LETTER: u32 = 105;
/// The most letters that a cell is written further in.
const MOST_INDENT: u32 = 20;

/// Where a piece stands, as people find it in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In the paragraph of this number.
    Paragraph(usize),
    /// In a text box at the paragraph of this number.
    Box(usize),
    /// In the footnote of this number.
    Footnote(usize),
    /// In the endnote of this number.
    Endnote(usize),
    /// In a cell, by the numbers of its table, row and column.
    Cell(usize, usize, usize),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Paragraph(number) => write!(f, "¶{number}"),
            Self::Box(number) => write!(f, "¶{number} 文本框"),
            Self::Footnote(number) => write!(f, "脚注{number}"),
            Self::Endnote(number) => write!(f, "尾注{number}"),
            Self::Cell(table, row, column) => write!(f, "表{table} R{row}C{column}"),
        }
    }
}

/// A document as text.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// The text.
    pub(super) text: Written,
    /// What the document itself says of its lines.
    pub(super) marks: Marks,
    /// How many lines there are so far.
    lines: usize,
    tables: usize,
    footnotes: usize,
    endnotes: usize,
    /// What hangs on the paragraphs so far and is still to be written: not between a table and its caption.
    asides: Vec<(Place, Vec<Block>)>,
    /// The tables inside the cells of the table that is being written.
    inner: Vec<Table>,
    /// Where the first paragraph stands that began when so many had.
    pub(super) sought: Option<(usize, Option<Span>)>,
    /// How many more cells there may be.
    cells: usize,
}

/// That there are more cells than the limit.
#[derive(Debug)]
pub(super) struct TooManyCells;

impl Writer {
    /// A writer of at most so many cells, that notes where the first paragraph stands that began when `sought`
    /// had.
    pub(super) fn new(cells: usize, sought: Option<usize>) -> Self {
        Self { cells, sought: sought.map(|order| (order, None)), ..Self::default() }
    }

    /// Writes the whole document.
    pub(super) fn document(&mut self, blocks: Vec<Block>) -> Result<(), TooManyCells> {
        self.blocks(blocks, None)?;
        self.flush()
    }

    /// Writes paragraphs and tables one after the other; `place` is where all of them stand, unless each has its
    /// own number.
    fn blocks(&mut self, blocks: Vec<Block>, place: Option<Place>) -> Result<(), TooManyCells> {
        for block in blocks {
            match block {
                Block::Paragraph(paragraph) => {
                    let place = place.unwrap_or(Place::Paragraph(paragraph.number));
                    self.paragraph(paragraph, place)?;
                }
                Block::Table(table) => self.table(table)?,
            }
        }
        Ok(())
    }

    fn paragraph(&mut self, paragraph: Paragraph, place: Place) -> Result<(), TooManyCells> {
        let text = paragraph.text.trim();
        let start = self.text.len();
        match paragraph.role {
            Some(Role::Heading(level)) if !text.is_empty() => {
                self.marks.insert(self.lines, Mark::Heading(level as usize));
                self.line(&in_one_line(text), place);
            }
            role => {
                for line in paragraph.text.split('\n') {
                    if role == Some(Role::Title) && !line.trim().is_empty() {
                        self.marks.insert(self.lines, Mark::Title);
                    }
                    self.line(trimmed(line), place);
                }
            }
        }
        self.seek(paragraph.order, Span::new(start, self.text.len() - 1));
        self.hang(paragraph.asides, place);
        let waits = text.is_empty() || gives_unit(text) || names_table(text) || text.ends_with(['：', ':']);
        if waits { Ok(()) } else { self.flush() }
    }

    fn line(&mut self, line: &str, place: Place) {
        self.text.push(line, place);
        self.text.gap("\n");
        self.lines += 1;
    }

    /// Notes `span` if it is the one that is sought.
    fn seek(&mut self, order: usize, span: Span) {
        if let Some((sought, found @ None)) = &mut self.sought
            && order >= *sought
        {
            *found = Some(span);
        }
    }

    /// Puts aside what hangs on a paragraph at `place`.
    fn hang(&mut self, asides: Vec<Aside>, place: Place) {
        for aside in asides {
            self.asides.push(match aside {
                Aside::Box(blocks) => {
                    let place = if let Place::Paragraph(number) = place { Place::Box(number) } else { place };
                    (place, blocks)
                }
                Aside::Footnote(blocks) => {
                    self.footnotes += 1;
                    (Place::Footnote(self.footnotes), blocks)
                }
                Aside::Endnote(blocks) => {
                    self.endnotes += 1;
                    (Place::Endnote(self.endnotes), blocks)
                }
            });
        }
    }

    /// Writes what was put aside.
    fn flush(&mut self) -> Result<(), TooManyCells> {
        for (place, blocks) in std::mem::take(&mut self.asides) {
            self.blocks(blocks, Some(place))?;
        }
        Ok(())
    }

    fn table(&mut self, table: Table) -> Result<(), TooManyCells> {
        self.tables += 1;
        let (number, grid) = (self.tables, Grid::of(&table));
        if grid.width() <= 1 {
            // A frame around text.
            for row in table.rows {
                let place = Place::Cell(number, row.number, 1);
                for cell in row.cells {
                    self.blocks(cell.blocks, Some(place))?;
                }
            }
            return Ok(());
        }
        let cells = grid.width().saturating_mul(table.rows.len());
        self.cells = self.cells.checked_sub(cells).ok_or(TooManyCells)?;
        let head = table.rows.iter().take_while(|row| row.heads).count();
        // Lines with tabs before and after it are none of its rows.
        self.text.gap("\n");
        let (first, lines) = (self.lines + 1, table.rows.len());
        let outer = std::mem::take(&mut self.inner);
        let mut rows = Vec::with_capacity(lines);
        for row in table.rows {
            let mut cells = vec![Span::default(); grid.width()];
            let mut at = 0;
            for cell in row.cells {
                let column = grid.column(cell.from);
                while at < column {
                    self.text.gap("\t");
                    at += 1;
                }
                if !cells[column].is_empty() {
                    self.text.gap(" ");
                }
                let span = self.cell(cell.blocks, Place::Cell(number, row.number, column + 1));
                // Two cells that begin in one column share it.
                let taken = &mut cells[column];
                *taken = if taken.is_empty() { span } else { Span::new(taken.start, span.end) };
            }
            self.text.gap("\n");
            rows.push(cells);
        }
        self.text.gap("\n");
        self.lines = first + lines + 1;
        self.marks.insert(first, Mark::Table(MarkedTable { lines, rows, head }));
        for table in std::mem::replace(&mut self.inner, outer) {
            self.table(table)?;
        }
        self.flush()
    }

    /// Writes a cell in one line, and gives where its text is.
    fn cell(&mut self, blocks: Vec<Block>, place: Place) -> Span {
        let (mut text, mut order) = (String::new(), 0);
        for block in blocks {
            match block {
                Block::Table(table) => self.inner.push(table),
                Block::Paragraph(paragraph) => {
                    if text.is_empty() {
                        // How far in a name stands tells what it is a part of.
                        let letters = (paragraph.indent / LETTER).min(MOST_INDENT);
                        text.extend((0..letters).map(|_| ' '));
                    } else {
                        text.push(' ');
                    }
                    text += &in_one_line(&paragraph.text);
                    order = paragraph.order;
                    self.hang(paragraph.asides, place);
                }
            }
        }
        let told = self.text.push(text.trim_end(), place);
        self.seek(order, told);
        Span::new(told.start + (text.len() - text.trim_start().len()).min(told.len()), told.end)
    }
}

/// A line of running text without the blanks at its ends, unless its tabs divide columns.
fn trimmed(line: &str) -> &str {
    let bare = line.trim();
    if bare.is_empty() || bare.contains('\t') { line } else { bare }
}

/// The text of a cell or a heading, which is one line.
fn in_one_line(text: &str) -> String {
    text.trim_end().replace(['\n', '\t'], " ")
}
