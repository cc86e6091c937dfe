//! Lists of parts in a sentence: 支出 A，其中甲 B，乙 C; where they open, what they are of and where they end.

use std::sync::LazyLock;

use num_traits::Zero;

use super::label::each;
use super::sentence::Item;
use super::stage::{Role, Stage};
use super::statement::Statement;
use super::words::is_reduction;
use crate::quantity::{self, Dimension, Exact, Lexicon};
use crate::search::Needles;

/// How many amounts back the total of a list is looked for.
const FARTHEST: usize = 32;

/// Labels of what is left over: they belong to the list before them even where it has closed.
const OTHER: &[&str] = &["其他", "其它", "其余", "other"];

/// Words in the label of an amount that no parts add up to.
const AVERAGES: &[&str] = &[
    "人均",
    "平均",
    "户均",
    "均价",
    "单价",
    "价格",
    "指数",
    "标准",
    "average",
    "Average",
    "per head",
    "per capita",
    "median",
];

static AVERAGE_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(AVERAGES));

/// Labels of all that is left over: with them a list is complete.
const REST: &[&str] = &["其余", "剩余", "余下", "remaining", "the remaining", "the rest", "the balance"];

static OTHER_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(OTHER)));
static REST_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_endings(each(REST)));

/// A list of parts that is being read.
pub(super) struct List {
    /// The total, as an index of the statements.
    pub(super) total: usize,
    /// What the total is, as printed.
    whole: Option<Exact>,
    /// What the parts come to so far; `None` once it cannot be told.
    sum: Option<Exact>,
    pub(super) depth: usize,
    group: usize,
    parts: usize,
}

impl List {
    /// Whether two parts and more add up to its total.
    pub(super) fn is_closed(&self) -> bool {
        self.parts > 1 && self.sum.is_some() && self.sum == self.whole
    }
}

/// Whether a part is told as all that is left over.
pub(super) fn is_rest(subject: &str) -> bool {
    REST_WORDS.ending(subject).any(|(word, ())| {
        let before = &subject[..subject.len() - word.len()];
        before.is_empty() || word.is_ascii() && before.ends_with(' ')
    })
}

/// The amount that the list is of that opens at `at` of a sentence with these `items`, `told` each: rates told of it,
/// and amounts in brackets that are closed, stand between.
pub(super) fn total_before(at: usize, items: &[Item<'_>], told: &[Statement]) -> usize {
    let fits = |before: &usize| {
        let own = &told[*before];
        let is_rate = own.role != Role::Figure && own.quantity.unit.dimension == Dimension::Ratio;
        !is_rate && items[*before].depth <= items[at].depth
    };
    (0..at).rev().take(FARTHEST).find(fits).unwrap_or(at - 1)
}

/// The total of a list that opens a sentence, at `first`: the one amount at the top of the sentence before, or that of
/// several which most of the list adds up to.
pub(super) fn listed_before(first: usize, before: &[usize], statements: &[Statement]) -> Option<usize> {
    if let [only] = before {
        return Some(*only);
    }
    let (mut sum, mut total) = (Exact::zero(), None);
    for part in statements[first..].iter().filter(|part| part.role == Role::Figure) {
        sum = quantity::sum(&sum, &part.quantity.amount()?)?;
        let closes = |head: &&usize| {
            let total = &statements[**head].quantity;
            total.unit.dimension == part.quantity.unit.dimension && total.amount() == Some(sum)
        };
        total = before.iter().find(closes).copied().or(total);
    }
    total
}

/// Opens the list of parts of `total`, inside the list that the total itself is part of. Its first part is `item`, told
/// at `index`.
pub(super) fn open_list(
    item: &Item<'_>,
    index: usize,
    total: usize,
    statements: &[Statement],
    lists: &mut Vec<List>,
) {
    let (part, whole) = (&statements[index], &statements[total]);
    if whole.role != Role::Figure
        || whole.quantity.unit.dimension != part.quantity.unit.dimension
        || AVERAGE_WORDS.are_in(&whole.label)
    {
        return;
    }
    while lists.last().is_some_and(|list| statements[total].part_of != Some(list.total)) {
        lists.pop();
    }
    let (whole, sum) = (whole.quantity.amount(), Some(Exact::zero()));
    lists.push(List { total, whole, sum, depth: item.depth, group: item.group, parts: 0 });
}

/// The total that `item`, told at `index`, is part of: that of the innermost list that is still open and takes it.
pub(super) fn part_of(
    item: &Item<'_>,
    index: usize,
    statements: &[Statement],
    lists: &mut Vec<List>,
) -> Option<usize> {
    let part = &statements[index];
    let own = part.quantity.amount();
    loop {
        let nested = lists.len() > 1;
        let list = lists.last()?;
        let total = &statements[list.total];
        let rest = part.quantity.value.is_zero() || OTHER_WORDS.opening(&part.subject).next().is_some();
        let closed = list.parts > 0 && list.sum.is_some() && list.sum == list.whole && !rest;
        // 其中培训费 A，总支出 B: what is more than the total and called one is no part of it.
        let total_of_all = || {
            let above = own > list.whole && list.parts > 0;
            let grand = part.subject.ends_with("总计") && !total.subject.ends_with("总计");
            grand || item.phrase.adds || above && (item.group > list.group || part.subject.starts_with('总'))
        };
        // What comes after a semicolon is no part of what has come to more than its total.
        let over = item.group > list.group && list.parts > 1 && list.sum > list.whole;
        // In English an inner list ends at its comma: of which governance £0.3m, and grants of £1.0m.
        let comma = || nested && list.parts > 0 && item.between.is_ascii() && item.between.contains(", ");
        let after = nested && item.group > list.group && list.parts > 0;
        let left = over || after || item.depth < list.depth || comma() || total_of_all();
        if !closed && !left {
            break;
        }
        lists.pop();
    }
    let list = lists.last_mut()?;
    let total = &statements[list.total];
    if part.role != Role::Figure || part.quantity.unit.dimension != total.quantity.unit.dimension {
        return None;
    }
    let bare = part.subject.is_empty();
    let takes = match (part.stage, total.stage) {
        // What is carried forward is part of a grand total.
        (Some(Stage::Opening | Stage::Closing), _) if total.subject.ends_with("总计") => true,
        (Some(Stage::Actual | Stage::Returned | Stage::Closing), _) | (Some(_), Some(Stage::Actual))
            if bare =>
        {
            false
        }
        (Some(own), Some(whole)) => bare || own == whole,
        (None, _) | (Some(_), None) => true,
    };
    if !takes || item.depth > list.depth {
        return None;
    }
    list.parts += 1;
    let value = own.map(|value| if is_reduction(&part.subject) { -value } else { value });
    list.sum = list.sum.zip(value).and_then(|(sum, value)| quantity::sum(&sum, &value));
    Some(list.total)
}
