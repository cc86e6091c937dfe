//! Grids: rows of cells as spreadsheets hold them, with titles, units, tables and notes one below the other.

use std::collections::BTreeSet;

use super::caption::{gives_unit, is_date, is_form, names_one};
use super::flow::Flow;
use crate::language::Numeral;
use crate::quantity::scan;
use crate::source::Span;

/// A cell of a grid that holds something. Rows and columns are counted from 0.
pub(super) trait GridCell: Copy {
    /// Where it stands: row and column.
    fn at(self) -> (u32, u32);
    /// The last row and the last column that it covers, where cells are merged.
    fn until(self) -> (u32, u32);
    /// What it shows, without blanks around it.
    fn text(&self) -> &str;
    /// Whether it is an amount.
    fn is_amount(&self) -> bool;
}

/// What stands in a grid.
#[derive(Debug)]
pub(super) enum Piece<C> {
    /// A line of text: one cell.
    Line(C),
    /// A table.
    Table(Table<C>),
}

/// A table.
#[derive(Debug)]
pub(super) struct Table<C> {
    /// The columns that hold something, in order.
    columns: Vec<u32>,
    /// Its rows: the cells that hold something.
    rows: Vec<Vec<C>>,
    /// How many rows merged cells tell to be its head.
    pub(super) head: usize,
}

/// A row of a grid.
struct Row<C> {
    cells: Vec<C>,
    kind: Kind,
    /// The kind of the next row that is no single cell.
    next: Option<Kind>,
}

/// What a row looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One text; `wide` where its cell was merged from several, or where it opens like a caption.
    Single { wide: bool },
    /// What tells of the form that a table is: its unit, its number, who filled it in.
    Form,
    /// Several cells, or an amount; `names` where all of them are texts.
    Row { names: bool },
}

/// How many cells of a table may be blank: so many for each that is filled, and so many in any table.
const BLANK: (usize, usize) = (64, 4096);
/// The longest text below a table that belongs to it, in characters, and how notes begin.
const LONGEST_LABEL: usize = 20;
const NOTES: &[&str] = &["注", "备注", "说明", "附注", "资料来源", "数据来源", "*", "※", "Note", "Source"];
/// How the names of groups of rows end.
const GROUPS: &[&str] = &[
    "资产",
    "负债",
    "权益",
    "基金",
    "收入",
    "支出",
    "费用",
    "assets",
    "liabilities",
    "equity",
    "reserves",
    "income",
    "revenue",
    "expenditure",
    "expenses",
];
/// The most rows of a head.
const MOST_HEAD: usize = 6;
/// The most cells in a row that tells of a form.
const MOST_IN_FORM: usize = 4;
/// The longest title of a report, in characters.
const LONGEST_TITLE: usize = 60;

/// The pieces of a grid, whose rows are given in their order with the cells that hold something.
///
/// ```text
/// 云溪区2031年度收支报告                 a line: the title
/// 支出表                                 a line: the name of the table
/// 部门：云溪区某局 |      | 单位：万元   lines
/// 项目             | 预算 | 决算         a table, its header first
/// 甲               |  1.5 |  1.2
///                  |      |              a blank row: figures after it still belong to the table
/// 合计             |  1.5 |  1.2
/// 注：本表不含……                         a line: a note
/// ```
pub(super) fn pieces<C: GridCell>(rows: impl Iterator<Item = Vec<C>>) -> Vec<Piece<C>> {
    let rows = kinds(rows);
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let first = first_of_table(&rows, start);
        let end = end_of_table(&rows, first);
        let notes = (first..end).rev().take_while(|at| rows[*at].is_note()).last().unwrap_or(end);
        tell_lines(&rows[start..first], &mut pieces);
        match table(&rows[first..notes]) {
            Some(table) => pieces.push(Piece::Table(table)),
            None => tell_lines(&rows[first..notes], &mut pieces),
        }
        tell_lines(&rows[notes..end], &mut pieces);
        start = end;
    }
    pieces
}

fn kinds<C: GridCell>(rows: impl Iterator<Item = Vec<C>>) -> Vec<Row<C>> {
    let row = |cells: Vec<C>| Kind::of(&cells).map(|kind| Row { cells, kind, next: None });
    let mut rows: Vec<Row<C>> = rows.filter_map(row).collect();
    let mut next = None;
    for row in rows.iter_mut().rev() {
        row.next = next;
        if !matches!(row.kind, Kind::Single { .. }) {
            next = Some(row.kind);
        }
    }
    rows
}

impl Kind {
    /// What `cells` look like; `None` for none.
    fn of<C: GridCell>(cells: &[C]) -> Option<Self> {
        let first = cells.first()?;
        let names = cells.iter().all(is_name);
        let told = |cell: &C| {
            is_form(cell.text())
                || cells.len() > 1 && cell.text().contains(['：', ':']) && !opens_group(cell.text())
        };
        // Beside the unit anything may stand: 某局 | 单位：万元. At the head of a table it comes first.
        let unit = |cell: &C| gives_unit(cell.text());
        let dates = || cells.len() > 1 && cells.iter().all(|cell| is_date(cell.text()));
        // Units of columns, below their names: £ | £.
        let units =
            || cells.len() > 1 && cells.iter().all(|cell| unit(cell) && !cell.text().contains(['：', ':']));
        let all = || cells.iter().all(told) && !dates() && !units();
        let above = || all() || !unit(first) && cells[1..].iter().any(unit);
        if names && cells.len() <= MOST_IN_FORM && above() {
            return Some(Self::Form);
        }
        Some(match cells {
            [cell] if names => Self::Single { wide: cell.until().1 > cell.at().1 || names_one(cell.text()) },
            _ => Self::Row { names },
        })
    }
}

/// Whether a cell opens a group of rows, as those of a balance sheet: 流动资产：.
fn opens_group(text: &str) -> bool {
    let name = text.trim_end_matches(['：', ':']).to_lowercase();
    name.len() < text.len() && GROUPS.iter().any(|end| name.ends_with(end))
}

impl<C: GridCell> Row<C> {
    fn number(&self) -> u32 {
        self.cells[0].at().0
    }

    /// Whether there is a blank row between this row and the one before.
    fn is_apart(&self, before: &Self) -> bool {
        let until = before.cells.iter().map(|cell| cell.until().0).max().unwrap_or(0);
        self.number() > until.saturating_add(1)
    }

    /// Whether it is a note where it stands below a table.
    fn is_note(&self) -> bool {
        let Kind::Single { wide } = self.kind else { return false };
        let text = self.cells[0].text();
        let note = NOTES.iter().any(|word| text.starts_with(word)) || text.contains('。');
        wide || note || text.chars().count() > LONGEST_LABEL
    }
}

/// Where the next table begins, from row `start` on: the first row of several cells, or the cell just above it
/// that is its head.
fn first_of_table<C: GridCell>(rows: &[Row<C>], start: usize) -> usize {
    let is_row = |row: &Row<C>| matches!(row.kind, Kind::Row { .. });
    let Some(row) = rows[start..].iter().position(is_row) else { return rows.len() };
    let first = start + row;
    let Some(above) = rows[start..first].last().filter(|above| !rows[first].is_apart(above)) else {
        return first;
    };
    let (column, [cell, ..]) = (above.cells[0].at().1, rows[first].cells.as_slice()) else { return first };
    let is_head = match above.kind {
        Kind::Single { wide: true } => column > cell.at().1,
        Kind::Single { wide: false } => rows[first].cells.len() == 1 && column == cell.at().1,
        _ => false,
    };
    first - usize::from(is_head)
}

/// The row after the table that begins at row `first`.
fn end_of_table<C: GridCell>(rows: &[Row<C>], first: usize) -> usize {
    let mut columns: BTreeSet<u32> = BTreeSet::new();
    for (at, row) in rows.iter().enumerate().skip(first) {
        let apart = at > first && row.is_apart(&rows[at - 1]);
        let ends = match row.kind {
            Kind::Form => true,
            // Below a blank row figures in the same columns go on: 合计.
            Kind::Row { names } => {
                apart && (names || row.cells.iter().any(|cell| !columns.contains(&cell.at().1)))
            }
            Kind::Single { wide } => {
                let opens = matches!(row.next, Some(Kind::Row { names: true } | Kind::Form));
                at > first && (apart || wide && opens)
            }
        };
        if ends {
            return at;
        }
        columns.extend(row.cells.iter().map(|cell| cell.at().1));
    }
    rows.len()
}

fn tell_lines<C: GridCell>(rows: &[Row<C>], pieces: &mut Vec<Piece<C>>) {
    pieces.extend(rows.iter().flat_map(|row| &row.cells).map(|cell| Piece::Line(*cell)));
}

/// The table that `rows` make; a single row of texts, and few cells far from each other, make none.
fn table<C: GridCell>(rows: &[Row<C>]) -> Option<Table<C>> {
    if rows.is_empty() || rows.len() == 1 && rows[0].kind == (Kind::Row { names: true }) {
        return None;
    }
    let columns: BTreeSet<u32> = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.at().1).collect();
    let filled: usize = rows.iter().map(|row| row.cells.len()).sum();
    let most = filled.saturating_mul(BLANK.0).saturating_add(BLANK.1);
    (columns.len().saturating_mul(rows.len()) <= most).then(|| Table {
        columns: columns.into_iter().collect(),
        rows: rows.iter().map(|row| row.cells.clone()).collect(),
        head: head(rows),
    })
}

/// How many of `rows` are the head, as far as merged cells tell: the rows that a name goes down to, and those
/// below a name that stands over several columns. Nought where they do not tell.
fn head<C: GridCell>(rows: &[Row<C>]) -> usize {
    let (mut head, mut last) = (0, 0);
    for row in rows.iter().take(MOST_HEAD) {
        let goes_on = head == 0 || row.number() <= last && row.cells.len() > 1;
        if !goes_on || !row.cells.iter().all(is_name) {
            break;
        }
        head += 1;
        for cell in &row.cells {
            let ((top, from), (bottom, to)) = (cell.at(), cell.until());
            if bottom > top || to > from {
                last = last.max(bottom.saturating_add(u32::from(to > from)));
            }
        }
    }
    if last > rows[0].number() { head } else { 0 }
}

/// Whether a cell may name a column: it is no amount, or a year.
fn is_name<C: GridCell>(cell: &C) -> bool {
    let text = cell.text();
    text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) || !cell.is_amount()
}

impl<C: GridCell> Table<C> {
    /// Its rows, up to their last cell that holds something: `span` gives the place of each cell, `None` for a
    /// blank one, in their order; `end` is told after each row.
    pub(super) fn spans<W>(
        &self,
        writer: &mut W,
        span: impl Fn(&mut W, usize, Option<C>) -> Span,
        end: impl Fn(&mut W),
    ) -> Vec<Vec<Span>> {
        let mut rows = Vec::with_capacity(self.rows.len());
        for cells in &self.rows {
            let mut left = cells.iter().copied().peekable();
            let mut row = Vec::new();
            for (at, column) in self.columns.iter().enumerate() {
                if left.peek().is_none() {
                    break;
                }
                row.push(span(writer, at, left.next_if(|cell| cell.at().1 == *column)));
            }
            rows.push(row);
            end(writer);
        }
        rows
    }
}

/// What is told of a grid.
#[derive(Debug)]
pub(super) enum Told {
    /// A line.
    Line(Span),
    /// A table: its cells, and how many rows are its head.
    Table(Vec<Vec<Span>>, usize),
}

/// Tells what stands in a grid. A table without a caption is called `name`; the first line may be the `title` of
/// the report, where none was told.
pub(super) fn tell(told: Vec<Told>, name: &str, titled: &mut bool, flow: &mut Flow<'_>) {
    for piece in told {
        match piece {
            Told::Line(span) => {
                let text = flow.source.slice(span);
                // Its number stands above the title: 附件2.
                let first = !is_form(text) && !std::mem::replace(titled, true);
                if first && is_title(text) {
                    flow.title(span);
                } else if flow.numbered(span, span).is_none() {
                    flow.paragraph(span);
                }
            }
            Told::Table(rows, head) => {
                *titled = true;
                // At the head of its columns: 单位：万元 | 预算 | 决算.
                if let Some(corner) = rows.first().and_then(|row| row.first())
                    && gives_unit(flow.source.slice(*corner))
                {
                    flow.paragraph(*corner);
                }
                flow.table_called(name, rows, head);
            }
        }
    }
}

fn is_title(text: &str) -> bool {
    text.chars().count() <= LONGEST_TITLE
        && !text.contains(['。', '；', '：', ':', '\n'])
        && Numeral::opening(text).is_none()
        && scan(text).all(|amount| !amount.quantity.unit.is_money())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cell as it is drawn: `甲>2` covers two columns, `甲v2` two rows.
    #[derive(Clone, Copy)]
    struct Drawn<'t> {
        row: u32,
        column: u32,
        text: &'t str,
        covers: (u32, u32),
    }

    impl GridCell for Drawn<'_> {
        fn at(self) -> (u32, u32) {
            (self.row, self.column)
        }

        fn until(self) -> (u32, u32) {
            (self.row + self.covers.0, self.column + self.covers.1)
        }

        fn text(&self) -> &str {
            self.text
        }

        fn is_amount(&self) -> bool {
            self.text.starts_with(|c: char| c.is_ascii_digit())
        }
    }

    /// The cells of a grid drawn with bars and, for rows, slashes.
    fn rows(drawn: &str) -> Vec<Vec<Drawn<'_>>> {
        let rows = (0..).zip(drawn.split('/'));
        rows.map(|(row, line)| {
            (0..).zip(line.split('|')).filter_map(|(column, text)| drawn_cell(row, column, text)).collect()
        })
        .collect()
    }

    fn drawn_cell(row: u32, column: u32, text: &str) -> Option<Drawn<'_>> {
        let more = |mark| {
            text.rsplit_once(mark).and_then(|(name, count)| Some((name, count.parse::<u32>().ok()? - 1)))
        };
        let (text, covers) = match (more('>'), more('v')) {
            (Some((name, columns)), _) => (name, (0, columns)),
            (_, Some((name, rows))) => (name, (rows, 0)),
            _ => (text, (0, 0)),
        };
        (!text.is_empty()).then_some(Drawn { row, column, text, covers })
    }

    #[test]
    fn lines_and_tables_are_told_apart() {
        // A table as its columns and rows and the rows of its head, a line as its text.
        let cases = [
            ("项目|数/甲|5", "[2x2 head 0]"),
            ("标题>2/单位：万元/项目|数/甲|5/注：乙", "标题, 单位：万元, [2x2 head 0], 注：乙"),
            ("部门：某局||单位：元/项目|数|数/甲|5|6", "部门：某局, 单位：元, [3x2 head 0]"),
            ("某局||单位：元/项目|数|数/甲|5|6", "某局, 单位：元, [3x2 head 0]"),
            ("单位：元|2021年|2022年/甲|5|6", "[3x2 head 0]"), // the unit at the head of the table
            ("|2021年|2022年/甲|5|6", "[3x2 head 0]"),         // dates that name columns
            ("|2021|2022/|£|£/甲|5|6", "[3x3 head 0]"),        // units below them
            ("资产|数|负债|数/流动资产：||流动负债：/甲|5|乙|6", "[4x3 head 0]"), // groups of a balance sheet
            ("项目|数/甲|5//合计|5", "[2x3 head 0]"),          // a blank row inside
            ("项目|数/甲|5//名称|数/乙|6", "[2x2 head 0], [2x2 head 0]"),
            ("项目|数/甲|5//注意|5|6", "[2x2 head 0], [3x1 head 0]"), // other columns
            ("项目|2021/甲|5//项目|2022/甲|6", "[2x2 head 0], [2x2 head 0]"), // years are names
            ("项目|数/一、收入/甲|5", "[2x3 head 0]"),                // a row without an amount
            ("项目|数/甲|5/表2 支出/项目|数/乙|6", "[2x2 head 0], 表2 支出, [2x2 head 0]"),
            ("项目|数/甲|5/支出>2/项目|数/乙|6", "[2x2 head 0], 支出, [2x2 head 0]"), // merged: a title
            ("项目|数/甲|5/支出/单位：元/项目|数/乙|6", "[2x3 head 0], 单位：元, [2x2 head 0]"), // not merged: a row
            ("项目v2|收入>2|/|甲|乙/合计|5|6", "[3x3 head 2]"),
            ("项目v3|收入>2|/|甲|乙/|丙|丁/合计|5|6", "[3x4 head 3]"),
            ("项目>2||数/甲|乙|5", "[3x2 head 1]"), // the next row holds an amount
            ("|收入>2|/项目|甲|乙/合计|5|6", "[3x3 head 2]"), // one name above others
            ("类v2|数/|5/甲|6", "[2x3 head 1]"),    // a row of amounts ends the head
            ("金额/5/6", "[1x3 head 0]"),
            ("情况说明/本年无支出。", "情况说明, 本年无支出。"),
            ("负责人|制表人", "负责人, 制表人"), // one row of texts
            ("合计|5", "[2x1 head 0]"),
            ("", ""),
        ];
        for (drawn, expected) in cases {
            let told = pieces(rows(drawn).into_iter()).into_iter().map(|piece| match piece {
                Piece::Line(cell) => cell.text.to_owned(),
                Piece::Table(table) => {
                    format!("[{}x{} head {}]", table.columns.len(), table.rows.len(), table.head)
                }
            });
            assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{drawn}");
        }
    }

    #[test]
    fn cells_far_from_each_other_are_no_table() {
        let cell = |at: u32| vec![Drawn { row: at, column: at, text: "5", covers: (0, 0) }];
        let pieces = pieces((0..20_000).map(cell));
        assert!(pieces.len() == 20_000 && pieces.iter().all(|piece| matches!(piece, Piece::Line(_))));
    }
}
