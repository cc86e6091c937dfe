//! The window: which pieces of a long line are shown, so that every label stays in sight.

use crate::output::columns::{columns, width};
use crate::source::Span;

/// Columns that a label keeps on either side, at the least.
const MARGIN: usize = 4;
/// Columns that both ends of a long label keep, at the least.
const ENDS: usize = 12;

/// A line measured in columns: the byte and the column at which each character starts, and one past the last.
struct Ruler {
    bytes: Vec<usize>,
    columns: Vec<usize>,
    /// Whether the character before goes on here: the inside of a number or a Latin word, which is never cut.
    joined: Vec<bool>,
}

/// The byte ranges of `line` to show, in order, none of them touching, so that with a mark of `mark` columns
/// wherever text is left out they take at most `room` columns, as far as the labels at `spans` allow.
pub(super) fn window(line: &str, spans: &[Span], room: usize, mark: usize) -> Vec<Span> {
    if line.len() <= 8 * room && columns(line) <= room {
        return vec![Span::new(0, line.len())];
    }
    let (ruler, reach) = Ruler::around(line, spans, room);
    let targets = ruler.targets(spans);
    let whole = |margin| ruler.pieces(&targets, margin, usize::MAX, mark);
    let cut = |ends| ruler.pieces(&targets, MARGIN, ends, mark);
    let cost = |pieces: &[(usize, usize)]| ruler.cost(pieces, reach, line.len(), mark);
    let pieces = match greatest(MARGIN, room, |margin| cost(&whole(margin)) <= room) {
        Some(margin) => whole(margin),
        None => cut(greatest(1, room, |ends| cost(&cut(ends)) <= room).unwrap_or(1)),
    };
    pieces.into_iter().map(|(from, to)| Span::new(ruler.bytes[from], ruler.bytes[to])).collect()
}

/// Whether the labels at `spans` fit into one row of `room` columns.
pub(super) fn fits(line: &str, spans: &[Span], room: usize, mark: usize) -> bool {
    if spans.len() < 2 || line.len() <= 8 * room && columns(line) <= room {
        return true;
    }
    let (ruler, reach) = Ruler::around(line, spans, room);
    let pieces = ruler.pieces(&ruler.targets(spans), MARGIN, ENDS, mark);
    ruler.cost(&pieces, reach, line.len(), mark) <= room
}

impl Ruler {
    /// Measures `line` as far as `room` columns to either side of `spans`; also the byte range that was
    /// measured.
    fn around(line: &str, spans: &[Span], room: usize) -> (Self, Span) {
        let first = spans.iter().map(|span| span.start).min().unwrap_or(0);
        let last = spans.iter().map(|span| span.end).max().unwrap_or(0);
        let start = line[..first].char_indices().rev().take(room + 1).last().map_or(first, |(at, _)| at);
        let end = line[last..].char_indices().nth(room + 1).map_or(line.len(), |(at, _)| last + at);
        let mut ruler = Self { bytes: vec![start], columns: vec![0], joined: vec![false] };
        let (mut column, mut before) = (0, ' ');
        for (at, c) in line[start..end].char_indices() {
            if let Some(joined) = ruler.joined.last_mut() {
                *joined = is_wordy(before) && is_wordy(c) || width(c) == 0;
            }
            column += width(c);
            before = c;
            ruler.bytes.push(start + at + c.len_utf8());
            ruler.columns.push(column);
            ruler.joined.push(false);
        }
        (ruler, Span::new(start, end))
    }

    /// The labels as ranges of characters.
    fn targets(&self, spans: &[Span]) -> Vec<(usize, usize)> {
        let index = |byte| self.bytes.partition_point(|at| *at < byte).min(self.bytes.len() - 1);
        spans.iter().map(|span| (index(span.start), index(span.end))).collect()
    }

    /// The pieces around `targets` with `margin` columns on either side, of a long target only `ends` columns
    /// at either end; gaps no wider than the mark are not cut out.
    fn pieces(
        &self,
        targets: &[(usize, usize)],
        margin: usize,
        ends: usize,
        mark: usize,
    ) -> Vec<(usize, usize)> {
        let mut wanted = Vec::with_capacity(targets.len() + 1);
        for &(start, end) in targets {
            let (from, to) = (self.left(start, margin), self.right(end, margin));
            let length = self.columns[end] - self.columns[start];
            if length > ends.saturating_mul(2).saturating_add(mark) {
                wanted.push((from, self.right(start, ends)));
                wanted.push((self.left(end, ends), to));
            } else {
                wanted.push((from, to));
            }
        }
        wanted.sort_unstable();
        let mut pieces: Vec<(usize, usize)> = Vec::with_capacity(wanted.len());
        for (from, to) in wanted {
            match pieces.last_mut() {
                Some(last) if self.columns[from] <= self.columns[last.1] + mark => last.1 = last.1.max(to),
                _ => pieces.push((from, to)),
            }
        }
        pieces
    }

    /// The columns of `pieces` and of the marks for what is left out of a line of `length` bytes.
    fn cost(&self, pieces: &[(usize, usize)], reach: Span, length: usize, mark: usize) -> usize {
        let shown: usize = pieces.iter().map(|(from, to)| self.columns[*to] - self.columns[*from]).sum();
        let opens = pieces.first().is_some_and(|(from, _)| *from > 0 || reach.start > 0);
        let closes = pieces.last().is_some_and(|(_, to)| *to + 1 < self.bytes.len() || reach.end < length);
        let gaps = pieces.len().saturating_sub(1) + usize::from(opens) + usize::from(closes);
        shown + gaps * mark
    }

    /// The character at most `columns` columns left of `index`, not inside a number.
    fn left(&self, index: usize, columns: usize) -> usize {
        let column = self.columns[index].saturating_sub(columns);
        let mut at = self.columns.partition_point(|c| *c < column);
        while at < index && self.joined[at] {
            at += 1;
        }
        at.min(index)
    }

    /// The character at most `columns` columns right of `index`, not inside a number.
    fn right(&self, index: usize, columns: usize) -> usize {
        let column = self.columns[index].saturating_add(columns);
        let mut at = self.columns.partition_point(|c| *c <= column) - 1;
        while at > index && self.joined[at] {
            at -= 1;
        }
        at.max(index)
    }
}

/// Whether `c` may stand inside a number or a Latin word.
fn is_wordy(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ',' | '%' | '-')
}

/// The greatest number from `low` to `high` that `suits`, where all below a suitable one are suitable.
fn greatest(low: usize, high: usize, suits: impl Fn(usize) -> bool) -> Option<usize> {
    if !suits(low) {
        return None;
    }
    let (mut low, mut high) = (low, high + 1);
    while high - low > 1 {
        let middle = low.midpoint(high);
        if suits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces shown of `line` around each of `words`, joined by `…`.
    fn shown(line: &str, words: &[&str], room: usize) -> String {
        let spans: Vec<_> = words
            .iter()
            .map(|word| line.find(word).map(|start| Span::new(start, start + word.len())).unwrap())
            .collect();
        let pieces = window(line, &spans, room, 1);
        let mut text = String::new();
        let mut end = 0;
        for piece in &pieces {
            text += if piece.start > end { "…" } else { "" };
            text += &line[piece.start..piece.end];
            end = piece.end;
        }
        text + if end < line.len() { "…" } else { "" }
    }

    #[test]
    fn long_lines_are_cut_around_the_labels() {
        let filler = "一".repeat(500);
        let near = format!("{filler}合计6149.92万元{filler}");
        let far = format!("合计6149.92万元{filler}516.74万元{filler}");
        let number = format!("{filler}1234567.89元合计5万元");
        let cases = [
            ("合计6万元", vec!["6万元"], "合计6万元".to_owned()), // short: whole
            (&near, vec!["6149.92万元"], "…一一一一合计6149.92万元一一一一一一…".to_owned()),
            (&far, vec!["6149.92万元", "516.74万元"], "合计6149.92万元一一…一一516.74万元一一…".to_owned()),
            (&number, vec!["5万元"], format!("…{}1234567.89元合计5万元", "一".repeat(9))),
        ];
        for (line, words, expected) in cases {
            let text = shown(line, &words, 40);
            assert_eq!(text, expected);
            assert!(columns(&text) <= 40, "{text}");
        }
    }

    #[test]
    fn a_number_is_never_cut() {
        let line = format!("{}1234567.89合计5万元{}", "一".repeat(50), "二".repeat(50));
        assert_eq!(shown(&line, &["合计5万元"], 24), "…合计5万元二二二二…");
    }

    #[test]
    fn the_middle_of_a_long_label_gives_way() {
        let label = format!("甲{}乙", "一".repeat(500));
        let line = format!("前前前前{label}后后后后");
        let text = shown(&line, &[&label], 40);
        assert_eq!(text, format!("…前前甲{}…{}乙后后…", "一".repeat(6), "一".repeat(6)));
        assert!(columns(&text) <= 40, "{text}");
    }
}
