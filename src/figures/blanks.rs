//! Blanks: empty cells of the columns that a formula takes as a whole.

use super::bind::column_at;
use super::tables::is_blank;
use super::{Bound, RowFigures, TableFigures};
use crate::expr::{Filter, Missing, Name};
use crate::report::Table;

impl Bound<'_> {
    /// The first blank cell in the column of a table that `name` means, of the rows that `filter` leaves; rows of
    /// totals, and rows without any amount, which only name a group, have none.
    pub fn blank(&self, name: &Name, filter: Option<&Filter>) -> Option<Missing> {
        let (column, table) = name.segments.split_last().filter(|(_, table)| !table.is_empty())?;
        let (table, at) = self.column(&table.join("."), column)?;
        let by = filter.and_then(|filter| Some((column_at(table, &filter.column, self.vocabulary)?, filter)));
        let meant = |row: &usize| {
            let row = &table.rows[*row];
            !row.is_total() && by.is_none_or(|(at, filter)| self.meets(row, at, filter))
        };
        self.blank_among((0..table.rows.len()).filter(meant), table, at, column)
    }

    fn blank_among(
        &self,
        rows: impl IntoIterator<Item = usize>,
        table: &Table,
        at: usize,
        column: &str,
    ) -> Option<Missing> {
        let has_amount = |row: usize| table.rows[row].cells.iter().any(|cell| cell.statement.is_some());
        let row = rows.into_iter().find(|row| has_amount(*row) && is_blank(&table.rows[*row], at))?;
        let label = RowFigures { bound: self, table, row, blank_is_missing: true };
        Some(Missing::Unstated(format!("{}.{column}", label.label()).into()))
    }
}

impl TableFigures<'_> {
    /// The first blank cell in its column `name`, of the rows that count.
    pub fn blank(&self, name: &Name) -> Option<Missing> {
        let [column] = name.segments.as_slice() else { return self.bound.blank(name, None) };
        self.parts.iter().find_map(|part| {
            let at = column_at(part, column, self.bound.vocabulary)?;
            self.bound.blank_among(self.bound.rows(part, self.name), part, at, column)
        })
    }
}
