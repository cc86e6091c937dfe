//! CSV: records of cells between commas, semicolons, tabs or bars, as spreadsheets save them.

use std::collections::BTreeMap;

use super::flow::Flow;
use super::grid::{self, GridCell, Piece, Told};
use super::{Format, Input, Limit, Limits};
use crate::finding::Finding;
use crate::message::Message;
use crate::quantity::{Unit, cell};
use crate::report::Draft;
use crate::source::{Source, Span};
use crate::tree::Mistake;

pub(super) const FORMAT: Format = Format { name: "csv", extensions: &["csv", "tsv"], read };

/// What may stand between cells; where several fit alike, the first of them does.
const DELIMITERS: [u8; 4] = [b'\t', b';', b'|', b','];
/// How many records are looked at to find out.
const SAMPLE: usize = 200;
/// A record of more cells is cut, so that they can be counted against the limits.
const LONGEST: usize = 1 << 20;

/// The draft of a CSV file.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    input.draft(|source, draft| tell(source, input.limits, draft).map_err(|mistake| vec![mistake]))
}

/// Tells `draft` what the records of `source` hold.
fn tell(source: &Source, limits: &Limits, draft: &mut Draft) -> Result<(), Mistake> {
    let (start, delimiter) = directive(source.text()).unwrap_or_else(|| (0, delimiter(source.text())));
    let mut rows = Vec::new();
    let mut cells = 0;
    for (row, record) in Records::new(source.text(), start, delimiter).enumerate() {
        let record = record?;
        cells += record.len() as u64;
        limits.hold(Limit::Cells, cells)?;
        let cell = |(column, span): (usize, Span)| Cell { row, column, span, text: source.slice(span) };
        rows.push(record.into_iter().enumerate().map(cell).filter(|cell| !cell.text.is_empty()).collect());
    }
    let name = source.name().rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let told = grid::pieces(rows.into_iter()).into_iter().map(|piece| match piece {
        Piece::Line(cell) => Told::Line(cell.span),
        Piece::Table(table) => {
            let span =
                |(): &mut (), _, cell: Option<Cell<'_>>| cell.map_or(Span::default(), |cell| cell.span);
            Told::Table(table.spans(&mut (), span, |()| ()), table.head)
        }
    });
    grid::tell(told.collect(), name, &mut false, &mut Flow::new(source, draft));
    Ok(())
}

/// A cell that holds something.
#[derive(Clone, Copy)]
struct Cell<'t> {
    row: usize,
    column: usize,
    span: Span,
    text: &'t str,
}

impl GridCell for Cell<'_> {
    fn at(self) -> (u32, u32) {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        (number(self.row), number(self.column))
    }

    fn until(self) -> (u32, u32) {
        self.at()
    }

    fn text(&self) -> &str {
        self.text
    }

    fn is_amount(&self) -> bool {
        cell(self.text, Unit::NONE).is_some()
    }
}

/// Where the records start after a first line such as `sep=;`, and what stands between their cells.
fn directive(text: &str) -> Option<(usize, u8)> {
    let line = text.lines().next()?;
    let [delimiter] = line.strip_prefix("sep=")?.as_bytes() else { return None };
    DELIMITERS.contains(delimiter).then_some((line.len(), *delimiter))
}

/// What stands between the cells of a text: what gives the most records of one width.
fn delimiter(text: &str) -> u8 {
    // The last of equal ones is the greatest.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| alike(text, *delimiter).0).unwrap_or(b',')
}

/// How many of the first records have several cells and are of one width, and how many records these are.
fn alike(text: &str, delimiter: u8) -> (usize, usize) {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for record in Records::new(text, 0, delimiter).take(SAMPLE).map_while(Result::ok) {
        *widths.entry(record.len()).or_default() += 1;
    }
    let most = widths.iter().filter(|(width, _)| **width > 1).map(|(_, records)| *records).max();
    (most.unwrap_or(0), widths.values().sum())
}

/// Whether a text of unknown format is CSV: its records are as wide as each other, a few excepted, and the first
/// of them do not read like sentences.
pub(super) fn divides(text: &str) -> bool {
    let delimiter = delimiter(text);
    let (most, records) = alike(text, delimiter);
    let is_prose = |cell: &str| cell.ends_with(['.', '。', '；', '：']) || cell.split(' ').count() > 6;
    let first = || Records::new(text, 0, delimiter).take(SAMPLE).map_while(Result::ok).flatten();
    most > 1
        && most * 10 >= records * 7
        && !first().any(|cell| is_prose(text.get(cell.start..cell.end).unwrap_or_default()))
}

/// The records of a text: the place of each cell, without blanks and quotes around it.
struct Records<'t> {
    text: &'t str,
    at: usize,
    delimiter: u8,
}

impl<'t> Records<'t> {
    fn new(text: &'t str, start: usize, delimiter: u8) -> Self {
        Self { text, at: start, delimiter }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads a cell up to what stands after it.
    fn cell(&mut self) -> Result<Span, Mistake> {
        let rest = &self.text[self.at..];
        let lead = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{3000}']).len();
        // A formula such as ="0012" keeps the zeros of a code.
        let lead = lead + usize::from(rest[lead..].starts_with("=\""));
        let start = self.at;
        let mut quoted = None;
        if rest.as_bytes().get(lead) == Some(&b'"') {
            let open = self.at + lead;
            self.at = open + 1;
            let end = self.closing(open)?;
            quoted = Some(Span::new(open + 1, end));
        }
        let closed = self.at;
        let ends = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\r' | b'\n');
        let length = self.text.as_bytes()[self.at..].iter().position(ends);
        self.at = length.map_or(self.text.len(), |length| self.at + length);
        let whole = Span::new(start, self.at);
        // What stands after the closing quote belongs to the cell: "甲"乙.
        let only = quoted.filter(|_| self.text[closed..self.at].trim().is_empty());
        Ok(only.unwrap_or(whole).trimmed(self.text))
    }

    /// Goes on behind the quote that closes the one at `open`, and gives its place.
    fn closing(&mut self, open: usize) -> Result<usize, Mistake> {
        while let Some(length) = self.text[self.at..].find('"') {
            let end = self.at + length;
            self.at = end + 1;
            if self.peek() != Some(b'"') {
                return Ok(end);
            }
            self.at += 1; // Two quotes stand for one.
        }
        Err(unclosed(open))
    }
}

impl Iterator for Records<'_> {
    type Item = Result<Vec<Span>, Mistake>;

    fn next(&mut self) -> Option<Self::Item> {
        self.peek()?;
        let mut cells = Vec::new();
        loop {
            match self.cell() {
                Ok(cell) => cells.push(cell),
                Err(mistake) => {
                    self.at = self.text.len();
                    return Some(Err(mistake));
                }
            }
            let end = self.peek();
            self.at = (self.at + 1).min(self.text.len());
            if end == Some(b'\r') && self.peek() == Some(b'\n') {
                self.at += 1;
            }
            if end != Some(self.delimiter) || cells.len() == LONGEST {
                return Some(Ok(cells));
            }
        }
    }
}

fn unclosed(open: usize) -> Mistake {
    let message = Message::new("this quote is not closed", "此处的引号没有闭合");
    Mistake::new(Span::new(open, open + 1), message).with_help(Message::new(
        "add the closing quote; a quote inside a quoted cell is written twice",
        "请补上右引号；单元格内的引号须写两遍",
    ))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::Report;

    fn report(text: &str) -> Result<Report, Mistake> {
        let source = Arc::new(Source::new("data/payments.csv", text));
        let mut draft = Draft::new(Arc::clone(&source));
        tell(&source, &Limits::default(), &mut draft)?;
        Ok(draft.finish())
    }

    #[test]
    fn records_are_cut_into_cells() {
        let cases: [(&str, &[&[&str]]); 11] = [
            ("a,b\n1,2\n", &[&["a", "b"], &["1", "2"]]),
            ("a,b\r\n1,2", &[&["a", "b"], &["1", "2"]]), // no break at the end
            ("a;b\n1,5;2,5\n", &[&["a", "b"], &["1,5", "2,5"]]), // commas inside
            ("a\tb\n1\t\n", &[&["a", "b"], &["1", ""]]),
            ("a|b\n1|2\n", &[&["a", "b"], &["1", "2"]]),
            ("\"a,b\",\"1,234.50\"\n", &[&["a,b", "1,234.50"]]),
            ("\"a\nb\",\"c \"\"d\"\"\"\n", &[&["a\nb", "c \"\"d\"\""]]), // a break and quotes inside
            (" \"a\" , \u{3000}b\u{a0}\n", &[&["a", "b"]]),              // blanks around
            ("=\"0012\",\"a\"b\n", &[&["0012", "\"a\"b"]]), // a formula, and text after the quote
            ("sep=|\na,b|c\n", &[&[""], &["a,b", "c"]]),    // the file says what divides it
            ("a\n\nb\n", &[&["a"], &[""], &["b"]]),
        ];
        for (text, expected) in cases {
            let (start, delimiter) = directive(text).unwrap_or_else(|| (0, delimiter(text)));
            let records: Vec<Vec<&str>> = Records::new(text, start, delimiter)
                .map(|record| {
                    record.expect(text).into_iter().map(|cell| &text[cell.start..cell.end]).collect()
                })
                .collect();
            assert_eq!(records, expected, "{text:?}");
        }
        let mistake = report("a,b\n1,\"2\n3,4\n").expect_err("the quote is not closed");
        assert_eq!(mistake.span, Span::new(6, 7));
    }

    #[test]
    fn tables_have_their_names_units_and_notes() {
        // text, title, then for each table: name, header, rows, the unit of its first amount
        type Table<'a> = (&'a str, &'a str, usize, &'a str);
        let cases: [(&str, Option<&str>, &[Table<'_>]); 7] = [
            ("项目,金额\n甲,5\n", None, &[("payments", "项目|金额", 1, "")]), // called as the file is
            (
                "某局2031年度报告,\n支出表,\n部门：某局,单位：万元\n项目,金额\n甲,5\n注：不含乙。,\n",
                Some("某局2031年度报告"),
                &[("支出表", "项目|金额", 1, "万元")],
            ),
            (
                "支出表,,\n,,公开02表\n部门：某局,,单位：元\n项目,预算,决算\n甲,5,6\n",
                Some("支出表"),
                &[("支出表", "项目|预算|决算", 1, "元")],
            ),
            ("项目,金额\n甲,5\n,\n合计,5\n", None, &[("payments", "项目|金额", 2, "")]), // a blank row inside
            (
                "项目,金额\n甲,5\n\n名称,数\n乙,6\n",
                None,
                &[("payments", "项目|金额", 1, ""), ("payments", "名称|数", 1, "")],
            ),
            ("金额\n5\n6\n", None, &[("payments", "金额", 2, "")]), // one column
            ("项目,金额,,\n甲,5,,\n", None, &[("payments", "项目|金额", 1, "")]), // columns after the last
        ];
        for (text, title, tables) in cases {
            let report = report(text).expect(text);
            assert_eq!(report.title.as_ref().map(|(title, _)| title.as_str()), title, "{text}");
            let told: Vec<_> = report
                .tables
                .iter()
                .map(|table| {
                    let first = table.rows.iter().flat_map(|row| &row.cells).find_map(|cell| cell.statement);
                    let unit = report.statements[first.expect("each table has an amount")].quantity.unit;
                    (table.name.as_str(), table.header.join("|"), table.rows.len(), unit.to_string())
                })
                .collect();
            let expected: Vec<_> = tables
                .iter()
                .map(|(name, header, rows, unit)| (*name, (*header).to_owned(), *rows, (*unit).to_owned()))
                .collect();
            assert_eq!(told, expected, "{text}");
        }
    }
}
