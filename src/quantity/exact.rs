//! Exact numbers: fractions of 128-bit integers.

use std::cmp::Ordering;

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub};
use rust_decimal::Decimal;

/// An exact number; every operation is checked, and what does not fit is `None`, never rounded.
pub type Exact = Ratio<i128>;

/// The powers of ten that fit in 64 bits.
const TENS: [i64; 19] = {
    let mut tens = [1; 19];
    let mut power = 1;
    while power < tens.len() {
        tens[power] = tens[power - 1] * 10;
        power += 1;
    }
    tens
};

/// The exact value of `decimal` × 10^`exponent`; `None` on overflow.
pub fn exact(decimal: Decimal, exponent: i32) -> Option<Exact> {
    scaled(decimal.mantissa(), exponent - i32::try_from(decimal.scale()).ok()?)
}

/// `number` × 10^`power`; `None` on overflow.
pub(super) fn scaled(number: i128, power: i32) -> Option<Exact> {
    if power >= 0 {
        return times_ten(number, power).map(Exact::from_integer);
    }
    let ten = times_ten(1, -power)?;
    let (Ok(mut small), Ok(mut below)) = (i64::try_from(number), i64::try_from(ten)) else {
        return Some(Exact::new(number, ten));
    };
    // In lowest terms: nothing but twos and fives is in a power of ten.
    for factor in [2, 5] {
        while below % factor == 0 && small % factor == 0 {
            (small, below) = (small / factor, below / factor);
        }
    }
    Some(Exact::new_raw(small.into(), below.into()))
}

/// `number` × 10^`power`, a power of at least zero; `None` on overflow.
pub(super) fn times_ten(number: i128, power: i32) -> Option<i128> {
    match (i64::try_from(number), TENS.get(usize::try_from(power).ok()?)) {
        (Ok(small), Some(ten)) => Some(i128::from(small) * i128::from(*ten)),
        _ => number.checked_mul(10_i128.checked_pow(power.try_into().ok()?)?),
    }
}

/// The sum; `None` on overflow. Most amounts are whole in base units: those need no common denominator.
pub fn sum(left: &Exact, right: &Exact) -> Option<Exact> {
    if left.is_integer() && right.is_integer() {
        left.numer().checked_add(right.numer()).map(Exact::from_integer)
    } else {
        left.checked_add(right)
    }
}

/// The difference, likewise.
pub fn difference(left: &Exact, right: &Exact) -> Option<Exact> {
    if left.is_integer() && right.is_integer() {
        left.numer().checked_sub(right.numer()).map(Exact::from_integer)
    } else {
        left.checked_sub(right)
    }
}

/// The quotient; `None` on overflow or where nothing can be divided by `right`. Most amounts fit in 64 bits, where a
/// common divisor is found fast.
pub(super) fn quotient(left: &Exact, right: &Exact) -> Option<Exact> {
    let small = |number: &i128| i64::try_from(*number).ok().filter(|number| *number != i64::MIN);
    let (Some(above), Some(below)) = (small(left.numer()), small(right.numer())) else {
        return left.checked_div(right);
    };
    if left.denom() != right.denom() || below == 0 {
        return left.checked_div(right);
    }
    let (mut common, mut rest) = (above, below);
    while rest != 0 {
        (common, rest) = (rest, common % rest);
    }
    // Below the line stands what is greater than zero.
    let common = if (common < 0) == (below < 0) { common } else { -common };
    Some(Exact::new_raw((above / common).into(), (below / common).into()))
}

/// Which of the two is greater. Fractions are compared crosswise where that fits, and step by step where not.
pub fn order(left: &Exact, right: &Exact) -> Ordering {
    if left.denom() == right.denom() {
        return left.numer().cmp(right.numer());
    }
    let crosswise =
        |one: &Exact, other: &Exact| match (i64::try_from(*one.numer()), i64::try_from(*other.denom())) {
            (Ok(numer), Ok(denom)) => Some(i128::from(numer) * i128::from(denom)),
            _ => one.numer().checked_mul(other.denom()),
        };
    match (crosswise(left, right), crosswise(right, left)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => left.cmp(right),
    }
}

/// `value` ÷ 10^`exponent` as a plain decimal, see [`in_unit`].
pub fn show_exact(value: Exact, exponent: i32) -> Option<String> {
    in_unit(value, exponent).map(|number| number.to_string())
}

/// `value` ÷ 10^`exponent`: exact where it terminates within 12 decimals, else rounded half away from zero to 6.
pub fn in_unit(value: Exact, exponent: i32) -> Option<Decimal> {
    let scale = exact(Decimal::ONE, exponent)?;
    let value = value.checked_div(&scale)?;
    for decimals in 0..=12_u32 {
        let scaled = value.checked_mul(&Exact::from_integer(10_i128.checked_pow(decimals)?))?;
        if scaled.is_integer() {
            return Decimal::try_from_i128_with_scale(scaled.to_integer(), decimals).ok();
        }
    }
    let scaled = value.checked_mul(&Exact::from_integer(1_000_000))?.round().to_integer();
    Decimal::try_from_i128_with_scale(scaled, 6).ok()
}

/// How many digits `number` is written with, zeros at the end of its decimals left out.
pub fn digits(number: Decimal) -> usize {
    number.normalize().mantissa().unsigned_abs().to_string().len()
}

/// A plain decimal with its thousands set apart by commas.
pub fn grouped(number: &str) -> String {
    let (sign, digits) = number.strip_prefix('-').map_or(("", number), |digits| ("-", digits));
    let (whole, decimals) =
        digits.split_once('.').map_or((digits, None), |(whole, decimals)| (whole, Some(decimals)));
    let mut shown = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    if let Some(decimals) = decimals {
        shown.push('.');
        shown.push_str(decimals);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn big_amounts_stay_exact_and_what_does_not_fit_is_none() {
        let big = exact(Decimal::from_str_exact("100000000000000000000.01").unwrap(), 4).unwrap();
        assert_eq!(show_exact(big, 4).unwrap(), "100000000000000000000.01");
        assert_eq!(exact(Decimal::MAX, 20), None);
    }

    #[test]
    fn amounts_are_in_lowest_terms() {
        let cases = [
            ("66.77", -2, (6677, 10_000)),
            ("50", -2, (1, 2)),
            ("-0.75", 0, (-3, 4)),
            ("0.00", -3, (0, 1)),
            ("2.50", 4, (25_000, 1)),
            ("79228162514264337593543950335", -1, (15_845_632_502_852_867_518_708_790_067, 2)), // beyond 64 bits
        ];
        for (number, exponent, (numer, denom)) in cases {
            let found = exact(Decimal::from_str_exact(number).unwrap(), exponent).unwrap();
            assert_eq!((*found.numer(), *found.denom()), (numer, denom), "{number} {exponent}");
        }
    }

    #[test]
    fn quotients_are_in_lowest_terms() {
        let cases = [
            ((6, 1), (4, 1), Some((3, 2))),
            ((-6, 1), (4, 1), Some((-3, 2))),
            ((6, 1), (-4, 1), Some((-3, 2))),
            ((-6, 7), (-4, 7), Some((3, 2))),
            ((0, 1), (-4, 1), Some((0, 1))),
            ((4, 1), (4, 1), Some((1, 1))),
            ((1, 2), (1, 3), Some((3, 2))),
            ((1, 1), (0, 1), None),
            ((i128::from(i64::MIN), 1), (2, 1), Some((i128::from(i64::MIN) / 2, 1))),
            ((i128::MAX, 1), (1, 2), None),
        ];
        for ((a, b), (c, d), expected) in cases {
            let (left, right) = (Exact::new(a, b), Exact::new(c, d));
            let found = quotient(&left, &right).map(|found| (*found.numer(), *found.denom()));
            assert_eq!(found, expected, "{left} {right}");
        }
    }

    #[test]
    fn fractions_are_ordered_exactly() {
        let cases = [
            ((1, 3), (1, 3), Ordering::Equal),
            ((1, 3), (33, 100), Ordering::Greater),
            ((-1, 3), (1, 4), Ordering::Less),
            ((-1, 3), (-1, 4), Ordering::Less),
            ((i128::MAX, 2), (i128::MAX, 3), Ordering::Greater), // crosswise they do not fit
            ((i128::MIN + 1, 2), (i128::MAX, 3), Ordering::Less),
        ];
        for ((a, b), (c, d), expected) in cases {
            let (left, right) = (Exact::new(a, b), Exact::new(c, d));
            assert_eq!(order(&left, &right), expected, "{left} {right}");
            assert_eq!(order(&right, &left), expected.reverse(), "{left} {right}");
        }
    }

    #[test]
    fn decimals_are_shown_without_padding() {
        assert_eq!(show_exact(Exact::new(-63, 100), 0).unwrap(), "-0.63");
        assert_eq!(show_exact(Exact::new(1, 3), 0).unwrap(), "0.333333");
        assert_eq!(show_exact(Exact::from_integer(280_000), 4).unwrap(), "28");
        assert_eq!(grouped("-1234567.891"), "-1,234,567.891");
    }
}
