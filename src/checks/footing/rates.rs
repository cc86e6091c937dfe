//! Columns of rates: growth, completion and shares, each checked against the columns that it follows from.

use num_traits::{CheckedSub, Signed, Zero};

use super::super::Page;
use super::grid::{Grid, Place, Slot};
use crate::expr::{Comparison, Evaluated, Step, Term};
use crate::ledger::{Claim, Nature, Status};
use crate::quantity::{Dimension, Exact, Interval};
use crate::report::{Standing, Total};

/// How many columns to the left a rate may look back.
const REACH: usize = 4;
/// How many rows must bear a reading out, at least.
const LEAST: usize = 2;

/// How a rate follows from two amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// The first over the second, less one.
    Growth,
    /// The first over the second.
    Quotient,
    /// The row's amount over that of the total row at this entry.
    Share(usize),
}

/// How a printed rate and the computed one agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Exact,
    /// It was cut off, not rounded.
    Cut,
    Off,
}

/// Claims of each row that its rate follows from its amounts, in the way that the rows bear out.
pub(super) fn check(grid: &Grid<'_>, page: &mut Page<'_, '_>) {
    let band = grid.band;
    for rate in &band.rates {
        let before: Vec<usize> =
            band.amounts.iter().copied().filter(|column| column < rate).rev().take(REACH).collect();
        let total =
            |at: &usize| matches!(band.entries[*at].standing, Standing::Total(Total::All | Total::Grand));
        let whole = (0..band.entries.len()).find(total);
        let mut ways: Vec<(Way, usize, usize)> = Vec::new();
        for first in &before {
            for second in before.iter().filter(|second| *second != first) {
                ways.push((Way::Growth, *first, *second));
                ways.push((Way::Quotient, *first, *second));
            }
            if let Some(whole) = whole {
                ways.push((Way::Share(whole), *first, *first));
            }
        }
        let mut best: Option<(usize, usize, (Way, usize, usize))> = None;
        for way in ways {
            let fits: Vec<Fit> = (0..band.entries.len()).filter_map(|at| fit(grid, at, *rate, way)).collect();
            let off = fits.iter().filter(|fit| **fit == Fit::Off).count();
            let good = fits.len() - off;
            if best.as_ref().is_none_or(|(most, least, _)| {
                (good, std::cmp::Reverse(off)) > (*most, std::cmp::Reverse(*least))
            }) {
                best = Some((good, off, way));
            }
        }
        if let Some((good, off, way)) = best
            && good >= LEAST
            && good >= 2 * off
        {
            for at in 0..band.entries.len() {
                claim(grid, at, *rate, way, page);
            }
        }
    }
}

/// How the rate of the row at `at` agrees with its amounts; `None` where a base is missing, or the rate too
/// small to tell.
fn fit(grid: &Grid<'_>, at: usize, rate: usize, way: (Way, usize, usize)) -> Option<Fit> {
    let Slot::Amount(printed, statement) = grid.slot(at, rate) else { return None };
    if grid.statement(statement).quantity.unit.dimension != Dimension::Ratio {
        return None;
    }
    let computed = computed(grid, at, way)?;
    if printed.overlaps(&computed) {
        return Some(Fit::Exact);
    }
    let width = printed.width()?;
    let cut = Interval { low: printed.low.checked_sub(&width)?, high: printed.high + width, ..printed };
    let toward_zero = printed.value.abs() <= computed.value.abs();
    Some(if cut.overlaps(&computed) && toward_zero { Fit::Cut } else { Fit::Off })
}

/// The two amounts that the rate of the row at `at` follows from.
fn operands(at: usize, (way, first, second): (Way, usize, usize)) -> [Place; 2] {
    let base = if let Way::Share(whole) = way { whole } else { at };
    [Place::new(at, first), Place::new(base, second)]
}

/// What the rate of the row at `at` comes to.
fn computed(grid: &Grid<'_>, at: usize, way: (Way, usize, usize)) -> Option<Interval> {
    let [first, second] = operands(at, way).map(|place| match grid.slot(place.entry, place.column) {
        Slot::Amount(value, _) if !value.value.is_zero() => Some(value),
        _ => None,
    });
    let quotient = first?.div(&second?)?;
    if way.0 == Way::Growth { quotient.sub(&Interval::point(Exact::from_integer(1))) } else { Some(quotient) }
}

fn claim(grid: &Grid<'_>, at: usize, rate: usize, way: (Way, usize, usize), page: &mut Page<'_, '_>) {
    match fit(grid, at, rate, way) {
        None => {}
        Some(Fit::Cut) => page.tell(Status::Rounding, Vec::new()),
        Some(Fit::Exact | Fit::Off) => {
            let terms: Option<Vec<Term>> =
                operands(at, way).into_iter().map(|place| grid.term(place)).collect();
            let (Some(left), Some(terms)) = (grid.side(&[Place::new(at, rate)]), terms) else { return };
            let steps = if way.0 == Way::Growth { Step::CHANGE } else { Step::SHARE };
            let Some(right) = Evaluated::worked_out(steps, left.unit, terms) else { return };
            page.claim(Claim { left, comparison: Comparison::Equal, right, nature: Nature::Relation });
        }
    }
}
