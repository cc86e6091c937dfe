//! Changes: 比上年增加 A，增长 P; 由 A 增加到 B; up P from A; 与上年持平.

use super::super::assertion::{Assertion, Direction, Frame, Meant, Reading};
use super::super::change::{Change, is_otherwise, names_its_own, way};
use super::super::label::printed_name;
use super::super::stage::{Role, Stage};
use super::{Candidates, FEWEST, MOST, Sentence, pairs};
use crate::quantity::Dimension;

impl Sentence<'_, '_> {
    /// The change that the amount at `at` tells.
    pub(super) fn change(&self, at: usize, is_rate: bool) -> Option<Change<'_>> {
        let item = &self.items[at];
        if item.phrase.comes_to {
            return None;
        }
        if let Some(change) = item.phrase.change() {
            return Some(change);
        }
        let direction = direction_after(item.after);
        if direction.is_some() && item.words().is_ascii() {
            return Some(Change { subject: "", direction, stage: None });
        }
        // £1.3m (3.2%), £1.3m, or 3.2%: the rate is that of the change before it.
        let beside = || {
            item.words() == "or"
                || item.words().is_empty() && item.between.trim_start().starts_with(['(', '（'])
        };
        let previous = at.checked_sub(1).filter(|_| is_rate && beside())?;
        let is_amount = self.dimension(previous) != Dimension::Ratio;
        let change = self.change(previous, false).filter(|_| is_amount)?;
        Some(Change { subject: "", ..change })
    }

    /// What the change at `at` asserts: a rate by the amount beside it or by what the figure was, an amount by
    /// what it was.
    pub(super) fn changed(
        &self,
        at: usize,
        change: &Change<'_>,
        is_rate: bool,
        reasons: bool,
    ) -> Option<Assertion> {
        let item = &self.items[at];
        if item.phrase.turns.otherwise || is_otherwise(item.clause_after()) {
            return None;
        }
        let assertion = |readings: Vec<Reading>, certain: bool| Assertion {
            frame: Frame::Change,
            told: self.first + at,
            direction: change.direction,
            meant: Meant::surely(certain && !readings.is_empty()),
            readings,
            named: None,
        };
        let step = |now: &Candidates, then: &Candidates| {
            let readings = pairs(&now.at, &then.at, |now, then| Reading::Step { now, then });
            assertion(readings, now.certain && then.certain)
        };
        if !is_rate {
            let now = self.now(at, change, self.dimension(at), reasons);
            let then = self.then(at, &now, change.stage);
            return Some(step(&now, &then)).filter(|assertion| !assertion.readings.is_empty());
        }
        let Some(amount) = self.amount_beside(at) else {
            let prior = self.prior_of(at, None);
            let Some(first) = prior.first() else { return Some(assertion(Vec::new(), false)) };
            let now = self.now(at, change, self.told[*first].quantity.unit.dimension, reasons);
            let then = Candidates { certain: prior.len() == 1, at: prior };
            return Some(step(&now, &then));
        };
        let of = self.items[amount].phrase.change().unwrap_or(*change);
        let subject = if change.subject.is_empty() { of.subject } else { change.subject };
        let dimension = self.dimension(amount);
        let mut now = self.now(amount, &Change { subject, ..of }, dimension, reasons);
        // Resource spending was £168.2m (4.2%) higher: its words name what is not told here.
        now.certain &= self.items[amount].phrase.change().is_some() || self.items[amount].words().is_empty();
        let (change, way) = (self.first + amount, of.direction);
        let mut readings: Vec<Reading> =
            now.at.iter().map(|now| Reading::Growth { now: *now, change, way }).collect();
        let words = self.items[amount].words();
        if words.is_ascii() && words.ends_with("by") {
            // Reserves of £4.0m fell by £1.0m (25%): the amount before an English verb may be the base.
            readings.extend(now.at.iter().map(|whole| Reading::Share { part: change, whole: *whole }));
        }
        Some(assertion(readings, now.certain))
    }

    /// What the amount at `at` asserts by the word that leads to it: 由 A 增加到 B is no fall.
    pub(super) fn turned(&self, at: usize) -> Option<Assertion> {
        let item = &self.items[at];
        let dimension = self.dimension(at);
        let previous = at.checked_sub(1).filter(|_| item.phrase.comes_to)?;
        let then = self.first + previous;
        if self.told[then].role != Role::Prior || !self.is_operand(then, dimension) {
            return None;
        }
        let own = item.words().rsplit_once(['到', '至', '为']).and_then(|(before, _)| way(before));
        let from = self.items[previous].words().trim_end_matches(" from");
        let (_, direction) = own.or_else(|| way(from))?;
        let now = self.first + at;
        let readings = vec![Reading::Turn { now, then }];
        Some(Assertion {
            frame: Frame::Change,
            told: now,
            direction: Some(direction?),
            readings,
            named: None,
            meant: Meant::Surely,
        })
    }

    /// What the words after the amount at `at` assert where they say that nothing changed: 与上年持平.
    pub(super) fn level(&self, at: usize) -> Option<Assertion> {
        let item = &self.items[at];
        let assertion = |now: usize, then: usize| Assertion {
            frame: Frame::Change,
            told: now,
            direction: None,
            readings: vec![Reading::Same { now, then }],
            named: None,
            meant: Meant::Surely,
        };
        let told = self.first + at;
        let same = || {
            let words = item.words().to_ascii_lowercase();
            ["unchanged from", "the same as", "level with"].iter().any(|word| words.ends_with(word))
        };
        if self.told[told].role == Role::Prior && same() {
            let dimension = self.dimension(at);
            let now = self.own_from(at).find(|index| self.is_figure(*index, dimension))?;
            return Some(assertion(now, told));
        }
        if !item.is_level {
            return None;
        }
        let clause = &item.after[..item.after.find("持平")?];
        let clause = clause.rsplit(['，', '；', '。', ',']).next().unwrap_or(clause);
        if clause.chars().count() > 12
            || ["基本", "大体", "总体", "大致"].iter().any(|word| clause.contains(word))
        {
            return None;
        }
        let dimension = self.dimension(at);
        let (near, own) = self.near(at + 1, |index| self.is_operand(*index, dimension));
        let of = |role: Role| near[..own].iter().copied().filter(move |index| self.told[*index].role == role);
        if clause.contains("上年") || clause.contains("去年") {
            let (mut now, mut then) = (of(Role::Figure), of(Role::Prior));
            return match (now.next(), now.next(), then.next(), then.next()) {
                (Some(now), None, Some(then), None) => Some(assertion(now, then)),
                _ => None,
            };
        }
        let stage = if clause.contains("年初预算") {
            Stage::Initial
        } else if clause.contains("预算") {
            Stage::Budget
        } else {
            return None;
        };
        let planned = |index: &usize| matches!(self.told[*index].stage, Some(own) if own == stage || stage == Stage::Budget && own == Stage::Initial);
        let spent = |index: &usize| self.told[*index].stage == Some(Stage::Actual);
        let (mut then, mut now) = (of(Role::Figure).filter(planned), of(Role::Figure).filter(spent));
        match (now.next(), now.next(), then.next(), then.next()) {
            (Some(now), None, Some(then), None) if self.told[now].subject == self.told[then].subject => {
                Some(assertion(now, then))
            }
            _ => None,
        }
    }

    /// The change told as an amount beside the rate at `at`: 增加 A，增长 P; 3.2% (£1.3m); £1.3m (3.2%) more.
    fn amount_beside(&self, at: usize) -> Option<usize> {
        let is_amount = |other: &usize| {
            let quantity = &self.told[self.first + other].quantity;
            quantity.unit.dimension != Dimension::Ratio && quantity.is_firm()
        };
        let opens = |item: &super::Item<'_>| matches!(item.between.trim(), "(" | "（");
        let bracketed = opens(&self.items[at]) && direction_after(self.items[at].after).is_some();
        let is_change = |other: &usize| bracketed || self.told[self.first + other].role == Role::Change;
        if let Some(previous) = at.checked_sub(1).filter(is_amount).filter(is_change) {
            return Some(previous);
        }
        let next = at + 1;
        self.items.get(next).is_some_and(opens).then_some(next).filter(is_amount)
    }

    /// What the amount changed at `at` may have come to: what its words name, else the amounts told before it.
    fn now(&self, at: usize, change: &Change<'_>, dimension: Dimension, reasons: bool) -> Candidates {
        let like = |index: &usize| self.is_figure(*index, dimension);
        let subject = change.subject.trim();
        if !subject.is_empty() && !subject.is_ascii() {
            let named = super::super::Label::parse(subject).subject;
            let called = |index: &usize| {
                let told = &self.told[*index];
                let side = named.strip_suffix("收入支出总计").is_some_and(|before| {
                    let side =
                        ["收入总计", "支出总计"].iter().find_map(|side| told.subject.strip_suffix(side));
                    side == Some(before)
                });
                told.subject == named || side || printed_name(&told.label) == subject
            };
            let long = subject.chars().count() >= FEWEST;
            let ends = |index: &usize| long && printed_name(&self.told[*index].label).ends_with(subject);
            let known = || self.back_from(at).filter(like);
            let mut at: Vec<usize> = known().filter(called).take(MOST).collect();
            if at.is_empty() {
                at.extend(known().filter(ends).take(MOST));
            }
            let near = at.first().is_some_and(|index| *index >= self.first || self.before.contains(index));
            return Candidates { certain: (near || at.len() == 1) && !reasons, at };
        }
        // Pay rose by £2.5m: of pay, and of nothing told by another name; reductions in grants likewise.
        let item = &self.items[at];
        let own = names_its_own(subject)
            || in_something(item.after)
            || item.between.is_ascii() && is_aside(item.between);
        // to £41.2m: what it came to follows.
        let to = (at + 1..self.items.len()).take(2).find(|next| {
            let words = self.items[*next].words().trim();
            (words == "to" || words.ends_with(" to")) && self.is_figure(self.first + next, dimension)
        });
        if let Some(to) = to.filter(|_| !is_aside(item.between)) {
            return Candidates { at: vec![self.first + to], certain: true };
        }
        if own && subject.is_ascii() {
            let name = subject.trim_start_matches("and ").trim_start_matches("the ");
            let called = |index: &usize| like(index) && self.told[*index].subject.eq_ignore_ascii_case(name);
            let at: Vec<usize> = self.back_from(at).filter(called).take(MOST).collect();
            return Candidates { certain: at.len() == 1 && !reasons, at };
        }
        let (mut near, own) = self.near(at, like);
        if near.is_empty() && !reasons {
            let at: Vec<usize> = self.before.iter().rev().copied().filter(like).take(MOST).collect();
            return Candidates { certain: at.len() == 1, at };
        }
        let certain = !reasons && (own > 0 || near.len() == 1);
        let total = near.first().and_then(|first| self.told[*first].part_of);
        near.extend(total.filter(|total| !near.contains(total)));
        Candidates { at: near, certain }
    }

    /// What the amount changed at `at` was before: 比上年 B, 由 B; the budget, where it is held against that; what
    /// `now` was the year before.
    fn then(&self, at: usize, now: &Candidates, stage: Option<Stage>) -> Candidates {
        let dimension = self.dimension(at);
        if stage.is_none() {
            let prior = self.prior_of(at, Some(dimension));
            if !prior.is_empty() {
                return Candidates { certain: prior.len() == 1, at: prior };
            }
        }
        let Some(of) = now.at.first().map(|now| &self.told[*now]) else {
            return Candidates { at: Vec::new(), certain: false };
        };
        let fits = |index: &usize| {
            let told = &self.told[*index];
            let before = told.period.zip(of.period).is_some_and(|(then, now)| then == now - 1);
            self.is_operand(*index, dimension)
                && told.subject == of.subject
                && match stage {
                    Some(_) => told.stage == stage,
                    None => before && told.stage == of.stage,
                }
        };
        let at: Vec<usize> = self.own_from(at).filter(fits).take(MOST).collect();
        Candidates { certain: at.len() == 1 && stage.is_none(), at }
    }

    /// The amounts of the period before that stand with the change at `at`, between the same semicolons; in
    /// English they may follow it.
    fn prior_of(&self, at: usize, dimension: Option<Dimension>) -> Vec<usize> {
        let item = &self.items[at];
        let group = item.group;
        let beside = |next: &usize| {
            let role = self.told[self.first + next].role;
            role == Role::Prior
                || self.items[*next].phrase.comes_to
                || role == Role::Change
                || self.items[*next].words() == "to"
        };
        let ahead =
            (at + 1..self.items.len().min(at + 3)).take_while(beside).last().map_or(at, |last| last + 1);
        let ahead = if item.after.is_ascii() { ahead } else { at };
        // costs rose by £0.4m: what another figure was is told before.
        let subject = item.phrase.change().map_or("", |change| change.subject);
        let from = if names_its_own(subject)
            || in_something(item.after)
            || item.between.is_ascii() && is_aside(item.between)
        {
            self.first + at
        } else {
            self.first
        };
        let prior = |index: &usize| {
            let told = &self.told[*index];
            let own = told.quantity.unit.dimension;
            told.role == Role::Prior
                && told.quantity.is_firm()
                && *index >= from
                && self.items[*index - self.first].group == group
                && dimension.map_or(own != Dimension::Ratio, |wanted| own == wanted)
        };
        self.own_from(ahead).filter(prior).take(MOST).collect()
    }
}

/// Whether an English change is told of something that its words name after it: a reduction of £0.4m in grants.
fn in_something(after: &str) -> bool {
    let Some(rest) = after.trim_start().strip_prefix("in ") else { return false };
    let period = ["the year", "the period", "the quarter", "year", "this", "total", "all", "real", "cash"];
    rest.starts_with(|c: char| c.is_ascii_alphabetic())
        && !period.iter().any(|word| rest.starts_with(word))
        && !MONTHS.iter().any(|month| rest.starts_with(month))
}

const MONTHS: &[&str] = &["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Whether the words before an English amount bring it in as a cause or an exception.
fn is_aside(between: &str) -> bool {
    [
        " despite ",
        " after ",
        " following ",
        " because ",
        " offset by ",
        " as ",
        " including ",
        "Despite ",
        "After ",
        "Following ",
    ]
    .iter()
    .any(|word| between.contains(word))
}

/// Which way the word right after an amount says that it goes: 3% higher.
pub(super) fn direction_after(after: &str) -> Option<Direction> {
    let bytes = after.as_bytes();
    let start = bytes.iter().position(|byte| !matches!(byte, b' ' | b')'))?;
    if !bytes[start].is_ascii_alphabetic() {
        return None;
    }
    let after = &after[start..];
    let latin = after.len() - after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let (word, rest) = after.split_at(latin);
    if !(rest.is_empty() || rest.starts_with([' ', ',', '.', ';', ')'])) {
        return None;
    }
    match word {
        "higher" | "more" | "increase" | "rise" | "growth" | "above" => Some(Direction::Rise),
        "lower" | "less" | "fewer" | "decrease" | "reduction" | "fall" | "drop" | "decline" | "below" => {
            Some(Direction::Fall)
        }
        _ => None,
    }
}
