//! Whether a report makes its sums close: told from the sums themselves.
//!
//! Where every figure is rounded on its own, a sum of k addends closes exactly with a probability that falls
//! with k; most government reports instead force their sums to close, up to a few slips. Both stories are held
//! against the sums that close and those that miss by what rounding could explain, and their likelihoods compared.

use std::collections::BTreeSet;

use num_traits::{CheckedDiv, Signed, Zero};

use super::basis::Basis;
use super::words::difference;
use super::{Claim, Nature, Rounding};
use crate::expr::Term;
use crate::quantity::Exact;
use crate::report::Report;

/// The most addends for which chances are worked out.
const MOST_ADDENDS: usize = 12;
/// The most units by which a sum of so many addends can miss.
const MOST_UNITS: usize = 6;
/// How probable it is that a sum of k independently rounded addends misses its rounded total by m units in a given
/// direction, as `CHANCES[k][m]` in parts of [`SURE`].
const CHANCES: [[i128; MOST_UNITS + 1]; MOST_ADDENDS + 1] = chances();
/// What is sure to happen.
const SURE: i128 = 1_000_000_000;
/// The most probable that a sum of any number of addends misses by one unit in a given direction, 1/√(2πe); by m
/// units, one m-th of it.
const MISSES: i128 = 241_970_725;

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
                odds = odds * SURE / CHANCES[addends.min(MOST_ADDENDS)][0];
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

/// The chances of [`CHANCES`]: that k uniform errors of at most half a unit add up to between m − ½ and m + ½.
const fn chances() -> [[i128; MOST_UNITS + 1]; MOST_ADDENDS + 1] {
    let mut chances = [[0; MOST_UNITS + 1]; MOST_ADDENDS + 1];
    let (mut addends, mut count) = (0, 0);
    while addends <= MOST_ADDENDS {
        let (mut units, mut reach) = (0, count);
        while units <= MOST_UNITS {
            chances[addends][units] = up_to(count, reach + 1) - up_to(count, reach - 1);
            (units, reach) = (units + 1, reach + 2);
        }
        (addends, count) = (addends + 1, count + 1);
    }
    chances
}

/// How probable it is, in parts of [`SURE`], that n numbers drawn from 0 to 1 add up to x at most, given as so many
/// halves (Irwin 1927, Hall 1927): Σ (−1)ʲ C(n, j) (x − j)ⁿ / n! for all j below x.
const fn up_to(n: i128, halves: i128) -> i128 {
    let (mut sum, mut ways, mut j) = (0, 1, 0);
    while j <= n && 2 * j < halves {
        // In halves, of which n multiply.
        let (mut part, mut factor) = (ways, 1);
        while factor <= n {
            part *= halves - 2 * j;
            factor += 1;
        }
        sum += if j % 2 == 0 { part } else { -part };
        ways = ways * (n - j) / (j + 1);
        j += 1;
    }
    let (mut all, mut factor) = (1, 1);
    while factor <= n {
        all *= 2 * factor;
        factor += 1;
    }
    sum * SURE / all
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
        let units = units.max(1);
        let chance = match (addends(claim), usize::try_from(units)) {
            (None, _) => SURE,
            (Some(known), Ok(units)) if known <= MOST_ADDENDS => CHANCES[known][units.min(MOST_UNITS)].max(1),
            _ => MISSES / units,
        };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_of_a_sum_to_miss() {
        // Two errors of at most half a unit form a triangle of width 2: three quarters of it lie within ½, an eighth
        // beyond on either side. Three: 2/3 and 1/6. A miss needs more than 2m − 1 addends.
        let cases = [
            (1, 0, SURE),
            (1, 1, 0),
            (2, 0, SURE / 4 * 3),
            (2, 1, SURE / 8),
            (3, 0, SURE * 2 / 3),
            (3, 1, SURE / 6),
            (3, 2, 0),
            // The Eulerian numbers of type B, over 4! 2⁴, which are 1, 76, 230, 76 and 1.
            (4, 0, SURE * 115 / 192),
            (4, 1, SURE * 76 / 384),
            (4, 2, SURE / 384),
        ];
        for (addends, units, expected) in cases {
            let found = CHANCES[addends][units];
            assert!((found - expected).abs() <= 1, "{addends} addends, {units} units: {found}");
        }
        for (addends, chances) in CHANCES.iter().enumerate() {
            let all = chances[0] + 2 * chances[1..].iter().sum::<i128>();
            assert!((all - SURE).abs() <= 20, "{addends} addends: {all}");
        }
    }
}
