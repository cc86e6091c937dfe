//! Frames: the shares, rates, changes and remainders that a sentence asserts, and the amounts that each may be
//! about.

mod balance;
mod change;
mod share;

use std::sync::LazyLock;

use self::balance::SETTLED;
use self::change::direction_after;
use super::assertion::{Assertion, Meant, Named, Reading};
use super::change::is_otherwise;
use super::sentence::Item;
use super::stage::Role;
use super::statement::Statement;
use crate::quantity::Dimension;
use crate::search::Needles;

/// How many amounts an assertion is tried with.
const MOST: usize = 12;

/// How far back in its passage an amount is looked for by name.
const FARTHEST: usize = 64;

/// The fewest characters of a name that another may end with and still be the same: 年末资产总额, 资产总额.
const FEWEST: usize = 4;

/// Words that bring in reasons: changes after them are of something else.
const REASONS: &[&str] = &[
    "原因",
    "主要是",
    "主要系",
    "主要为",
    "由于",
    "因为",
    "受",
    "due to",
    "because",
    "driven by",
    "reflecting",
    "following ",
    "despite ",
    "offset by",
];

/// Words after which each rate is of another amount.
const APART: &[&str] = &["分别", "respectively"];

static REASON_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(REASONS));
static APART_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(APART));

/// Which words stand before an amount that turn what is asserted of it.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each word turns something of its own")]
pub(super) struct Turns {
    /// Reasons are given: changes are of something else than what was told.
    reasons: bool,
    /// 分别: every rate is of another amount.
    apart: bool,
    /// 扣除 A 后: what follows is told of another amount.
    otherwise: bool,
    /// 收支相抵: both sides of an account are settled.
    pub(super) settled: bool,
}

impl Turns {
    /// Those in the words `between` two amounts.
    pub(super) fn of(between: &str) -> Self {
        Self {
            reasons: REASON_WORDS.are_in(between),
            apart: APART_WORDS.are_in(between),
            otherwise: is_otherwise(between),
            settled: SETTLED.iter().any(|word| between.contains(word)),
        }
    }
}

/// A sentence, and what was read of it.
pub(super) struct Sentence<'s, 'p> {
    /// Its amounts with their words.
    pub(super) items: &'s [Item<'p>],
    /// Where they start among what is told, and where their passage does.
    pub(super) first: usize,
    pub(super) passage: usize,
    /// The amounts at the top of the sentence before.
    pub(super) before: &'s [usize],
    /// What is told so far, this sentence included.
    pub(super) told: &'s [Statement],
    /// Its text.
    pub(super) text: &'p str,
}

/// What is known at an amount from the words before it in its sentence.
#[derive(Clone, Copy, Default)]
struct Course {
    reasons: bool,
    apart: bool,
    otherwise: bool,
}

/// The figures that an assertion may be about, the likeliest first, and whether one of them must be meant.
struct Candidates {
    at: Vec<usize>,
    certain: bool,
}

impl Sentence<'_, '_> {
    /// Adds what the sentence asserts to `found`.
    pub(super) fn assert(&self, found: &mut Vec<Assertion>) {
        let mut course = Course::default();
        let mut whole = None;
        for (at, item) in self.items.iter().enumerate() {
            let told = &self.told[self.first + at];
            let goes_on = at > 0 && self.items[at - 1].group == item.group;
            let is_figure = told.role == Role::Figure;
            let turns = item.phrase.turns;
            course = Course {
                reasons: course.reasons || turns.reasons,
                apart: turns.apart || course.apart && goes_on,
                otherwise: course.otherwise && goes_on || is_figure && turns.otherwise,
            };
            let is_rate = told.quantity.unit.dimension == Dimension::Ratio;
            if is_figure && !is_rate && self.is_plain(at) {
                continue;
            }
            // (2022: fell 5%) is told of another year.
            let aside = told.role != Role::Prior && item.phrase.marks.is_aside;
            if !told.quantity.is_firm() || course.apart || aside {
                continue;
            }
            found.extend(self.level(at));
            if told.role == Role::Prior {
                continue;
            }
            if is_rate && told.quantity.unit.is_points() {
                continue;
            }
            if let Some(change) = self.change(at, is_rate) {
                if !course.otherwise {
                    found.extend(self.changed(at, &change, is_rate, course.reasons));
                }
            } else if is_rate {
                let share = self.shared(at, whole);
                whole = share.as_ref().and_then(|share| self.whole(share)).or(whole);
                found.extend(share);
            } else {
                found.extend(self.turned(at));
                found.extend(self.balance(at));
            }
        }
    }

    /// Whether no words around the figure at `at` assert anything of it: most are told and no more.
    fn is_plain(&self, at: usize) -> bool {
        let item = &self.items[at];
        let follows_net = at > 0 && self.items[at - 1].phrase.is_net;
        item.phrase.is_plain && !item.is_level && !follows_net && direction_after(item.after).is_none()
    }

    /// The whole that a share before is of: the one that fits its percentage, else the one it must be of.
    fn whole(&self, share: &Assertion) -> Option<usize> {
        let interval = |at: usize| self.told[at].quantity.interval();
        let rate = interval(share.told).filter(|rate| rate.value != 0.into())?; // nothing is 0% of everything
        let fits = |reading: &Reading| {
            let [part, whole] = reading.members();
            let ratio = interval(part)?.div(&interval(whole)?)?;
            ratio.overlaps(&rate).then_some(whole)
        };
        let first = share.readings.first().filter(|_| share.meant == Meant::Surely);
        share.readings.iter().find_map(fits).or(first.map(|reading| reading.members()[1]))
    }

    /// What its own sentence told before the amount at `at`, backwards; what stands in brackets that are closed
    /// there is left out.
    fn own_from(&self, at: usize) -> impl Iterator<Item = usize> {
        let depth = self.items.get(at).map_or(usize::MAX, |item| item.depth);
        let told = (self.first..(self.first + at).min(self.told.len())).rev().take(FARTHEST);
        told.filter(move |index| {
            self.told[*index].role == Role::Prior || self.items[*index - self.first].depth <= depth
        })
    }

    /// What was told before the amount at `at` of the sentence, backwards.
    fn back_from(&self, at: usize) -> impl Iterator<Item = usize> {
        (self.passage..self.first + at).rev().take(FARTHEST)
    }

    /// What the sentence told before the amount at `at`, that between the same semicolons first, and how many
    /// those are.
    fn near(&self, at: usize, like: impl Fn(&usize) -> bool) -> (Vec<usize>, usize) {
        let group = self.items[at.min(self.items.len() - 1)].group;
        let all = self.own_from(at).filter(like);
        let (mut own, others): (Vec<usize>, Vec<usize>) =
            all.partition(|index| self.items[*index - self.first].group == group);
        own.truncate(MOST);
        let count = own.len();
        own.extend(others.into_iter().take(MOST - count));
        (own, count)
    }

    /// What the amount at `at` of the sentence measures.
    fn dimension(&self, at: usize) -> Dimension {
        self.told[self.first + at].quantity.unit.dimension
    }

    fn is_figure(&self, index: usize, dimension: Dimension) -> bool {
        self.told[index].role == Role::Figure && self.is_operand(index, dimension)
    }

    fn is_operand(&self, index: usize, dimension: Dimension) -> bool {
        let told = &self.told[index];
        matches!(told.role, Role::Figure | Role::Prior)
            && told.quantity.unit.dimension == dimension
            && told.quantity.is_firm()
    }
}

impl Meant {
    /// Surely where `certain`, else perhaps.
    fn surely(certain: bool) -> Self {
        if certain { Self::Surely } else { Self::Perhaps }
    }
}

impl Named {
    /// The whole that `words` name, of which the amount at `part` is a share.
    fn of(part: usize, words: &str) -> Self {
        let label = super::Label::parse(words);
        Self { part, words: words.into(), subject: label.subject, stage: label.stage }
    }
}

/// Every pair of `left` and `right` that is not the same amount twice, as many as are tried.
fn pairs<T>(left: &[usize], right: &[usize], reading: impl Fn(usize, usize) -> T) -> Vec<T> {
    let all = left.iter().flat_map(|l| right.iter().map(move |r| (*l, *r)));
    all.filter(|(l, r)| l != r).take(MOST).map(|(l, r)| reading(l, r)).collect()
}
