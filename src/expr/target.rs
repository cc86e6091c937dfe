//! Targets: whether what was done is as a target such as `≥95%` asks.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Comparison, Missing};
use crate::message::Message;
use crate::quantity::{Dimension, Quantity, Unit, cell, number};

/// What stands in dates.
const DATES: &[char] = &['年', '月', '日', '-', '/'];

/// What opens a target, longest first within one beginning.
const OPENINGS: &[(&str, Comparison)] = &[
    ("≥", Comparison::GreaterOrEqual),
    ("≧", Comparison::GreaterOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("大于等于", Comparison::GreaterOrEqual),
    ("大于或等于", Comparison::GreaterOrEqual),
    ("不低于", Comparison::GreaterOrEqual),
    ("不少于", Comparison::GreaterOrEqual),
    ("不小于", Comparison::GreaterOrEqual),
    ("至少", Comparison::GreaterOrEqual),
    ("at least", Comparison::GreaterOrEqual),
    ("≤", Comparison::LessOrEqual),
    ("≦", Comparison::LessOrEqual),
    ("<=", Comparison::LessOrEqual),
    ("小于等于", Comparison::LessOrEqual),
    ("小于或等于", Comparison::LessOrEqual),
    ("不超过", Comparison::LessOrEqual),
    ("不高于", Comparison::LessOrEqual),
    ("不多于", Comparison::LessOrEqual),
    ("不大于", Comparison::LessOrEqual),
    ("at most", Comparison::LessOrEqual),
    (">", Comparison::Greater),
    ("大于", Comparison::Greater),
    ("<", Comparison::Less),
    ("小于", Comparison::Less),
    ("=", Comparison::Equal),
    ("等于", Comparison::Equal),
];

/// What closes a target.
const CLOSINGS: &[(&str, Comparison)] = &[
    ("及以上", Comparison::GreaterOrEqual),
    ("以上", Comparison::GreaterOrEqual),
    ("及以下", Comparison::LessOrEqual),
    ("以下", Comparison::LessOrEqual),
    ("以内", Comparison::LessOrEqual),
];

/// Words of what is the better the less there is of it.
const LESS_IS_BETTER: &[&str] = &[
    "成本",
    "费用",
    "经费",
    "支出",
    "控制",
    "时效",
    "时间",
    "时限",
    "周期",
    "用时",
    "天数",
    "降低",
    "减少",
    "下降",
    "压减",
    "投诉",
    "事故",
    "差错",
    "违规",
    "逾期",
    "死亡",
    "伤亡",
    "发病",
    "能耗",
    "排放",
    "cost",
    "time",
    "error",
    "complaint",
];

/// Whether `done` is as `target` asks, both as the cells of a row about `row` tell them.
pub(super) fn meets(done: &str, target: &str, row: &str) -> Result<bool, Missing> {
    let (comparison, told) = apart(target);
    let order = order(&folded(done), &told).ok_or_else(|| {
        Missing::Undecided(Message::new(
            format!("“{done}” and the target “{target}” are no amounts that can be compared"),
            format!("“{done}”与目标“{target}”不是可以比较的数值"),
        ))
    })?;
    match comparison {
        // Without a sign more is as good, unless the less the better.
        None | Some(Comparison::Equal) if order.is_ge() => Ok(true),
        None if LESS_IS_BETTER.iter().any(|word| row.contains(word)) => {
            Err(Missing::Undecided(Message::new(
                format!("whether more or less than “{target}” is wanted is not said"),
                format!("没有写明应高于还是低于“{target}”"),
            )))
        }
        None | Some(Comparison::Equal) => Ok(false),
        Some(comparison) => Ok(comparison.holds(order)),
    }
}

/// The comparison that `target` asks for, and the amount it names.
fn apart(target: &str) -> (Option<Comparison>, String) {
    let text = folded(target);
    if let Some((word, comparison)) = OPENINGS.iter().find(|(word, _)| text.starts_with(word)) {
        return (Some(*comparison), text[word.len()..].trim().to_owned());
    }
    match CLOSINGS.iter().find(|(word, _)| text.ends_with(word)) {
        Some((word, comparison)) => (Some(*comparison), text[..text.len() - word.len()].trim().to_owned()),
        None => (None, text),
    }
}

/// `text` without blanks at its ends, its comparison signs and percent sign in ASCII.
fn folded(text: &str) -> String {
    let twin = |c| match c {
        '＞' => '>',
        '＜' => '<',
        '＝' => '=',
        '％' => '%',
        _ => c,
    };
    text.trim().chars().map(twin).collect()
}

/// How two amounts stand to each other: in one unit, or as printed where one names none.
fn order(done: &str, wanted: &str) -> Option<Ordering> {
    let amount = |text| cell(text, Unit::NONE);
    let (Some(one), Some(other)) = (amount(done), amount(wanted)) else { return as_printed(done, wanted) };
    if one.unit.dimension == other.unit.dimension {
        return Some(one.amount()?.cmp(&other.amount()?));
    }
    let has = |dimension| [one, other].iter().any(|quantity| quantity.unit.dimension == dimension);
    let scaled = |quantity: &Quantity| quantity.unit.exponent > 0;
    // 0.96 beside 95 % is a share told another way.
    let alike = !has(Dimension::Ratio) || (one.value <= Decimal::ONE) == (other.value <= Decimal::ONE);
    (has(Dimension::Plain) && alike && !scaled(&one) && !scaled(&other)).then(|| one.value.cmp(&other.value))
}

/// The same of numbers before one word, be it no unit known here; dates are none.
fn as_printed(done: &str, wanted: &str) -> Option<Ordering> {
    let (one, length) = number(done)?;
    let (other, end) = number(wanted)?;
    let (word, wanted) = (done[length..].trim(), wanted[end..].trim());
    let same = word == wanted || word.is_empty() || wanted.is_empty();
    (same && !word.contains(DATES) && !wanted.contains(DATES)).then(|| one.cmp(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_held_against_its_target() {
        let cases = [
            ("9712人", "≥9600人", "发放人数", Some(true)),
            ("289人", "≥300人", "带动就业", Some(false)),
            ("12", "≤10次", "会议次数", Some(false)), // one names no unit
            ("10", "＜10次", "会议次数", Some(false)),
            ("95%", "100%", "合格率", Some(false)), // no sign: less is less
            ("16个", "15个", "培训班", Some(true)),
            ("95万元", "100万元", "项目成本", None), // no sign, and less may be better
            ("96%", "95%以上", "满意度", Some(true)),
            ("94.9％", "不低于95%", "满意度", Some(false)),
            ("96", "≥95%", "满意度", Some(true)),
            ("0.96", "≥95%", "满意度", None), // a share told another way
            ("1.2万元", "≤13000元", "成本", Some(true)),
            ("3.1万", "≥30000人", "人数", None), // is it money?
            ("2022年12月", "2022年10月底前", "完成时间", None),
            ("132艘", "≥120艘", "停泊渔船", Some(true)), // no unit known here, but one word
            ("11万立方米", "≥12万立方米", "疏浚方量", Some(false)),
            ("2022年", "2023年", "完成年份", None),
            ("持续巩固", "持续巩固", "军地关系", None),
            ("约300人", "≥300人", "人数", None),
            ("", "≥300人", "人数", None),
        ];
        for (done, target, row, expected) in cases {
            assert_eq!(meets(done, target, row).ok(), expected, "{done} / {target}");
        }
    }
}
