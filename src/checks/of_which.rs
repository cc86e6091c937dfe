//! `of-which`: the parts listed after 其中 add up to their total.

use std::sync::Arc;

use num_traits::CheckedSub;
use rust_decimal::Decimal;

use super::{Case, Check, Decoder, Kind, Page};
use crate::expr::{Comparison, Evaluated, Missing, Term};
use crate::finding::Severity;
use crate::language::{Role, is_reduction};
use crate::ledger::{Claim, Frame, Nature};
use crate::message::Message;
use crate::quantity::{Dimension, Exact, Interval, Quantity, is_telling_slip, slips_by};
use crate::report::Statement;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "of-which",
    title: ("parts listed after 其中 add up", "“其中”所列各项之和等于总额"),
    about: (
        "Where a sentence gives a total and lists its parts (其中：…, 包括…), the parts must add up to it. A list need not be complete: one \
         that falls short is reported only where a single slip of the fingers explains the gap; one that exceeds its total always is.",
        "一句话给出总额并列出组成部分（其中：…、包括…）时，各部分之和应等于总额。列举可以不完整：合计小于总额时，仅当差额恰为某一数字录入差错所致才报告；合计超过总额则一律报告。",
    ),
    example: "of-which:\n  of-which: true",
    passages: (
        "支出100.00万元，其中：人员经费70.00万元，公用经费40.00万元。",
        "支出100.00万元，其中：人员经费60.00万元，公用经费40.00万元。",
    ),
    severity: Severity::Error,
    last: false,
    decode,
};

/// The smallest total, in units of its last digit, for which a gap that looks like a slip is hardly chance.
const LEAST_TELLING: u128 = 10_000;

#[derive(Debug)]
struct OfWhich;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(OfWhich))
}

impl Check for OfWhich {
    fn check<'a>(&'a self, case: &Case<'a>, page: &mut Page<'_, 'a>) {
        let statements = &case.report().statements;
        let listed = statements.iter().enumerate();
        let mut listed: Vec<(usize, usize)> =
            listed.filter_map(|(part, statement)| Some((statement.part_of?, part))).collect();
        // Parts of nested lists stand between those of the list around them.
        listed.sort_unstable();
        let mut parts = Vec::new();
        for list in listed.chunk_by(|(total, _), (next, _)| total == next) {
            let (total, first) = list[0];
            parts.clear();
            parts.extend(list.iter().map(|(_, part)| *part));
            page.count_as(if first < total { Frame::Total } else { Frame::Parts });
            check_list(case, total, &parts, page);
        }
    }

    fn frame(&self) -> Frame {
        Frame::Parts
    }
}

/// Claims that `parts` add up to `total`, or tells why that cannot be said.
fn check_list<'a>(case: &Case<'a>, total: usize, parts: &[usize], page: &mut Page<'_, 'a>) {
    let statements = &case.report().statements;
    let members = std::iter::once(&total).chain(parts);
    if members.clone().any(|at| !statements[*at].quantity.is_firm()) {
        let reason = || Message::new("an approximate amount is among them", "其中含有约数");
        return page.undecided(reason);
    }
    if closes(statements, total, parts) {
        let starts = members.map(|at| statements[*at].span.start);
        let (case, parts) = (*case, parts.to_vec());
        return page.hold(Nature::Parts, starts, move || claim(&case, total, &parts));
    }
    let is_open = |(left, right): (Interval, Interval)| {
        left.value != right.value && !is_wrong(case, &left, &right, total, parts)
    };
    let sides = || sum(case, &[total]).zip(sum(case, parts));
    if is_one_of_many(statements, total, parts) || sides().is_some_and(is_open) {
        // 其中 A、B，C: what 、 holds together may be the list, and C no part of it.
        let joined = 1 + parts.iter().skip(1).take_while(|part| is_joined(case, **part)).count();
        if (2..parts.len()).contains(&joined) {
            return check_list(case, total, &parts[..joined], page);
        }
        return page.undecided(|| {
            let label = &statements[total].subject;
            Message::new(
                format!(
                    "the parts listed under `{label}` do not make it up: the list may be incomplete, or its parts overlap"
                ),
                format!("“{label}”下所列各项合计与总额不等，列举可能不完整或有交叉"),
            )
        });
    }
    match claim(case, total, parts) {
        Ok(claim) => page.claim(claim),
        Err(missing) => page.undecided(|| missing.message()),
    }
}

/// Whether `parts` come to `total` as they are printed, all in one unit and none too large to be computed with.
fn closes(statements: &[Statement], total: usize, parts: &[usize]) -> bool {
    let Quantity { value, unit, .. } = &statements[total].quantity;
    let add = |sum: Decimal, part: &usize| {
        let stated = &statements[*part].quantity;
        let fits = stated.unit == *unit && stated.value.mantissa().unsigned_abs() <= u64::MAX.into();
        let value = if is_taken_off(statements, *part, parts) { -stated.value } else { stated.value };
        sum.checked_add(value).filter(|_| fits)
    };
    parts.iter().try_fold(Decimal::ZERO, add) == Some(*value)
}

/// Whether `parts` are a single one, less than `total`, of things that are counted: nothing says that there are no others.
fn is_one_of_many(statements: &[Statement], total: usize, parts: &[usize]) -> bool {
    let [part] = parts else { return false };
    let (whole, part) = (&statements[total].quantity, &statements[*part].quantity);
    matches!(whole.unit.dimension, Dimension::Count(_))
        && part.unit == whole.unit
        && part.value < whole.value
        && !statements[total].complete
}

/// What `members` come to together; `None` where that does not fit.
fn sum(case: &Case<'_>, members: &[usize]) -> Option<Interval> {
    let statements = &case.report().statements;
    let (first, rest) = members.split_first()?;
    let signed = |at: usize| {
        let value = case.bound.interval(&statements[at].quantity)?;
        Some(if is_taken_off(statements, at, members) { value.negate() } else { value })
    };
    rest.iter().try_fold(signed(*first)?, |sum, at| sum.add(&signed(*at)?))
}

/// Whether one of several `members` of a side is subtracted.
fn is_taken_off(statements: &[Statement], at: usize, members: &[usize]) -> bool {
    members.len() > 1 && is_reduction(&statements[at].subject)
}

/// Whether a list that does not close must be wrong: a part, or the sum of amounts of money, exceeds the
/// total by more than rounding explains; or a single slip of the fingers explains why it does not close.
/// People counted may be in several parts at once.
fn is_wrong(case: &Case<'_>, left: &Interval, right: &Interval, total: usize, parts: &[usize]) -> bool {
    let quantity = |at: usize| case.report().statements[at].quantity;
    let statements = &case.report().statements;
    let english = statements[total].label.is_ascii();
    if english && has_signs(case, total, parts) {
        return false;
    }
    if statements[total].complete {
        return true;
    }
    let (within, exceeds) = (left.overlaps(right), right.exceeds(left));
    let money = quantity(total).unit.is_money();
    if let [part] = parts {
        // One part of several is near its total by chance; only a slip of telling figures is none.
        let (whole, part) = (quantity(total), quantity(*part));
        let telling = money && whole.unit == part.unit && whole.value.scale() > 0;
        return exceeds || telling && is_telling_slip(whole.value, part.value, 2);
    }
    // Where a list ends is not said, unless 、 holds its parts together: what follows may be no part of it.
    let tight = parts.iter().skip(1).all(|part| is_joined(case, *part));
    if within || exceeds && money && total < parts[0] && if english { parts.len() == 2 } else { tight } {
        return true;
    }
    let Some(gap) = left.value.checked_sub(&right.value) else { return false };
    let slipped = |at: usize, change: Exact| slips_by(quantity(at).value, quantity(at).unit.exponent, change);
    let digits = quantity(total).value.mantissa().unsigned_abs();
    digits >= LEAST_TELLING && (slipped(total, -gap) || parts.iter().any(|part| slipped(*part, gap)))
}

/// Whether a part is joined to the one before it by 、 or 和.
fn is_joined(case: &Case<'_>, part: usize) -> bool {
    let report = case.report();
    let (own, before) = (&report.statements[part], &report.statements[part - 1]);
    let between = report.source.text().get(before.span.end..own.span.start).unwrap_or_default();
    between.trim_start_matches(['）', ')']).starts_with(['、', '和', '及'])
}

/// Whether the parts of an English total may be of either sign, or be those of a change told beside it: net
/// movements, variances; less, offset by.
fn has_signs(case: &Case<'_>, total: usize, parts: &[usize]) -> bool {
    const NET: &[&str] = &[
        "net",
        "movement",
        "variance",
        "overspend",
        "underspend",
        "deficit",
        "surplus",
        "increase",
        "decrease",
        "change",
        "rise",
        "fall",
        "liability",
        "reduction",
        "growth",
        "position",
        "saving",
    ];
    const SIGNED: &[&str] = &[
        "less",
        "offset",
        "lower",
        "underspend",
        "overspend",
        "reduction",
        "decrease",
        "fewer",
        "net of",
        "income",
        "assets",
    ];
    let statements = &case.report().statements;
    let holds = |at: usize, words: &[&str]| {
        let label = statements[at].label.to_ascii_lowercase();
        words.iter().any(|word| label.contains(word))
    };
    let first = parts.first().copied().unwrap_or(total);
    let beside = total.saturating_sub(2)..first;
    let changes =
        beside.filter(|at| *at != total && statements[*at].paragraph == statements[total].paragraph);
    holds(total, NET)
        || parts.iter().any(|part| holds(*part, SIGNED))
            && !parts.iter().all(|part| holds(*part, &["income"]))
        || changes
            .into_iter()
            .any(|at| statements[at].role == Role::Change && statements[at].quantity.unit.is_money())
}

/// The claim that `total` is the sum of `parts`.
fn claim(case: &Case<'_>, total: usize, parts: &[usize]) -> Result<Claim, Missing> {
    let statements = &case.report().statements;
    let left = side(case, &[total], &|s: &Statement| s.name())?;
    let name = |part: &Statement| label(part, &statements[total]);
    let right = side(case, parts, &name)?;
    Ok(Claim { left, comparison: Comparison::Equal, right, nature: Nature::Parts })
}

/// How a part of `total` is called: by its stage alone where the subject is that of the total.
fn label(part: &Statement, total: &Statement) -> String {
    match part.stage {
        Some(stage) if total.subject == part.subject => stage.name().to_owned(),
        stage if stage == total.stage => Statement { stage: None, ..part.clone() }.name(),
        _ => part.name(),
    }
}

/// The sum of `members` as one side of an equation.
fn side(
    case: &Case<'_>,
    members: &[usize],
    name: &dyn Fn(&Statement) -> String,
) -> Result<Evaluated, Missing> {
    let term = |at: &usize| {
        let operand = case.bound.operand(*at, &name(&case.report().statements[*at]))?;
        let negative = is_taken_off(&case.report().statements, *at, members);
        Ok(Term { negative, ..operand.into() })
    };
    Evaluated::sum_of(members.iter().map(term).collect::<Result<_, _>>()?).ok_or_else(|| {
        Missing::Undecided(Message::new(
            "the amounts are too large to be computed exactly",
            "数值过大，无法精确计算",
        ))
    })
}
