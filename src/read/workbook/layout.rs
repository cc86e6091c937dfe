//! Layout: the lines of text and the tables that stand on a sheet, one below the other.

use std::collections::{BTreeMap, BTreeSet};

use super::super::caption::{gives_unit, is_form, names_one};
use super::sheet::{Area, Cell, Place, Sheet, Stored};
use super::sight::Sight;

/// What stands on a sheet.
#[derive(Debug)]
pub(super) enum Piece<'s> {
    /// A line of text: one cell.
    Line(u32, &'s Cell),
    Table(Table<'s>),
}

/// A table.
#[derive(Debug)]
pub(super) struct Table<'s> {
    /// The columns that hold something, in order.
    pub(super) columns: Vec<u32>,
    /// Its rows: their numbers, and the cells that hold something.
    pub(super) rows: Vec<(u32, Vec<&'s Cell>)>,
    /// How many rows merged cells tell to be its head.
    pub(super) head: usize,
}

/// A row as it is seen.
struct Seen<'s> {
    number: u32,
    /// The last row that its merged cells cover.
    until: u32,
    cells: Vec<&'s Cell>,
    kind: Kind,
    /// The kind of the next row that is no single cell.
    next: Option<Kind>,
}

/// What a row looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One cell; `wide` where it was merged from several, or opens like a caption.
    Single { wide: bool },
    /// What tells of the form that a table is: its unit, its number, who filled it in.
    Form,
    /// Several cells; `names` where all of them are texts.
    Row { names: bool },
}

/// How many cells of a table may be blank: so many for each that is filled, and so many in any table.
const BLANK: (usize, usize) = (64, 4096);
/// The longest text below a table that belongs to it, in characters, and how notes begin.
const LONGEST_LABEL: usize = 20;
const NOTES: &[&str] = &["注", "备注", "说明", "附注", "资料来源", "数据来源", "*", "※", "Note", "Source"];
/// The most rows of a head.
const MOST_HEAD: usize = 6;
/// The most cells in a row that tells of a form.
const MOST_IN_FORM: usize = 4;

/// The pieces of a sheet, as far as they are in `sight`.
pub(super) fn pieces<'s>(sheet: &'s Sheet, sight: &Sight) -> Vec<Piece<'s>> {
    let merged: BTreeMap<Place, Area> = sheet.merged.iter().map(|area| (area.first, *area)).collect();
    let rows = seen(sheet, sight, &merged);
    let mut pieces = Vec::new();
    let mut start = 0;
    while start < rows.len() {
        let first = first_of_table(&rows, start);
        let end = end_of_table(&rows, first);
        let notes = (first..end).rev().take_while(|at| rows[*at].is_note()).last().unwrap_or(end);
        rows[start..first].iter().for_each(|row| row.tell_lines(&mut pieces));
        if first < notes {
            tell_table(&rows[first..notes], &merged, &mut pieces);
        }
        rows[notes..end].iter().for_each(|row| row.tell_lines(&mut pieces));
        start = end;
    }
    pieces
}

/// The rows that are seen and hold something.
fn seen<'s>(sheet: &'s Sheet, sight: &Sight, merged: &BTreeMap<Place, Area>) -> Vec<Seen<'s>> {
    let is_seen = |cell: &&Cell| !sight.hides_column(cell.column) && !cell.text().is_empty();
    let mut rows = Vec::new();
    for row in sheet.rows.iter().filter(|row| !sight.hides_row(row.number)) {
        let cells: Vec<&Cell> = row.cells.iter().filter(is_seen).collect();
        let area = |cell: &&Cell| merged.get(&Place { row: row.number, column: cell.column });
        let until = cells.iter().filter_map(area).map(|area| area.last.row).max().unwrap_or(row.number);
        let wide = cells.first().and_then(area).is_some_and(|area| area.last.column > area.first.column);
        if let Some(kind) = Kind::of(&cells, wide) {
            rows.push(Seen { number: row.number, until, cells, kind, next: None });
        }
    }
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
    /// What `cells` look like, of which the first is merged from several where `wide` says so; `None` for none.
    fn of(cells: &[&Cell], wide: bool) -> Option<Self> {
        let names = cells.iter().all(|cell| !matches!(cell.stored, Stored::Number(_)));
        let tells =
            |cell: &&Cell| is_form(cell.text()) || cells.len() > 1 && cell.text().contains(['：', ':']);
        let form = names && cells.len() <= MOST_IN_FORM && cells.iter().all(tells);
        Some(match cells {
            [] => return None,
            _ if form => Self::Form,
            [cell] => Self::Single { wide: wide || names_one(cell.text()) },
            // Beside the unit anything may stand: 某局 | 单位：万元. At the head of a table it comes first.
            [first, others @ ..]
                if names
                    && cells.len() <= MOST_IN_FORM
                    && !gives_unit(first.text())
                    && others.iter().any(|cell| gives_unit(cell.text())) =>
            {
                Self::Form
            }
            _ => Self::Row { names },
        })
    }
}

/// Where the next table begins, from row `start` on: the first row of several cells, or the merged cell just
/// above it that stands over some of its columns.
fn first_of_table(rows: &[Seen<'_>], start: usize) -> usize {
    let is_row = |row: &Seen<'_>| matches!(row.kind, Kind::Row { .. });
    let Some(row) = rows[start..].iter().position(is_row) else { return rows.len() };
    let first = start + row;
    let Some(above) = rows[start..first].last() else { return first };
    let spans = above.kind == Kind::Single { wide: true }
        && above.number + 1 == rows[first].number
        && above.cells[0].column > rows[first].cells[0].column;
    first - usize::from(spans)
}

/// The row after the table that begins at row `first`.
fn end_of_table(rows: &[Seen<'_>], first: usize) -> usize {
    let mut columns: BTreeSet<u32> = BTreeSet::new();
    for (at, row) in rows.iter().enumerate().skip(first) {
        let parted = at > first && row.number > rows[at - 1].until.max(rows[at - 1].number) + 1;
        let ends = match row.kind {
            Kind::Form => true,
            // Below a blank row figures in the same columns go on: 合计.
            Kind::Row { names } => {
                parted && (names || row.cells.iter().any(|cell| !columns.contains(&cell.column)))
            }
            Kind::Single { wide } => {
                let opens = matches!(row.next, Some(Kind::Row { names: true } | Kind::Form));
                at > first && (parted || wide && opens)
            }
        };
        if ends {
            return at;
        }
        columns.extend(row.cells.iter().map(|cell| cell.column));
    }
    rows.len()
}

impl<'s> Seen<'s> {
    fn tell_lines(&self, pieces: &mut Vec<Piece<'s>>) {
        pieces.extend(self.cells.iter().map(|cell| Piece::Line(self.number, cell)));
    }

    /// Whether it is a note where it stands below a table.
    fn is_note(&self) -> bool {
        let Kind::Single { wide } = self.kind else { return false };
        let text = self.cells[0].text();
        wide || NOTES.iter().any(|word| text.starts_with(word))
            || text.contains('。')
            || text.chars().count() > LONGEST_LABEL
    }
}

/// Tells the table that `rows` make; rows with few cells far from each other make none.
fn tell_table<'s>(rows: &[Seen<'s>], merged: &BTreeMap<Place, Area>, pieces: &mut Vec<Piece<'s>>) {
    let columns: BTreeSet<u32> = rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
    let filled: usize = rows.iter().map(|row| row.cells.len()).sum();
    if columns.len().saturating_mul(rows.len()) > filled.saturating_mul(BLANK.0).saturating_add(BLANK.1) {
        rows.iter().for_each(|row| row.tell_lines(pieces));
        return;
    }
    let head = head(rows, merged);
    let rows = rows.iter().map(|row| (row.number, row.cells.clone())).collect();
    pieces.push(Piece::Table(Table { columns: columns.into_iter().collect(), rows, head }));
}

/// How many of `rows` are the head, as far as merged cells tell: the rows that a name goes down to, and those
/// below a name that stands over several columns. Nought where they do not tell.
fn head(rows: &[Seen<'_>], merged: &BTreeMap<Place, Area>) -> usize {
    let (mut head, mut last) = (0, 0);
    for row in rows.iter().take(MOST_HEAD) {
        let goes_on = head == 0 || row.number <= last && row.cells.len() > 1;
        if !goes_on || !row.cells.iter().all(|cell| names_column(cell)) {
            break;
        }
        head += 1;
        for cell in &row.cells {
            let Some(area) = merged.get(&Place { row: row.number, column: cell.column }) else { continue };
            let over = area.last.column > area.first.column;
            last = last.max(area.last.row.saturating_add(u32::from(over)));
        }
    }
    if rows.first().is_some_and(|first| last > first.number) { head } else { 0 }
}

/// Whether a cell may name a column: a text, or a year.
fn names_column(cell: &Cell) -> bool {
    let is_year = |text: &str| text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    !matches!(cell.stored, Stored::Number(_)) || is_year(cell.text())
}
