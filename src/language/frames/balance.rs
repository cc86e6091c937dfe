//! What is left of one amount after another: 收支相抵，结余 A; leaving a surplus of A.

use super::super::assertion::{Assertion, Frame, Meant, Reading};
use super::{Sentence, pairs};

/// Words that say that both sides of an account are settled.
pub(super) const SETTLED: &[&str] = &["收支相抵", "收支相减", "收支轧差", "收支品迭"];

impl Sentence<'_, '_> {
    /// What the amount at `at` asserts where it is what is left.
    pub(super) fn balance(&self, at: usize) -> Option<Assertion> {
        let item = &self.items[at];
        let dimension = self.dimension(at);
        let assertion = |readings: Vec<Reading>, meant: Meant| {
            let told = self.first + at;
            Assertion { frame: Frame::Balance, told, direction: None, readings, named: None, meant }
        };
        if item.phrase.turns.settled {
            let (income, spending) = (self.side(at, "收入"), self.side(at, "支出"));
            let certain = income.len() == 1 && spending.len() == 1;
            let readings = pairs(&income, &spending, |now, then| Reading::Step { now, then });
            return Some(assertion(readings, Meant::surely(certain)));
        }
        let is_part = self.told[self.first + at].part_of.is_some();
        let net = at.checked_sub(1).filter(|previous| self.items[*previous].phrase.is_net);
        if is_part || !item.phrase.leaves && net.is_none() {
            return None;
        }
        let like = |index: &usize| self.is_figure(*index, dimension) && self.told[*index].part_of.is_none();
        let own: Vec<usize> = self.own_from(at).filter(like).take(4).collect();
        let before = self.before.iter().rev().copied().filter(like).take(4);
        let mut known: Vec<usize> = own.iter().copied().chain(before).collect();
        let meant = if known.len() == 2 { Meant::Likely } else { Meant::Perhaps };
        if known.len() < 2 {
            known.extend(self.back_from(at).filter(like).take(4));
        }
        let value = |index: usize| self.told[index].quantity.amount();
        let mut readings = pairs(&known, &known, |now, then| Reading::Step { now, then });
        readings
            .retain(|reading| matches!(reading, Reading::Step { now, then } if value(*now) >= value(*then)));
        (!readings.is_empty()).then(|| assertion(readings, meant))
    }

    /// The amounts before the one at `at` that are told as one side of an account, its total first.
    fn side(&self, at: usize, kind: &str) -> Vec<usize> {
        let dimension = self.dimension(at);
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
        let grand: Vec<usize> =
            ["总计", "总量", "合计"].iter().flat_map(|word| find(&format!("{kind}{word}"))).collect();
        if grand.is_empty() { find(kind) } else { grand }
    }
}
