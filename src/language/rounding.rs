//! What a report itself says of how it was rounded.

use std::sync::LazyLock;

use crate::search::Needles;

/// Words one of which such a remark has.
static ROUNDING: LazyLock<Needles> =
    LazyLock::new(|| Needles::of(&["四舍五入", "尾数", "尾差", "舍入", "round", "Round"]));

/// Words that say in Chinese that something may not agree.
const DISAGREE: [&str; 13] = [
    "误差",
    "差异",
    "差额",
    "尾差",
    "偏差",
    "微差",
    "出入",
    "不等",
    "不一致",
    "不符",
    "不吻合",
    "不相等",
    "不完全",
];

/// The same in English, small letters.
const DIFFER: [&str; 6] = [
    "differ",
    "discrepan",
    "due to rounding",
    "because of rounding",
    "owing to rounding",
    "subject to rounding",
];

/// What figures do not do where each is rounded on its own.
const CLOSE: [&str; 9] =
    ["add", "sum", "total", "tally", "agree", "equal", "match", "correspond", "reconcile"];

/// Whether `text` says that its sums may miss because each figure was rounded on its own: a remark such as
/// 因四舍五入，合计数与分项数之和可能存在尾差, or “figures may not sum due to rounding”.
pub fn sums_may_miss(text: &str) -> bool {
    ROUNDING.are_in(text) && text.split(['。', '；', '\n', ';']).any(is_remark)
}

fn is_remark(sentence: &str) -> bool {
    if !ROUNDING.are_in(sentence) {
        return false;
    }
    let sentence = sentence.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
    if has(&DISAGREE) {
        return true;
    }
    let rounded = sentence.split(|c: char| !c.is_alphabetic()).any(|word| word.starts_with("round"));
    rounded && (has(&DIFFER) || has(&[" not ", "n't ", "cannot "]) && has(&CLOSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_on_rounding_are_told_from_other_words() {
        let cases = [
            ("注：本表金额换算成万元时可能有尾数误差。", true),
            ("因四舍五入，部分合计数与分项之和略有出入。", true),
            ("数据均为初步核算数，部分数据因四舍五入存在分项与合计不等的情况", true),
            ("Figures may not sum due to rounding.", true),
            ("Totals may differ slightly from their parts because amounts are rounded.", true),
            ("Rounding: amounts don't always add up.", true),
            ("金额保留两位小数，四舍五入。", false),
            ("All amounts are rounded to the nearest thousand pounds.", false),
            ("Amounts are in pounds and were not rounded.", false),
            ("账面与实物不符的，查明原因。金额按四舍五入取整。", false),
            ("The surrounding land was not sold in total.", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(sums_may_miss(text), expected, "{text}");
        }
    }
}
