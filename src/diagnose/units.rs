//! Amounts in another unit than they say: 元 for 万元, thousands for millions.

use num_traits::{CheckedMul, Zero};

use super::system::Figure;
use super::{Guess, Kind};
use crate::quantity::{Exact, exact};

/// Between which units amounts slip, as powers of ten: 元 and 千元, 万元, million, 亿元.
const POWERS: &[i32] = &[4, -4, 3, -3, 8, -8, 6, -6];

/// How many digits tell an amount from others.
const TELLING_DIGITS: usize = 3;

/// The amounts that the digits of `figure` are in other units.
pub(super) fn guesses(figure: &Figure<'_>) -> Vec<Guess> {
    let digits = figure.printed.normalize().mantissa().unsigned_abs().to_string();
    if !figure.unit.is_money() || figure.value.is_zero() || digits.len() < TELLING_DIGITS {
        return Vec::new();
    }
    let scaled = |power: &i32| -> Option<Exact> { figure.value.checked_mul(&exact(1.into(), *power)?) };
    let guess = |value: Exact| Guess { kind: Kind::UnitSlip, value };
    POWERS.iter().filter_map(scaled).map(guess).collect()
}
