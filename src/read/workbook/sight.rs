//! Sight: which rows and columns of a sheet are read.

use std::collections::BTreeSet;

use super::sheet::{Cell, Sheet, Stored, column_name};

/// The rows and columns of a sheet that are hidden and not read.
#[derive(Debug, Default)]
pub(super) struct Sight {
    rows: BTreeSet<u32>,
    columns: BTreeSet<u32>,
}

impl Sight {
    /// What is read of a sheet: what is shown, and what is hidden but counted by a sum that is shown, for without
    /// it nothing would add up.
    pub(super) fn of(sheet: &Sheet) -> Self {
        let mut sight = Self::default();
        sight.rows.extend(sheet.rows.iter().filter(|row| row.hidden).map(|row| row.number));
        let columns: BTreeSet<u32> =
            sheet.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
        for (first, last) in sheet.hidden_columns.iter().filter(|(first, last)| first <= last) {
            sight.columns.extend(columns.range(first..=last));
        }
        if !sight.rows.is_empty() || !sight.columns.is_empty() {
            let (rows, columns) = counted(sheet, &sight);
            leave_out(&mut sight.rows, rows);
            leave_out(&mut sight.columns, columns);
        }
        sight
    }

    /// Whether a row is not read.
    pub(super) fn hides_row(&self, row: u32) -> bool {
        self.rows.contains(&row)
    }

    /// Whether a column is not read.
    pub(super) fn hides_column(&self, column: u32) -> bool {
        self.columns.contains(&column)
    }

    /// What holds amounts and is not read, as people call it: `7:9`, `D:D`.
    pub(super) fn hidden(&self, sheet: &Sheet) -> Vec<String> {
        let is_amount = |cell: &&Cell| matches!(cell.stored, Stored::Number(number) if !number.is_zero());
        let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
        for row in &sheet.rows {
            for cell in row.cells.iter().filter(is_amount) {
                if self.hides_row(row.number) {
                    rows.insert(row.number);
                } else if self.hides_column(cell.column) {
                    columns.insert(cell.column);
                }
            }
        }
        let rows =
            runs(&rows).map(|(first, last)| format!("{}:{}", u64::from(first) + 1, u64::from(last) + 1));
        let columns =
            runs(&columns).map(|(first, last)| format!("{}:{}", column_name(first), column_name(last)));
        rows.chain(columns).collect()
    }
}

/// A stretch of rows or of columns, both ends included.
type Stretch = (u32, u32);

/// The stretches of rows and of columns that the sums in sight count.
fn counted(sheet: &Sheet, sight: &Sight) -> (Vec<Stretch>, Vec<Stretch>) {
    let (mut rows, mut columns) = (Vec::new(), Vec::new());
    for row in sheet.rows.iter().filter(|row| !sight.hides_row(row.number)) {
        let totals = row.cells.iter().filter(|cell| !sight.hides_column(cell.column));
        for total in totals.filter_map(|cell| cell.total.as_ref()) {
            for area in total.formula.terms.iter().filter_map(|term| term.operand.area()) {
                rows.push((area.first.row, area.last.row));
                columns.push((area.first.column, area.last.column));
            }
        }
    }
    (rows, columns)
}

/// Takes out of `hidden` what lies in one of `stretches`.
fn leave_out(hidden: &mut BTreeSet<u32>, mut stretches: Vec<Stretch>) {
    stretches.sort_unstable();
    let mut from = 0;
    for (first, last) in stretches {
        let first = first.max(from);
        if first <= last {
            let counted: Vec<u32> = hidden.range(first..=last).copied().collect();
            for at in counted {
                hidden.remove(&at);
            }
            from = last.saturating_add(1);
        }
    }
}

/// The runs of numbers that follow each other.
fn runs(numbers: &BTreeSet<u32>) -> impl Iterator<Item = Stretch> {
    let mut runs: Vec<Stretch> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            _ => runs.push((*number, *number)),
        }
    }
    runs.into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::formula::Formula;
    use super::super::sheet::{Row, Total};
    use super::*;
    use rust_decimal::Decimal;

    #[test]
    fn what_is_hidden_is_read_where_a_sum_counts_it() {
        // Rows 2 and 3 and column B are hidden; the formula stands in A5.
        let cases = [
            ("", "2:3, B:B"),
            ("SUM(A1:A4)", "B:B"),
            ("A1+A3", "2:2, B:B"),
            ("SUM(A1:B1)", "2:3"),
            ("SUM(C1:C1)", "2:3, B:B"),
        ];
        for (formula, expected) in cases {
            let cell = |row: u32, column| {
                let total = Formula::parse(formula).filter(|_| (row, column) == (4, 0));
                let total = total.map(|formula| Box::new(Total { formula, step: None }));
                Cell { column, shown: "5".to_owned(), stored: Stored::Number(Decimal::TEN), indent: 0, total }
            };
            let row = |number| {
                let hidden = number == 1 || number == 2;
                Row { number, hidden, cells: vec![cell(number, 0), cell(number, 1)] }
            };
            let rows = (0..5).map(row).collect();
            let sheet = Sheet { rows, hidden_columns: vec![(1, 1), (9, 16_383)], ..Sheet::default() };
            assert_eq!(Sight::of(&sheet).hidden(&sheet).join(", "), expected, "{formula}");
        }
    }
}
