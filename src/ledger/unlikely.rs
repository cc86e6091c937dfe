//! Whether a sum misses its total by more than independent roundings are likely to make up.

use num_traits::{CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

use super::additive::is_rounded;
use super::words::difference;
use super::{Claim, Nature, Tolerance};
use crate::expr::{Evaluated, Term};
use crate::quantity::{Exact, sum};

/// The square of 3.29, in ten thousandths: how many standard deviations a normal error exceeds less than once
/// in a thousand.
const RARE: i128 = 108_241;

/// The variance of an error that is uniform over one unit is one twelfth; together with the denominator of
/// [`RARE`].
const TWELVE: i128 = 120_000;

/// Whether the sides of `claim`, sums that agree within rounding, differ by more than rounding makes likely:
/// |r| > u/2 + 3.29·√(Σuⱼ²/12), with u the quantum of the total and uⱼ those of its addends. The bound Σuⱼ/2
/// alone is lenient: it takes every figure to be rounded as far as can be, and all of them the same way.
pub(super) fn is_unlikely(claim: &Claim, tolerance: Tolerance) -> bool {
    claim.is_of_sums()
        && claim.nature != Nature::Restatement
        && tolerance == Tolerance::Rounding
        && !claim.is_approximate()
        && exceeds(claim).unwrap_or(false)
}

/// The same in units of the coarsest figure, which keeps the squares small; `None` where they do not fit.
fn exceeds(claim: &Claim) -> Option<bool> {
    let (left, right) = (widths(&claim.left)?, widths(&claim.right)?);
    let coarsest = *left.iter().chain(&right).max()?;
    let total = match (left.as_slice(), right.as_slice()) {
        ([total], _) | (_, [total]) => *total,
        _ => coarsest,
    };
    let mut squares = Exact::zero();
    let mut addends: Vec<Exact> = left.into_iter().chain(right).collect();
    addends.swap_remove(addends.iter().position(|width| *width == total)?);
    for width in addends {
        let width = width.checked_div(&coarsest)?;
        squares = sum(&squares, &width.checked_mul(&width)?)?;
    }
    let half = total.checked_div(&Exact::from_integer(2))?;
    let beyond = difference(claim)?.abs().checked_sub(&half)?.checked_div(&coarsest)?;
    let left = beyond.checked_mul(&beyond)?.checked_mul(&Exact::from_integer(TWELVE))?;
    Some(beyond.is_positive() && left > squares.checked_mul(&Exact::from_integer(RARE))?)
}

/// The quanta of the figures of a side that are rounded; `None` where one does not fit.
fn widths(side: &Evaluated) -> Option<Vec<Exact>> {
    side.terms.iter().filter(|term| is_rounded(term)).map(|term: &Term| term.value.width()).collect()
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;
    use crate::expr::{Comparison, Places};
    use crate::quantity::{Interval, Unit};

    /// Whole amounts, and what each is rounded to.
    type Amounts = &'static [(i64, i64)];

    /// The sum of `amounts`.
    fn side(amounts: Amounts) -> Evaluated {
        let term = |(value, quantum): &(i64, i64)| {
            let value = Interval::around(Decimal::from(*value), Decimal::from(*quantum), 0).unwrap();
            Term { name: "a".into(), value, unit: Unit::NONE, negative: false, places: Places::default() }
        };
        Evaluated::sum_of(amounts.iter().map(term).collect()).unwrap()
    }

    #[test]
    fn a_gap_that_rounding_hardly_ever_makes_is_unlikely() {
        const TEN: Amounts = &[(10, 1); 10];
        let cases: [(Amounts, Amounts, bool); 9] = [
            (&[(103, 1)], TEN, false),      // 3 ≤ 0.5 + 3.29·√(10/12) = 3.503…
            (&[(104, 1)], TEN, true),       // 4 > 3.503…
            (&[(96, 1)], TEN, true),        // the other way round
            (&[(21, 1)], &TEN[..2], false), // 1 ≤ 0.5 + 3.29·√(2/12) = 1.843…
            (&[(42, 1)], &TEN[..4], false), // 2 ≤ 0.5 + 3.29·√(4/12) = 2.399…
            (&[(53, 1)], &TEN[..5], true), // 3 > 0.5 + 3.29·√(5/12) = 2.623…, and it is all that five can make up
            (&[(107, 10)], TEN, false),    // a coarse total: 7 ≤ 5 + 3.29·√(10/12) = 8.003…
            (&[(109, 10)], TEN, true),
            (&[(30, 1), (27, 1)], &[(30, 1), (30, 1)], true), // no total: 3 > 0.5 + 3.29·√(3/12) = 2.145
        ];
        for (left, right, expected) in cases {
            let (left, right) = (side(left), side(right));
            let claim = Claim { left, comparison: Comparison::Equal, right, nature: Nature::Relation };
            let told = is_unlikely(&claim, Tolerance::Rounding);
            assert_eq!(told, expected, "{:?}", difference(&claim));
            assert!(!is_unlikely(&claim, Tolerance::Exact));
        }
    }
}
