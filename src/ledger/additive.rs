//! Whether a report makes its sums close: told from the sums themselves.
//!
//! Where every figure is rounded on its own, a sum of k addends closes exactly with a probability that falls
//! with k; most government reports instead force their sums to close, up to a few slips. Both stories are held
//! against the sums that close and those that miss by what rounding could explain, and their likelihoods compared.

use std::collections::BTreeSet;

use num_traits::{CheckedDiv, Signed, Zero};

use super::basis::Basis;
use super::chances::{self, SURE};
use super::words::difference;
use super::{Claim, Nature, Rounding};
use crate::expr::Term;
use crate::quantity::Exact;
use crate::report::Report;

/// How many times likelier forced closing is to begin with where it is usual.
const USUALLY: i128 = 300;
/// How many times likelier all sums must be under forced closing with a few slips than by chance.
const ENOUGH: i128 = 100;
/// By how much each slip makes forced closing less likely, for each figure of the sums: any of them may have
/// slipped, up or down, and as likely as not no further one did.
const PER_SLIP: i128 = 4;
/// What it adds that the figure of a slip is stated elsewhere with the other amount.
const PER_CONFLICT: i128 = 6;

/// More sums that miss than these are no slips.
const MOST_MISSES: usize = 32;
/// Odds beyond these, in parts of [`EVEN`], are as good as certain.
const CERTAIN: i128 = 10_i128.pow(28);
/// Odds of one to one.
const EVEN: i128 = 1000;

/// A sum that misses by what rounding could explain.
struct Miss {
    places: BTreeSet<usize>,
    gap: Exact,
    /// How probable it is, in parts of [`SURE`], where every figure is rounded on its own.
    chance: i128,
}

/// What the sums of a report tell of how it was rounded.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Evidence {
    /// Whether the report is taken to force its sums to close.
    pub(super) additive: bool,
    /// Whether the report itself says that its sums may miss.
    pub(super) told: bool,
    /// How many different sums close exactly; they are counted where nothing else says how it was rounded.
    pub(super) exact: usize,
    /// How many miss by what rounding could explain.
    pub(super) near: usize,
}

/// What `claims` tell of how the report that they come from was rounded, if reports of its kind make their sums
/// close as `rounding` says.
pub(super) fn evidence<'c>(
    claims: impl Iterator<Item = &'c Claim>,
    report: &Report,
    rounding: Rounding,
) -> Evidence {
    let prior = match rounding {
        Rounding::Additive => return Evidence { additive: true, ..Evidence::default() },
        Rounding::Independent | Rounding::Truncated => return Evidence::default(),
        _ if report.says_sums_may_miss() => return Evidence { told: true, ..Evidence::default() },
        Rounding::UsuallyAdditive => USUALLY,
        Rounding::Auto => 1,
    };
    let (mut basis, mut odds, mut closing) = (Basis::default(), EVEN, 0);
    let mut exact: BTreeSet<usize> = BTreeSet::new();
    let (mut missing, mut conflicts): (Vec<&Claim>, Vec<Miss>) = (Vec::new(), Vec::new());
    for claim in claims {
        if claim.nature == Nature::Restatement {
            if conflicts.len() < MOST_MISSES {
                conflicts.extend(Miss::of(claim));
            }
            continue;
        }
        let Some(addends) = addends(claim) else { continue };
        if claim.left.value.value == claim.right.value.value {
            exact.extend(places(claim));
            if odds < CERTAIN && basis.takes(terms(claim)) {
                odds = odds * SURE / chances::closes(addends);
                closing += 1;
            }
        } else if claim.left.value.overlaps(&claim.right.value) {
            missing.push(claim);
        }
    }
    // What follows from the sums before is neither chance nor a further slip.
    let news = missing.into_iter().filter(|claim| basis.takes(terms(claim)));
    let misses: Vec<Miss> = news.filter_map(Miss::of).take(MOST_MISSES + 1).collect();
    let near = misses.len();
    let odds = odds.saturating_mul(prior);
    let additive = closes_by_force(odds, basis.figures(), misses, &exact, &conflicts);
    Evidence { additive, told: false, exact: closing, near }
}

/// Whether forced closing with a few slips is likely enough: `odds` are those of the sums that close, `exact` the
/// places of their figures, `misses` the sums that do not, `conflicts` the figures stated with two amounts.
fn closes_by_force(
    odds: i128,
    figures: usize,
    misses: Vec<Miss>,
    exact: &BTreeSet<usize>,
    conflicts: &[Miss],
) -> bool {
    if misses.len() > MOST_MISSES {
        return false;
    }
    let odds = misses.iter().fold(odds, |odds, miss| odds.min(CERTAIN) * SURE / miss.chance);
    let (slips, told) = slips(misses, exact, conflicts);
    let odds = (0..told).fold(odds, |odds, _| odds.saturating_mul(PER_CONFLICT));
    let per_slip = i128::try_from(figures).unwrap_or(i128::MAX).saturating_mul(PER_SLIP);
    odds >= (0..slips).fold(ENOUGH * EVEN, |needed, _| needed.saturating_mul(per_slip))
}

/// The unit of the last digit of the coarsest figure of `claim`.
fn unit(claim: &Claim) -> Option<Exact> {
    let widths = claim.terms().filter(|term| is_rounded(term)).filter_map(|term| term.value.width());
    widths.max()
}

impl Miss {
    /// By how much the sides of `claim` differ, and where; `None` where they do not, or by more than fits.
    fn of(claim: &Claim) -> Option<Self> {
        let gap = difference(claim)?.abs();
        let units = unit(claim).and_then(|unit| gap.checked_div(&unit)).map_or(1, |units| units.to_integer());
        let chance = addends(claim).map_or(SURE, |addends| chances::misses(addends, units));
        (gap != Exact::zero()).then(|| Self { places: places(claim), gap, chance })
    }
}

/// Where the rounded figures of `claim` start.
fn places(claim: &Claim) -> BTreeSet<usize> {
    let terms = claim.terms().filter(|term| is_rounded(term));
    terms.flat_map(|term| term.places.iter()).map(|(_, span)| span.start).collect()
}

/// The figures of `claim` that rounding may have changed, and whether each is on the other side of the equation
/// than the first: zero is nothing rounded.
fn terms(claim: &Claim) -> impl Iterator<Item = (Exact, bool)> {
    let rounded = |term: &&Term| is_rounded(term) && !term.value.value.is_zero();
    let left = claim.left.terms.iter().filter(rounded).map(|term| (term.value.value, term.negative));
    left.chain(claim.right.terms.iter().filter(rounded).map(|term| (term.value.value, !term.negative)))
}

/// How many figures a claim adds up to another; `None` where it tells nothing of rounding, because it is no
/// equality of plain sums of two or more.
fn addends(claim: &Claim) -> Option<usize> {
    let addends = terms(claim).count().checked_sub(1).filter(|addends| *addends >= 2)?;
    (claim.is_of_sums() && !claim.is_approximate()).then_some(addends)
}

/// Whether a term was rounded: zeros in words and literals were not.
pub(super) fn is_rounded(term: &Term) -> bool {
    term.value.low != term.value.high
}

/// How many figures must have slipped to explain all `misses`, and how many of them are stated elsewhere with
/// the other amount, by one of `conflicts`. A figure that stands in an exact sum has not slipped; a miss that no
/// other figure explains is a slip of its own.
fn slips(mut misses: Vec<Miss>, exact: &BTreeSet<usize>, conflicts: &[Miss]) -> (usize, usize) {
    let (mut slips, mut told) = (0, 0);
    while let Some(first) = misses.first() {
        let gap = first.gap;
        let tell = |told: &[Miss], place: usize| {
            told.iter().filter(|miss| miss.gap == gap && miss.places.contains(&place)).count()
        };
        let conflict = |place: usize| tell(conflicts, place).min(1);
        let suspects = first.places.iter().copied().filter(|place| !exact.contains(place));
        let suspect = suspects
            .max_by_key(|place| (tell(&misses, *place) + conflict(*place), std::cmp::Reverse(*place)));
        match suspect {
            Some(place) => {
                told += conflict(place);
                misses.retain(|miss| miss.gap != gap || !miss.places.contains(&place));
            }
            None => {
                misses.remove(0);
            }
        }
        slips += 1;
    }
    (slips, told)
}
