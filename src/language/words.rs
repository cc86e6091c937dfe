//! The closed word lists that labels are read with: stages, verbs, periods, connectives.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::stage::Stage;
use crate::quantity::Lexicon;

/// The phrases for each stage; a rule set can add others under `stages:`. Longer phrases stand before those
/// they end with.
const STAGES: &[(&str, Stage)] = &[
    ("年初预算安排", Stage::Initial),
    ("年初预算数", Stage::Initial),
    ("年初预算", Stage::Initial),
    ("年初批复预算", Stage::Initial),
    ("年初部门预算", Stage::Initial),
    ("财政追加预算", Stage::Supplement),
    ("年中追加预算", Stage::Supplement),
    ("本年追加预算", Stage::Supplement),
    ("调整追加预算", Stage::Supplement),
    ("追加预算数", Stage::Supplement),
    ("追加预算", Stage::Supplement),
    ("预算追加", Stage::Supplement),
    ("年中追加", Stage::Supplement),
    ("本年追加", Stage::Supplement),
    ("上年结转结余资金", Stage::Opening),
    ("上年结转资金", Stage::Opening),
    ("上年结余资金", Stage::Opening),
    ("上年结转和结余", Stage::Opening),
    ("上年结转结余", Stage::Opening),
    ("上年末结余", Stage::Opening),
    ("上年结转", Stage::Opening),
    ("上年结余", Stage::Opening),
    ("年初结转和结余", Stage::Opening),
    ("年初结转结余", Stage::Opening),
    ("年初结转", Stage::Opening),
    ("年初结余", Stage::Opening),
    ("期初结余", Stage::Opening),
    ("全年预算数", Stage::Budget),
    ("全年预算", Stage::Budget),
    ("调整后预算数", Stage::Budget),
    ("调整后预算", Stage::Budget),
    ("调整预算数", Stage::Budget),
    ("调整预算", Stage::Budget),
    ("预算数", Stage::Budget),
    ("决算数", Stage::Actual),
    ("决算", Stage::Actual),
    ("全年执行数", Stage::Actual),
    ("预算执行数", Stage::Actual),
    ("执行数", Stage::Actual),
    ("实际支出数", Stage::Actual),
    ("实际支出", Stage::Actual),
    ("实际执行", Stage::Actual),
    ("实际完成", Stage::Actual),
    ("实际发生", Stage::Actual),
    ("年末财政收缴", Stage::Returned),
    ("年末财政收回", Stage::Returned),
    ("年末由财政收回", Stage::Returned),
    ("年末财政统一收回", Stage::Returned),
    ("由财政收回", Stage::Returned),
    ("财政收缴", Stage::Returned),
    ("财政收回", Stage::Returned),
    ("收回财政", Stage::Returned),
    ("上缴财政", Stage::Returned),
    ("年末收缴", Stage::Returned),
    ("年末收回", Stage::Returned),
    ("年末实际结余", Stage::Closing),
    ("年末结转和结余", Stage::Closing),
    ("年末结转结余", Stage::Closing),
    ("年末结转", Stage::Closing),
    ("年末结余", Stage::Closing),
    ("年终结余", Stage::Closing),
    ("年底结余", Stage::Closing),
    ("期末结余", Stage::Closing),
    ("结转下年", Stage::Closing),
    ("initial budget", Stage::Initial),
    ("original budget", Stage::Initial),
    ("supplementary budget", Stage::Supplement),
    ("opening balance", Stage::Opening),
    ("brought forward", Stage::Opening),
    ("revised budget", Stage::Budget),
    ("actual expenditure", Stage::Actual),
    ("outturn", Stage::Actual),
    ("closing balance", Stage::Closing),
    ("carried forward", Stage::Closing),
];

/// Words that are a stage only when nothing else is said.
const ALONE: &[(&str, Stage)] = &[
    ("支出决算数", Stage::Actual),
    ("支出决算", Stage::Actual),
    ("收入决算", Stage::Actual),
    ("预算", Stage::Budget),
    ("支出预算", Stage::Budget),
    ("实际", Stage::Actual),
    ("执行", Stage::Actual),
    ("追加", Stage::Supplement),
    ("收缴", Stage::Returned),
    ("收回", Stage::Returned),
    ("initial", Stage::Initial),
    ("supplement", Stage::Supplement),
    ("opening", Stage::Opening),
    ("budget", Stage::Budget),
    ("actual", Stage::Actual),
    ("returned", Stage::Returned),
    ("closing", Stage::Closing),
];

/// What a clause means when it has no amount: 无结余 states a closing balance of zero.
pub(super) const ZEROS: &[(&str, Stage)] = &[
    ("无结余", Stage::Closing),
    ("没有结余", Stage::Closing),
    ("无结转结余", Stage::Closing),
    ("未发生结余", Stage::Closing),
    ("年末无结余", Stage::Closing),
    ("无年末结余", Stage::Closing),
    ("无财政收缴", Stage::Returned),
    ("无财政收回", Stage::Returned),
    ("财政无收回", Stage::Returned),
    ("无上年结余", Stage::Opening),
    ("无上年结转", Stage::Opening),
    ("上年无结余", Stage::Opening),
];

/// Signs of which each of those words holds one.
pub(super) const ZERO_SIGNS: &[&str] = &["无", "没", "未"];

/// Words that open a list of parts.
pub(super) const OF_WHICH: &[&str] = &[
    "其中",
    "主要包括",
    "包括",
    "具体为",
    "分别为",
    "of which",
    "Of which",
    "including",
    "comprising",
    "made up of",
    "consisting of",
    "consists of",
    "comprised of",
    "comprised",
    "comprises",
    "broken down as",
    "split between",
];

/// Those of them that say that the list is all there is.
pub(super) const COMPLETE: &[&str] =
    &["made up of", "consisting of", "consists of", "comprised of", "comprised", "comprises", "comprising"];

/// Whether the items after a paragraph list the parts of its last amount, and if so whether they are all of
/// them: 支出 A，其中：
pub fn opens_list(paragraph: &str) -> Option<bool> {
    let words = paragraph.trim_end().strip_suffix(['：', ':'])?.trim_end();
    let complete = COMPLETE.iter().any(|word| words.ends_with(word));
    let opens = ["分别是", "具体如下", "明细如下", "构成如下"]
        .iter()
        .chain(OF_WHICH)
        .any(|word| words.ends_with(word));
    opens.then_some(complete)
}

/// Words that may stand before a label and say nothing of it.
pub(super) const LEADS: &[&str] = &[
    "其中",
    "主要包括",
    "包括",
    "具体为",
    "分别为",
    "另有",
    "另外",
    "此外",
    "以及",
    "同时",
    "本部门",
    "本单位",
    "我单位",
    "我部门",
    "我局",
    "我中心",
    "我校",
    "我院",
    "全局",
    "全县",
    "全市",
    "全校",
    "全院",
    "全镇",
    "共取得",
    "用于",
    "of which",
    "Of which",
    "including",
    "comprising",
    "made up of",
    "consisting of",
    "consists of",
    "comprised of",
    "comprised",
    "comprises",
    "the ",
    "The ",
    "a ",
    "an ",
    "and ",
    "total ",
    "Total ",
];

/// Words that may stand between a label and its amount and say nothing of it.
pub(super) const TAILS: &[&str] = &[
    "共计",
    "合计",
    "达到",
    "金额为",
    "总额为",
    "超过",
    "完成",
    "实现",
    "安排",
    "下达",
    "为",
    "共",
    "达",
    "计",
    "约",
    "近",
    "超",
    "逾",
    "了",
    "是",
    "：",
    ":",
    "≥",
    "≤",
    " was",
    " were",
    " is",
    " are",
    " of",
    " totalled",
    " totaled",
    " amounted to",
    " came to",
    " at",
    " to",
];

/// Words before a stage phrase that turn it into something else: money taken from last year's balance is not
/// that balance.
const TAKERS: &[&str] = &["动用", "使用", "消化", "盘活", "安排使用", "完成", "占", "用"];

/// Words that end the label of a share of something else.
pub(super) const SHARES: &[&str] = &[
    "占比",
    "占比为",
    "比重为",
    "占",
    "预算的",
    "预算数的",
    "结余率",
    "accounting for",
    "representing",
    " or",
];

static STAGE_ENDINGS: LazyLock<Lexicon<Stage>> =
    LazyLock::new(|| Lexicon::of_endings(STAGES.iter().copied()));
static STAGE_NAMES: LazyLock<Lexicon<Stage>> = LazyLock::new(|| Lexicon::of_endings(named_stages()));

fn named_stages() -> impl Iterator<Item = (&'static str, Stage)> {
    let own = Stage::ALL.into_iter().flat_map(|(stage, zh, en)| [(zh, stage), (en, stage)]);
    STAGES.iter().chain(ALONE).copied().chain(own)
}

/// Every phrase that names a stage, small letters.
pub fn stage_names() -> impl Iterator<Item = &'static str> {
    named_stages().map(|(name, _)| name)
}

/// The stage that `phrase` names and nothing else.
pub fn stage_of(phrase: &str) -> Option<Stage> {
    let lower = if phrase.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(phrase.to_ascii_lowercase())
    } else {
        Cow::Borrowed(phrase)
    };
    STAGE_NAMES.ending(&lower).find(|(word, _)| *word == lower).map(|(_, stage)| *stage)
}

/// Nouns of money after which 预算 is a stage: 基本支出预算, but not the fund 一般公共预算.
const BUDGETED: &[&str] = &["支出", "经费", "费", "收入", "资金", "拨款", "项目"];

/// What stands before the stage phrase that ends `text`, or after the one that opens it, and the stage.
/// `None` where there is none, or where the words before it make it something else.
pub(super) fn split_stage(text: &str) -> Option<(&str, Stage)> {
    if let Some(subject) = text.strip_prefix("budget for ") {
        return Some((subject.trim_start_matches("the "), Stage::Budget));
    }
    if let Some((stage, noun)) = leading_stage(text) {
        return Some((noun, stage));
    }
    if let Some(stage) = stage_of(text) {
        return Some(("", stage));
    }
    let Some((word, stage)) = STAGE_ENDINGS.ending(text).next() else {
        let before = text.strip_suffix("预算")?;
        return BUDGETED.iter().any(|noun| before.ends_with(noun)).then_some((before, Stage::Budget));
    };
    let before = text[..text.len() - word.len()].trim_end_matches([' ', '的', ',']);
    if before.is_empty() {
        return Some(("", *stage));
    }
    let taken = TAKERS.iter().any(|taker| before.ends_with(taker));
    (!taken && before.chars().count() >= 2).then_some((before, *stage))
}

/// `words` without the word that adds what they name: 加上级补助 adds 上级补助, 加上调入资金 adds 调入资金.
pub(super) fn without_plus(words: &str) -> &str {
    const AFTER: &[&str] = &[
        "上级", "上解", "上年", "上缴", "上划", "年初", "调入", "动用", "债务", "转移", "返还", "补助",
        "中央", "省", "新增", "结转", "政府", "其他",
    ];
    let words = words.strip_prefix('再').unwrap_or(words);
    if let Some(rest) = words.strip_prefix('加')
        && AFTER.iter().any(|word| rest.starts_with(word))
        && !rest.starts_with("上年初")
    {
        return rest;
    }
    words.strip_prefix("加上").or_else(|| words.strip_prefix("plus ")).unwrap_or(words)
}

static REDUCTIONS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::of_endings(["追减", "调减", "核减", "扣减"].map(|word| (word, ()))));

/// Whether an amount with this subject is taken off a sum: 年中追减.
pub fn is_reduction(subject: &str) -> bool {
    REDUCTIONS.ending(subject).next().is_some()
}

/// A stage told before the noun it is of: 年初预算收入, 决算支出, 部门预算.
fn leading_stage(text: &str) -> Option<(Stage, &str)> {
    if matches!(text, "部门预算" | "部门决算" | "单位预算" | "单位决算") {
        let stage = if text.ends_with("预算") { Stage::Budget } else { Stage::Actual };
        return Some((stage, &text[.."部门".len()]));
    }
    let noun = ["总收入", "总支出", "收入", "支出"].iter().find(|noun| text.ends_with(**noun))?;
    let stage = match &text[..text.len() - noun.len()] {
        "年初预算" => Stage::Initial,
        "全年预算" | "调整预算" | "调整后预算" => Stage::Budget,
        "决算" => Stage::Actual,
        _ => return None,
    };
    Some((stage, &text[text.len() - noun.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_for_zero_holds_its_sign() {
        for (word, _) in ZEROS {
            assert!(ZERO_SIGNS.iter().any(|sign| word.contains(sign)), "{word}");
        }
    }
}
