//! The work on an expression: what its parts come to, and the terms that they take, on one pile.

use std::borrow::Cow;
use std::ops::Range;

use super::{Evaluated, Figures, Step, Term};
use crate::quantity::{Exact, Interval, Unit, show_exact};

/// An expression that is worked out: every term that it took so far, in order.
pub(super) struct Work<'f> {
    pub(super) figures: &'f dyn Figures,
    pub(super) terms: Vec<Term>,
}

/// What a part of an expression comes to: all of an [`Evaluated`] but the terms, which lie on the pile.
pub(super) struct Part {
    pub(super) value: Interval,
    pub(super) unit: Unit,
    pub(super) terms: Range<usize>,
    pub(super) sum: bool,
    pub(super) steps: Cow<'static, [Step]>,
    pub(super) bare: bool,
}

impl<'f> Work<'f> {
    /// Nothing worked out yet.
    pub(super) fn new(figures: &'f dyn Figures) -> Self {
        Self { figures, terms: Vec::new() }
    }

    /// A part that is one term.
    pub(super) fn take(&mut self, term: impl Into<Term>) -> Part {
        let term = term.into();
        let (value, unit, at) = (term.value, term.unit, self.terms.len());
        self.terms.push(term);
        Part { value, unit, terms: at..at + 1, sum: true, steps: Cow::default(), bare: false }
    }

    /// A number that is no sum of the terms from `start` on.
    pub(super) fn number(&self, value: Exact, start: usize) -> Part {
        let value = Interval::point(value);
        let terms = start..self.terms.len();
        let steps = vec![Step::Skip(terms.len()), Step::Number(value)].into();
        Part { value, unit: Unit::NONE, terms, sum: false, steps, bare: false }
    }

    pub(super) fn negate(&mut self, mut part: Part) -> Part {
        part.value = part.value.negate();
        self.terms[part.terms.clone()].iter_mut().for_each(|term| term.negative = !term.negative);
        if !part.sum {
            part.steps.to_mut().push(Step::Negate);
        }
        part
    }

    /// What to call a part in a message: its first figure or number.
    pub(super) fn label(&self, part: &Part) -> String {
        match self.terms[part.terms.clone()].first() {
            Some(term) => term.name.to_string(),
            None => show_exact(part.value.value, part.unit.exponent).unwrap_or_default(),
        }
    }

    /// The steps to the value of a part: for a plain sum, its terms one after the other.
    pub(super) fn steps(&self, part: &Part) -> Vec<Step> {
        if !part.sum {
            return part.steps.to_vec();
        }
        let mut steps = Vec::with_capacity(2 * part.terms.len());
        for (at, term) in self.terms[part.terms.clone()].iter().enumerate() {
            steps.push(Step::Term { negative: term.negative });
            steps.extend((at > 0).then_some(Step::Add));
        }
        if steps.is_empty() {
            steps.push(Step::Number(part.value));
        }
        steps
    }

    /// The steps of all `parts`, joined by `step`.
    pub(super) fn joined(&self, parts: &[Part], step: Step) -> Vec<Step> {
        let each = parts.iter().enumerate();
        each.flat_map(|(at, part)| self.steps(part).into_iter().chain((at > 0).then_some(step))).collect()
    }

    /// The values of `parts`, which are all that was worked out, each with its terms.
    pub(super) fn finish(mut self, parts: Vec<Part>) -> Vec<Evaluated> {
        let mut sides = Vec::with_capacity(parts.len());
        for Part { value, unit, terms, sum, steps, bare } in parts.into_iter().rev() {
            let mut terms = self.terms.split_off(terms.start);
            // A claim keeps its terms, and a table may make a claim for each of its rows.
            terms.shrink_to_fit();
            sides.push(Evaluated { value, unit, terms, sum, steps, bare });
        }
        sides.reverse();
        sides
    }
}
