//! The view: the few lines of a source that a snippet shows, cut and cleaned, as miette reads them.

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::rows::{Row, Spot};
use super::window::window;
use crate::message::clean;
use crate::output::columns::columns;
use crate::output::place as place_in;
use crate::source::{Source, Span};

/// Columns that a label's text keeps, at the least.
const LABEL: usize = 24;

/// Consecutive lines of a source, cut to the room there is. Whatever miette asks for it gets all of them: it
/// never sees the file, so that nothing is scanned and spans of two snippets never merge.
#[derive(Debug)]
pub(super) struct View {
    name: String,
    text: String,
    first: usize,
    lines: usize,
    /// Where each label starts: in `text`, and in the source, for people.
    places: Vec<(usize, String)>,
}

/// How to cut.
pub(super) struct Cut {
    /// The columns there are for source text.
    pub(super) room: usize,
    /// What stands where text is left out.
    pub(super) mark: &'static str,
}

impl View {
    /// The lines of `source` from the first to the last of `rows`, and the labels as they stand in the view.
    pub(super) fn new(source: &Source, rows: &[Row], cut: &Cut) -> (Self, Vec<LabeledSpan>) {
        let first = rows.first().map_or(1, |row| row.line);
        let last = rows.last().map_or(first, |row| row.line);
        let mut view = Self {
            name: clean(source.name()).into_owned(),
            text: String::new(),
            first,
            lines: last - first + 1,
            places: Vec::new(),
        };
        let mut labels = Vec::new();
        let mut rows = rows.iter().peekable();
        for line in first..=last {
            match rows.next_if(|row| row.line == line) {
                Some(row) => view.push(source, line, &row.spots, cut, &mut labels),
                None => view.push(source, line, &[], cut, &mut labels),
            }
        }
        (view, labels)
    }

    /// Adds a line and the labels on it.
    fn push(
        &mut self,
        source: &Source,
        line: usize,
        spots: &[Spot],
        cut: &Cut,
        labels: &mut Vec<LabeledSpan>,
    ) {
        let span = source.line_span(line);
        let text = source.slice(span);
        let spans: Vec<_> = spots
            .iter()
            .map(|spot| Span::new(spot.span.start - span.start, spot.span.end - span.start))
            .collect();
        let pieces = window(text, &spans, cut.room, columns(cut.mark));
        let line_start = self.text.len();
        let mut shown = Vec::with_capacity(pieces.len());
        let mut end = 0;
        for piece in &pieces {
            if piece.start > end {
                self.text.push_str(cut.mark);
            }
            shown.push((*piece, self.text.len()));
            self.text.push_str(&clean(&text[piece.start..piece.end]));
            end = piece.end;
        }
        if end < text.len() {
            self.text.push_str(cut.mark);
        }
        let place = |byte: usize| {
            let piece = shown.iter().find(|(piece, _)| piece.start <= byte && byte <= piece.end);
            piece.map_or(line_start, |(piece, start)| start + byte - piece.start)
        };
        for (spot, span) in spots.iter().zip(&spans) {
            let (start, end) = (place(span.start), place(span.end));
            self.places.push((start, place_in(source, spot.span.start)));
            let middle = columns(&self.text[line_start..start]) + columns(&self.text[start..end]) / 2;
            let label =
                (!spot.text.is_empty()).then(|| fold(&spot.text, cut.room.saturating_sub(middle + 4)));
            labels.push(if spot.primary {
                LabeledSpan::new_primary_with_span(label, (start, end - start))
            } else {
                LabeledSpan::new_with_span(label, (start, end - start))
            });
        }
        self.text.push('\n');
    }
}

impl SourceCode for View {
    /// All lines where context is asked for; the place of the label alone, for the header, where it is not.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_before: usize,
        _context_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let all = SourceSpan::from((0, self.text.len()));
        let place = self.places.iter().find(|(start, _)| *start == span.offset() && context_before == 0);
        let name = place.map_or_else(|| self.name.clone(), |(_, place)| format!("{}:{place}", self.name));
        let (text, line) = (self.text.as_bytes(), self.first - 1);
        Ok(Box::new(MietteSpanContents::new_named(name, text, all, line, 0, self.lines)))
    }
}

/// `text` in lines of at most `room` columns.
fn fold(text: &str, room: usize) -> String {
    textwrap::wrap(text, textwrap::Options::new(room.max(LABEL))).join("\n")
}
