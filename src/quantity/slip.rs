//! Typing slips: one digit changed, two neighbours swapped, or another unit.

use num_traits::CheckedDiv;
use rust_decimal::Decimal;

use super::{Exact, Quantity, exact};

/// How far apart units are that are taken for each other: 元 and 万元, million and billion.
const LEAST_UNIT_GAP: u32 = 3;

/// How many digits that are not zero, or how many in all, tell an amount from others.
const TELLING_DIGITS: (usize, usize) = (3, 5);

/// Whether `left` and `right` differ, as displayed, by one slip of the fingers: a digit changed, dropped or
/// added, or two neighbours swapped (optimal string alignment distance 1). Numbers of fewer than three digits
/// are never taken for slips.
pub fn is_slip(left: Decimal, right: Decimal) -> bool {
    let (left, right) = (left.to_string(), right.to_string());
    left.len().min(right.len()) >= 4 && strsim::osa_distance(&left, &right) == 1
}

/// Whether the two differ by a changed digit or swapped neighbours alone, and at least two other digits that
/// are not zero agree: round amounts such as 5.00 and 3.00 are alike by chance.
pub fn is_telling_slip(left: Decimal, right: Decimal, least: usize) -> bool {
    let (left, right) = (left.to_string(), right.to_string());
    let same = left.bytes().zip(right.bytes()).filter(|(a, b)| a == b && (b'1'..=b'9').contains(a)).count();
    left.len() == right.len() && same >= least && strsim::osa_distance(&left, &right) == 1
}

/// Whether the two print the same digits with another unit: 368.25 万元 and 368.25 元.
pub fn is_unit_slip(left: &Quantity, right: &Quantity) -> bool {
    left.unit.dimension == right.unit.dimension
        && left.unit.exponent.abs_diff(right.unit.exponent) >= LEAST_UNIT_GAP
        && left.value == right.value
        && is_telling(left.value.max(right.value))
}

/// Whether the digits of a number are hardly those of another by chance.
fn is_telling(value: Decimal) -> bool {
    let digits = value.mantissa().unsigned_abs().to_string();
    digits.bytes().filter(|digit| *digit != b'0').count() >= TELLING_DIGITS.0
        || value.scale() > 0 && digits.len() >= TELLING_DIGITS.1
}

/// Whether the two differ by a changed digit or swapped neighbours alone once the finer is rounded like the
/// coarser, and `least` other digits that are not zero agree. What rounding may explain is no slip.
pub fn is_rounded_slip(left: &Quantity, right: &Quantity, least: usize) -> bool {
    let place = |quantity: &Quantity| {
        let shown = if quantity.quantum.is_zero() { quantity.value } else { quantity.quantum };
        i32::try_from(shown.scale()).ok().map(|scale| quantity.unit.exponent - scale)
    };
    let Some((left_place, right_place)) = place(left).zip(place(right)) else { return false };
    let Some(step) = exact(Decimal::ONE, left_place.max(right_place)) else { return false };
    let shown = |quantity: &Quantity| {
        let steps = exact(quantity.value, quantity.unit.exponent)?.checked_div(&step)?;
        Decimal::try_from_i128_with_scale(steps.round().to_integer(), 0).ok()
    };
    let Some((one, other)) = shown(left).zip(shown(right)) else { return false };
    let rounding = left_place != right_place && (one - other).abs() <= Decimal::ONE;
    left.unit.dimension == right.unit.dimension && !rounding && is_telling_slip(one, other, least)
}

/// Whether one digit of `value` changed, or two neighbours swapped, would change it by `change` base units;
/// its unit is 10^`exponent` of them.
pub fn slips_by(value: Decimal, exponent: i32, change: Exact) -> bool {
    let scale = value.scale();
    let Ok(power) = i32::try_from(scale) else { return false };
    let Some(step) = exact(Decimal::ONE, exponent - power) else { return false };
    let digits: Vec<i128> =
        value.mantissa().unsigned_abs().to_string().bytes().map(|b| i128::from(b - b'0')).collect();
    let Some(wanted) = change.checked_div(&step) else { return false };
    if !wanted.is_integer() {
        return false;
    }
    let wanted = wanted.to_integer();
    let mut place = 1_i128;
    for (at, digit) in digits.iter().enumerate().rev() {
        if wanted % place == 0 && (0..=9).any(|new| new != *digit && (new - digit) * place == wanted) {
            return true;
        }
        if let Some(left) = at.checked_sub(1).map(|left| digits[left]) {
            // 10·left + digit becomes 10·digit + left
            if wanted != 0 && (digit - left) * 9 * place == wanted {
                return true;
            }
        }
        place *= 10;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::Unit;
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn slips_are_told_from_other_differences() {
        let cases = [
            ("3752.18", "3725.18", true), // neighbours swapped
            ("480.88", "480.98", true),   // one digit changed
            ("480.88", "40.88", true),    // one digit dropped
            ("531.07", "480.88", false),  // another figure
            ("12", "13", false),          // too short to tell
        ];
        for (left, right, expected) in cases {
            assert_eq!(is_slip(decimal(left), decimal(right)), expected, "{left} {right}");
        }
    }

    #[test]
    fn round_amounts_are_alike_by_chance() {
        let cases = [
            ("3.33", "3.83", true),
            ("3.50", "3.00", false),
            ("16.5", "11.5", true),
            ("16.5", "9.41", false),
        ];
        for (left, right, expected) in cases {
            assert_eq!(is_telling_slip(decimal(left), decimal(right), 2), expected, "{left} {right}");
        }
    }

    #[test]
    fn the_same_digits_in_another_unit_are_a_slip() {
        let stated = |text: &str, unit: &str| Quantity::stated(decimal(text), Unit::parse(unit).unwrap());
        let cases = [
            (("368.25", "万元"), ("368.25", "元"), true),
            (("1200.00", "元"), ("1200.00", "万元"), true),
            (("1200", "元"), ("1200", "万元"), false), // round
            (("368.25", "万元"), ("368.25", "万元"), false),
            (("36.45", "£m"), ("36.45", "$m"), false),
        ];
        for (left, right, expected) in cases {
            let (left, right) = (stated(left.0, left.1), stated(right.0, right.1));
            assert_eq!(is_unit_slip(&left, &right), expected, "{left:?} {right:?}");
        }
    }

    #[test]
    fn a_finer_amount_is_rounded_before_a_slip_is_looked_for() {
        let stated = |text: &str, unit: &str| Quantity::stated(decimal(text), Unit::parse(unit).unwrap());
        let cases = [
            (("178.65", "万元"), ("1876512.34", "元"), true),
            (("187.65", "万元"), ("1876512.34", "元"), false), // the same
            (("187.65", "万元"), ("1876567.34", "元"), false), // cut off
            (("187.65", "万元"), ("178.65", "元"), false),
        ];
        for (left, right, expected) in cases {
            let (left, right) = (stated(left.0, left.1), stated(right.0, right.1));
            assert_eq!(is_rounded_slip(&left, &right, 3), expected, "{left:?} {right:?}");
        }
    }

    #[test]
    fn a_residual_is_explained_by_a_slip_of_an_operand() {
        let yuan = |text: &str| exact(decimal(text), 4).unwrap();
        assert!(slips_by(decimal("118.52"), 4, yuan("63"))); // 181.52
        assert!(slips_by(decimal("3.33"), 4, yuan("-0.3"))); // 3.03
        assert!(!slips_by(decimal("118.52"), 4, yuan("62.9")));
        assert!(!slips_by(decimal("16.5"), 4, yuan("11.83")));
    }
}
