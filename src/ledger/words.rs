//! How equations and their amounts are worded.

use std::collections::BTreeSet;

use num_traits::{CheckedSub, Signed, Zero};

use super::{Claim, Nature};
use crate::expr::{Comparison, Evaluated, Term};
use crate::finding::FigureValue;
use crate::message::Message;
use crate::quantity::{Dimension, Exact, Interval, Unit, exact, grouped, show_exact};

/// How many names of a sum are written out.
const MOST_NAMES: usize = 8;

/// The amount of a term as people read it: `6,149.92 万元`.
pub(super) fn term_amount(term: &Term) -> String {
    amount(term.value.value, term.unit, decimals(&term.value, term.unit))
}

/// The amount that a side comes to, with as many decimals as its terms show.
pub(super) fn side_amount(side: &Evaluated) -> String {
    amount(side.value.value, side.unit, side_decimals(side))
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
    format!("{} {} {}", side(&claim.left), claim.comparison.symbol(), side(&claim.right))
}

/// The sentence that a failed claim is told by.
pub(super) fn failed(claim: &Claim) -> Message {
    let (left, right, gap) = (&claim.left, &claim.right, gap_words(claim));
    if claim.nature == Nature::Restatement {
        let name = left.terms.first().map_or("", |term| term.name.as_str());
        let (one, other) = (side_amount(left), side_amount(right));
        return Message::new(
            format!("{name} is stated as {one} and as {other} (difference {})", gap.en),
            format!("{name} 前后不一致：{one} 与 {other}（差 {}）", gap.zh),
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
    let left = summed(left);
    let right = match claim.nature {
        Nature::Parts => {
            let sum = side_amount(right);
            Message::new(format!("the sum of its parts {sum}"), format!("分项之和 {sum}"))
        }
        _ => Message::same(summed(right)),
    };
    Message::new(
        format!("{left} {symbol} {} (difference {})", right.en, gap.en),
        format!("{left} {symbol} {}（差 {}）", right.zh, gap.zh),
    )
}

/// Left minus right, in base units; `None` where it does not fit.
pub(super) fn difference(claim: &Claim) -> Option<Exact> {
    claim.left.value.value.checked_sub(&claim.right.value.value)
}

/// The figures of a claim as machine outputs show them, each name and amount once.
pub(super) fn figures(claim: &Claim) -> Vec<FigureValue> {
    let mut seen = BTreeSet::new();
    let terms = claim.terms().filter(|term| !term.places.is_empty());
    let distinct = terms.filter(|term| seen.insert((term.name.as_str(), term.value.value)));
    let figure = |term: &Term| FigureValue {
        name: term.name.clone(),
        value: Some(number(term.value.value, term.unit, decimals(&term.value, term.unit)).replace(',', "")),
        unit: term.unit.word(),
    };
    distinct.map(figure).collect()
}

/// An amount in base units as people read it in `unit`, with at least `decimals` decimals.
fn amount(value: Exact, unit: Unit, decimals: usize) -> String {
    let sign = if value.is_negative() { "−" } else { "" };
    format!("{sign}{}", unit.around(&number(value.abs(), unit, decimals)))
}

/// The number of an amount in `unit`, grouped, with at least `decimals` decimals.
fn number(value: Exact, unit: Unit, decimals: usize) -> String {
    let mut text = show_exact(value, unit.exponent).unwrap_or_else(|| "…".to_owned());
    let shown = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if shown < decimals {
        text.push_str(if shown == 0 { "." } else { "" });
        text.extend(std::iter::repeat_n('0', decimals - shown));
    }
    grouped(&text)
}

/// How many decimals an amount was printed with, told by the width of its interval.
fn decimals(value: &Interval, unit: Unit) -> usize {
    const MOST: i32 = 12;
    let Some(width) = value.width() else { return 0 };
    let shown = (0..=MOST).find(|decimals| exact(1.into(), unit.exponent - decimals) == Some(width));
    shown.and_then(|decimals| usize::try_from(decimals).ok()).unwrap_or(0)
}

fn side_decimals(side: &Evaluated) -> usize {
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
fn is_literal(term: &Term) -> bool {
    term.places.is_empty() && term.name.starts_with(|c: char| c.is_ascii_digit() || "£$€¥".contains(c))
}

/// Whether a term says nothing: the 0 of `?? 0`.
fn is_idle(term: &Term) -> bool {
    is_literal(term) && term.value.value.is_zero()
}
