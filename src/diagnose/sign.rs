//! Wrong signs, and neighbours that stand in each other's place (Scholtus 2008).

use std::collections::BTreeSet;

use num_traits::Zero;

use super::system::{Figure, System};
use super::{Explanation, Guess, Kind};
use crate::report::{Report, Statement};

/// The amount of `figure` with the other sign.
pub(super) fn guess(figure: &Figure<'_>) -> Option<Guess> {
    (!figure.value.is_zero()).then(|| Guess { kind: Kind::Sign, value: -figure.value })
}

/// Neighbours among `figures` that repair what they touch when they change places.
pub(super) fn swaps(system: &System<'_>, report: &Report, figures: &BTreeSet<usize>) -> Vec<Explanation> {
    let mut by_statement: Vec<(usize, usize)> =
        figures.iter().map(|figure| (system.figures[*figure].statement, *figure)).collect();
    by_statement.sort_unstable();
    let mut found = Vec::new();
    for (at, (statement, figure)) in by_statement.iter().enumerate() {
        for (other_statement, other) in by_statement.iter().skip(at + 1) {
            let (one, two) = (&report.statements[*statement], &report.statements[*other_statement]);
            if !are_neighbours(one, two, other_statement - statement) {
                if other_statement - statement > FAR {
                    break;
                }
                continue;
            }
            let values = (system.figures[*figure].value, system.figures[*other].value);
            let changes = [system.change_to(*figure, values.1), system.change_to(*other, values.0)];
            let [Some(first), Some(second)] = changes else { continue };
            if let Some(repair) = system.repair(&[first, second])
                && repair.exact
            {
                found.push(Explanation {
                    kind: Kind::SwappedFigures,
                    changes: vec![first, second],
                    term: None,
                    repairs: repair.equations,
                    exact: true,
                });
            }
        }
    }
    found
}

/// How many statements lie between two cells of one column at most.
const FAR: usize = 64;

/// Whether two statements stand side by side: in the running text, in a row with no other between them, or in a
/// column.
fn are_neighbours(one: &Statement, other: &Statement, apart: usize) -> bool {
    match (one.cell, other.cell) {
        (Some((table, row, column)), Some((other_table, other_row, other_column))) => {
            table == other_table
                && (row == other_row && (apart == 1 || column.abs_diff(other_column) == 1)
                    || column == other_column && row.abs_diff(other_row) == 1)
        }
        (None, None) => apart == 1 && one.quantity.unit.dimension == other.quantity.unit.dimension,
        _ => false,
    }
}
