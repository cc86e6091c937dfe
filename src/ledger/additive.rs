//! Whether a report makes its sums close: told from the sums themselves.
//!
//! Where every figure is rounded on its own, a sum of k addends closes exactly with a probability that falls with k;
//! most government reports instead force their sums to close. The equations of a report that close exactly are the
//! evidence; a few that miss by what rounding could explain are then slips.

use std::collections::{BTreeMap, BTreeSet};

use super::Claim;
use crate::expr::Comparison;
use crate::quantity::Exact;

/// The probability, in thousandths, that a sum of k independently rounded addends closes with its rounded total:
/// that k uniform errors of half a unit add up to less than half a unit (Irwin–Hall), for k from 0 to 12.
const CLOSES: [u128; 13] = [1000, 1000, 750, 667, 599, 551, 511, 479, 453, 430, 411, 394, 378];

/// How many times likelier the exact sums must be under forced closing than by chance before a miss is called one.
const ENOUGH: u128 = 40;
/// By how much each further unrelated miss raises that.
const PER_CAUSE: u128 = 20;

/// Whether the report that `claims` come from forces its sums to close.
pub(super) fn is_additive<'c>(claims: impl Iterator<Item = &'c Claim>) -> bool {
    let mut seen: BTreeSet<Vec<Exact>> = BTreeSet::new();
    let mut odds: u128 = 1000;
    let mut misses: Vec<BTreeSet<usize>> = Vec::new();
    for claim in claims.filter(|claim| is_sum(claim)) {
        let mut values: Vec<Exact> = Vec::new();
        let mut places = BTreeSet::new();
        for term in claim.left.terms.iter().chain(&claim.right.terms) {
            if term.value.low != term.value.high && term.value.value != Exact::from_integer(0) {
                values.push(term.value.value);
                places.extend(term.places.iter().map(|(_, span)| span.start));
            }
        }
        values.sort_unstable();
        let addends = values.len().saturating_sub(1);
        if addends < 2 || !seen.insert(values) {
            continue;
        }
        if claim.left.value.value == claim.right.value.value {
            odds = (odds * 1000 / CLOSES[addends.min(CLOSES.len() - 1)]).min(u128::from(u64::MAX));
        } else if claim.left.value.low <= claim.right.value.high && claim.right.value.low <= claim.left.value.high {
            misses.push(places);
        }
    }
    let needed = (1..causes(misses)).fold(ENOUGH * 1000, |needed, _| needed.saturating_mul(PER_CAUSE));
    odds >= needed
}

/// Whether a claim tells anything of rounding: an equality of plain sums.
fn is_sum(claim: &Claim) -> bool {
    claim.comparison == Comparison::Equal && !claim.restated && claim.left.sum && claim.right.sum
}

/// How many figures, each taken for as many misses as it stands in, explain all `misses`.
fn causes(mut misses: Vec<BTreeSet<usize>>) -> usize {
    let mut causes = 0;
    while !misses.is_empty() {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        misses.iter().flatten().for_each(|place| *counts.entry(*place).or_default() += 1);
        let Some((place, _)) = counts.into_iter().max_by_key(|(place, count)| (*count, std::cmp::Reverse(*place))) else { break };
        misses.retain(|miss| !miss.contains(&place));
        causes += 1;
    }
    causes
}
