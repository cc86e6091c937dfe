//! Sections and paragraphs: where in the outline of a report something stands.

use std::ops::Range;

use crate::language::Numeral;
use crate::source::Span;

/// A heading and what it opens.
#[derive(Clone, Debug)]
pub struct Section {
    /// Depth in the outline, 1 is the outermost.
    pub level: usize,
    /// The number it carries, such as 三、 or （二）.
    pub numeral: Option<Numeral>,
    /// The title without its number.
    pub title: String,
    /// The heading's line or lines.
    pub span: Span,
    /// The section around it.
    pub parent: Option<usize>,
    /// The paragraphs under it, those of its subsections included, by their places in the report.
    pub paragraphs: Range<usize>,
    /// The tables under it, likewise.
    pub tables: Range<usize>,
    /// Whether the heading is a paragraph in itself: a numbered item that goes on as running text.
    pub inline: bool,
}

/// A run of prose.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// Its text's range; soft-wrapped lines are inside it.
    pub span: Span,
    /// The innermost section it stands in.
    pub section: Option<usize>,
}
