//! Quantities: exact decimals with units and the interval that their rounding allows.

mod interval;
mod lexicon;
mod scan;
mod slip;
mod units;

pub use interval::{Exact, Interval, difference, exact, grouped, show_exact, sum};
pub use lexicon::{Lexicon, next_opening};
pub use scan::{Amount, cell, number, scan};
pub use slip::{is_rounded_slip, is_slip, is_telling_slip, is_unit_slip, slips_by};
pub use units::{Dimension, Unit};

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
    pub fn stated(value: Decimal, unit: Unit) -> Self {
        let counted = matches!(unit.dimension, Dimension::Count(_)) && unit.exponent == 0;
        let whole = unit.dimension == Dimension::Plain && value.scale() == 0;
        let quantum = if counted || whole { Decimal::ZERO } else { Decimal::new(1, value.scale()) };
        Self { value, quantum, unit, firmness: Firmness::Stated }
    }

    /// The interval of true values in base units: half a quantum on either side. `None` where it does not
    /// fit.
    pub fn interval(&self) -> Option<Interval> {
        Interval::around(self.value, self.quantum, self.unit.exponent)
    }

    /// The amount as printed in base units. `None` where its interval does not fit.
    pub fn amount(&self) -> Option<Exact> {
        self.interval().map(|interval| interval.value)
    }

    /// Whether an identity may use it: approximations and thresholds it may not.
    pub fn is_firm(&self) -> bool {
        self.firmness == Firmness::Stated
    }
}
