//! Tables drawn in plain text: with bars, with tabs, or with runs of blanks.

use std::cell::Cell;

use memchr::{memchr2, memmem};

use crate::quantity::{Unit, cell};
use crate::source::{Source, Span};

/// The fewest lines of a table drawn with blanks.
const LEAST: usize = 3;
/// The most columns of one.
const MOST_COLUMNS: usize = 40;

/// The lines of a text, in which tables are looked for.
pub(super) struct Drawing<'a> {
    source: &'a Source,
    lines: &'a [Span],
    /// Whether anything that tables are drawn with stands in the text.
    drawn: bool,
    /// Up to this line no table drawn with blanks begins.
    refused: Cell<usize>,
}

/// A table: the line after it, and its cells.
pub(super) type Drawn = (usize, Vec<Vec<Span>>);

/// A piece of a line between runs of blanks, and the columns of the screen that it covers.
struct Piece {
    span: Span,
    from: usize,
    to: usize,
}

impl<'a> Drawing<'a> {
    /// The drawing of `lines`, trimmed, one for each line of `source`.
    pub(super) fn new(source: &'a Source, lines: &'a [Span]) -> Self {
        let text = source.text().as_bytes();
        let drawn = memchr2(b'\t', b'|', text).is_some()
            || ["  ", "｜"].iter().any(|sign| memmem::find(text, sign.as_bytes()).is_some());
        Self { source, lines, drawn, refused: Cell::new(0) }
    }

    /// The table that begins at line `at`, if one does.
    pub(super) fn table(&self, at: usize) -> Option<Drawn> {
        let end = self.end(at)?;
        if self.is_divided(at) {
            return Some((end, self.divided(at..end)));
        }
        Some((end, self.aligned(at..end)?))
    }

    /// Whether a table begins at line `at`.
    pub(super) fn begins(&self, at: usize) -> bool {
        self.end(at).is_some()
    }

    fn text(&self, at: usize) -> &'a str {
        self.source.slice(self.lines[at])
    }

    /// Whether the line is divided by tabs or bars.
    fn is_divided(&self, at: usize) -> bool {
        let text = self.text(at);
        text.len() > 1 && text.starts_with('|')
            || text.trim_end_matches('\t').contains('\t')
            || bars(text) > 0
    }

    /// Where the table that begins at line `at` ends.
    fn end(&self, at: usize) -> Option<usize> {
        if !self.drawn {
            return None;
        }
        let count =
            |is_row: &dyn Fn(usize) -> bool| (at..self.lines.len()).take_while(|at| is_row(*at)).count();
        let edged = |at: usize| self.text(at).starts_with('|') && self.text(at).len() > 1;
        let tabs = |at: usize| self.text(at).trim_end_matches('\t').contains('\t');
        // Nothing but tabs: a row of blank cells.
        let blank = |at: usize| {
            self.text(at).is_empty() && self.source.slice(self.source.line_span(at + 1)).contains('\t')
        };
        let filled = |row: usize| tabs(row) || row > at && blank(row);
        let inner = bars(self.text(at));
        let rows = if edged(at) {
            count(&edged)
        } else if tabs(at) {
            count(&filled)
        } else if inner > 0 {
            // Bars between words also stand in menus: the same number in each line, and an amount.
            let rows = count(&|at| bars(self.text(at)) == inner || is_rule(self.text(at)));
            let amounts = |at: usize| self.text(at).split(['|', '｜']).any(|text| is_figure(text.trim()));
            if (at..at + rows).any(amounts) { rows } else { 0 }
        } else {
            return self.aligned_end(at);
        };
        (rows >= 2).then_some(at + rows)
    }

    /// The cells of lines divided by bars or tabs, rules left out.
    fn divided(&self, lines: std::ops::Range<usize>) -> Vec<Vec<Span>> {
        let mut rows = Vec::with_capacity(lines.len());
        for line in lines.map(|at| self.lines[at]) {
            let text = self.source.slice(line);
            if is_rule(text) {
                continue;
            }
            let edged = text.starts_with('|');
            let mark: &[char] = if edged || !text.contains('\t') { &['|', '｜'] } else { &['\t'] };
            let skip = usize::from(edged);
            let body = if edged { text[skip..].strip_suffix('|').unwrap_or(&text[skip..]) } else { text };
            let cells = body.split(mark).map(|cell| {
                let start = line.start + (cell.as_ptr() as usize - text.as_ptr() as usize);
                let lead = cell.len() - cell.trim_start().len();
                let length = cell.trim().len();
                if length == 0 { Span::default() } else { Span::new(start + lead, start + lead + length) }
            });
            rows.push(cells.collect());
        }
        rows
    }

    /// Where a table drawn with blanks that begins at line `at` ends: at least three lines of pieces, with
    /// amounts that stand below each other.
    fn aligned_end(&self, at: usize) -> Option<usize> {
        if at < self.refused.get() || !self.text(at).contains("  ") {
            return None;
        }
        let is_row = |at: usize| {
            let text = self.text(at);
            is_rule(text) || text.contains("  ") && !text.contains(['。', '；', '\t', '|'])
        };
        let end = (at..self.lines.len()).find(|at| !is_row(*at)).unwrap_or(self.lines.len());
        if end - at >= LEAST && self.aligned(at..end).is_some() {
            return Some(end);
        }
        self.refused.set(end);
        None
    }

    /// The cells of lines whose pieces stand below each other; `None` where they make no table.
    fn aligned(&self, lines: std::ops::Range<usize>) -> Option<Vec<Vec<Span>>> {
        let rows: Vec<Vec<Piece>> =
            lines.filter(|at| !is_rule(self.text(*at))).map(|at| self.pieces(at)).collect();
        let figures =
            |row: &[Piece]| row.iter().filter(|piece| is_figure(self.source.slice(piece.span))).count();
        let filled: Vec<&Vec<Piece>> = rows.iter().filter(|row| figures(row) > 0).collect();
        let pieces: usize = filled.iter().map(|row| row.len().saturating_sub(1)).sum();
        let told: usize = filled.iter().map(|row| figures(row)).sum();
        if filled.len() < 2 || filled.len() * 2 < rows.len() || told * 5 < pieces * 3 {
            return None;
        }
        let columns = columns(&filled)?;
        rows.iter().map(|row| place(row, &columns)).collect()
    }

    /// The pieces of a line between runs of two blanks and more.
    fn pieces(&self, at: usize) -> Vec<Piece> {
        let line = self.source.line_span(at + 1);
        let (mut pieces, mut column, mut blanks): (Vec<Piece>, usize, usize) = (Vec::new(), 0, 2);
        for (offset, character) in self.source.slice(line).char_indices() {
            let (start, end) = (line.start + offset, line.start + offset + character.len_utf8());
            let width = 1 + usize::from(is_wide(character));
            if character.is_whitespace() {
                blanks += 1;
            } else {
                match pieces.last_mut() {
                    Some(last) if blanks < 2 => (last.span.end, last.to) = (end, column + width),
                    _ => pieces.push(Piece { span: Span::new(start, end), from: column, to: column + width }),
                }
                blanks = 0;
            }
            column += width;
        }
        pieces
    }
}

/// The columns of the screen that the pieces of `rows` cover, where no two of a row fall into one, the first
/// excepted.
fn columns(rows: &[&Vec<Piece>]) -> Option<Vec<(usize, usize)>> {
    let mut covered: Vec<(usize, usize)> =
        rows.iter().flat_map(|row| row.iter().map(|piece| (piece.from, piece.to))).collect();
    covered.sort_unstable();
    let mut columns: Vec<(usize, usize)> = Vec::new();
    for (from, to) in covered {
        match columns.last_mut() {
            Some((_, end)) if from < *end => *end = to.max(*end),
            _ => columns.push((from, to)),
        }
    }
    let within = |piece: &Piece| columns.iter().position(|(from, to)| piece.from >= *from && piece.to <= *to);
    let apart = |row: &&Vec<Piece>| {
        let places: Vec<Option<usize>> = row.iter().map(within).collect();
        places.windows(2).all(|pair| pair[0] != pair[1] || pair[0] == Some(0))
    };
    ((2..=MOST_COLUMNS).contains(&columns.len()) && rows.iter().all(apart)).then_some(columns)
}

/// The cells of a row: each piece in the column that it overlaps or stands nearest to; `None` where two would
/// stand in one.
fn place(row: &[Piece], columns: &[(usize, usize)]) -> Option<Vec<Span>> {
    let mut cells = vec![Span::default(); columns.len()];
    let distance = |piece: &Piece, (from, to): (usize, usize)| {
        from.saturating_sub(piece.to) + piece.from.saturating_sub(to)
    };
    let centre = |piece: &Piece, (from, to): (usize, usize)| (piece.from + piece.to).abs_diff(from + to);
    for piece in row {
        let nearest = (0..columns.len())
            .min_by_key(|at| (distance(piece, columns[*at]), centre(piece, columns[*at])))?;
        if cells[nearest].is_empty() {
            cells[nearest] = piece.span;
        } else if nearest == 0 {
            cells[0] = Span::new(cells[0].start, piece.span.end); // 合    计
        } else {
            return None;
        }
    }
    Some(cells)
}

/// How many bars divide a line that neither begins nor ends with one.
fn bars(text: &str) -> usize {
    if text.starts_with('|') || text.contains('\t') {
        0
    } else {
        let wide = if text.contains("｜") { text.matches('｜').count() } else { 0 };
        text.matches('|').count() + wide
    }
}

/// Whether a line only rules others off.
fn is_rule(text: &str) -> bool {
    text.contains(['-', '─', '=', '—'])
        && text.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '=' | '+' | '─' | '—'))
}

/// Whether a piece is an amount or says that there is none.
fn is_figure(text: &str) -> bool {
    cell(text, Unit::NONE).is_some() || matches!(text, "-" | "--" | "—" | "/" | "…" | "...")
}

/// Whether a character is two columns wide on a screen.
fn is_wide(character: char) -> bool {
    matches!(u32::from(character), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60 | 0xffe0..=0xffe6)
}
