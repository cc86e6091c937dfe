//! Bases: which equations say what those before them do not already say.

use std::collections::BTreeMap;

use foldhash::HashMap;

use crate::quantity::Exact;

/// The sums of whole numbers are taken modulo this prime, 2⁶¹ − 1: two coefficients that differ by a multiple of
/// it do not come up.
const PRIME: u128 = (1 << 61) - 1;

/// How many coefficients are worked on in all: what is not reached counts as already said.
const MOST_STEPS: usize = 500_000;

/// An equation: each figure by its place in the basis, with its coefficient modulo [`PRIME`].
type Row = BTreeMap<usize, u128>;

/// Equations none of which follows from the others, brought into echelon form as they come.
#[derive(Debug, Default)]
pub(super) struct Basis {
    /// Each figure, told apart by its value: the same amount stated again is the same figure.
    figures: HashMap<Exact, usize>,
    /// The equations by the first of their figures, whose coefficient is one.
    rows: HashMap<usize, Row>,
    steps: usize,
}

impl Basis {
    /// How many figures its equations are about, and those that were refused.
    pub(super) fn figures(&self) -> usize {
        self.figures.len()
    }

    /// Takes up the equation that `terms`, each subtracted where the flag says so, come to nothing, whatever the
    /// amounts are; `false` where that follows from the equations it holds.
    pub(super) fn takes(&mut self, terms: impl Iterator<Item = (Exact, bool)>) -> bool {
        let mut row = Row::new();
        for (value, negative) in terms {
            let known = self.figures.len();
            let figure = *self.figures.entry(value).or_insert(known);
            add(&mut row, figure, if negative { PRIME - 1 } else { 1 });
        }
        while let Some((&first, &factor)) = row.first_key_value() {
            self.steps += row.len();
            if self.steps > MOST_STEPS {
                return false;
            }
            let Some(known) = self.rows.get(&first) else {
                let inverse = power(factor, PRIME - 2);
                for value in row.values_mut() {
                    *value = reduced(*value * inverse);
                }
                self.rows.insert(first, row);
                return true;
            };
            self.steps += known.len();
            for (&figure, &value) in known {
                add(&mut row, figure, reduced((PRIME - factor) * value));
            }
        }
        false
    }
}

/// Adds `value` to the coefficient of `figure`.
fn add(row: &mut Row, figure: usize, value: u128) {
    let coefficient = row.entry(figure).or_default();
    *coefficient = reduced(*coefficient + value);
    if *coefficient == 0 {
        row.remove(&figure);
    }
}

/// A number below the square of [`PRIME`] modulo it: 2⁶¹ is 1, so that what stands above its bits is added to them.
fn reduced(number: u128) -> u128 {
    let sum = (number & PRIME) + (number >> 61);
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// `base` to the power of `exponent`; to that of `PRIME` − 2 it is the inverse (Fermat).
fn power(mut base: u128, mut exponent: u128) -> u128 {
    let mut product = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            product = reduced(product * base);
        }
        base = reduced(base * base);
        exponent >>= 1;
    }
    product
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_that_follow_from_others_are_refused() {
        // Two rows and two columns with totals: any five of the six sums give the sixth.
        let cases = [
            (vec![3, 1, 2], true),       // a total and its parts
            (vec![12, 5, 7], true),      //
            (vec![15, 6, 9], true),      // the row of totals
            (vec![6, 1, 5], true),       // the columns
            (vec![9, 2, 7], true),       //
            (vec![15, 3, 12], false),    // the column of totals
            (vec![3, 2, 1], false),      // the same in another order
            (vec![18, 6, 12], true),     // 6 + 12, no more than two of them known
            (vec![15, 1, 2, 12], false), // the total with the parts of a part
        ];
        let mut basis = Basis::default();
        for (values, expected) in cases {
            let terms = values.iter().enumerate().map(|(at, value)| (Exact::from_integer(*value), at > 0));
            assert_eq!(basis.takes(terms), expected, "{values:?}");
        }
        assert_eq!(basis.figures(), 10);
    }
}
