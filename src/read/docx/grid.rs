//! Grids: the columns that the rows of a table have in common, however each is divided.

use std::collections::BTreeSet;

use super::block::Table;

/// A column of the grid narrower than this holds no text: rows were divided at nearly the same place. In
/// twentieths of a point, about a quarter of a centimetre.
const NARROW: u64 = 150;

/// Where the columns of a table begin, by the columns of its grid as it is written.
///
/// ```text
/// | 项目      | 金额      |      widths 100 4 96
/// | 甲         | 1.00     |      the first row is divided after 100, the second after 104: two columns
/// ```
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Grid {
    starts: Vec<usize>,
}

impl Grid {
    /// The grid of a table.
    pub(super) fn of(table: &Table) -> Self {
        let cells = || table.rows.iter().flat_map(|row| &row.cells);
        let told: BTreeSet<usize> = cells().map(|cell| cell.from).collect();
        let mut places: Vec<u64> = vec![0];
        if !table.widths.contains(&0) {
            let sums = table.widths.iter().scan(0_u64, |sum, width| {
                *sum += u64::from(*width);
                Some(*sum)
            });
            places.extend(sums);
        }
        let near = |from: usize, to: usize| match (places.get(from), places.get(to)) {
            (Some(from), Some(to)) => to.saturating_sub(*from) < NARROW,
            _ => false,
        };
        // Columns that a cell has for itself, however narrow.
        let kept: BTreeSet<usize> =
            cells().filter(|cell| near(cell.from, cell.to)).map(|cell| cell.to).collect();
        let mut starts: Vec<usize> = Vec::with_capacity(told.len());
        for start in told {
            if starts.last().is_none_or(|last| !near(*last, start) || kept.contains(&start)) {
                starts.push(start);
            }
        }
        Self { starts }
    }

    /// How many columns it has.
    pub(super) fn width(&self) -> usize {
        self.starts.len()
    }

    /// The column, from 0, in which a cell begins.
    pub(super) fn column(&self, from: usize) -> usize {
        self.starts.partition_point(|start| *start <= from).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::{Cell, Row};
    use super::*;

    #[test]
    fn rows_that_are_divided_differently_share_their_columns() {
        type Case<'a> = (&'a [u32], &'a [&'a [(usize, usize)]], &'a [usize]);
        let cases: [Case<'_>; 6] = [
            (&[900, 900, 900], &[&[(0, 1), (1, 2), (2, 3)]], &[0, 1, 2]),
            (&[900, 900, 900], &[&[(0, 1), (1, 3)], &[(0, 3)]], &[0, 1]), // no row is divided at the last
            (&[900, 60, 900], &[&[(0, 1), (1, 3)], &[(0, 2), (2, 3)]], &[0, 1]), // nearly the same place
            (&[900, 60, 900], &[&[(0, 1), (1, 2), (2, 3)], &[(0, 2), (2, 3)]], &[0, 1, 2]), // a narrow cell
            (&[900, 0, 900], &[&[(0, 1), (1, 3)], &[(0, 2), (2, 3)]], &[0, 1, 2]), // the widths tell nothing
            (&[], &[&[(0, 1), (1, 3)], &[(0, 2), (2, 3)]], &[0, 1, 2]),
        ];
        for (widths, rows, starts) in cases {
            let row = |cells: &&[(usize, usize)]| Row {
                cells: cells
                    .iter()
                    .map(|(from, to)| Cell { from: *from, to: *to, blocks: Vec::new() })
                    .collect(),
                ..Row::default()
            };
            let table = Table { widths: widths.to_vec(), rows: rows.iter().map(row).collect() };
            assert_eq!(Grid::of(&table), Grid { starts: starts.to_vec() }, "{widths:?} {rows:?}");
        }
    }
}
