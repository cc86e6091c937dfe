//! Totals at the end of what they sum up: 甲 A、乙 B，合计 T; A，加上乙 B，总计 T; A plus B gives a total of T.

use num_traits::Zero;

use super::sentence::Item;
use super::stage::Stage;
use super::statement::Statement;
use super::words::is_reduction;
use crate::quantity::{self, Exact};

/// Words that open the total at the end of a list.
const TOTALS: &[&str] = &["合计", "共计", "总计", "小计"];

/// Labels of the total at the end of an English list.
const ENGLISH: &[&str] = &[
    "a total of",
    "for a total of",
    "totalling",
    "totaling",
    "giving a total of",
    "making a total of",
    "making",
];

/// Words in the label of a total to which something was added.
const GRAND: &[&str] = &[
    "总计",
    "合计",
    "共计",
    "总量",
    "总额",
    "总财力",
    "总收入",
    "总支出",
    "总规模",
    "total",
    "年末结余",
    "年末结转",
    "滚存结余",
];

/// How many amounts back parts are looked for.
const FARTHEST: usize = 32;

/// Which amounts a total says that it sums up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sums {
    /// The last so many: 上述三项合计.
    Counted(usize),
    /// All that were told: bringing the total to.
    Reached,
    /// Those listed before it: 合计.
    Listed,
}

impl Sums {
    /// Those that the words before an amount say.
    pub(super) fn of(words: &str) -> Option<Self> {
        if let Some(count) = count(words) {
            Some(Self::Counted(count))
        } else if words.ends_with("the total to") {
            Some(Self::Reached)
        } else {
            let listed = TOTALS.iter().any(|word| words.starts_with(word)) || ENGLISH.contains(&words);
            listed.then_some(Self::Listed)
        }
    }
}

/// What is being added up: 加上.
#[derive(Default)]
pub(super) struct Running {
    /// How many amounts at the top of the sentence stood before the first that is added.
    from: Option<usize>,
}

impl Running {
    /// Takes note of `item`, before which `heads` amounts stand at the top of its sentence; what it is added to
    /// may stand in the sentence before.
    pub(super) fn note(&mut self, item: &Item<'_>, heads: usize) {
        if item.phrase.adds {
            self.from.get_or_insert(heads);
        }
    }

    /// Whether `item` may be told as the total of amounts before it: most are not.
    pub(super) fn may_close(&self, item: &Item<'_>) -> bool {
        self.from.is_some() || item.phrase.sums.is_some()
    }

    /// Makes the amounts that `total` sums up its parts, where `item` tells it as a total; they leave `heads`.
    pub(super) fn close(
        &mut self,
        total: usize,
        item: &Item<'_>,
        before: &[usize],
        heads: &mut Vec<usize>,
        told: &mut [Statement],
    ) {
        let is_grand = || GRAND.iter().any(|word| item.words().contains(word));
        if let Some(from) = self.from.take_if(|_| is_grand()) {
            return added(total, from, before, heads, told);
        }
        match item.phrase.sums {
            Some(Sums::Counted(count)) => counted(total, count, before, heads, told),
            Some(Sums::Reached) => reached(total, before, heads, told),
            Some(Sums::Listed) => listed(total, heads, told),
            None => {}
        }
    }
}

/// Makes the amounts that were added up to `total` its parts: `from` so many amounts at the top of its sentence on, or
/// from the sentence `before` on.
fn added(total: usize, from: usize, before: &[usize], heads: &mut Vec<usize>, told: &mut [Statement]) {
    if from == 0 {
        return continued(total, before, heads, told);
    }
    let all: Vec<usize> =
        (from.saturating_sub(FARTHEST)..from).filter(|at| is_like(heads[*at], total, told)).collect();
    let closing = all.iter().rev().copied().find(|at| closes(&heads[*at..], total, told));
    let Some(start) = closing.or(all.last().copied()) else { return };
    // After one amount there is nothing else that the sum could start with.
    // What an inner list took in between may belong to the sum.
    let clear = told[heads[start]..total].iter().all(|told| told.part_of.is_none());
    told[total].complete = closing.is_some() || all.len() == 1 && clear;
    take(heads.split_off(start), total, told);
}

/// Makes the last `count` amounts before `total` its parts.
fn counted(total: usize, count: usize, before: &[usize], heads: &mut Vec<usize>, told: &mut [Statement]) {
    let own = &heads[heads.len().saturating_sub(FARTHEST)..];
    let mut last: Vec<usize> =
        before.iter().chain(own).copied().filter(|at| is_like(*at, total, told)).collect();
    let only = last.len() == count;
    if last.len() >= count && count > 1 {
        let last = last.split_off(last.len() - count);
        told[total].complete = only || closes(&last, total, told);
        heads.retain(|head| !last.contains(head));
        take(last, total, told);
    }
}

/// Makes the amounts before `total` that come to it its parts, those of the sentence before among them.
fn reached(total: usize, before: &[usize], heads: &mut Vec<usize>, told: &mut [Statement]) {
    let mut all: Vec<usize> =
        before.iter().chain(heads.iter()).copied().filter(|at| is_like(*at, total, told)).collect();
    let start = (0..all.len()).rev().find(|at| closes(&all[*at..], total, told));
    if let Some(start) = start.or((all.len() == 2).then_some(0)) {
        told[total].complete = true;
        let parts = all.split_off(start);
        heads.retain(|head| !parts.contains(head));
        take(parts, total, told);
    }
}

/// Makes what a budget was made of its parts: 年初预算 A，追加预算 B，全年预算 T, each told once of one subject.
///
/// `heads` are the amounts at the top of the sentence, whose `items` are told from `first` on; only a budget that is
/// called one counts.
pub(super) fn budget(items: &[Item<'_>], first: usize, heads: &[usize], told: &mut [Statement]) {
    if heads.iter().filter(|head| told[**head].stage.is_some()).count() < 3 {
        return;
    }
    let of = |stage: Stage| {
        let mut found = heads.iter().copied().filter(|head| told[*head].stage == Some(stage));
        found.next().filter(|_| found.next().is_none())
    };
    let Some(total) = of(Stage::Budget) else { return };
    let (Some(initial), Some(added)) = (of(Stage::Initial), of(Stage::Supplement)) else { return };
    let is_cut = heads.iter().any(|head| is_reduction(&told[*head].subject));
    let parts: Vec<usize> = [Some(initial), Some(added), of(Stage::Opening)].into_iter().flatten().collect();
    let fits = |at: &usize| is_like(*at, total, told) && told[*at].subject == told[total].subject;
    let is_named = items[total - first].phrase.label.stage == Some(Stage::Budget);
    if is_named && !is_cut && parts.iter().all(fits) {
        take(parts, total, told);
    }
}

/// Makes the amounts of its sentence parts of `total`, and the one of the sentence before that they are added to.
fn continued(total: usize, before: &[usize], heads: &mut Vec<usize>, told: &mut [Statement]) {
    let with = |first: usize| -> Vec<usize> { std::iter::once(first).chain(heads.iter().copied()).collect() };
    let like = || before.iter().copied().filter(|at| is_like(*at, total, told));
    let closing = like().find(|first| closes(&with(*first), total, told));
    let only = (like().count() == 1).then(|| like().next()).flatten();
    let Some(first) = closing.or(only) else { return };
    told[total].complete = true;
    take(with(first), total, told);
    heads.clear();
}

/// Makes the amounts before `total` its parts: those that add up to it, as many as do; a list of three and
/// more that does not close is taken whole.
fn listed(total: usize, heads: &mut Vec<usize>, told: &mut [Statement]) {
    let whole = &told[total];
    let like = |head: &&usize| is_like(**head, total, told) && told[**head].stage.is_none();
    let listed = heads.iter().rev().take(FARTHEST).take_while(like).count();
    let value = |at: usize| told[at].quantity.amount();
    let (mut sum, mut closing) = (Some(Exact::zero()), 0);
    for (at, head) in heads.iter().rev().take(listed).enumerate() {
        sum = sum.zip(value(*head)).and_then(|(sum, value)| quantity::sum(&sum, &value));
        if at > 0 && sum.is_some() && sum == value(total) {
            closing = at + 1;
        }
    }
    let named = TOTALS.contains(&whole.subject.as_str()) || ENGLISH.contains(&whole.label.as_str());
    let whole_list = named && listed >= 3 && listed == heads.len();
    let taken = if closing == 0 && whole_list { listed } else { closing };
    told[total].complete = taken > 2 && taken == listed && ENGLISH.contains(&told[total].label.as_str());
    take(heads.split_off(heads.len() - taken), total, told);
}

/// Whether the amount at `at` may be a part of `total`.
fn is_like(at: usize, total: usize, told: &[Statement]) -> bool {
    told[at].quantity.unit.dimension == told[total].quantity.unit.dimension && told[at].quantity.is_firm()
}

/// Whether the amounts at `parts` add up to `total`, as printed or within their rounding.
fn closes(parts: &[usize], total: usize, told: &[Statement]) -> bool {
    let add = |sum: Option<crate::quantity::Interval>, at: &usize| sum?.add(&told[*at].quantity.interval()?);
    let (first, rest) = match parts.split_first() {
        Some((first, rest)) if !rest.is_empty() => (first, rest),
        _ => return false,
    };
    let sum = rest.iter().fold(told[*first].quantity.interval(), add);
    sum.zip(told[total].quantity.interval()).is_some_and(|(sum, total)| sum.overlaps(&total))
}

fn take(parts: Vec<usize>, total: usize, told: &mut [Statement]) {
    for part in parts {
        told[part].part_of = Some(total);
    }
}

/// How many amounts a total says that it sums up: 上述三项合计.
fn count(words: &str) -> Option<usize> {
    const NUMBERS: &[(&str, usize)] = &[
        ("两", 2),
        ("二", 2),
        ("三", 3),
        ("四", 4),
        ("五", 5),
        ("六", 6),
        ("七", 7),
        ("八", 8),
        ("九", 9),
        ("十", 10),
        ("2", 2),
        ("3", 3),
        ("4", 4),
        ("5", 5),
        ("6", 6),
        ("7", 7),
        ("8", 8),
        ("9", 9),
    ];
    let rest =
        ["上述", "以上", "前述", "这"].iter().find_map(|word| words.strip_prefix(word)).unwrap_or(words);
    let (word, count) = NUMBERS.iter().find(|(word, _)| rest.starts_with(word))?;
    let rest =
        ["项", "类", "部分", "者", "块"].iter().find_map(|unit| rest[word.len()..].strip_prefix(unit))?;
    let sums = ["合计", "共计", "总计", "相加", "加总"].iter().any(|word| rest.contains(word));
    sums.then_some(*count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_may_say_how_many_they_sum_up() {
        let cases = [
            ("上述三项合计", Some(3)),
            ("以上两项支出合计", Some(2)),
            ("三公经费合计", None),
            ("合计", None),
        ];
        for (words, expected) in cases {
            assert_eq!(count(words), expected, "{words}");
        }
    }
}
