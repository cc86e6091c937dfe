//! How equations and their amounts are worded.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, Zero};

use super::judge::is_cut_off;
use super::{Claim, Nature};
use crate::expr::{Comparison, Evaluated, Implied, Term};
use crate::finding::FigureValue;
use crate::message::Message;
use crate::quantity::{self, Dimension, Exact, Interval, Unit, exact, grouped, show_exact};

/// How many names of a sum are written out.
const MOST_NAMES: usize = 8;

/// The amount of a term as people read it: `6,149.92 万元`, `≈120 人` where it is stated approximately.
pub fn term_amount(term: &Term) -> String {
    let about = if term.value.approximate { "≈" } else { "" };
    format!("{about}{}", amount(term.value.value, term.unit, decimals(&term.value, term.unit)))
}

/// The amount that a side comes to, with as many decimals as its terms show.
pub(super) fn side_amount(side: &Evaluated) -> String {
    let about = if side.value.approximate { "≈" } else { "" };
    format!("{about}{}", amount(side.value.value, side.unit, side_decimals(side)))
}

/// By how much the sides differ, with a true minus sign: `−0.63 万元`; shares differ by percentage points.
pub(super) fn gap_words(claim: &Claim) -> Message {
    let Some(gap) = difference(claim) else { return Message::default() };
    let unit = claim.left.unit;
    let decimals = side_decimals(&claim.left).max(side_decimals(&claim.right));
    let sign = if gap.is_negative() { "−" } else { "" };
    if unit.dimension == Dimension::Ratio && unit.exponent == -2 {
        let points = format!("{sign}{}", number(gap.abs(), unit, decimals));
        return Message::new(format!("{points} percentage points"), format!("{points} 个百分点"));
    }
    Message::same(format!("{sign}{}", amount(gap.abs(), unit, decimals)))
}

/// A claim with its amounts: `财政拨款收入 6,149.92 万元 = 年初预算 516.74 万元 + …`.
pub(super) fn equation(claim: &Claim) -> String {
    if let ([told], [first, second]) = (claim.left.terms.as_slice(), claim.right.terms.as_slice())
        && claim.nature.is_rate()
    {
        let (told, one) = (unsigned(told), named(first));
        let (change, sign) = (change(second), if second.value.value.is_negative() { '+' } else { '−' });
        return match claim.nature {
            Nature::Share => format!("{told} = {one} ÷ {}", named(second)),
            Nature::Growth => format!("{told} = {change} ÷ ({one} {sign} {change})"),
            _ if claim.left.value.value.is_negative() => format!("{told} = 1 − {one} ÷ {}", named(second)),
            _ => format!("{told} = {one} ÷ {} − 1", named(second)),
        };
    }
    format!("{} {} {}", side(&claim.left), claim.comparison.symbol(), side(&claim.right))
}

/// The sentence that a failed claim is told by.
pub(super) fn failed(claim: &Claim) -> Message {
    let (left, right, gap) = (&claim.left, &claim.right, gap_words(claim));
    if claim.nature == Nature::Restatement {
        let name = left.terms.first().map_or("", |term| &*term.name);
        let (one, other) = (side_amount(left), side_amount(right));
        return Message::new(
            format!("{name} is stated as {one} and as {other} (difference {})", gap.en),
            format!("{name} 前后不一致：{one} 与 {other}（差 {}）", gap.zh),
        );
    }
    if claim.nature.is_rate() {
        return wrong_rate(claim);
    }
    if let (Nature::Turn, [now], [then]) = (claim.nature, left.terms.as_slice(), right.terms.as_slice()) {
        let (now, then) = (named(now), named(then));
        let (is, told) = match (left.value.value.cmp(&right.value.value), claim.comparison) {
            (Ordering::Equal, Comparison::Greater) => (("no change", "持平"), ("a rise", "增加")),
            (Ordering::Equal, _) => (("no change", "持平"), ("a fall", "减少")),
            (Ordering::Less, _) => (("a fall", "减少"), ("a rise", "增加")),
            (Ordering::Greater, _) => (("a rise", "增加"), ("a fall", "减少")),
        };
        return Message::new(
            format!("from {then} to {now} is {}, told as {}", is.0, told.0),
            format!("由 {then} 到 {now} 是{}，文中写作{}", is.1, told.1),
        );
    }
    let symbol = match claim.comparison {
        Comparison::Equal => "≠",
        Comparison::NotEqual => "=",
        Comparison::Less => "≥",
        Comparison::LessOrEqual => ">",
        Comparison::Greater => "≤",
        Comparison::GreaterOrEqual => "<",
    };
    let (left, right) = (summed(left), right_side(claim));
    Message::new(
        format!("{left} {symbol} {} (difference {})", right.en, gap.en),
        format!("{left} {symbol} {}（差 {}）", right.zh, gap.zh),
    )
}

/// The sentence that a claim is told by which rounding could explain, but hardly does.
pub(super) fn unlikely(claim: &Claim) -> Message {
    let (left, right, gap) = (summed(&claim.left), right_side(claim), gap_words(claim));
    let decimals = side_decimals(&claim.left).max(side_decimals(&claim.right));
    let most = bound(claim).map_or_else(String::new, |most| amount(most, claim.left.unit, decimals));
    Message::new(
        format!(
            "{left} and {} differ by {}: rounding could at most make up {most}, but it makes up as much as this less \
             than once in a thousand",
            right.en, gap.en
        ),
        format!(
            "{left}与{}相差 {}：各项四舍五入最多可造成 {most} 的差额，但由此造成这么大差额的可能不到千分之一，请逐项核对",
            right.zh, gap.zh
        ),
    )
}

/// By how much the roundings of both sides may move them apart: half of all their quanta.
pub(super) fn bound(claim: &Claim) -> Option<Exact> {
    let widths = claim.left.value.width()?.checked_add(&claim.right.value.width()?)?;
    widths.checked_div(&Exact::from_integer(2))
}

/// The amount that `implied` gives a figure: `12.34 万元`, with the ends that rounding allows where it follows from
/// several figures; what no decimal tells exactly is rounded.
pub(super) fn implied_amount(implied: &Implied<'_>) -> Message {
    let Implied { value, unit, terms, .. } = implied;
    let own = || terms.iter().filter(|term| term.unit == *unit);
    let decimals = own().map(|term| decimals(&term.value, term.unit)).max().unwrap_or(0);
    let near = rounded(value.value, *unit, decimals.max(2));
    let shown = amount(near, *unit, decimals);
    if near != value.value || value.approximate {
        return Message::new(format!("about {shown}"), format!("约 {shown}"));
    }
    if own().nth(1).is_none() || value.low == value.high {
        return Message::same(shown);
    }
    let [low, high] = [value.low, value.high].map(|end| amount(end, *unit, decimals));
    Message::new(
        format!("{shown} ({low} to {high} by rounding)"),
        format!("{shown}（考虑舍入为 {low} 至 {high}）"),
    )
}

/// The right side as a sentence names it.
fn right_side(claim: &Claim) -> Message {
    match claim.nature {
        Nature::Parts => {
            let sum = side_amount(&claim.right);
            Message::new(format!("the sum of its parts {sum}"), format!("分项之和 {sum}"))
        }
        _ => Message::same(summed(&claim.right)),
    }
}

/// The sentence for a rate that does not follow from its amounts.
fn wrong_rate(claim: &Claim) -> Message {
    let unit = claim.left.unit;
    let decimals = side_decimals(&claim.left);
    let told = unit.around(&number(claim.left.value.value.abs(), unit, decimals));
    let rounded = rounded(claim.right.value.value, unit, decimals);
    let found = unit.around(&number(rounded.abs(), unit, decimals));
    let (first, second) = match claim.right.terms.as_slice() {
        [first, second] => (named(first), named(second)),
        _ => (String::new(), String::new()),
    };
    let (en, zh) = match claim.nature {
        Nature::Share => {
            (format!("{first} is {found} of {second}"), format!("{first} 占 {second} 的 {found}"))
        }
        Nature::Growth => {
            let way = if claim.right.value.value.is_negative() {
                ("a fall", "下降")
            } else {
                ("a rise", "增长")
            };
            let change = claim.right.terms.last().map_or_else(String::new, change);
            let verb = if claim.right.value.value.is_negative() { "减少" } else { "增加" };
            (
                format!("a change of {change} to {first} is {} of {found}", way.0),
                format!("{first}，{verb} {change}，即{} {found}", way.1),
            )
        }
        _ => {
            let way = if claim.right.value.value.is_negative() {
                ("a fall", "下降")
            } else {
                ("a rise", "增长")
            };
            (
                format!("from {second} to {first} is {} of {found}", way.0),
                format!("由 {second} 到 {first}，{} {found}", way.1),
            )
        }
    };
    if is_cut_off(claim) {
        return Message::new(
            format!("{en}, cut off to {told} instead of rounded"),
            format!("{zh}，文中写作 {told}，是截尾而非四舍五入"),
        );
    }
    let opposite = claim.left.value.value.is_negative() != claim.right.value.value.is_negative()
        && claim.left.value.value.abs() == rounded.abs();
    if opposite {
        return Message::new(format!("{en}, and not the other way round"), format!("{zh}，文中写的方向相反"));
    }
    let told_value = claim.left.value.value.abs();
    let gap = told_value.checked_sub(&rounded.abs()).unwrap_or_default();
    let sign = if gap.is_negative() { "−" } else { "" };
    let points = format!("{sign}{}", number(gap.abs(), unit, decimals));
    Message::new(
        format!("{en}, stated as {told} (difference {points} percentage points)"),
        format!("{zh}，文中写作 {told}（差 {points} 个百分点）"),
    )
}

/// `value` in `unit`, rounded half away from zero to `decimals` decimals.
pub(super) fn rounded(value: Exact, unit: Unit, decimals: usize) -> Exact {
    let places = i32::try_from(decimals).unwrap_or(0);
    let Some(step) = exact(1.into(), unit.exponent - places) else { return value };
    value.checked_div(&step).and_then(|steps| steps.round().checked_mul(&step)).unwrap_or(value)
}

/// The amount of a term without its sign.
fn change(term: &Term) -> String {
    amount(term.value.value.abs(), term.unit, decimals(&term.value, term.unit))
}

/// A term with its name and without its sign.
fn unsigned(term: &Term) -> String {
    format!("{} {}", term.name, change(term)).trim_start().to_owned()
}

/// A term with its name: `基本支出 480.88 万元`.
fn named(term: &Term) -> String {
    format!("{} {}", term.name, term_amount(term)).trim_start().to_owned()
}

/// Left minus right, in base units; `None` where it does not fit.
pub(super) fn difference(claim: &Claim) -> Option<Exact> {
    quantity::difference(&claim.left.value.value, &claim.right.value.value)
}

/// The figures of a claim as machine outputs show them, each name and amount once.
pub(super) fn figures(claim: &Claim) -> Vec<FigureValue> {
    let mut seen = BTreeSet::new();
    let terms = claim.terms().filter(|term| !term.places.is_empty());
    let distinct = terms.filter(|term| seen.insert((&*term.name, term.value.value)));
    let figure = |term: &Term| FigureValue {
        name: term.name.to_string(),
        value: Some(number(term.value.value, term.unit, decimals(&term.value, term.unit)).replace(',', "")),
        unit: term.unit.word(),
    };
    distinct.map(figure).collect()
}

/// An amount in base units as people read it in `unit`, with at least `decimals` decimals.
pub(crate) fn amount(value: Exact, unit: Unit, decimals: usize) -> String {
    let sign = if value.is_negative() { "−" } else { "" };
    format!("{sign}{}", unit.around(&number(value.abs(), unit, decimals)))
}

/// The number of an amount in `unit`, grouped, with at least `decimals` decimals.
pub(crate) fn number(value: Exact, unit: Unit, decimals: usize) -> String {
    let mut text = show_exact(value, unit.exponent).unwrap_or_else(|| "…".to_owned());
    let shown = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if shown < decimals {
        text.push_str(if shown == 0 { "." } else { "" });
        text.extend(std::iter::repeat_n('0', decimals - shown));
    }
    grouped(&text)
}

/// How many decimals an amount was printed with, told by the width of its interval.
pub(super) fn decimals(value: &Interval, unit: Unit) -> usize {
    const MOST: i32 = 12;
    let Some(width) = value.width() else { return 0 };
    let shown = (0..=MOST).find(|decimals| exact(1.into(), unit.exponent - decimals) == Some(width));
    shown.and_then(|decimals| usize::try_from(decimals).ok()).unwrap_or(0)
}

pub(super) fn side_decimals(side: &Evaluated) -> usize {
    let of_side = |term: &&Term| term.unit == side.unit;
    side.terms.iter().filter(of_side).map(|term| decimals(&term.value, term.unit)).max().unwrap_or(0)
}

/// One side with its amounts; what is no plain sum ends in its value.
fn side(side: &Evaluated) -> String {
    let mut text = String::new();
    for (at, term) in side.terms.iter().enumerate().filter(|(at, term)| *at == 0 || !is_idle(term)) {
        let amount = term_amount(term);
        text.push_str(joint(side, at));
        if !is_literal(term) {
            text.push_str(&term.name);
            text.push(' ');
        }
        text.push_str(&amount);
    }
    if side.sum && !text.is_empty() { text } else { format!("[{text}] → {}", side_amount(side)) }
}

/// The names of a side joined by their signs, and what they come to: `年初预算 + 追加预算 516.74 万元`.
fn summed(side: &Evaluated) -> String {
    if side.terms.iter().all(is_literal) {
        return side_amount(side);
    }
    let mut text = String::new();
    for (at, term) in side.terms.iter().enumerate().take(MOST_NAMES).filter(|(_, term)| !is_idle(term)) {
        text.push_str(joint(side, at));
        text.push_str(&term.name);
    }
    if side.terms.len() > MOST_NAMES {
        text.push_str(" + …");
    }
    format!("{text} {}", side_amount(side))
}

/// What stands before the term at `at`.
fn joint(side: &Evaluated, at: usize) -> &'static str {
    match (at, side.terms[at].negative, side.sum) {
        (0, true, true) => "−",
        (0, ..) => "",
        (_, true, true) => " − ",
        (_, false, true) => " + ",
        (.., false) => ", ",
    }
}

/// Whether a term is a number of the rule and no figure of the report: the names of figures do not begin with
/// a digit.
pub(super) fn is_literal(term: &Term) -> bool {
    term.places.is_empty() && term.name.starts_with(|c: char| c.is_ascii_digit() || "£$€¥".contains(c))
}

/// Whether a term says nothing: the 0 of `?? 0`.
pub(super) fn is_idle(term: &Term) -> bool {
    is_literal(term) && term.value.value.is_zero()
}
