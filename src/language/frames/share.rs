//! Shares: 占 M 的 P; 完成年初预算的 P; P of B.

use super::super::assertion::{Assertion, Frame, Meant, Named, Reading};
use super::super::sentence::lead;
use super::super::share::{Share, Whole};
use super::super::stage::{Role, Stage};
use super::{FEWEST, MOST, Sentence};
use crate::quantity::Dimension;

impl Sentence<'_, '_> {
    /// What the percentage at `at` asserts as a share; `last` is the whole that a share before it is of.
    pub(super) fn shared(&self, at: usize, last: Option<usize>) -> Option<Assertion> {
        let item = &self.items[at];
        let in_brackets = item.between.trim_start().starts_with('(');
        let is_english = item.between.is_ascii() || item.words().is_empty() && item.after.is_ascii();
        let share = match item.phrase.share() {
            Some(share) => share.clone(),
            None if is_english => Share::parse_english(item.between, item.after, in_brackets)?,
            None => return None,
        };
        let beside = match share.whole {
            Whole::Beside if item.words().trim() == "的" => Some(at.checked_sub(1)?),
            Whole::Beside => Some(Some(at + 1).filter(|next| *next < self.items.len())?),
            _ => None,
        };
        if in_brackets
            && at.checked_sub(1).is_some_and(|before| self.told[self.first + before].role == Role::Prior)
        {
            return None; // the share of another period
        }
        let part = self.part(beside.map_or(at, |beside| beside.min(at)), &share.part, &share.whole)?;
        let is_completion =
            matches!(share.whole, Whole::Stage(_)) || beside.is_some_and(|beside| self.is_planned(beside));
        let mut named = None;
        let (wholes, certain) = match &share.whole {
            Whole::Beside => self.beside(part, beside?),
            Whole::Unsaid => {
                named = Some(Named::of(part, lead(self.text).unwrap_or_default()));
                self.unsaid(part, last)
            }
            Whole::Named(words) => {
                let whole = named.insert(Named::of(part, words));
                self.named(at, part, whole)
            }
            Whole::Stage(stage) => {
                let subject = self.told[part].subject.clone();
                let words = stage.name().into();
                named = Some(Named { part, words, subject, stage: Some(*stage) });
                self.planned(at, part, *stage)
            }
        };
        Some(Assertion {
            frame: if is_completion { Frame::Completion } else { Frame::Share },
            told: self.first + at,
            direction: None,
            readings: self.shares(part, &wholes),
            named,
            meant: Meant::surely(
                certain && !share.together && !(is_english && !in_brackets && self.is_joined(part)),
            ),
        })
    }

    /// The readings of a share: of the part, or of the total whose parts were listed since.
    fn shares(&self, part: usize, wholes: &[usize]) -> Vec<Reading> {
        let total = self.told[part].part_of.filter(|total| *total >= self.first);
        let mut readings: Vec<Reading> =
            wholes.iter().map(|whole| Reading::Share { part, whole: *whole }).collect();
        let of_total = wholes.iter().chain(self.before);
        readings.extend(total.into_iter().flat_map(|total| {
            let others = self.told[total].part_of.into_iter().chain(of_total.clone().copied());
            let dimension = self.told[total].quantity.unit.dimension;
            let like = move |whole: &usize| {
                *whole != total && self.told[*whole].quantity.unit.dimension == dimension
            };
            others.filter(like).map(move |whole| Reading::Share { part: total, whole }).collect::<Vec<_>>()
        }));
        readings
    }

    /// Whether the amount at `part` is one of several that stand together: Housing (£21.7m) and Roads (£7.8m).
    fn is_joined(&self, part: usize) -> bool {
        let at = part.checked_sub(self.first).filter(|at| *at > 0);
        at.is_some_and(|at| {
            let between = self.items[at].between;
            self.told[part].part_of.is_none()
                && (between.contains(" and ") || between.trim_start_matches(')').starts_with(", "))
        })
    }

    /// The amount beside a percentage, where it may be its whole.
    fn beside(&self, part: usize, beside: usize) -> (Vec<usize>, bool) {
        let whole = &self.told[self.first + beside].quantity;
        let fits = whole.unit.dimension == self.told[part].quantity.unit.dimension && whole.is_firm();
        if fits { (vec![self.first + beside], true) } else { (Vec::new(), false) }
    }

    /// The wholes of a percentage that names none: the totals that the part is listed under, else the whole of
    /// the share before it, and perhaps what was told before.
    fn unsaid(&self, part: usize, last: Option<usize>) -> (Vec<usize>, bool) {
        let like = self.like(part);
        let mut wholes = Vec::new();
        let mut total = self.told[part].part_of;
        while let Some(whole) = total.filter(|_| wholes.len() < MOST) {
            wholes.push(whole);
            total = self.told[whole].part_of;
        }
        if wholes.is_empty() {
            wholes.extend(last.filter(&like));
        }
        let certain = !wholes.is_empty();
        let others = self.own_from(part.saturating_sub(self.first)).chain(self.before.iter().rev().copied());
        wholes.extend(others.filter(like).take(MOST));
        // Spend rose by £12.0m to £87.0m, of which £7.2m (60%): of the change.
        let dimension = self.told[part].quantity.unit.dimension;
        let change = |index: &usize| {
            let told = &self.told[*index];
            told.role == Role::Change && told.quantity.unit.dimension == dimension
        };
        wholes.extend(self.own_from(part.saturating_sub(self.first)).filter(change).take(2));
        (wholes, certain)
    }

    /// The amounts that go by the name of the whole, and after them those that may go by it: 占全部投资的.
    fn named(&self, at: usize, part: usize, whole: &Named) -> (Vec<usize>, bool) {
        let long = whole.subject.chars().count() >= FEWEST;
        let called = |index: &usize| {
            let told = &self.told[*index];
            let same =
                told.subject == whole.subject || long && told.subject.ends_with(whole.subject.as_str());
            same && (whole.stage.is_none() || told.stage == whole.stage)
        };
        let like = self.like(part);
        let mut wholes: Vec<usize> = self.back_from(at).filter(&like).filter(called).take(MOST).collect();
        let certain = wholes.first().is_some_and(|index| *index >= self.first || self.before.contains(index));
        let others = self.told[part].part_of.into_iter().chain(self.before.iter().rev().copied());
        wholes.extend(others.chain(self.own_from(at)).filter(like).take(MOST));
        (wholes, certain)
    }

    /// The amounts of the same subject that were planned: 完成年初预算的.
    fn planned(&self, at: usize, part: usize, stage: Stage) -> (Vec<usize>, bool) {
        let wanted: &[Stage] = if stage == Stage::Budget {
            &[Stage::Budget, Stage::Initial]
        } else {
            std::slice::from_ref(&stage)
        };
        let planned = |index: &usize| {
            let told = &self.told[*index];
            told.stage.is_some_and(|stage| wanted.contains(&stage)) && told.subject == self.told[part].subject
        };
        let mut wholes: Vec<usize> =
            self.back_from(at).filter(self.like(part)).filter(planned).take(MOST).collect();
        wholes.sort_by_key(|index| self.told[*index].stage != Some(stage));
        let certain = wholes.first().is_some_and(|index| *index >= self.first);
        (wholes, certain)
    }

    /// What may be the whole of `part`: another amount of the same measure.
    fn like(&self, part: usize) -> impl Fn(&usize) -> bool {
        let dimension = self.told[part].quantity.unit.dimension;
        move |index: &usize| *index != part && self.is_operand(*index, dimension)
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
            let own = || self.back_from(at).filter(figure);
            let listed = |index: &usize| {
                *index >= self.first
                    && self.told[*index].part_of.is_some()
                    && self.told[*index].subject.starts_with(named)
            };
            return own().find(|index| self.told[*index].subject == named).or_else(|| own().find(listed));
        }
        let own = self.own_from(at).filter(figure).find(|index| !planned(index));
        own.or_else(|| match self.before {
            [only] if figure(only) && !planned(only) => Some(*only),
            _ => None,
        })
    }

    /// Whether the amount at `at` is told as what was planned: 完成预算 B 的.
    fn is_planned(&self, at: usize) -> bool {
        ["预算", "计划", "完成", "budget"].iter().any(|word| self.items[at].words().contains(word))
    }
}
