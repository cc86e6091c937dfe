//! Frames: the shares, rates and changes that a sentence asserts, and the amounts that each may be about.

use std::sync::LazyLock;

use super::assertion::{Assertion, Direction, Frame, Named, Reading};
use super::change::{Change, is_otherwise};
use super::label::each;
use super::prose::Told;
use super::sentence::Item;
use super::share::{Share, Whole};
use super::stage::{Role, Stage};
use crate::quantity::{Dimension, Lexicon};

/// How many amounts an assertion is tried with.
const MOST: usize = 12;

/// How far back in its passage an amount is looked for by name.
const FARTHEST: usize = 64;

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
];

/// Words after which each rate is of another amount.
const APART: &[&str] = &["分别", "respectively"];

static REASON_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(REASONS)));
static APART_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(APART)));

/// A sentence, and what was read of it.
pub(super) struct Sentence<'s, 'p> {
    /// Its amounts with their words.
    pub(super) items: &'s [Item<'p>],
    /// Where they start among what is told.
    pub(super) first: usize,
    /// The amounts at the top of the sentence before.
    pub(super) before: &'s [usize],
    /// What is told so far, this sentence included.
    pub(super) told: &'s [Told],
}

/// The figures that an assertion may be about, the likeliest first, and whether one of them must be meant.
struct Candidates {
    at: Vec<usize>,
    certain: bool,
}

impl Sentence<'_, '_> {
    /// Adds what the sentence asserts to `found`.
    pub(super) fn assert(&self, found: &mut Vec<Assertion>) {
        let (mut after_reason, mut apart) = (false, false);
        for (at, item) in self.items.iter().enumerate() {
            after_reason |= REASON_WORDS.is_in(item.between);
            // 分别下降 A、增长 B: each rate is of another amount.
            apart = APART_WORDS.is_in(item.between) || apart && !item.between.contains(['；', ';']);
            let told = &self.told[self.first + at];
            if !told.quantity.is_firm() || told.role == Role::Prior {
                continue;
            }
            let is_rate = told.quantity.unit.dimension == Dimension::Ratio;
            if apart || is_rate && told.quantity.unit.is_points() {
                continue;
            }
            if let Some(change) = self.change(at, is_rate) {
                found.extend(self.changed(at, &change, is_rate, after_reason));
            } else if is_rate {
                found.extend(self.shared(at));
            } else {
                found.extend(self.balance(at));
            }
        }
    }

    /// The change that the amount at `at` tells.
    fn change(&self, at: usize, is_rate: bool) -> Option<Change<'_>> {
        let item = &self.items[at];
        if let Some(change) = Change::parse(item.words) {
            return Some(change);
        }
        // An English rate may stand in brackets after its amount, or before its word: 3% higher.
        let after = item.after.trim_start();
        let latin = after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
        let (word, rest) = after.split_at(latin);
        let whole = rest.is_empty() || rest.starts_with([' ', ',', '.', ';', ')']);
        let word = if whole { word.to_ascii_lowercase() } else { String::new() };
        let direction = match word.as_str() {
            "higher" | "more" | "increase" | "rise" | "growth" => Some(Direction::Rise),
            "lower" | "less" | "fewer" | "decrease" | "reduction" | "fall" | "drop" | "decline" => {
                Some(Direction::Fall)
            }
            _ => None,
        };
        if direction.is_some() {
            return Some(Change { subject: "", direction, stage: None });
        }
        let bracketed =
            is_rate && item.words.is_empty() && item.between.trim_start().starts_with(['(', '（']);
        let previous = at.checked_sub(1).filter(|_| bracketed)?;
        let change = self.change(previous, false)?;
        (self.items[previous].amount.quantity.unit.dimension != Dimension::Ratio)
            .then_some(Change { subject: "", ..change })
    }

    /// What the change at `at` asserts: a rate by the amount beside it or by what the figure was, an amount by
    /// what it was.
    fn changed(
        &self,
        at: usize,
        change: &Change<'_>,
        is_rate: bool,
        after_reason: bool,
    ) -> Option<Assertion> {
        let item = &self.items[at];
        if is_otherwise(item.between) || is_otherwise(item.clause_after()) {
            return None;
        }
        let assertion = |readings: Vec<Reading>, certain: bool| Assertion {
            frame: Frame::Change,
            told: self.first + at,
            direction: change.direction,
            certain: certain && !readings.is_empty(),
            readings,
            named: None,
        };
        if !is_rate {
            let dimension = item.amount.quantity.unit.dimension;
            let now = self.now(at, change, dimension, after_reason);
            let then = self.then(at, dimension, change.stage);
            let readings = pairs(&now.at, &then.at, |now, then| Reading::Step { now, then });
            return (!readings.is_empty()).then(|| assertion(readings, now.certain && then.certain));
        }
        let amount = self.amount_beside(at);
        let Some(amount) = amount else {
            let then = self.then_of_any(at);
            let Some(dimension) = then.at.first().map(|then| self.told[*then].quantity.unit.dimension) else {
                return Some(assertion(Vec::new(), false));
            };
            let now = self.now(at, change, dimension, after_reason);
            let readings = pairs(&now.at, &then.at, |now, then| Reading::Step { now, then });
            return Some(assertion(readings, now.certain && then.certain));
        };
        let of = Change::parse(self.items[amount].words).unwrap_or(*change);
        let subject = if change.subject.is_empty() { of.subject } else { change.subject };
        let dimension = self.items[amount].amount.quantity.unit.dimension;
        let now = self.now(amount, &Change { subject, ..of }, dimension, after_reason);
        let (change, way) = (self.first + amount, of.direction);
        let readings = now.at.into_iter().map(|now| Reading::Growth { now, change, way });
        Some(assertion(readings.collect(), now.certain))
    }

    /// The change told as an amount beside the rate at `at`: 增加 A，增长 P; 3.2% (£1.3m).
    fn amount_beside(&self, at: usize) -> Option<usize> {
        let is_amount = |other: usize| {
            let item = &self.items[other];
            item.amount.quantity.unit.dimension != Dimension::Ratio && item.amount.quantity.is_firm()
        };
        let is_change =
            |other: &usize| is_amount(*other) && self.told[self.first + other].role == Role::Change;
        if let Some(previous) = at.checked_sub(1).filter(is_change) {
            return Some(previous);
        }
        let next = at + 1;
        let bracketed = self.items.get(next).is_some_and(|item| matches!(item.between.trim(), "(" | "（"));
        (bracketed && is_amount(next)).then_some(next)
    }

    /// What the amount changed at `at` may have come to: what its words name, else the amounts told before it.
    fn now(&self, at: usize, change: &Change<'_>, dimension: Dimension, after_reason: bool) -> Candidates {
        let like = |index: &usize| self.is_figure(*index, dimension);
        let subject = change.subject.trim();
        if !subject.is_empty() && !subject.is_ascii() {
            let named = super::Label::parse(subject).subject;
            let called = |index: &usize| {
                let told = &self.told[*index];
                told.subject == named || told.label.contains(subject)
            };
            let at: Vec<usize> = self.back_from(at).filter(like).filter(called).take(MOST).collect();
            let near = at.first().is_some_and(|index| *index >= self.first || self.before.contains(index));
            return Candidates { at, certain: near && !after_reason };
        }
        // to £41.2m: what it came to follows.
        let to = (at + 1..self.items.len()).take(2).find(|next| {
            let words = self.items[*next].words.trim();
            (words == "to" || words.ends_with(" to")) && self.is_figure(self.first + next, dimension)
        });
        if let Some(to) = to {
            return Candidates { at: vec![self.first + to], certain: true };
        }
        let own: Vec<usize> = self.own_from(at).filter(like).take(MOST).collect();
        if after_reason {
            return Candidates { at: own, certain: false };
        }
        if own.is_empty() {
            let at: Vec<usize> = self.before.iter().rev().copied().filter(like).take(MOST).collect();
            let certain = at.len() == 1;
            return Candidates { at, certain };
        }
        let mut at = own;
        if let Some(total) = self.told[at[0]].part_of
            && !at.contains(&total)
        {
            at.push(total);
        }
        Candidates { at, certain: true }
    }

    /// What the amount changed at `at` was before: 比上年 B, 由 B; the budget, where it is held against that.
    fn then(&self, at: usize, dimension: Dimension, stage: Option<Stage>) -> Candidates {
        let fits = |index: &usize| {
            let told = &self.told[*index];
            let meant = match stage {
                Some(stage) => told.role == Role::Figure && told.stage == Some(stage),
                None => told.role == Role::Prior,
            };
            meant && told.quantity.unit.dimension == dimension && told.quantity.is_firm()
        };
        let at: Vec<usize> = self.own_from(at + 3).filter(fits).take(MOST).collect();
        let certain = at.len() == 1 && stage.is_none();
        Candidates { at, certain }
    }

    /// The same for a rate: amounts of any dimension that one figure of the sentence shares.
    fn then_of_any(&self, at: usize) -> Candidates {
        let prior = |index: &usize| {
            let told = &self.told[*index];
            told.role == Role::Prior
                && told.quantity.is_firm()
                && told.quantity.unit.dimension != Dimension::Ratio
        };
        let at: Vec<usize> = self.own_from(at + 3).filter(prior).take(MOST).collect();
        Candidates { certain: at.len() == 1, at }
    }

    /// What the percentage at `at` asserts as a share.
    fn shared(&self, at: usize) -> Option<Assertion> {
        let item = &self.items[at];
        let english =
            Share::parse_english(item.between, item.after, item.between.trim_start().starts_with('('));
        let is_english = item.between.is_ascii() || item.words.is_empty() && item.after.is_ascii();
        let share = Share::parse(item.words).or_else(|| english.filter(|_| is_english))?;
        let frame = match share.whole {
            Whole::Stage(_) => Frame::Completion,
            Whole::Beside if item.between.trim() == "的" && self.before_is_budget(at) => Frame::Completion,
            _ => Frame::Share,
        };
        let mut assertion = Assertion {
            frame,
            told: self.first + at,
            direction: None,
            readings: Vec::new(),
            named: None,
            certain: false,
        };
        let beside = match share.whole {
            Whole::Beside if is_english && item.words.trim() != "的" => {
                Some(at + 1).filter(|next| *next < self.items.len())
            }
            Whole::Beside => at.checked_sub(1),
            _ => None,
        };
        if share.whole == Whole::Beside && beside.is_none() {
            return None;
        }
        let last = beside.map_or(at, |beside| beside.min(at));
        let part = self.part(last, &share.part, &share.whole)?;
        let dimension = self.told[part].quantity.unit.dimension;
        let like = |index: &usize| *index != part && self.is_operand(*index, dimension);
        match &share.whole {
            Whole::Beside => {
                let whole = self.first + beside?;
                if self.told[whole].quantity.unit.dimension == dimension
                    && self.told[whole].quantity.is_firm()
                {
                    assertion.readings.push(Reading::Share { part, whole });
                    assertion.certain = true;
                }
            }
            Whole::Unsaid => {
                let mut wholes = Vec::new();
                let mut total = self.told[part].part_of;
                while let Some(whole) = total.filter(|_| wholes.len() < MOST) {
                    wholes.push(whole);
                    total = self.told[whole].part_of;
                }
                assertion.certain = !wholes.is_empty();
                let others =
                    self.own_from(part.saturating_sub(self.first)).chain(self.before.iter().rev().copied());
                wholes.extend(others.filter(like).take(MOST));
                assertion.readings.extend(wholes.into_iter().map(|whole| Reading::Share { part, whole }));
                assertion.named = item.lead.map(|lead| Named::of(part, lead));
            }
            Whole::Named(words) => {
                let named = Named::of(part, words);
                let called = |index: &usize| {
                    let told = &self.told[*index];
                    told.subject == named.subject && (named.stage.is_none() || told.stage == named.stage)
                };
                let wholes: Vec<usize> = self.back_from(at).filter(like).filter(called).take(MOST).collect();
                assertion.certain =
                    wholes.first().is_some_and(|index| *index >= self.first || self.before.contains(index));
                // 占全部投资的: the whole may go by other words here than where it is told.
                let others = self.told[part].part_of.into_iter().chain(self.before.iter().rev().copied());
                let others = others.chain(self.own_from(at)).filter(like).take(MOST);
                let wholes = wholes.into_iter().chain(others);
                assertion.readings.extend(wholes.map(|whole| Reading::Share { part, whole }));
                assertion.named = Some(named);
            }
            Whole::Stage(stage) => {
                let wanted: &[Stage] = if *stage == Stage::Budget {
                    &[Stage::Budget, Stage::Initial]
                } else {
                    std::slice::from_ref(stage)
                };
                let subject = &self.told[part].subject;
                let planned = |index: &usize| {
                    let told = &self.told[*index];
                    told.stage.is_some_and(|stage| wanted.contains(&stage)) && told.subject == *subject
                };
                let mut wholes: Vec<usize> =
                    self.back_from(at).filter(like).filter(planned).take(MOST).collect();
                wholes.sort_by_key(|index| self.told[*index].stage != Some(*stage));
                assertion.certain = wholes.first().is_some_and(|index| *index >= self.first);
                assertion.readings.extend(wholes.into_iter().map(|whole| Reading::Share { part, whole }));
                let (words, subject) = (stage.name().to_owned(), subject.clone());
                assertion.named = Some(Named { part, words, subject, stage: Some(*stage) });
            }
        }
        Some(assertion)
    }

    /// The amount that the percentage at `at` is of: the one its words name, else the last one told before it.
    fn part(&self, at: usize, named: &str, whole: &Whole) -> Option<usize> {
        let planned = |index: &usize| {
            matches!(whole, Whole::Stage(_))
                && matches!(self.told[*index].stage, Some(stage) if stage != Stage::Actual)
        };
        let figure = |index: &usize| {
            let told = &self.told[*index];
            told.role == Role::Figure
                && told.quantity.is_firm()
                && told.quantity.unit.dimension != Dimension::Ratio
        };
        if !named.is_empty() {
            return self.back_from(at).filter(figure).find(|index| self.told[*index].subject == named);
        }
        let own = self.own_from(at).filter(figure).find(|index| !planned(index));
        own.or_else(|| match self.before {
            [only] if figure(only) && !planned(only) => Some(*only),
            _ => None,
        })
    }

    /// What the amount at `at` asserts where it is what is left: 收支相抵，结余 A.
    fn balance(&self, at: usize) -> Option<Assertion> {
        let item = &self.items[at];
        let between = item.between;
        let settled = ["收支相抵", "收支相减", "收支轧差", "收支品迭"];
        if !between.contains("收支") || !settled.iter().any(|word| between.contains(word)) {
            return None;
        }
        let dimension = item.amount.quantity.unit.dimension;
        let find = |word: &str| -> Vec<usize> {
            let named = |index: &usize| {
                self.told[*index].subject.ends_with(word) || self.told[*index].label.contains(word)
            };
            self.back_from(at)
                .filter(|index| self.is_figure(*index, dimension))
                .filter(named)
                .take(4)
                .collect()
        };
        let total = |kind: &str| {
            let grand: Vec<usize> =
                ["总计", "总量", "合计"].iter().flat_map(|word| find(&format!("{kind}{word}"))).collect();
            if grand.is_empty() { find(kind) } else { grand }
        };
        let (income, spending) = (total("收入"), total("支出"));
        let certain = income.len() == 1 && spending.len() == 1;
        let readings = pairs(&income, &spending, |now, then| Reading::Step { now, then });
        Some(Assertion {
            frame: Frame::Balance,
            told: self.first + at,
            direction: None,
            readings,
            named: None,
            certain,
        })
    }

    /// What its own sentence told before the amount at `at`, backwards.
    fn own_from(&self, at: usize) -> impl Iterator<Item = usize> {
        (self.first..(self.first + at).min(self.told.len())).rev().take(FARTHEST)
    }

    /// What was told before the amount at `at` of the sentence, backwards.
    fn back_from(&self, at: usize) -> impl Iterator<Item = usize> {
        (0..self.first + at).rev().take(FARTHEST)
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

    /// Whether the amount before the one at `at` is told as what was planned: 完成预算 B 的.
    fn before_is_budget(&self, at: usize) -> bool {
        at.checked_sub(1).is_some_and(|previous| {
            let words = self.items[previous].words;
            words.contains("预算") || words.contains("计划") || words.contains("完成")
        })
    }
}

impl Named {
    /// The whole that `words` name, of which the amount at `part` is a share.
    fn of(part: usize, words: &str) -> Self {
        let label = super::Label::parse(words);
        Self { part, words: words.to_owned(), subject: label.subject, stage: label.stage }
    }
}

/// Every pair of `left` and `right` that is not the same amount twice, as many as are tried.
fn pairs(left: &[usize], right: &[usize], reading: impl Fn(usize, usize) -> Reading) -> Vec<Reading> {
    let all = left.iter().flat_map(|l| right.iter().map(move |r| (*l, *r)));
    all.filter(|(l, r)| l != r).take(MOST).map(|(l, r)| reading(l, r)).collect()
}
