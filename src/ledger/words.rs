//! How equations and their amounts are worded.

use std::collections::BTreeSet;

use num_traits::{CheckedSub, Zero};

use super::{Claim, Nature};
use crate::expr::{Evaluated, Term};
use crate::finding::FigureValue;
use crate::message::Message;
use crate::quantity::{Exact, Unit, grouped, show_exact};

/// An amount in base units as people read it in `unit`: `6,149.92 万元`.
pub(super) fn amount(value: Exact, unit: Unit) -> String {
    let text = show_exact(value, unit.exponent).unwrap_or_else(|| "…".to_owned());
    unit.around(&grouped(&text))
}

/// A difference with a true minus sign: `−0.63 万元`.
pub(super) fn signed(value: Exact, unit: Unit) -> String {
    let text = amount(if value < Exact::zero() { -value } else { value }, unit);
    if value < Exact::zero() { format!("−{text}") } else { text }
}

/// A claim with its amounts: `财政拨款收入 6,149.92 万元 = 年初预算 516.74 万元 + …`.
pub(super) fn equation(claim: &Claim) -> String {
    format!("{} {} {}", side(&claim.left), claim.comparison.symbol(), side(&claim.right))
}

/// One side with its amounts; what is no plain sum ends in its value.
fn side(side: &Evaluated) -> String {
    let mut text = String::new();
    for (at, term) in side.terms.iter().enumerate() {
        let sign = match (at, term.negative, side.sum) {
            (0, true, true) => "−",
            (0, ..) => "",
            (_, true, true) => " − ",
            (_, false, true) => " + ",
            (.., false) => ", ",
        };
        text.push_str(sign);
        text.push_str(&told(term));
    }
    if side.sum && !text.is_empty() {
        text
    } else {
        format!("[{text}] → {}", amount(side.value.value, side.unit))
    }
}

/// A term with its amount.
fn told(term: &Term) -> String {
    let amount = amount(term.value.value, term.unit);
    if term.places.is_empty() && term.name == amount { amount } else { format!("{} {amount}", term.name) }
}

/// The sentence that a failed claim is told by.
pub(super) fn failed(claim: &Claim) -> Message {
    let (left, right) = (&claim.left, &claim.right);
    let difference = difference(claim).map(|value| signed(value, left.unit)).unwrap_or_default();
    let left_words = summed(left);
    let left_amount = amount(left.value.value, left.unit);
    let right_amount = amount(right.value.value, right.unit);
    let symbol = match claim.comparison {
        crate::expr::Comparison::Equal => "≠",
        crate::expr::Comparison::NotEqual => "=",
        crate::expr::Comparison::Less => "≥",
        crate::expr::Comparison::LessOrEqual => ">",
        crate::expr::Comparison::Greater => "≤",
        crate::expr::Comparison::GreaterOrEqual => "<",
    };
    if claim.nature == Nature::Restatement {
        let name = left.terms.first().map_or("", |term| term.name.as_str());
        return Message::new(
            format!("{name} is stated as {left_amount} and as {right_amount} (difference {difference})"),
            format!("{name} 前后不一致：{left_amount} 与 {right_amount}（差 {difference}）"),
        );
    }
    let right_words = match claim.nature {
        Nature::Parts => Message::new("the sum of its parts", "分项之和"),
        _ => Message::same(summed(right)),
    };
    Message::new(
        format!(
            "{left_words} {left_amount} {symbol} {} {right_amount} (difference {difference})",
            right_words.en
        ),
        format!("{left_words} {left_amount} {symbol} {} {right_amount}（差 {difference}）", right_words.zh),
    )
}

/// The names of a side joined by their signs: `年初预算 + 追加预算`.
fn summed(side: &Evaluated) -> String {
    const MOST: usize = 8;
    let mut text = String::new();
    for (at, term) in side.terms.iter().enumerate() {
        if at == MOST {
            text.push_str(" + …");
            break;
        }
        let sign = match (at, term.negative) {
            (0, false) => "",
            (0, true) => "−",
            (_, false) => " + ",
            (_, true) => " − ",
        };
        text.push_str(if side.sum || at == 0 { sign } else { ", " });
        text.push_str(&term.name);
    }
    text
}

/// Left minus right, in base units; `None` where it does not fit.
pub(super) fn difference(claim: &Claim) -> Option<Exact> {
    claim.left.value.value.checked_sub(&claim.right.value.value)
}

/// The figures of a claim as machine outputs show them, each name once.
pub(super) fn figures(claim: &Claim) -> Vec<FigureValue> {
    let mut seen = BTreeSet::new();
    let terms = claim.left.terms.iter().chain(&claim.right.terms).filter(|term| !term.places.is_empty());
    let distinct = terms.filter(|term| seen.insert((term.name.as_str(), term.value.value)));
    let figure = |term: &Term| FigureValue {
        name: term.name.clone(),
        value: show_exact(term.value.value, term.unit.exponent),
        unit: term.unit.word(),
    };
    distinct.map(figure).collect()
}
