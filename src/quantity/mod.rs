//! Quantities: exact decimals with units and the interval that their rounding allows.

mod exact;
mod interval;
mod lexicon;
mod number;
mod scan;
mod slip;
mod units;

pub use exact::{Exact, difference, digits, exact, grouped, in_unit, order, show_exact, sum};
pub use interval::Interval;
pub use lexicon::{Lexicon, Stops};
pub use number::number;
pub use scan::{Amount, Token, cell, scan, tokens};
pub use slip::{is_rounded_slip, is_slip, is_telling_slip, is_unit_slip, slips_by};
pub use units::{Counted, Currency, Dimension, Unit};

use rust_decimal::Decimal;

/// How firmly a quantity is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Firmness {
    /// As printed, rounded to its last digit.
    Stated,
    /// About: 约, 左右, about.
    About,
    /// A little more: 120余家, over.
    Over,
    /// A little less: 近1000张, nearly.
    Under,
    /// A bound, not an amount: 500万元以上.
    Threshold,
}

/// An exact decimal with its unit, as printed: `6149.92 万元` has the value 6149.92 and the quantum 0.01.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The number in `unit`.
    pub value: Decimal,
    /// One unit of the last digit shown, in `unit`; zero for a word such as 无.
    pub quantum: Decimal,
    /// The unit it is printed in.
    pub unit: Unit,
    /// How firmly it is stated.
    pub firmness: Firmness,
}

impl Quantity {
    /// The number as printed in `unit`, its quantum taken from its decimals. What is counted one by one, and
    /// a whole number without a unit, is not rounded.
    #[inline]
    pub fn stated(value: Decimal, unit: Unit) -> Self {
        let counted = matches!(unit.dimension, Dimension::Count(_)) && unit.exponent == 0;
        let whole = unit.dimension == Dimension::Plain && value.scale() == 0;
        let quantum = if counted || whole { Decimal::ZERO } else { Decimal::new(1, value.scale()) };
        Self { value, quantum, unit, firmness: Firmness::Stated }
    }

    /// The interval of true values in base units: half a quantum on either side, or what the words around it
    /// make of it. `None` where it does not fit.
    pub fn interval(&self) -> Option<Interval> {
        let (value, exponent) = (self.value, self.unit.exponent);
        let about = match self.firmness {
            Firmness::Stated | Firmness::Threshold => {
                return Interval::around(value, self.quantum, exponent);
            }
            Firmness::About => Interval::around(value, self.step(), exponent),
            Firmness::Over => Interval::from(value, self.step(), exponent),
            Firmness::Under => Interval::up_to(value, self.step(), exponent),
        };
        about.map(Interval::approximately)
    }

    /// The same where figures are cut off after their last digit and not rounded.
    pub fn cut_off(&self) -> Option<Interval> {
        match self.firmness {
            Firmness::Stated => Interval::cut_off(self.value, self.quantum, self.unit.exponent),
            _ => self.interval(),
        }
    }

    /// One unit of the last digit that is not zero: who writes 120余家 or 约300万元 counts in tens and hundreds,
    /// the zeros only hold their places.
    fn step(&self) -> Decimal {
        let value = self.value.normalize();
        let mut number = value.mantissa();
        if number == 0 {
            return self.quantum;
        }
        let mut step = Decimal::new(1, value.scale());
        while number % 10 == 0 {
            number /= 10;
            step *= Decimal::TEN;
        }
        step
    }

    /// The amount as printed in base units. `None` where it does not fit.
    pub fn amount(&self) -> Option<Exact> {
        exact(self.value, self.unit.exponent)
    }

    /// Whether it is an amount as printed, and neither an approximation nor a bound.
    pub fn is_firm(&self) -> bool {
        self.firmness == Firmness::Stated
    }

    /// Whether it is an approximation: about, over, nearly.
    pub fn is_approximate(&self) -> bool {
        matches!(self.firmness, Firmness::About | Firmness::Over | Firmness::Under)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_around_an_amount_make_its_interval() {
        let cases = [
            ("6149.92万元", "[61499150, 61499250]"),
            ("企业120余家", "[120, 130)"),
            ("获得约300万元", "[2500000, 3500000]"),
            ("近2.1亿元", "(200000000, 210000000]"),
            ("超过8000人", "[8000, 9000)"),
            ("约2.50万元", "[24500, 25500]"), // the last digit that is not zero
            ("约0万元", "[-5000, 5000]"),
            ("about £41m", "[40500000, 41500000]"),
            ("不超过500万元", "[4995000, 5005000]"), // a bound: no check uses it
        ];
        for (text, expected) in cases {
            let quantity = scan(text).next().unwrap().quantity;
            let found = quantity.interval().unwrap();
            let ends = (if found.low_open { '(' } else { '[' }, if found.high_open { ')' } else { ']' });
            assert_eq!(format!("{}{}, {}{}", ends.0, found.low, found.high, ends.1), expected, "{text}");
            assert_eq!(found.approximate, quantity.is_approximate(), "{text}");
        }
    }
}
