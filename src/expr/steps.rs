//! How a side that is no plain sum is worked out from its terms, so that it can be worked out again with other
//! amounts.

use super::Evaluated;
use crate::quantity::{Exact, Interval};

/// One step: amounts are put on a pile, and operations take theirs off it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Puts the next term down, with its sign changed or not.
    Term {
        /// Whether its sign is changed.
        negative: bool,
    },
    /// Passes over the next terms, as many as that: what is worked out does not depend on their amounts.
    Skip(usize),
    /// Puts a number down.
    Number(Interval),
    /// Takes two, puts down their sum.
    Add,
    /// Takes two, puts down their product.
    Multiply,
    /// Takes two, puts down the first by the second.
    Divide,
    /// Takes an amount and its change, puts down the change by the amount before it.
    Growth,
    /// Takes two, puts down the lesser.
    Min,
    /// Takes two, puts down the greater.
    Max,
    /// Takes one, puts it down less 1.
    LessOne,
    /// Takes one, puts it down with its sign changed.
    Negate,
    /// Takes one, puts it down without its sign.
    Abs,
}

impl Step {
    /// The first term ÷ the second.
    pub const SHARE: &[Self] =
        &[Self::Term { negative: false }, Self::Term { negative: false }, Self::Divide];
    /// The second term ÷ (the first − the second).
    pub const GROWTH: &[Self] =
        &[Self::Term { negative: false }, Self::Term { negative: false }, Self::Growth];
    /// The first term ÷ the second − 1.
    pub const CHANGE: &[Self] =
        &[Self::Term { negative: false }, Self::Term { negative: false }, Self::Divide, Self::LessOne];

    /// What `self` makes of the last amounts of `pile`; `None` where they are not there or it does not fit.
    fn apply(self, pile: &mut Vec<Interval>, terms: &mut impl Iterator<Item = Interval>) -> Option<()> {
        let found = match self {
            Self::Term { negative } => {
                let term = terms.next()?;
                if negative { term.negate() } else { term }
            }
            Self::Skip(count) => {
                terms.by_ref().take(count).for_each(drop);
                return Some(());
            }
            Self::Number(number) => number,
            Self::LessOne => pile.pop()?.sub(&Interval::point(Exact::from_integer(1)))?,
            Self::Negate => pile.pop()?.negate(),
            Self::Abs => pile.pop()?.abs(),
            Self::Add | Self::Multiply | Self::Divide | Self::Growth | Self::Min | Self::Max => {
                let (second, first) = (pile.pop()?, pile.pop()?);
                match self {
                    Self::Multiply => first.mul(&second)?,
                    Self::Divide => first.div(&second)?,
                    Self::Growth => Interval::growth(&first, &second)?,
                    Self::Min => first.min(&second),
                    Self::Max => first.max(&second),
                    _ => first.add(&second)?,
                }
            }
        };
        pile.push(found);
        Some(())
    }
}

impl Evaluated {
    /// Of a side that only multiplies and divides by one term after the other, the operation before each term but
    /// the first; `None` of any other.
    pub fn operations(&self) -> Option<Vec<Step>> {
        let (first, rest) = self.steps.split_first().filter(|_| !self.sum)?;
        let plain = Step::Term { negative: false };
        let operation = |pair: &[Step]| match *pair {
            [term, operation @ (Step::Multiply | Step::Divide)] if term == plain => Some(operation),
            _ => None,
        };
        if *first != plain {
            return None;
        }
        rest.chunks(2).map(operation).collect()
    }

    /// What it comes to where each of its terms is worth what `terms` tell in their order; `None` where that
    /// does not fit or cannot be told.
    pub fn with(&self, terms: impl Iterator<Item = Interval>) -> Option<Interval> {
        let mut terms = terms;
        if self.sum {
            return self.terms.iter().try_fold(Interval::point(Exact::from_integer(0)), |total, term| {
                let value = terms.next()?;
                if term.negative { total.sub(&value) } else { total.add(&value) }
            });
        }
        let mut pile = Vec::new();
        for step in self.steps.iter() {
            step.apply(&mut pile, &mut terms)?;
        }
        pile.pop()
    }
}
