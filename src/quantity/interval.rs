//! Intervals: a number, and the values that it may stand for.

use std::cmp::Ordering;

use num_traits::{CheckedMul, Zero};
use rust_decimal::Decimal;

use super::exact::{Exact, difference, exact, order, quotient, scaled, sum, times_ten};

/// A number and the interval of values it may stand for, in base units (元, 1, 人).
///
/// Rounded facts are closed intervals as in XBRL Calculations 1.1: 1.25 stands for anything in [1.245, 1.255].
/// What is cut off, and what is told as a little more or less, has an open end: 120余家 is [120, 130).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The value as printed.
    pub value: Exact,
    /// The smallest value it may stand for.
    pub low: Exact,
    /// The largest value it may stand for.
    pub high: Exact,
    /// Whether it stands for less than anything down to `low`, but not for `low` itself.
    pub low_open: bool,
    /// Whether it does not stand for `high` itself.
    pub high_open: bool,
    /// Whether a figure in it is stated approximately: it proves nothing exactly.
    pub approximate: bool,
}

/// One end of an interval: where it is, and whether it is left out.
type End = (Exact, bool);

impl Interval {
    /// Half a `quantum` on either side of `value`, both × 10^`exponent`.
    pub fn around(value: Decimal, quantum: Decimal, exponent: i32) -> Option<Self> {
        let power = |number: Decimal| Some(exponent - i32::try_from(number.scale()).ok()?);
        let (own, tenth) = (power(value)?, power(quantum)? - 1);
        // Whole numbers of the finest of them and of one: one denominator for all.
        let finer = own.min(tenth).min(0);
        let value = times_ten(value.mantissa(), own - finer)?;
        let half = times_ten(quantum.mantissa() * 5, tenth - finer)?; // a mantissa has 96 bits
        let (low, high) = (value.checked_sub(half)?, value.checked_add(half)?);
        if finer == 0 {
            return Some(Self::closed(value.into(), low.into(), high.into()));
        }
        Some(Self::closed(scaled(value, finer)?, scaled(low, finer)?, scaled(high, finer)?))
    }

    /// From `value` on up to one `quantum` above it, itself left out, both × 10^`exponent`.
    pub fn from(value: Decimal, quantum: Decimal, exponent: i32) -> Option<Self> {
        let (value, quantum) = (exact(value, exponent)?, exact(quantum, exponent)?);
        Some(Self { high_open: !quantum.is_zero(), ..Self::closed(value, value, sum(&value, &quantum)?) })
    }

    /// From one `quantum` below `value`, itself left out, up to it, both × 10^`exponent`.
    pub fn up_to(value: Decimal, quantum: Decimal, exponent: i32) -> Option<Self> {
        Self::from(-value, quantum, exponent).map(|mirrored| mirrored.negate())
    }

    /// What `value`, cut off after its last digit, stands for: up to one `quantum` further from zero, itself
    /// left out, both × 10^`exponent`.
    pub fn cut_off(value: Decimal, quantum: Decimal, exponent: i32) -> Option<Self> {
        if value.is_zero() {
            let step = exact(quantum, exponent)?;
            let open = !step.is_zero();
            return Some(Self {
                low_open: open,
                high_open: open,
                ..Self::closed(Exact::zero(), -step, step)
            });
        }
        if value.is_sign_negative() {
            Self::up_to(value, quantum, exponent)
        } else {
            Self::from(value, quantum, exponent)
        }
    }

    /// A number known exactly.
    pub fn point(value: Exact) -> Self {
        Self::closed(value, value, value)
    }

    /// A number between ends that it may stand for.
    fn closed(value: Exact, low: Exact, high: Exact) -> Self {
        Self { value, low, high, low_open: false, high_open: false, approximate: false }
    }

    /// The same as a figure that is stated approximately.
    #[must_use]
    pub fn approximately(self) -> Self {
        Self { approximate: true, ..self }
    }

    /// The sum: an end is left out where that of an addend is.
    pub fn add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            value: sum(&self.value, &other.value)?,
            low: sum(&self.low, &other.low)?,
            high: sum(&self.high, &other.high)?,
            low_open: self.low_open || other.low_open,
            high_open: self.high_open || other.high_open,
            approximate: self.approximate || other.approximate,
        })
    }

    /// The difference.
    pub fn sub(&self, other: &Self) -> Option<Self> {
        self.add(&other.negate())
    }

    /// The number with its sign changed: the ends change places.
    #[must_use]
    pub fn negate(&self) -> Self {
        Self {
            value: -self.value,
            low: -self.high,
            high: -self.low,
            low_open: self.high_open,
            high_open: self.low_open,
            approximate: self.approximate,
        }
    }

    /// The product.
    pub fn mul(&self, other: &Self) -> Option<Self> {
        Self::corners(self.value.checked_mul(&other.value)?, self, other, CheckedMul::checked_mul)
    }

    /// The quotient; `None` where the divisor may be zero.
    pub fn div(&self, other: &Self) -> Option<Self> {
        if other.contains(Exact::zero()) {
            return None;
        }
        Self::corners(quotient(&self.value, &other.value)?, self, other, quotient)
    }

    /// The rate of a change that came to `now`: change ÷ (now − change), each taken once. `None` where what it
    /// was before may be zero.
    pub fn growth(now: &Self, change: &Self) -> Option<Self> {
        let before = now.sub(change)?;
        if before.contains(Exact::zero()) {
            return None;
        }
        let rate = |now: &Exact, change: &Exact| quotient(change, &difference(now, change)?);
        Self::corners(rate(&now.value, &change.value)?, now, change, rate)
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        let zero = Exact::zero();
        if self.low >= zero {
            return *self;
        }
        let mirrored = self.negate();
        if self.high <= zero {
            return mirrored;
        }
        let (high, high_open) = upper(self.highest(), mirrored.highest());
        let value = self.value.max(mirrored.value);
        Self { value, low: zero, high, low_open: false, high_open, approximate: self.approximate }
    }

    /// The lesser of both, end by end.
    #[must_use]
    pub fn min(&self, other: &Self) -> Self {
        self.negate().max(&other.negate()).negate()
    }

    /// The greater of both, end by end.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        let (high, high_open) = upper(self.highest(), other.highest());
        // Both must be at the higher of the low ends for the greater to be there.
        let (low, low_open) = (self.low, self.low_open).max((other.low, other.low_open));
        let approximate = self.approximate || other.approximate;
        Self { value: self.value.max(other.value), low, high, low_open, high_open, approximate }
    }

    /// How far apart its ends are: the quantum of a printed figure. `None` where it does not fit.
    pub fn width(&self) -> Option<Exact> {
        difference(&self.high, &self.low)
    }

    /// Whether some value lies in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        !self.exceeds(other) && !other.exceeds(self)
    }

    /// Whether every value of it is greater than every value of `other`.
    pub fn exceeds(&self, other: &Self) -> bool {
        match order(&self.low, &other.high) {
            Ordering::Greater => true,
            Ordering::Equal => self.low_open || other.high_open,
            Ordering::Less => false,
        }
    }

    /// Whether `number` lies inside.
    pub fn contains(&self, number: Exact) -> bool {
        self.overlaps(&Self::point(number))
    }

    fn highest(&self) -> End {
        (self.high, self.high_open)
    }

    /// The interval spanned by `operation` on every pair of ends; `value` stays inside.
    fn corners(
        value: Exact,
        left: &Self,
        right: &Self,
        operation: impl Fn(&Exact, &Exact) -> Option<Exact>,
    ) -> Option<Self> {
        let mut low = (value, false);
        let mut high = (value, false);
        for (a, a_open) in [(&left.low, left.low_open), (&left.high, left.high_open)] {
            for (b, b_open) in [(&right.low, right.low_open), (&right.high, right.high_open)] {
                let at = operation(a, b)?;
                // What comes to zero may do so for the sake of one end alone.
                let open = (a_open || b_open) && !at.is_zero();
                low = lower(low, (at, open));
                high = upper(high, (at, open));
            }
        }
        let approximate = left.approximate || right.approximate;
        Some(Self { value, low: low.0, high: high.0, low_open: low.1, high_open: high.1, approximate })
    }
}

/// The lower of two low ends; of two at one place the one that is not left out.
fn lower(one: End, other: End) -> End {
    if order(&other.0, &one.0).then(other.1.cmp(&one.1)).is_lt() { other } else { one }
}

/// The higher of two high ends, likewise.
fn upper(one: End, other: End) -> End {
    if order(&other.0, &one.0).then(one.1.cmp(&other.1)).is_gt() { other } else { one }
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

    /// Its ends as they are written: [120, 130).
    fn shown(interval: &Interval) -> String {
        let (opening, closing) =
            (if interval.low_open { '(' } else { '[' }, if interval.high_open { ')' } else { ']' });
        format!("{opening}{}, {}{closing}", interval.low, interval.high)
    }

    #[test]
    fn ends_that_are_left_out_change_places_with_the_sign() {
        let decimal = |text: &str| Decimal::from_str_exact(text).unwrap();
        let over = Interval::from(decimal("120"), decimal("10"), 0).unwrap();
        let under = Interval::up_to(decimal("300"), decimal("100"), 0).unwrap();
        let closed = around("10", "2");
        let cases = [
            (over, "[120, 130)"),
            (under, "(200, 300]"),
            (over.negate(), "(-130, -120]"),
            (over.add(&closed).unwrap(), "[129, 141)"), // one open end opens that of the sum
            (under.sub(&over).unwrap(), "(70, 180]"),   // 200 − 130 … 300 − 120
            (over.sub(&under).unwrap(), "[-180, -70)"),
            (over.mul(&Interval::point((-2).into())).unwrap(), "(-260, -240]"),
            (over.negate().abs(), "[120, 130)"),
            (over.max(&closed), "[120, 130)"),
            (over.min(&closed), "[9, 11]"),
            (Interval::cut_off(decimal("1.25"), decimal("0.01"), 2).unwrap(), "[125, 126)"),
            (Interval::cut_off(decimal("-1.25"), decimal("0.01"), 2).unwrap(), "(-126, -125]"),
            (Interval::cut_off(decimal("0.00"), decimal("0.01"), 2).unwrap(), "(-1, 1)"),
            (Interval::cut_off(decimal("3"), decimal("0"), 0).unwrap(), "[3, 3]"), // counted
        ];
        for (interval, expected) in cases {
            assert_eq!(shown(&interval), expected);
            assert!(interval.contains(interval.value), "{expected}");
        }
    }

    #[test]
    fn intervals_that_touch_at_an_open_end_have_nothing_in_common() {
        let decimal = |text: &str| Decimal::from_str_exact(text).unwrap();
        let over = Interval::from(decimal("120"), decimal("10"), 0).unwrap();
        let point = |value: i128| Interval::point(value.into());
        let cases = [(119, false), (120, true), (129, true), (130, false)];
        for (number, expected) in cases {
            assert_eq!(over.contains(number.into()), expected, "{number}");
            assert_eq!(over.overlaps(&point(number)), expected, "{number}");
        }
        assert!(point(130).exceeds(&over) && !point(129).exceeds(&over));
        assert!(around("131", "2").exceeds(&over)); // [130, 132]
        assert!(around("120", "2").overlaps(&around("122", "2"))); // [119, 121] and [121, 123]
    }

    #[test]
    fn what_is_approximate_stays_so() {
        let about = around("300", "100").approximately();
        let firm = around("2", "1");
        let found = [about.add(&firm), firm.sub(&about), about.mul(&firm), firm.div(&about)];
        assert!(found.iter().all(|found| found.unwrap().approximate));
        assert!(about.negate().approximate && about.max(&firm).approximate && !firm.negate().approximate);
    }
}
