//! Tables written in HTML, as converters put those with merged cells into Markdown.

use crate::source::{Source, Span};

/// The most columns or rows that a cell may span.
const MOST_SPANNED: usize = 1000;
/// How many bytes are written at least for each cell, as many as `<td></td>` nearly takes.
const CELL: usize = 8;
/// How many more cells may be blank because others span them.
const MORE_BLANK: usize = 256;
/// What stands for a blank.
const BLANKS: &[&str] = &["&nbsp;", "&#160;", "&emsp;", "&ensp;"];

/// A table written in HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// Its rows of cells; one that spans several stands in the first of them, the others are blank.
    pub(super) rows: Vec<Vec<Span>>,
    /// How many rows at the top are marked as its head.
    pub(super) head: usize,
    /// Where it ends.
    pub(super) end: usize,
}

/// Where the next table begins in `span`.
pub(super) fn find(source: &Source, span: Span) -> Option<usize> {
    let text = source.slice(span);
    let opens = |at: &usize| name_of(&text[at + 1..]).is_some_and(|name| name.eq_ignore_ascii_case("table"));
    text.match_indices('<').map(|(at, _)| at).find(opens).map(|at| span.start + at)
}

/// The name of the tag whose text goes on with `rest`.
fn name_of(rest: &str) -> Option<&str> {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '/')?;
    Some(rest[..end].trim_end_matches('/')).filter(|name| !name.is_empty())
}

impl Table {
    /// Reads the table that begins at byte `start`; `None` where it is not closed, or is far wider than it is
    /// filled.
    pub(super) fn read(source: &Source, start: usize) -> Option<Self> {
        let text = source.text();
        let mut reader = Reader { room: (text.len() - start) / CELL + MORE_BLANK, ..Reader::default() };
        let mut at = start;
        while let Some(open) = text[at..].find('<').map(|next| at + next) {
            reader.text(source, Span::new(at, open));
            at = open + end_of_tag(&text[open..])?;
            if let Some(name) = name_of(&text[open + 1..])
                && reader.tag(name, &text[open..at])
            {
                let table = reader.table(at);
                let width = table.rows.iter().map(Vec::len).max().unwrap_or_default();
                let cells = width.saturating_mul(table.rows.len());
                return Some(table).filter(|_| cells <= (at - start) / CELL + MORE_BLANK);
            }
        }
        None
    }
}

/// How long the tag or the comment at the start of `text` is.
fn end_of_tag(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| end + 3);
    }
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// What is known at the place that is being read.
#[derive(Default)]
struct Reader {
    rows: Vec<Row>,
    /// How many more rows each column is taken by a cell above.
    taken: Vec<usize>,
    /// How many tables are open here.
    depth: usize,
    /// The cell that is open, from its first character to its last.
    cell: Option<Cell>,
    /// How many more blank cells may be put in for those that span several: as many as there is text.
    room: usize,
}

#[derive(Default)]
struct Row {
    cells: Vec<Span>,
    /// Whether all of its cells are marked as head.
    is_head: bool,
}

struct Cell {
    span: Option<Span>,
    columns: usize,
    rows: usize,
}

impl Reader {
    /// Takes a tag; tells whether the table ends with it.
    fn tag(&mut self, name: &str, tag: &str) -> bool {
        let closes = tag.starts_with("</");
        let name = name.trim_start_matches('/').to_ascii_lowercase();
        match (name.as_str(), closes) {
            ("table", false) => self.depth += 1,
            ("table", true) => self.depth = self.depth.saturating_sub(1),
            // What stands in a table within a cell is text of that cell.
            _ if self.depth > 1 => {}
            ("tr", _) => {
                self.close();
                if !closes {
                    self.rows.push(Row { cells: Vec::new(), is_head: true });
                }
            }
            ("td" | "th", false) => {
                self.close();
                let Some(row) = self.rows.last_mut() else { return false };
                row.is_head &= name == "th";
                let count = |key| attribute(tag, key).map_or(1, |count| count.clamp(1, MOST_SPANNED));
                self.cell = Some(Cell { span: None, columns: count("colspan"), rows: count("rowspan") });
            }
            ("td" | "th", true) => self.close(),
            _ => {}
        }
        self.depth == 0
    }

    /// Takes running text.
    fn text(&mut self, source: &Source, span: Span) {
        let Some(cell) = &mut self.cell else { return };
        let span = filled(source, span);
        if !span.is_empty() {
            cell.span = Some(Span::new(cell.span.map_or(span.start, |whole| whole.start), span.end));
        }
    }

    /// Puts the open cell into its row.
    fn close(&mut self) {
        let (Some(cell), Some(row)) = (self.cell.take(), self.rows.last_mut()) else { return };
        skip_taken(&mut self.taken, row, &mut self.room);
        let columns = cell.columns.min(self.room + 1);
        self.room -= columns - 1;
        for column in 0..columns {
            if cell.rows > 1 {
                let at = row.cells.len();
                self.taken.resize(self.taken.len().max(at + 1), 0);
                self.taken[at] = cell.rows - 1;
            }
            row.cells.push(cell.span.filter(|_| column == 0).unwrap_or_default());
        }
    }

    fn table(mut self, end: usize) -> Table {
        self.close();
        let head = self.rows.iter().take_while(|row| row.is_head && !row.cells.is_empty()).count();
        let rows: Vec<Vec<Span>> =
            self.rows.into_iter().map(|row| row.cells).filter(|row| !row.is_empty()).collect();
        Table { head: if head < rows.len() { head } else { 0 }, rows, end }
    }
}

/// Puts blanks into `row` where its next columns are taken by cells above.
fn skip_taken(taken: &mut [usize], row: &mut Row, room: &mut usize) {
    while let Some(rows) = taken.get_mut(row.cells.len()).filter(|rows| **rows > 0 && *room > 0) {
        *rows -= 1;
        *room -= 1;
        row.cells.push(Span::default());
    }
}

/// The number that an attribute of `tag` gives.
fn attribute(tag: &str, key: &str) -> Option<usize> {
    let tag = tag.to_ascii_lowercase();
    let rest = tag[tag.find(key)? + key.len()..].trim_start().strip_prefix('=')?;
    let rest = rest.trim_start().trim_start_matches(['"', '\'']);
    rest[..rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())].parse().ok()
}

/// `span` without the blanks at its ends, however they are written.
fn filled(source: &Source, mut span: Span) -> Span {
    loop {
        span = span.trimmed(source.text());
        let text = source.slice(span);
        if let Some(rest) = BLANKS.iter().find_map(|blank| text.strip_prefix(blank)) {
            span = Span::new(span.end - rest.len(), span.end);
        } else if let Some(rest) = BLANKS.iter().find_map(|blank| text.strip_suffix(blank)) {
            span = Span::new(span.start, span.start + rest.len());
        } else {
            return span;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<Vec<String>>, usize, String) {
        let source = Source::new("t.md", text);
        let start = find(&source, Span::new(0, text.len())).expect("a table");
        let table = Table::read(&source, start).expect(text);
        let cells = |row: Vec<Span>| row.into_iter().map(|cell| source.slice(cell).to_owned()).collect();
        (table.rows.into_iter().map(cells).collect(), table.head, text[table.end..].to_owned())
    }

    #[test]
    fn rows_and_cells_are_read_as_they_are_shown() {
        type Case<'a> = (&'a str, &'a [&'a [&'a str]], usize, &'a str);
        let cases: [Case<'_>; 9] = [
            ("<table><tr><td>甲</td><td>1.50</td></tr></table>乙", &[&["甲", "1.50"]], 0, "乙"),
            (
                "<TABLE border=1>\n<TR>\n<TH> 甲 <TH>乙\n<TR><TD>1<TD>2</TABLE>",
                &[&["甲", "乙"], &["1", "2"]],
                1,
                "",
            ),
            ("<table><tr><td colspan=\"2\">甲</td><td>乙</td></tr></table>", &[&["甲", "", "乙"]], 0, ""),
            (
                "<table><tr><td rowspan='2'>甲</td><td>1</td></tr><tr><td>2</td></tr></table>",
                &[&["甲", "1"], &["", "2"]],
                0,
                "",
            ),
            (
                "<table><tr><td><b>合计</b></td><td>&nbsp;1,200 &nbsp;</td></tr></table>",
                &[&["合计", "1,200"]],
                0,
                "",
            ),
            ("<table><tr><td></td><td/>\n</tr></table>", &[&["", ""]], 0, ""),
            ("<table><!-- <tr> --><tr><td a='>'>甲</table>", &[&["甲"]], 0, ""),
            (
                "<table><tr><td>甲<table><tr><td>乙</td></tr></table></td></tr></table>丙",
                &[&["甲<table><tr><td>乙"]],
                0,
                "丙",
            ),
            ("<table></table>", &[], 0, ""),
        ];
        for (text, expected, head, rest) in cases {
            let (found, marked, left) = rows(text);
            assert_eq!(found, expected, "{text}");
            assert_eq!((marked, left.as_str()), (head, rest), "{text}");
        }
    }

    #[test]
    fn a_table_that_is_not_closed_is_none() {
        for text in ["<table><tr><td>甲", "<table", "<table><tr><td a='></table>", "<table><!-- </table>"] {
            let source = Source::new("t.md", text);
            assert_eq!(Table::read(&source, 0), None, "{text}");
        }
    }

    #[test]
    fn tables_far_wider_than_they_are_filled_are_none() {
        let wide = format!("<table>{}</table>", "<tr><td colspan=1000 rowspan=1000>".repeat(1000));
        let ragged = format!("<table><tr>{}{}</table>", "<td>1".repeat(1000), "<tr><td>2".repeat(1000));
        for text in [wide, ragged] {
            assert_eq!(Table::read(&Source::new("t.md", &*text), 0), None, "{}", &text[..40]);
        }
    }
}
