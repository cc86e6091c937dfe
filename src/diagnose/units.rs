//! Amounts in another unit than they say: 元 for 万元, thousands for millions; one by one, or a whole table.

use std::collections::{BTreeMap, BTreeSet};

use num_traits::{CheckedMul, Zero};

use super::system::{Change, Figure, System};
use super::{Guess, Kind};
use crate::ledger::Status;
use crate::quantity::{Exact, digits, exact};
use crate::report::Report;

/// Between which units amounts slip, as powers of ten: 元 and 千元, 万元, million, 亿元.
const POWERS: &[i32] = &[4, -4, 3, -3, 8, -8, 6, -6];

/// How many digits tell an amount from others.
const TELLING_DIGITS: usize = 3;

/// In how many places a table must contradict the rest by one factor for its unit to be in doubt.
const ENOUGH: usize = 2;

/// A table whose amounts are all in another unit than it says.
pub(super) struct Mislabelled {
    /// The table, an index into the report's tables.
    pub(super) table: usize,
    /// The power of ten that puts it right.
    pub(super) power: i32,
    /// The failing equations that hold then.
    pub(super) equations: Vec<usize>,
}

/// The amounts that the digits of `figure` are in other units.
pub(super) fn guesses(figure: &Figure<'_>) -> Vec<Guess> {
    let scaled = POWERS.iter().filter_map(|power| in_other_unit(figure, *power));
    scaled.map(|value| Guess { kind: Kind::UnitSlip, value }).collect()
}

/// The tables which contradict the rest of the report by one factor, and agree with it when all of their amounts
/// are scaled by that.
pub(super) fn mislabelled(system: &System<'_>, report: &Report) -> Vec<Mislabelled> {
    let table_of = |figure: usize| {
        report.statements[system.figures[figure].statement].cell.map(|(table, ..)| report.tables[table].start)
    };
    let mut contradictions: BTreeMap<(usize, i32), BTreeSet<usize>> = BTreeMap::new();
    for equation in system.equations.iter().filter(|equation| equation.fails) {
        let claim = &equation.judgement.claim;
        if !equation.is_sum() || claim.left.terms.len() > 1 || claim.right.terms.len() > 1 {
            continue;
        }
        let figures = equation.figures();
        for figure in &figures {
            let Some(table) = table_of(*figure) else { continue };
            if figures.iter().any(|other| other != figure && table_of(*other) == Some(table)) {
                continue;
            }
            for power in POWERS {
                let value = in_other_unit(&system.figures[*figure], *power);
                let change = value.and_then(|value| system.change_to(*figure, value));
                let status = change.and_then(|change| system.status(equation, &[change]));
                if matches!(status, Some(Status::Holds | Status::Rounding)) {
                    contradictions.entry((table, *power)).or_default().insert(*figure);
                }
            }
        }
    }
    let mut found = Vec::new();
    for ((table, power), figures) in contradictions {
        if figures.len() < ENOUGH {
            continue;
        }
        let of_table = (0..system.figures.len()).filter(|figure| table_of(*figure) == Some(table));
        let changes: Vec<Change> = of_table
            .filter_map(|figure| {
                let scaled = scaled(&system.figures[figure], power)?;
                system.change_to(figure, scaled)
            })
            .collect();
        if let Some(repair) = system.repair(&changes).filter(|repair| repair.equations.len() >= ENOUGH) {
            found.push(Mislabelled { table, power, equations: repair.equations });
        }
    }
    found
}

/// The amount of `figure` in a unit that is `power` powers of ten away, where its digits tell it from others.
fn in_other_unit(figure: &Figure<'_>, power: i32) -> Option<Exact> {
    if figure.value.is_zero() || digits(figure.printed) < TELLING_DIGITS {
        return None;
    }
    scaled(figure, power)
}

fn scaled(figure: &Figure<'_>, power: i32) -> Option<Exact> {
    if !figure.unit.is_money() {
        return None;
    }
    figure.value.checked_mul(&exact(1.into(), power)?)
}
