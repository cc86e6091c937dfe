//! Sources and places: text under check, byte ranges of it, and the lines and columns people count.

mod written;

pub use written::Written;

use std::fmt;
use std::sync::OnceLock;

use written::Places;

/// A text under check and the name it is shown by.
///
/// The text is what a reader sees after decoding; every [`Span`] is a byte range of it.
pub struct Source {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    /// For every [`STRIDE`] bytes, how many characters and UTF-16 units start before: long lines are not
    /// counted anew for each place. Most sources are never pointed at, so it is built when first asked.
    counts: OnceLock<Vec<(usize, usize)>>,
    /// What the file itself calls the places of its pieces, where a reader wrote the text.
    places: Places,
}

/// How far apart the counts of characters are, in bytes.
const STRIDE: usize = 4096;

/// A byte range of one source, end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A place as people count it: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters (Unicode scalar values), from 1.
    pub column: usize,
}

impl Source {
    /// A source shown as `name`. The line index is built once, in one pass.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self { name: name.into(), text, line_starts, counts: OnceLock::new(), places: Places::default() }
    }

    /// The name it is shown by, usually the path as given.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of `span`; empty where the span does not lie on character boundaries of this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The number of lines; a text without a line break has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// The line (from 1) that holds byte `offset`.
    pub fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// The byte range of `line` (from 1) without its line break.
    pub fn line_span(&self, line: usize) -> Span {
        let start =
            line.checked_sub(1).and_then(|i| self.line_starts.get(i)).copied().unwrap_or(self.text.len());
        let end = self.line_starts.get(line).map_or(self.text.len(), |next| next - 1);
        let end = end.max(start);
        let end = if self.text[start..end].ends_with('\r') { end - 1 } else { end };
        Span { start, end }
    }

    /// What the file itself calls the place of byte `offset`, such as `支出!C12` or `¶14`: of the piece that it
    /// stands in or after. `None` where the text is the file's own and lines and columns tell the place.
    pub fn place(&self, offset: usize) -> Option<&str> {
        self.places.at(offset)
    }

    /// Where byte `offset` stands, for people: in the file's own terms where it has some, else `line:column`.
    pub fn shown_place(&self, offset: usize) -> String {
        let position = || {
            let position = self.position(offset);
            format!("{}:{}", position.line, position.column)
        };
        self.place(offset).map_or_else(position, str::to_owned)
    }

    /// Where byte `offset` stands.
    pub fn position(&self, offset: usize) -> Position {
        let line = self.line_at(offset);
        Position { line, column: self.before(offset).0 - self.before(self.line_span(line).start).0 + 1 }
    }

    /// The column of byte `offset` in UTF-16 code units, from 1, as editors and SARIF count.
    pub fn utf16_column(&self, offset: usize) -> usize {
        self.before(offset).1 - self.before(self.line_span(self.line_at(offset)).start).1 + 1
    }

    /// How many characters and UTF-16 units start before byte `offset`.
    fn before(&self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        let counts = self.counts.get_or_init(|| counts(&self.text));
        let stride = (offset / STRIDE).min(counts.len().saturating_sub(1));
        let (characters, units) = counts.get(stride).copied().unwrap_or_default();
        let more = count(&self.text.as_bytes()[(stride * STRIDE).min(offset)..offset]);
        (characters + more.0, units + more.1)
    }
}

/// How many characters and UTF-16 units start before every [`STRIDE`] bytes of `text`.
fn counts(text: &str) -> Vec<(usize, usize)> {
    let mut so_far = (0, 0);
    let before = |bytes: &[u8]| {
        let (characters, units) = count(bytes);
        let before = so_far;
        so_far = (before.0 + characters, before.1 + units);
        before
    };
    text.as_bytes().chunks(STRIDE).map(before).collect()
}

/// How many characters and UTF-16 units start in `bytes` of a UTF-8 text: continuation bytes start none,
/// four-byte characters are two units.
fn count(bytes: &[u8]) -> (usize, usize) {
    let characters = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    let pairs = bytes.iter().filter(|byte| **byte >= 0xf0).count();
    (characters, characters + pairs)
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.text.len())
    }
}

impl Span {
    /// The range from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The number of bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The range moved right by `offset` bytes.
    #[must_use]
    pub fn shift(self, offset: usize) -> Self {
        Self { start: self.start + offset, end: self.end + offset }
    }

    /// The same without the blanks that stand at its ends in `text`.
    #[must_use]
    pub fn trimmed(self, text: &str) -> Self {
        let text = text.get(self.start..self.end).unwrap_or_default();
        let start = self.start + text.len() - text.trim_start().len();
        Self::new(start, start + text.trim().len())
    }

    /// Whether `other` lies inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_utf16_units() {
        let source = Source::new("t", "甲乙\r\n😀丙\n");
        let cases = [
            (0, (1, 1), 1),  // start of the text
            (3, (1, 2), 2),  // a CJK character is one column
            (8, (2, 1), 1),  // after CRLF
            (12, (2, 2), 3), // an emoji is one character and two UTF-16 units
            (16, (3, 1), 1), // after the last line break
        ];
        for (offset, (line, column), utf16) in cases {
            assert_eq!(source.position(offset), Position { line, column }, "byte {offset}");
            assert_eq!(source.utf16_column(offset), utf16, "byte {offset}");
        }
        let long = Source::new("t", format!("{}\n{}😀丙", "甲".repeat(5000), "乙".repeat(5000)));
        assert_eq!(long.position(15_001 + 15_004), Position { line: 2, column: 5002 });
        assert_eq!(long.utf16_column(15_001 + 15_004), 5003);
        assert_eq!(source.slice(source.line_span(1)), "甲乙");
        assert_eq!(source.slice(source.line_span(2)), "😀丙");
        assert_eq!(source.slice(source.line_span(9)), "");
    }
}
