//! Flows: the paragraphs and tables of a document one after the other, where headings may be typed by hand and
//! the lines above a table name it.

use super::caption::{gives_unit, is_form, names_table, numbers_form};
use super::contents::has_leader;
use crate::language::{Numeral, NumeralStyle};
use crate::quantity::scan;
use crate::report::Draft;
use crate::source::{Source, Span};

/// The longest title of a heading, in characters.
const LONGEST_HEADING: usize = 45;
/// The deepest level of a heading that a document itself calls one.
const DEEPEST: usize = 9;

/// Tells a draft the pieces of a document in their order.
pub(super) struct Flow<'a> {
    /// The text that the pieces stand in.
    pub(super) source: &'a Source,
    /// The draft, for what has no part in the flow, such as the title.
    pub(super) draft: &'a mut Draft,
    /// The paragraph just before, where it may name a table.
    caption: Option<Span>,
    /// For each style of numbers, the level of the last heading with such a number.
    levels: [Option<usize>; 6],
    /// Whether the document itself has called something a heading.
    marked: bool,
}

impl<'a> Flow<'a> {
    /// The flow of the document in `source`.
    pub(super) fn new(source: &'a Source, draft: &'a mut Draft) -> Self {
        Self { source, draft, caption: None, levels: [None; 6], marked: false }
    }

    /// Something begins that has no part in what came before, such as a sheet.
    pub(super) fn begin(&mut self) {
        self.draft.begin();
        self.caption = None;
    }

    /// A heading that the document itself calls one; smaller levels are further out. Where it says something, it
    /// is running text as well.
    pub(super) fn heading(&mut self, level: usize, span: Span) {
        let text = self.source.slice(span);
        self.marked = true;
        if let Some((numeral, _)) = Numeral::opening(text) {
            self.levels[depth(numeral.style) - 1] = Some(level);
        }
        if says_something(text) {
            self.draft.numbered(level, span, span);
        } else {
            self.draft.heading(level, span);
        }
        self.caption = None;
    }

    /// A line that opens with a number typed by hand (一、 （二） 3.): a heading, or an item that is running text and
    /// goes on to the end of `whole`. Gives what of it was told; `None` where the line has no number, or is one of
    /// a contents page.
    pub(super) fn numbered(&mut self, line: Span, whole: Span) -> Option<Span> {
        let text = self.source.slice(line);
        let (numeral, length) =
            Numeral::opening(text).filter(|_| !has_leader(text) || text.contains('\t'))?;
        // A number typed below headings that are marked as such goes on with theirs, or stands further in.
        let depth = depth(numeral.style);
        let further = if self.marked { DEEPEST } else { 0 };
        let level = *self.levels[depth - 1].get_or_insert(depth + further);
        if is_heading(&text[length..]) {
            self.draft.heading(level, line);
            self.caption = None;
            return Some(line);
        }
        self.draft.numbered(level, line, whole);
        Some(whole)
    }

    /// Running text; soft line breaks may be inside.
    pub(super) fn paragraph(&mut self, span: Span) {
        self.draft.paragraph(span);
        let text = self.source.slice(span);
        let adds = gives_unit(text) || numbers_form(text) || self.caption.is_some() && is_form(text);
        if !adds {
            self.caption = (names_table(text) && !text.contains('\n')).then_some(span);
        }
    }

    /// The title of the report; a table right below it has no other name.
    pub(super) fn title(&mut self, span: Span) {
        self.draft.title(span);
        self.caption = names_table(self.source.slice(span)).then_some(span);
    }

    /// A table, of which the file marks the first `head` rows as its header: none where it does not say.
    pub(super) fn table(&mut self, rows: Vec<Vec<Span>>, head: usize) {
        self.table_called("", rows, head);
    }

    /// The same, called `name` where no caption names it.
    pub(super) fn table_called(&mut self, name: &str, rows: Vec<Vec<Span>>, head: usize) {
        let name = self.caption.take().map_or(name, |span| self.source.slice(span));
        self.draft.table_with_head(name, rows, head);
    }
}

/// How deep a heading with a number of this style lies, from 1; smaller is further out.
fn depth(style: NumeralStyle) -> usize {
    match style {
        NumeralStyle::Part => 1,
        NumeralStyle::Han => 2,
        NumeralStyle::HanBracketed => 3,
        NumeralStyle::Arabic => 4,
        NumeralStyle::ArabicBracketed => 5,
        NumeralStyle::Circled => 6,
    }
}

/// Whether what follows a number is a title and no running text.
fn is_heading(title: &str) -> bool {
    let title = title.trim();
    title.chars().count() <= LONGEST_HEADING
        && !title.ends_with(['，', '：', ':', '、', '.'])
        && !says_something(title)
}

/// Whether a text is more than a title: a sentence, or an amount of money.
fn says_something(text: &str) -> bool {
    text.contains(['。', '；', ';', '！', '？']) || scan(text).any(|amount| amount.quantity.unit.is_money())
}
