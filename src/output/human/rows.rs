//! The rows: labels sorted into lines and lines into snippets, so that no snippet grows out of hand.

use super::view::Cut;
use super::window::fits;
use crate::finding::Label;
use crate::message::Lang;
use crate::message::clean;
use crate::output::columns::columns;
use crate::source::{Source, Span};

/// Lines without a label that a snippet bridges.
const BRIDGED: usize = 1;

/// A label on one line, ready to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spot {
    /// Where, within one line.
    pub(super) span: Span,
    /// What it says, cleaned.
    pub(super) text: String,
    /// Whether the finding is about it.
    pub(super) primary: bool,
}

/// A line, or a stretch of it, with the labels on it.
#[derive(Debug)]
pub(super) struct Row {
    /// The line, from 1.
    pub(super) line: usize,
    /// Its labels in order; none overlap.
    pub(super) spots: Vec<Spot>,
}

/// The snippets for the labels of one source: the one with the primary label first, the others in the order
/// of the text.
pub(super) fn snippets(source: &Source, labels: &[&Label], lang: Lang, cut: &Cut) -> Vec<Vec<Row>> {
    let head = labels.iter().find(|label| label.primary).or(labels.first());
    let head = head.and_then(|label| source.place(label.span.start));
    let mut spots = labels.iter().map(|label| spot(source, label, head, lang)).collect();
    untangle(&mut spots, lang);
    let mut snippets: Vec<Vec<Row>> = Vec::new();
    for row in rows(source, spots, cut) {
        match snippets.last_mut() {
            Some(snippet) if snippet.last().is_some_and(|last| follows(last.line, row.line)) => {
                snippet.push(row);
            }
            _ => snippets.push(vec![row]),
        }
    }
    let is_primary = |snippet: &Vec<Row>| snippet.iter().flat_map(|row| &row.spots).any(|spot| spot.primary);
    snippets.sort_by_key(|snippet| !is_primary(snippet));
    snippets
}

/// Whether the line `next` may stand in one snippet with the line `last` before it.
fn follows(last: usize, next: usize) -> bool {
    last < next && next - last <= BRIDGED + 1
}

/// The label within the first line that it covers; where it goes on, its text says how far. Where the file has
/// places of its own, the text begins with that of the label, unless it is `head`, that of the finding.
fn spot(source: &Source, label: &Label, head: Option<&str>, lang: Lang) -> Spot {
    let text = source.text();
    let mut span =
        Span::new(floor(text, label.span.start), floor(text, label.span.end.max(label.span.start)));
    let mut words = clean(label.text.get(lang).trim()).into_owned();
    let mut line = source.line_at(span.start);
    if span.end > source.line_span(line).end {
        let covered = source.slice(span);
        let opening = covered.len() - covered.trim_start().len();
        if opening < covered.len() {
            span = Span::new(span.start + opening, span.start + covered.trim_end().len());
            line = source.line_at(span.start);
        }
        let last = source.line_at(span.end);
        let end = source.line_span(line).end;
        if last > line && opening < covered.len() && head.is_none() {
            words = match (lang, words.is_empty()) {
                (Lang::En, true) => format!("to line {last}"),
                (Lang::En, false) => format!("{words} (to line {last})"),
                (Lang::Zh, true) => format!("至第 {last} 行"),
                (Lang::Zh, false) => format!("{words}（至第 {last} 行）"),
            };
        }
        span = Span::new(span.start.min(end), span.end.min(end));
    }
    if let Some(place) = source.place(label.span.start).filter(|place| head != Some(place)) {
        let sheet = |place: &'_ str| place.rfind('!').map_or(0, |at| at + 1);
        // On the finding's own sheet the cell alone is enough.
        let same = head.is_some_and(|head| head[..sheet(head)] == place[..sheet(place)]);
        let place = clean(if same { &place[sheet(place)..] } else { place });
        words = if words.is_empty() { place.into_owned() } else { format!("{place}: {words}") };
    }
    Spot { span, text: words, primary: label.primary }
}

/// The character boundary of `text` at or before `offset`.
fn floor(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Sorts `spots`, joins those at the same place and shortens those that hold others, so that each can be
/// underlined.
fn untangle(spots: &mut Vec<Spot>, lang: Lang) {
    spots.sort_by_key(|spot| spot.span);
    spots.dedup_by(|next, first| {
        let same = next.span == first.span;
        if same {
            if !first.text.is_empty() && !next.text.is_empty() && first.text != next.text {
                first.text += if lang == Lang::Zh { "；" } else { "; " };
                first.text += &next.text;
            } else if first.text.is_empty() {
                first.text = std::mem::take(&mut next.text);
            }
            first.primary |= next.primary;
        }
        same
    });
    let mut at = 0;
    while at + 1 < spots.len() {
        let (inner, outer) = (spots[at].span, spots[at + 1].span);
        if inner.end <= outer.start {
            at += 1;
        } else if inner.start < outer.start {
            spots[at].span.end = outer.start;
            at += 1;
        } else {
            // both start here, the shorter first: the longer one starts after it and takes its new place in
            // the order
            spots[at + 1].span.start = inner.end;
            spots[at + 1..].sort_by_key(|spot| spot.span);
        }
    }
}

/// The rows of `spots`, which are in order; a line with more labels than fit becomes several.
fn rows(source: &Source, spots: Vec<Spot>, cut: &Cut) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for spot in spots {
        let line = source.line_at(spot.span.start);
        let range = source.line_span(line);
        if let Some(row) = rows.last_mut()
            && row.line == line
        {
            let spans = row.spots.iter().map(|spot| spot.span).chain([spot.span]);
            let spans: Vec<_> =
                spans.map(|span| Span::new(span.start - range.start, span.end - range.start)).collect();
            if fits(source.slice(range), &spans, cut.room, columns(cut.mark)) {
                row.spots.push(spot);
                continue;
            }
        }
        rows.push(Row { line, spots: vec![spot] });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spots(list: &[(usize, usize, &str)]) -> Vec<Spot> {
        let spot = |(start, end, text): &(usize, usize, &str)| Spot {
            span: Span::new(*start, *end),
            text: (*text).to_owned(),
            primary: false,
        };
        list.iter().map(spot).collect()
    }

    #[test]
    fn labels_that_overlap_are_drawn_side_by_side() {
        let cases = [
            // the same place twice: one underline, both texts
            (spots(&[(0, 5, "a"), (0, 5, "b")]), spots(&[(0, 5, "a; b")])),
            // a sentence that holds an amount ends where the amount begins
            (spots(&[(0, 50, "a"), (10, 20, "b")]), spots(&[(0, 10, "a"), (10, 20, "b")])),
            // both start together: the longer one follows
            (
                spots(&[(0, 50, "a"), (0, 5, "b"), (10, 20, "c")]),
                spots(&[(0, 5, "b"), (5, 10, "a"), (10, 20, "c")]),
            ),
            // side by side already
            (spots(&[(5, 9, "b"), (0, 5, "a")]), spots(&[(0, 5, "a"), (5, 9, "b")])),
        ];
        for (mut given, expected) in cases {
            untangle(&mut given, Lang::En);
            assert_eq!(given, expected);
        }
    }
}
