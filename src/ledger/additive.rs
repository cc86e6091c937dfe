//! Whether a report makes its sums close: told from the sums themselves.
//!
//! Where every figure is rounded on its own, a sum of k addends closes exactly with a probability that falls
//! with k; most government reports instead force their sums to close. The equations of a report that close
//! exactly are the evidence; a few that miss by what rounding could explain are then slips.

use std::collections::BTreeSet;

use num_traits::{Signed, Zero};

use super::words::difference;
use super::{Claim, Nature};
use crate::expr::{Comparison, Term};
use crate::quantity::Exact;

/// The probability, in thousandths, that a sum of k independently rounded addends closes with its rounded
/// total: that k uniform errors of half a unit add up to less than half a unit (Irwin–Hall), for k from 0 to
/// 12.
const CLOSES: [u128; 13] = [1000, 1000, 750, 667, 599, 551, 511, 479, 453, 430, 411, 394, 378];

/// How many times likelier the exact sums must be under forced closing than by chance, where no sum misses.
const ENOUGH: u128 = 40;
/// The same where sums miss: one slip of a report that forces its sums to close must be the likelier story.
const ENOUGH_WITH_SLIP: u128 = 100;
/// The same of sums in coarse figures, such as £m with one decimal or 亿元 with two, which are usually rounded one
/// by one.
const ENOUGH_WITH_COARSE_SLIP: u128 = 1000;
/// Figures printed to more than this, in base units, are coarse: 0.01 万元 is fine.
const FINE: i128 = 100;
/// What each further miss by the same amount adds where one figure explains it: a slip breaks every sum of
/// its figure alike, by chance that happens about once in six.
const PER_WITNESS: u128 = 6;
/// By how much each further figure that must have slipped raises what is needed.
const PER_SLIP: u128 = 20;

/// More sums that miss than these are no slips.
const MOST_MISSES: usize = 32;

/// A sum that misses by what rounding could explain.
struct Miss {
    places: BTreeSet<usize>,
    gap: Exact,
    /// Whether its figures are printed coarsely.
    coarse: bool,
}

/// What the sums of a report tell of how it was rounded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// Whether the report forces its sums to close.
    pub(super) additive: bool,
    /// How many different sums close exactly.
    pub(super) exact: usize,
    /// How many miss by what rounding could explain.
    pub(super) near: usize,
}

/// Whether the report that `claims` come from forces its sums to close.
pub(super) fn is_additive<'c>(claims: impl Iterator<Item = &'c Claim>) -> bool {
    evidence(claims).additive
}

/// What `claims` tell of how the report that they come from was rounded.
pub(super) fn evidence<'c>(claims: impl Iterator<Item = &'c Claim>) -> Evidence {
    let mut seen: BTreeSet<Vec<Exact>> = BTreeSet::new();
    let (mut odds, mut closing): (u128, usize) = (1000, 0);
    let mut exact: BTreeSet<usize> = BTreeSet::new();
    let (mut misses, mut conflicts): (Vec<Miss>, Vec<Miss>) = (Vec::new(), Vec::new());
    for claim in claims {
        if claim.nature == Nature::Restatement {
            if conflicts.len() < MOST_MISSES {
                conflicts.extend(Miss::of(claim));
            }
            continue;
        }
        if !is_sum(claim) {
            continue;
        }
        let mut values: Vec<Exact> = Vec::new();
        values.extend(claim.terms().filter(|term| is_rounded(term)).map(|term| term.value.value));
        values.sort_unstable();
        let addends = values.len().saturating_sub(1);
        if addends < 2 || !seen.insert(values) {
            continue;
        }
        match Miss::of(claim) {
            None if claim.left.value.value == claim.right.value.value => {
                odds = (odds * 1000 / CLOSES[addends.min(CLOSES.len() - 1)]).min(u128::from(u64::MAX));
                exact.extend(places(claim));
                closing += 1;
            }
            Some(miss) if claim.left.value.overlaps(&claim.right.value) => {
                misses.push(miss);
            }
            _ => {}
        }
    }
    let near = misses.len();
    let additive = match near {
        0 => odds >= ENOUGH * 1000,
        1..=MOST_MISSES => {
            let coarse = misses.iter().any(|miss| miss.coarse);
            let enough = if coarse { ENOUGH_WITH_COARSE_SLIP } else { ENOUGH_WITH_SLIP };
            let (slips, witnesses) = slips(misses, &exact, &conflicts);
            let odds = (0..witnesses).fold(odds, |odds, _| odds.saturating_mul(PER_WITNESS));
            let needed = (1..slips).fold(enough * 1000, |needed, _| needed.saturating_mul(PER_SLIP));
            odds >= needed
        }
        _ => false,
    };
    Evidence { additive, exact: closing, near }
}

impl Miss {
    /// By how much the sides of `claim` differ, and where; `None` where they do not, or by more than fits.
    fn of(claim: &Claim) -> Option<Self> {
        let gap = difference(claim)?.abs();
        let is_coarse =
            |term: &Term| term.value.width().is_some_and(|width| width > Exact::from_integer(FINE));
        // One fine figure is enough: what is printed coarser beside it has dropped zeros.
        let coarse =
            claim.left.unit.is_money() && claim.terms().filter(|term| is_rounded(term)).all(is_coarse);
        (gap != Exact::zero()).then(|| Self { places: places(claim), gap, coarse })
    }
}

/// Where the rounded figures of `claim` start.
fn places(claim: &Claim) -> BTreeSet<usize> {
    let terms = claim.terms().filter(|term| is_rounded(term));
    terms.flat_map(|term| term.places.iter()).map(|(_, span)| span.start).collect()
}

/// Whether a claim tells anything of rounding: an equality of plain sums.
fn is_sum(claim: &Claim) -> bool {
    claim.comparison == Comparison::Equal && claim.left.sum && claim.right.sum && !claim.is_approximate()
}

/// Whether a term was rounded: zeros in words and literals were not.
pub(super) fn is_rounded(term: &Term) -> bool {
    term.value.low != term.value.high
}

/// How many figures must have slipped to explain all `misses`, and how many misses bear them witness beyond
/// the first of each. A figure that stands in an exact sum has not slipped; a miss that no other figure
/// explains is a slip of its own. That the figure is stated elsewhere with the other amount, one of
/// `conflicts`, is a witness too.
fn slips(mut misses: Vec<Miss>, exact: &BTreeSet<usize>, conflicts: &[Miss]) -> (usize, usize) {
    let (mut slips, mut witnesses) = (0, 0);
    while let Some(first) = misses.first() {
        let tell = |told: &[Miss], place: usize| {
            told.iter().filter(|miss| miss.gap == first.gap && miss.places.contains(&place)).count()
        };
        let explained = |place: usize| tell(&misses, place) + tell(conflicts, place).min(1);
        let suspects = first.places.iter().copied().filter(|place| !exact.contains(place));
        let suspect = suspects.max_by_key(|place| (explained(*place), std::cmp::Reverse(*place)));
        let gap = first.gap;
        let before = misses.len();
        witnesses += suspect.map_or(0, |place| tell(conflicts, place).min(1));
        match suspect {
            Some(place) => misses.retain(|miss| miss.gap != gap || !miss.places.contains(&place)),
            None => {
                misses.remove(0);
            }
        }
        slips += 1;
        witnesses += before - misses.len() - 1;
    }
    (slips, witnesses)
}
