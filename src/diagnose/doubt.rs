//! Doubts about the reading itself: the same residual in many rows of one table is no slip of the fingers.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{Signed, Zero};

use super::system::System;
use crate::quantity::Exact;
use crate::report::Report;

/// In how many sums of a table the same residual is no chance.
const ENOUGH: usize = 3;

/// And in what part of those that fail: among thousands some are alike by chance.
const PART: usize = 3;

/// A table with the same residual in many sums.
pub(super) struct Doubt {
    /// The table, an index into the report's tables.
    pub(super) table: usize,
    /// The sums.
    pub(super) equations: Vec<usize>,
}

/// The tables of which several sums have the same residual.
pub(super) fn doubts(system: &System<'_>, report: &Report) -> Vec<Doubt> {
    let mut alike: BTreeMap<(usize, Exact), Vec<usize>> = BTreeMap::new();
    let mut failing: BTreeMap<usize, usize> = BTreeMap::new();
    for (at, equation) in system.equations.iter().enumerate().filter(|(_, equation)| equation.fails) {
        let statements = equation.figures().into_iter().map(|figure| system.figures[figure].statement);
        let mut tables = statements.map(|at| report.statements[at].cell.map(|(table, ..)| table));
        let Some(Some(table)) = tables.next() else { continue };
        let Some(gap) = equation.residual(&[]).filter(|gap| !gap.is_zero()) else { continue };
        if tables.all(|other| other == Some(table)) {
            *failing.entry(table).or_default() += 1;
            alike.entry((table, gap.abs())).or_default().push(at);
        }
    }
    // Sums of one figure have its error in common.
    let share = |equations: &[usize]| {
        let mut seen = BTreeSet::new();
        !equations.iter().flat_map(|at| system.equations[*at].figures()).all(|figure| seen.insert(figure))
    };
    let enough = alike.into_iter().filter(|((table, _), equations)| {
        equations.len() >= ENOUGH.max(failing[table] / PART) && !share(equations)
    });
    enough.map(|((table, _), equations)| Doubt { table, equations }).collect()
}
