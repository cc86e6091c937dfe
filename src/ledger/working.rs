//! Workings: an equation worked out line by line, as on paper.

use num_traits::Zero;

use super::judge::is_copy;
use super::unlikely::is_unlikely;
use super::words::{
    amount, bound, decimals, difference, is_idle, is_literal, rounded, side_decimals, term_amount,
};
use super::{Claim, Nature, Status, Tolerance};
use crate::expr::{Comparison, Evaluated, Step, Term};
use crate::message::Message;
use crate::quantity::{Dimension, Exact, Interval, Unit, show_exact};

/// An equation worked out line by line.
#[derive(Clone, Debug)]
pub struct Working {
    /// The lines of the sum.
    pub rows: Vec<Row>,
    /// By how much it may miss, and why.
    pub allowance: Option<Message>,
}

/// One line of a sum.
#[derive(Clone, Debug)]
pub enum Row {
    /// An amount.
    Amount {
        /// What stands before it: `+`, `−`, `÷`, `=`; empty for the first.
        sign: &'static str,
        /// The amount with its unit.
        amount: String,
        /// What it is.
        name: Message,
        /// Where it stands.
        place: Option<String>,
    },
    /// The line drawn under what is added up.
    Line,
}

/// How `claim`, which came out as `status`, is worked out.
pub(super) fn working(claim: &Claim, status: &Status, tolerance: Tolerance, additive: bool) -> Working {
    let mut rows = Vec::new();
    if claim.nature.is_rate() && claim.right.terms.len() == 2 {
        quotient(claim, &mut rows);
    } else {
        sides(claim, &mut rows);
    }
    if let Some(gap) = difference(claim)
        && claim.comparison == Comparison::Equal
    {
        let decimals = side_decimals(&claim.left).max(side_decimals(&claim.right));
        rows.push(Row::Line);
        rows.push(told(
            "",
            rounded(gap, claim.left.unit, decimals + 2),
            claim.left.unit,
            decimals,
            if claim.left.unit.dimension == Dimension::Ratio {
                ("difference, in percentage points", "差额（百分点）")
            } else {
                ("difference", "差额")
            },
        ));
    }
    Working { rows, allowance: allowance(claim, status, tolerance, additive) }
}

/// Both sides: of an equation first the one that is worked out, then what is stated; else in their order, with
/// the sign of the comparison before what the second comes to.
fn sides(claim: &Claim, rows: &mut Vec<Row>) {
    let (left, right) = (&claim.left, &claim.right);
    let unit = left.unit;
    let shown = claim.terms().filter(|term| term.unit.dimension == unit.dimension);
    let decimals = shown.map(|term| printed_decimals(term, unit)).max().unwrap_or(0);
    let is_equation = claim.comparison == Comparison::Equal;
    let turned = is_equation && !is_alone(right);
    let (first, second) = if turned { (right, left) } else { (left, right) };
    for (side, compared) in [(first, ""), (second, if is_equation { "" } else { claim.comparison.symbol() })]
    {
        if is_alone(side) {
            rows.extend(side.terms.first().map(|term| line(compared, term, unit, decimals)));
            continue;
        }
        let operations = side.operations().unwrap_or_default();
        for (at, term) in side.terms.iter().enumerate().filter(|(at, term)| *at == 0 || !is_idle(term)) {
            let operation = at.checked_sub(1).and_then(|before| operations.get(before));
            let sign = match (at, term.negative, operation) {
                (_, true, _) if side.sum => "−",
                (1.., ..) if side.sum => "+",
                (.., Some(Step::Multiply)) => "×",
                (.., Some(Step::Divide)) => "÷",
                _ => "",
            };
            rows.push(line(sign, term, unit, decimals));
        }
        let what = if side.sum { ("worked out", "算得") } else { ("by the formula", "按公式算得") };
        let value = rounded(side.value.value, unit, decimals.max(2) + 2);
        rows.push(Row::Line);
        rows.push(told(compared, value, unit, decimals, what));
    }
}

/// A rate: what is divided by what, what it comes to, and what is stated.
fn quotient(claim: &Claim, rows: &mut Vec<Row>) {
    let [first, second] = claim.right.terms.as_slice() else { return };
    if claim.nature == Nature::Growth {
        let before = first.value.sub(&second.value).map_or_else(Exact::zero, |before| before.value);
        let shown = decimals(&first.value, first.unit);
        let name = Message::new(format!("{} − the change", first.name), format!("{} − 变动额", first.name));
        rows.push(line("", second, first.unit, 0));
        rows.push(Row::Amount { sign: "÷", amount: amount(before, first.unit, shown), name, place: None });
    } else {
        rows.push(line("", first, first.unit, 0));
        rows.push(line("÷", second, first.unit, 0));
    }
    if claim.nature == Nature::Step {
        let name = Message::default();
        rows.push(Row::Amount { sign: "−", amount: "1".to_owned(), name, place: None });
    }
    let (unit, decimals) = (claim.left.unit, side_decimals(&claim.left));
    let found = rounded(claim.right.value.value, unit, decimals + 2);
    rows.push(Row::Line);
    rows.push(told("", found, unit, decimals, ("worked out", "算得")));
    rows.extend(claim.left.terms.iter().map(|term| line("", term, unit, 0)));
}

/// The line of a term, in `unit` with at least `most` decimals where it is in that dimension.
fn line(sign: &'static str, term: &Term, unit: Unit, most: usize) -> Row {
    let shown = if term.unit.dimension == unit.dimension {
        let shown = decimals(&term.value, unit).max(most);
        let about = if term.value.approximate { "≈" } else { "" };
        format!("{about}{}", amount(term.value.value, unit, shown))
    } else {
        term_amount(term)
    };
    let name = if is_literal(term) {
        Message::new("in the rule", "规则中写明")
    } else if term.places.is_empty() {
        Message::new(
            format!("{}: not stated, counts as zero", term.name),
            format!("{}：未写明，按零计", term.name),
        )
    } else {
        Message::same(&*term.name)
    };
    let place = term.places.first().map(|(source, span)| source.shown_place(span.start));
    Row::Amount { sign, amount: shown, name, place }
}

/// How many decimals a term shows in `unit`: those that it was printed with, and those of what is counted.
fn printed_decimals(term: &Term, unit: Unit) -> usize {
    const MOST: usize = 4;
    let text = show_exact(term.value.value, unit.exponent).unwrap_or_default();
    let own = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    own.min(MOST).max(decimals(&term.value, unit))
}

/// The line of an amount that no figure states.
fn told(sign: &'static str, value: Exact, unit: Unit, decimals: usize, name: (&str, &str)) -> Row {
    let amount = amount(value, unit, decimals);
    Row::Amount { sign, amount, name: Message::new(name.0, name.1), place: None }
}

/// Whether one figure or number alone makes up a side.
fn is_alone(side: &Evaluated) -> bool {
    side.sum && side.terms.iter().filter(|term| !is_idle(term)).count() <= 1
}

/// By how much the sides may be apart, and why.
fn allowance(claim: &Claim, status: &Status, tolerance: Tolerance, additive: bool) -> Option<Message> {
    let unit = claim.left.unit;
    let decimals = side_decimals(&claim.left).max(side_decimals(&claim.right));
    let is_equation = claim.comparison == Comparison::Equal;
    if *status == Status::Holds && !is_equation || difference(claim).is_some_and(|gap| gap.is_zero()) {
        return None;
    }
    match tolerance {
        Tolerance::Exact => return Some(Message::new("the rule allows no difference", "规则不允许有差额")),
        Tolerance::Absolute(most) => {
            return Some(Message::new(
                format!("the rule allows a difference of {most} in its unit"),
                format!("规则允许的差额为 {most}（按规则的单位）"),
            ));
        }
        Tolerance::Relative(share) => {
            return Some(Message::new(
                format!("the rule allows a difference of {share} times the side that is worked out"),
                format!("规则允许的差额为算得数的 {share} 倍"),
            ));
        }
        Tolerance::Rounding => {}
    }
    if !is_equation {
        return None;
    }
    let is_open = |side: &Evaluated| side.value.low_open || side.value.high_open;
    let sums = claim.left.sum && claim.right.sum;
    if !sums || claim.is_approximate() || is_open(&claim.left) || is_open(&claim.right) {
        let (left, right) =
            (ends(&claim.left.value, unit, decimals), ends(&claim.right.value, unit, decimals));
        return Some(Message::new(
            format!("by its digits the left side {}, the right side {}", left.en, right.en),
            format!("按所示位数，左边{}，右边{}", left.zh, right.zh),
        ));
    }
    if is_copy(claim) && *status == Status::Violated && claim.left.value.width() == claim.right.value.width()
    {
        return Some(Message::new(
            "one figure printed to the same digit must be the same",
            "同一数据位数相同，应当相等",
        ));
    }
    let most = amount(bound(claim)?, unit, decimals);
    if is_unlikely(claim, tolerance) && *status == Status::Rounding {
        return Some(Message::new(
            format!(
                "rounding can make up {most} at most, but makes up as much as this less than once in a thousand"
            ),
            format!("四舍五入最多可造成 {most} 的差额，但造成这么大差额的可能不到千分之一"),
        ));
    }
    Some(if additive {
        Message::new(
            format!("rounding could make up {most} at most, but this report makes its sums close"),
            format!("四舍五入最多可造成 {most} 的差额，但本报告编制时已使合计相符"),
        )
    } else {
        Message::new(
            format!("rounding can make up {most} at most"),
            format!("四舍五入最多可造成 {most} 的差额"),
        )
    })
}

/// The ends of `interval` in words: from 120 to 130 (left out).
fn ends(interval: &Interval, unit: Unit, decimals: usize) -> Message {
    let end = |value: Exact| amount(rounded(value, unit, decimals + 2), unit, decimals);
    if interval.low == interval.high {
        return Message::new(format!("is {}", end(interval.low)), format!("为 {}", end(interval.low)));
    }
    let told = |value: Exact, is_open: bool| match (end(value), is_open) {
        (value, true) => Message::new(format!("{value} (left out)"), format!("{value}（不含）")),
        (value, false) => Message::same(value),
    };
    let (low, high) = (told(interval.low, interval.low_open), told(interval.high, interval.high_open));
    Message::new(format!("is from {} to {}", low.en, high.en), format!("在 {} 至 {} 之间", low.zh, high.zh))
}
