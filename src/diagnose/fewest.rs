//! The fewest figures that must change (Fellegi and Holt 1976): two or three at once, each with the value that
//! the equations leave it.

use std::collections::BTreeSet;

use num_traits::{CheckedDiv, CheckedMul, Signed, Zero};

use super::system::{Change, Equation, System};
use super::{Explanation, Kind};
use crate::ledger::Status;
use crate::quantity::{Exact, difference, sum};

/// The most figures changed at once.
const MOST_CHANGES: usize = 3;

/// How many sets are told apart before nothing can be said.
const MOST_SETS: usize = 8;

/// How many equations are evaluated for one block.
const MOST_EVALUATED: usize = 50_000;

/// The longest equation whose figures are tried one after the other.
const LONGEST: usize = 60;

/// The smallest sets of figures that, changed as the sums ask, repair `block`, where there are fewer figures than
/// sums that bear them witness; none where there are too many ways.
pub(super) fn explanations(system: &System<'_>, block: &[usize]) -> Vec<Explanation> {
    let sums = block.iter().filter(|at| system.equations[**at].is_sum()).count();
    let mut search = Search {
        system,
        block,
        changes: Vec::new(),
        found: BTreeSet::new(),
        until: system.evaluated().saturating_add(MOST_EVALUATED),
    };
    for size in 2..=MOST_CHANGES.min(sums.saturating_sub(1)) {
        search.extend(size);
        if search.is_over() {
            if search.found.len() <= MOST_SETS {
                system.stop();
            }
            return Vec::new();
        }
        if !search.found.is_empty() {
            let explanation = |changes: Vec<Change>| Explanation {
                kind: Kind::Implied,
                changes,
                term: None,
                repairs: block.to_vec(),
                exact: true,
            };
            return search.found.into_iter().map(explanation).collect();
        }
    }
    Vec::new()
}

/// A search for sets of changes: one after the other, each closes a sum that is open after those before.
struct Search<'s> {
    system: &'s System<'s>,
    block: &'s [usize],
    changes: Vec<Change>,
    found: BTreeSet<Vec<Change>>,
    until: usize,
}

impl Search<'_> {
    /// Whether nothing can be said any more: there are too many sets, or too much to try.
    fn is_over(&self) -> bool {
        self.found.len() > MOST_SETS || self.system.is_exhausted() || self.system.evaluated() >= self.until
    }

    /// Finds every set of `left` further changes that repairs the block.
    fn extend(&mut self, left: usize) {
        if self.is_over() {
            return;
        }
        let touched = self.changes.iter().flat_map(|change| &self.system.touching[change.figure]);
        let mut open: BTreeSet<usize> = self.block.iter().chain(touched).copied().collect();
        open.retain(|at| !self.closes(*at));
        if left == 0 {
            if open.is_empty() {
                let mut set = self.changes.clone();
                set.sort_unstable();
                self.found.insert(set);
            }
            return;
        }
        for at in open.into_iter().filter(|at| self.system.equations[*at].is_sum()) {
            self.close(at, left);
        }
    }

    /// Goes on with every change of one figure that closes the sum at `at`.
    fn close(&mut self, at: usize, left: usize) {
        let equation = &self.system.equations[at];
        let Some(gap) = equation.residual(&self.changes) else { return };
        for figure in equation.figures().into_iter().take(LONGEST) {
            if self.changes.iter().any(|change| change.figure == figure) {
                continue;
            }
            for by in choices(self.system, equation, figure, gap) {
                self.changes.push(self.system.change(figure, by));
                self.extend(left - 1);
                self.changes.pop();
            }
        }
    }

    /// Whether an equation needs no further change.
    fn closes(&self, at: usize) -> bool {
        let status = self.system.status(&self.system.equations[at], &self.changes);
        matches!(status, Some(Status::Holds | Status::Rounding))
    }
}

/// The changes of `figure` that close a sum which is off by `gap`: the one that closes it exactly, and the other sign
/// where rounding hides that it would.
fn choices(system: &System<'_>, equation: &Equation<'_>, figure: usize, gap: Exact) -> Vec<Exact> {
    let Some(weight) = equation.weight(figure) else { return Vec::new() };
    let mut found: Vec<Exact> = (-gap).checked_div(&weight).into_iter().collect();
    let value = system.figures[figure].value;
    if let Some(opposite) = difference(&-value, &value)
        && !opposite.is_zero()
        && !found.contains(&opposite)
        && closes_within_rounding(equation, gap, weight, opposite) == Some(true)
    {
        found.push(opposite);
    }
    // What no slip explains is no reason to take an amount for a debt.
    let is_likely = |by: &Exact| {
        sum(&value, by).is_some_and(|meant| meant == -value || !(meant * value.signum()).is_negative())
    };
    found.retain(is_likely);
    found
}

/// Whether a sum which is off by `gap` closes within its rounding when a figure of that `weight` changes `by`.
fn closes_within_rounding(equation: &Equation<'_>, gap: Exact, weight: Exact, by: Exact) -> Option<bool> {
    let claim = &equation.judgement.claim;
    let open = sum(&gap, &weight.checked_mul(&by)?)?.abs();
    Some(sum(&open, &open)? <= sum(&claim.left.value.width()?, &claim.right.value.width()?)?)
}
