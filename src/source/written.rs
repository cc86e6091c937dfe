//! Written sources: the text that a reader writes for a file that is none, with the places of its pieces.

use std::fmt::{Display, Write};

use super::{Source, Span};

/// A text that is being written for a file that is none: a line for each paragraph, cells with tabs between
/// them for each row of a table.
///
/// ```
/// # use crossfoot::source::Written;
/// let mut text = Written::default();
/// let name = text.push("合计", "支出!A12");
/// text.gap("\t");
/// let amount = text.push("120.00", format_args!("支出!{}12", 'C'));
/// let source = text.finish("预算.xlsx");
/// assert_eq!((source.slice(name), source.slice(amount)), ("合计", "120.00"));
/// assert_eq!(source.place(amount.start), Some("支出!C12"));
/// ```
#[derive(Debug, Default)]
pub struct Written {
    text: String,
    places: Places,
}

/// The names of the places of a source, in order. All of them stand in one text: a workbook has millions.
#[derive(Debug, Default)]
pub(super) struct Places {
    names: String,
    pieces: Vec<Piece>,
}

/// A piece of a source that has a place: where it starts, and where its name ends among the names.
#[derive(Debug)]
struct Piece {
    start: usize,
    name_end: usize,
}

impl Written {
    /// Adds a piece that stands at `place` in the file, and gives where it is now.
    pub fn push(&mut self, text: &str, place: impl Display) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        self.places.push(start, place);
        Span::new(start, self.text.len())
    }

    /// Adds what only divides pieces, such as a tab or a line break.
    pub fn gap(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// The number of bytes written so far: where the next piece starts.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The source with this text, shown as `name`.
    pub fn finish(self, name: impl Into<String>) -> Source {
        Source { places: self.places, ..Source::new(name, self.text) }
    }
}

impl Places {
    fn push(&mut self, start: usize, name: impl Display) {
        let end = self.names.len();
        write!(self.names, "{name}").expect("writing into a string cannot fail");
        // A run of pieces at one place is one piece.
        let from = self.pieces.len().checked_sub(2).map_or(0, |at| self.pieces[at].name_end);
        if self.pieces.last().is_some_and(|last| self.names[from..last.name_end] == self.names[end..]) {
            self.names.truncate(end);
            return;
        }
        self.pieces.push(Piece { start, name_end: self.names.len() });
    }

    /// The name of the piece that byte `offset` stands in or after; before the first piece, that of the
    /// first. `None` where there is none.
    pub(super) fn at(&self, offset: usize) -> Option<&str> {
        let after = self.pieces.partition_point(|piece| piece.start <= offset).max(1);
        let start = after.checked_sub(2).and_then(|at| self.pieces.get(at)).map_or(0, |piece| piece.name_end);
        Some(&self.names[start..self.pieces.get(after - 1)?.name_end])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_the_place_of_its_piece() {
        let mut text = Written::default();
        text.gap("\n");
        text.push("甲", "¶1");
        text.push("乙", "¶1"); // the same paragraph goes on
        text.gap("\n");
        text.push("", "表1 R1C1"); // a blank cell
        text.gap("\t");
        text.push("5", "表1 R1C2");
        let source = text.finish("t.docx");
        let cases = [
            (0, "¶1"), // before the first piece
            (1, "¶1"),
            (4, "¶1"),
            (7, "¶1"), // the line break after it
            (8, "表1 R1C1"),
            (9, "表1 R1C2"),
            (99, "表1 R1C2"), // beyond the end
        ];
        for (offset, place) in cases {
            assert_eq!(source.place(offset), Some(place), "byte {offset}");
        }
        assert_eq!(Source::new("t.txt", "甲").place(0), None);
        assert_eq!(Written::default().finish("empty.xlsx").place(0), None);
    }
}
