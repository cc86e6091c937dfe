//! Figures that stand elsewhere with another amount.

use super::system::System;
use super::{Guess, Kind};
use crate::ledger::Nature;

/// The amounts that the same figure has at other places, by the equations that say it is the same.
pub(super) fn guesses(system: &System<'_>, figure: usize) -> Vec<Guess> {
    let mut guesses: Vec<Guess> = Vec::new();
    for at in &system.touching[figure] {
        let equation = &system.equations[*at];
        if equation.judgement.claim.nature != Nature::Restatement {
            continue;
        }
        for other in equation.figures().into_iter().filter(|other| *other != figure) {
            let guess = Guess { kind: Kind::Restatement, value: system.figures[other].value };
            if !guesses.contains(&guess) {
                guesses.push(guess);
            }
        }
    }
    guesses
}
