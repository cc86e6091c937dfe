//! Exact arithmetic: fractions of 128-bit integers, and the intervals that rounding allows.

use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Zero};
use rust_decimal::Decimal;

/// An exact number; every operation is checked, and what does not fit is `None`, never rounded.
pub type Exact = Ratio<i128>;

/// A number and the closed interval of values it may stand for, in base units (元, 1, 人).
///
/// Rounded facts are intervals as in XBRL Calculations 1.1: 1.25 stands for anything in [1.245, 1.255].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The value as printed.
    pub value: Exact,
    /// The smallest value it may stand for.
    pub low: Exact,
    /// The largest value it may stand for.
    pub high: Exact,
}

/// The exact value of `decimal` × 10^`exponent`; `None` on overflow.
pub fn exact(decimal: Decimal, exponent: i32) -> Option<Exact> {
    scaled(decimal.mantissa(), exponent - i32::try_from(decimal.scale()).ok()?)
}

/// `number` × 10^`power`; `None` on overflow.
fn scaled(number: i128, power: i32) -> Option<Exact> {
    let ten = 10_i128.checked_pow(power.unsigned_abs())?;
    if power >= 0 { number.checked_mul(ten).map(Exact::from_integer) } else { Some(Exact::new(number, ten)) }
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

/// `value` ÷ 10^`exponent` as a plain decimal: exact where it terminates within 12 decimals, else rounded
/// half away from zero to 6.
pub fn show_exact(value: Exact, exponent: i32) -> Option<String> {
    let scale = exact(Decimal::ONE, exponent)?;
    let value = value.checked_div(&scale)?;
    for decimals in 0..=12_u32 {
        let scaled = value.checked_mul(&Exact::from_integer(10_i128.checked_pow(decimals)?))?;
        if scaled.is_integer() {
            return Some(Decimal::try_from_i128_with_scale(scaled.to_integer(), decimals).ok()?.to_string());
        }
    }
    let scaled = value.checked_mul(&Exact::from_integer(1_000_000))?.round().to_integer();
    Some(Decimal::try_from_i128_with_scale(scaled, 6).ok()?.to_string())
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

impl Interval {
    /// Half a `quantum` on either side of `value`, both × 10^`exponent`.
    pub fn around(value: Decimal, quantum: Decimal, exponent: i32) -> Option<Self> {
        let value = exact(value, exponent)?;
        let tenth = exponent - 1 - i32::try_from(quantum.scale()).ok()?;
        let half = scaled(quantum.mantissa().checked_mul(5)?, tenth)?;
        Some(Self { value, low: difference(&value, &half)?, high: sum(&value, &half)? })
    }

    /// A number known exactly.
    pub fn point(value: Exact) -> Self {
        Self { value, low: value, high: value }
    }

    /// The sum.
    pub fn add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            value: sum(&self.value, &other.value)?,
            low: sum(&self.low, &other.low)?,
            high: sum(&self.high, &other.high)?,
        })
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&other.negate())
    }

    /// The number with its sign changed.
    #[must_use]
    pub fn negate(&self) -> Self {
        Self { value: -self.value, low: -self.high, high: -self.low }
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Option<Self> {
        Self::corners(self.value.checked_mul(&other.value)?, self, other, CheckedMul::checked_mul)
    }

    /// The quotient; `None` where the divisor may be zero.
    pub fn div(&self, other: &Self) -> Option<Self> {
        if other.low <= Exact::zero() && other.high >= Exact::zero() {
            return None;
        }
        Self::corners(self.value.checked_div(&other.value)?, self, other, CheckedDiv::checked_div)
    }

    /// The rate of a change that came to `now`: change ÷ (now − change), each taken once. `None` where what it
    /// was before may be zero.
    pub fn growth(now: &Self, change: &Self) -> Option<Self> {
        let before = now.sub(change)?;
        if before.low <= Exact::zero() && before.high >= Exact::zero() {
            return None;
        }
        let rate = |now: &Exact, change: &Exact| change.checked_div(&difference(now, change)?);
        Self::corners(rate(&now.value, &change.value)?, now, change, rate)
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        let zero = Exact::zero();
        if self.low >= zero {
            *self
        } else if self.high <= zero {
            self.negate()
        } else {
            let (value, far) =
                (if self.value < zero { -self.value } else { self.value }, self.high.max(-self.low));
            Self { value, low: zero, high: far }
        }
    }

    /// The lesser of both, end by end.
    #[must_use]
    pub fn min(&self, other: &Self) -> Self {
        Self {
            value: self.value.min(other.value),
            low: self.low.min(other.low),
            high: self.high.min(other.high),
        }
    }

    /// The greater of both, end by end.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        Self {
            value: self.value.max(other.value),
            low: self.low.max(other.low),
            high: self.high.max(other.high),
        }
    }

    /// How far apart its ends are: the quantum of a printed figure. `None` where it does not fit.
    pub fn width(&self) -> Option<Exact> {
        difference(&self.high, &self.low)
    }

    /// Whether some value lies in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// Whether `number` lies inside, ends included.
    pub fn contains(&self, number: Exact) -> bool {
        self.low <= number && number <= self.high
    }

    /// The interval spanned by `operation` on every pair of ends; `value` stays inside.
    fn corners(
        value: Exact,
        left: &Self,
        right: &Self,
        operation: impl Fn(&Exact, &Exact) -> Option<Exact>,
    ) -> Option<Self> {
        let mut low = value;
        let mut high = value;
        for a in [&left.low, &left.high] {
            for b in [&right.low, &right.high] {
                let corner = operation(a, b)?;
                low = low.min(corner);
                high = high.max(corner);
            }
        }
        Some(Self { value, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(value: &str, quantum: &str) -> Interval {
        let parse = |text: &str| Decimal::from_str_exact(text).unwrap();
        Interval::around(parse(value), parse(quantum), 0).unwrap()
    }

    #[test]
    fn a_growth_rate_on_a_tiny_base_is_an_interval() {
        // 20.63 on a base of 1.96 was printed as 1,055.4 %; naive division gives 1,052.6 %.
        let growth = around("20.63", "0.01").div(&around("1.96", "0.01")).unwrap();
        assert!(growth.contains(Exact::new(10_554, 1000)));
        assert!(!growth.contains(Exact::new(10_600, 1000)));
    }

    #[test]
    fn division_by_what_may_be_zero_is_refused() {
        assert_eq!(around("5", "1").div(&around("0", "1")), None);
        assert_eq!(around("5", "1").div(&around("0.4", "1")), None); // 0.4 ± 0.5 holds zero
    }

    #[test]
    fn big_amounts_stay_exact_and_what_does_not_fit_is_none() {
        let big = exact(Decimal::from_str_exact("100000000000000000000.01").unwrap(), 4).unwrap();
        assert_eq!(show_exact(big, 4).unwrap(), "100000000000000000000.01");
        assert_eq!(exact(Decimal::MAX, 20), None);
    }

    #[test]
    fn decimals_are_shown_without_padding() {
        assert_eq!(show_exact(Exact::new(-63, 100), 0).unwrap(), "-0.63");
        assert_eq!(show_exact(Exact::new(1, 3), 0).unwrap(), "0.333333");
        assert_eq!(show_exact(Exact::from_integer(280_000), 4).unwrap(), "28");
        assert_eq!(grouped("-1234567.891"), "-1,234,567.891");
    }
}
