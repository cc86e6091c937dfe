//! Reports: sections, paragraphs, tables and statements, whatever file they came in.

mod bands;
mod cells;
mod columns;
mod draft;
mod entry;
mod head;
mod list;
mod section;
mod stacked;
mod table;
mod topic;

pub use crate::language::Statement;
pub use draft::Draft;
pub use section::{Paragraph, Section};
pub use table::{Band, Cell, Entry, Row, Standing, Table, Total};

use std::sync::Arc;

use crate::finding::Finding;
use crate::language::{self, Assertion};
use crate::quantity::Unit;
use crate::source::{Source, Span};

/// A report as it was understood.
#[derive(Clone, Debug)]
pub struct Report {
    /// The text it was read from.
    pub source: Arc<Source>,
    /// Its title, lines joined.
    pub title: Option<(String, Span)>,
    /// What kind of report it says it is.
    pub kind: Option<String>,
    /// Whose report it is.
    pub organization: Option<String>,
    /// The year it reports on.
    pub year: Option<i32>,
    /// The unit of figures that name none.
    pub unit: Unit,
    /// The headings in order, contents pages left out.
    pub sections: Vec<Section>,
    /// The paragraphs in order.
    pub paragraphs: Vec<Paragraph>,
    /// The tables in order.
    pub tables: Vec<Table>,
    /// Every quantity stated, in order of place.
    pub statements: Vec<Statement>,
    /// What the prose asserts of them, in order of place; indices are into the statements.
    pub assertions: Vec<Assertion>,
    /// What its reader has to say of the file, such as changes that are still tracked.
    pub notes: Vec<Finding>,
}

impl Report {
    /// Whether it says itself that its sums may miss because each figure was rounded on its own.
    pub fn says_sums_may_miss(&self) -> bool {
        language::sums_may_miss(self.source.text())
    }

    /// The statement whose amount starts at byte `start`: an index into the statements.
    pub fn statement_at(&self, start: usize) -> Option<usize> {
        self.statements.binary_search_by_key(&start, |statement| statement.span.start).ok()
    }

    /// The title of the innermost section that `section` names and of those around it, outermost first.
    pub fn section_path(&self, section: Option<usize>) -> Vec<&Section> {
        let mut path: Vec<&Section> = self.sections_around(section).collect();
        path.reverse();
        path
    }

    /// `section` and those it stands in, innermost first.
    fn sections_around(&self, section: Option<usize>) -> impl Iterator<Item = &Section> {
        let at = |index: usize| self.sections.get(index);
        std::iter::successors(section.and_then(at), move |inner| inner.parent.and_then(at))
    }

    /// How many characters that are no blanks stand under `section`, those of its subsections included: as many as
    /// are `enough` end the count.
    pub fn characters(&self, section: &Section, enough: usize) -> usize {
        let paragraphs = self.paragraphs[section.paragraphs.clone()].iter().map(|paragraph| paragraph.span);
        let rows = self.tables[section.tables.clone()].iter().flat_map(|table| &table.rows);
        let cells = rows.flat_map(|row| &row.cells).map(|cell| cell.span);
        let characters = paragraphs.chain(cells).flat_map(|span| self.source.slice(span).chars());
        characters.filter(|character| !character.is_whitespace()).take(enough).count()
    }

    /// The span of the first line that holds text, to point at a report as a whole.
    pub fn head(&self) -> Span {
        let text = self.source.text();
        let start = text.len() - text.trim_start().len();
        let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        Span::new(start, start + text[start..end].trim_end().len())
    }
}
