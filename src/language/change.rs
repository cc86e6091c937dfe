//! Changes: what the words before an amount say of how it changed, and against what.

use std::sync::LazyLock;

use super::assertion::Direction;
use super::label::{Label, each, leading_year, trim_tails};
use super::stage::{Role, Stage};
use super::words::split_stage;
use crate::quantity::Lexicon;
use crate::search::Needles;

/// The words that end the label of a change, longer ones first where one ends the other, and which way it
/// goes.
const WAYS: &[(&str, Option<Direction>)] = &[
    ("增减变动", None),
    ("增减", None),
    ("增加", Some(Direction::Rise)),
    ("增长", Some(Direction::Rise)),
    ("提高", Some(Direction::Rise)),
    ("上升", Some(Direction::Rise)),
    ("上涨", Some(Direction::Rise)),
    ("调增", Some(Direction::Rise)),
    ("增产", Some(Direction::Rise)),
    ("增收", Some(Direction::Rise)),
    ("增支", Some(Direction::Rise)),
    ("增幅", Some(Direction::Rise)),
    ("涨幅", Some(Direction::Rise)),
    ("减少", Some(Direction::Fall)),
    ("下降", Some(Direction::Fall)),
    ("降低", Some(Direction::Fall)),
    ("减产", Some(Direction::Fall)),
    ("减收", Some(Direction::Fall)),
    ("减支", Some(Direction::Fall)),
    ("降幅", Some(Direction::Fall)),
    ("压减", Some(Direction::Fall)),
    ("压缩", Some(Direction::Fall)),
    ("下滑", Some(Direction::Fall)),
    ("回落", Some(Direction::Fall)),
    (" up by", Some(Direction::Rise)),
    (" rise", Some(Direction::Rise)),
    (" rose", Some(Direction::Rise)),
    (" rose by", Some(Direction::Rise)),
    (" rising", Some(Direction::Rise)),
    (" grew", Some(Direction::Rise)),
    (" grew by", Some(Direction::Rise)),
    (" growth", Some(Direction::Rise)),
    (" increases", Some(Direction::Rise)),
    (" decreases", Some(Direction::Fall)),
    (" reductions", Some(Direction::Fall)),
    (" increase", Some(Direction::Rise)),
    (" increased", Some(Direction::Rise)),
    (" increased by", Some(Direction::Rise)),
    (" increasing by", Some(Direction::Rise)),
    (" up", Some(Direction::Rise)),
    (" down by", Some(Direction::Fall)),
    (" fall", Some(Direction::Fall)),
    (" fell", Some(Direction::Fall)),
    (" fell by", Some(Direction::Fall)),
    (" falling", Some(Direction::Fall)),
    (" reduction", Some(Direction::Fall)),
    (" reduced by", Some(Direction::Fall)),
    (" decrease", Some(Direction::Fall)),
    (" decreased", Some(Direction::Fall)),
    (" decreased by", Some(Direction::Fall)),
    (" declined by", Some(Direction::Fall)),
    (" decline", Some(Direction::Fall)),
    (" cut by", Some(Direction::Fall)),
    (" dropped by", Some(Direction::Fall)),
    (" lowered by", Some(Direction::Fall)),
    (" raised by", Some(Direction::Rise)),
    (" down", Some(Direction::Fall)),
    (" by", None),
    (" change", None),
];

static WAY_WORDS: LazyLock<Lexicon<Option<Direction>>> =
    LazyLock::new(|| Lexicon::of_endings(WAYS.iter().copied()));

/// Words after which up says nothing of a change: making up 40%.
const MADE: &[&str] = &["make", "makes", "making", "made"];

/// Words in front of an English change that name nothing of their own.
const NOTHING_OF_ITS_OWN: &[&str] = &[
    "",
    "a",
    "an",
    "the",
    "it",
    "this",
    "that",
    "which",
    "was",
    "were",
    "is",
    "are",
    "has",
    "have",
    "had",
    "been",
    "by",
    "up",
    "down",
    "represents",
    "representing",
    "being",
    "overall",
    "net",
    "total",
    "further",
    "of",
    "with",
    "or",
    "year-on-year",
    "annual",
    "real",
];

/// Words between what changed and how.
const ADVERBS: &[&str] = &[
    "净", "共", "均", "各", "也", "都", "又", "再", "分别", "总体", "相应", "略有", "有所", "小幅", "大幅",
    "略", "同比", "环比", "累计", "实际", "则", "，", ",", " ",
];

/// The periods before this one.
const PERIODS: &[&str] =
    &["上年", "上一年", "去年", "前一年", "上期", "上季", "上月", "年初", "期初", "月初", "季初"];

static PERIOD_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(PERIODS)));

/// The words that bring in what a change is held against.
const AGAINST: &[&str] = &["相较于", "相较", "对比", "与", "较", "比", "同", "和"];

static AGAINST_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(AGAINST)));

/// How the words for what a change is held against begin.
const BASES: &[&str] = &[
    "上年",
    "上一年",
    "上年度",
    "去年",
    "前一年",
    "上期",
    "上季",
    "上月",
    "上半年",
    "同期",
    "年初",
    "期初",
    "预算",
    "全年预算",
    "调整预算",
    "调整后预算",
    "年度预算",
    "年度计划",
    "计划",
];

/// Words that make a change one of something other than the amount told.
const OTHERWISE: &[&str] = &[
    "口径",
    "可比",
    "不变价",
    "剔除",
    "扣除",
    "不含",
    "名义",
    "年均",
    "平均",
    "复合",
    "折年",
    "预计",
    "力争",
    "力求",
    "目标",
    "拟",
    "测算",
    "计划增",
    "real terms",
    "constant prices",
    "like-for-like",
    "like for like",
    "underlying",
    "offset",
    "excluding",
    "Excluding",
    "Adjusted",
    "Underlying",
    "adjusted",
    "average",
    "annualised",
    "annualized",
    "per year",
    "per annum",
    "expected",
    "forecast",
    "projected",
    "target",
    "planned",
];

static OTHERWISE_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(OTHERWISE));

/// A change, taken from the words before its amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Change<'t> {
    /// What changed, empty where that is said before.
    pub(super) subject: &'t str,
    /// Which way; `None` where that is left open.
    pub(super) direction: Option<Direction>,
    /// The stage it is held against, where that is one of the same year: 比年初预算.
    pub(super) stage: Option<Stage>,
}

impl<'t> Change<'t> {
    /// The change that `words` tell: 三公经费比上年减少, an increase of.
    pub(super) fn parse(words: &'t str) -> Option<Self> {
        let core = trim_tails(without_brackets(words.trim()));
        let (rest, direction) = way(core)?;
        let rest = trim_adverbs(rest);
        let (subject, base) = against(rest).unwrap_or((rest, ""));
        let subject = if BASES.iter().any(|base| subject.starts_with(base)) { "" } else { subject };
        Some(Self { subject: trim_adverbs(subject), direction, stage: stage(base) })
    }
}

/// Whether what stands before an English change names what changed: pay rose by, but not an increase of.
pub(super) fn names_its_own(subject: &str) -> bool {
    subject.is_ascii()
        && subject
            .split([' ', ',', ':'])
            .any(|word| !NOTHING_OF_ITS_OWN.contains(&word.to_ascii_lowercase().as_str()))
}

/// What stands before the words for a change at the end of `text`, and which way it goes.
pub(super) fn way(text: &str) -> Option<(&str, Option<Direction>)> {
    let ends = |(word, direction): &(&str, Option<Direction>)| {
        let rest = &text[..text.len() - word.len()];
        let made = *word == " up" && MADE.iter().any(|made| rest.ends_with(made));
        (!made).then_some((rest, *direction))
    };
    // English words may stand alone and in capitals.
    let is_whole = |(word, _): &&(&str, Option<Direction>)| {
        word.len() == text.len() + 1
            && word.strip_prefix(' ').is_some_and(|word| word.eq_ignore_ascii_case(text))
    };
    let whole = if text.is_ascii() { WAYS.iter().find(is_whole) } else { None };
    whole.map(|(_, direction)| ("", *direction)).or_else(|| WAY_WORDS.ending(text).find_map(ends))
}

/// Where the words before an amount bring it in as what something was before: 比上年, 由, compared with. Gives
/// what stands before them, or after where that is what it was.
pub(super) fn prior(words: &str) -> Option<&str> {
    const ENGLISH: &[&str] = &[
        "compared with",
        "compared to",
        "against",
        "from",
        "as against",
        "versus",
        "the same as",
        "level with",
        "level of",
        "than",
        "than the",
    ];
    let words = words.trim();
    let words = words.strip_suffix(['为', '的']).unwrap_or(words);
    if let Some(subject) = words.strip_suffix(['由', '从']) {
        return Some(subject);
    }
    if words.is_ascii() {
        let year = words.trim_end_matches([':', ' ']);
        if year.len() < words.len() && is_year(year) {
            return Some("");
        }
        let lower = words.to_ascii_lowercase();
        let opens = |word: &&&str| {
            lower == ***word || lower.strip_suffix(**word).is_some_and(|rest| rest.ends_with(' '))
        };
        return ENGLISH.iter().find(opens).map(|word| words[..words.len() - word.len()].trim_end());
    }
    if let Some((period, ())) = PERIOD_WORDS.opening(words).next() {
        let subject = &words[period.len()..];
        // 上年结余 is this year's: what was brought forward.
        let subject = trim_of_period(subject);
        if ["结转", "结余", "滚存", "累计"].iter().any(|word| subject.starts_with(word)) {
            return None;
        }
        let own = Label::parse(words);
        return (own.stage.is_none() && own.role == Role::Figure).then_some(subject);
    }
    if !words.contains(['由', '从', '相', '对', '与', '较', '比', '同', '和']) {
        return None; // nothing brings in a base
    }
    let (subject, base) =
        ['由', '从'].iter().find_map(|word| words.rsplit_once(*word)).or_else(|| against(words))?;
    let length = leading_year(base).map_or(0, |(_, length)| length);
    let period = PERIODS.iter().find_map(|word| base.strip_prefix(word)).unwrap_or(&base[length..]);
    let rest = trim_of_period(period);
    // 由年初预算 A 调整为 B, but 年末由财政收回 A tells what was taken back.
    let stage = || {
        let stage = split_stage(rest).filter(|(before, _)| before.is_empty()).map(|(_, stage)| stage);
        matches!(stage, Some(Stage::Initial | Stage::Budget | Stage::Actual))
    };
    (rest.is_empty() && !base.is_empty() || stage()).then_some(subject)
}

/// `text` without the words that go with a period: 同期, 度, 决算数.
fn trim_of_period(text: &str) -> &str {
    let mut rest = text;
    while let Some(shorter) =
        ["同期", "度", "决算数", "实际数", "年底", "末", "的"].iter().find_map(|word| rest.strip_prefix(word))
    {
        rest = shorter;
    }
    rest
}

/// The direction in words that say what something changed to, and whether they do: 增加到, 下降至2032年的, to.
pub(super) fn comes_to(words: &str) -> bool {
    if words.is_ascii() {
        return words == "to" || words.starts_with("in ") && words.ends_with(" to");
    }
    let words = words.strip_suffix('的').unwrap_or(words);
    let Some((before, period)) = words.rsplit_once(['到', '至', '为']) else {
        return false;
    };
    let length = leading_year(period).map_or(0, |(_, length)| length);
    let now = ["", "年末", "年底", "期末", "本年", "当年", "今年", "本期", "现在", "目前"]
        .contains(&&period[length..]);
    let changes = way(before).is_some()
        || ["调整", "调增", "调减", "降", "升", "增", "减"].iter().any(|word| before.ends_with(word));
    now && changes && (!words.ends_with('为') || before.ends_with("调整"))
}

/// Whether `text` opens with what something is held against: 比上年多收.
pub(super) fn is_against(text: &str) -> bool {
    let rest = AGAINST_WORDS.opening(text).next().map(|(word, ())| &text[word.len()..]);
    rest.is_some_and(|rest| PERIODS.iter().any(|base| rest.starts_with(base)) || leading_year(rest).is_some())
}

/// Whether `text` says that a change is not one of the amount as told.
pub(super) fn is_otherwise(text: &str) -> bool {
    OTHERWISE_WORDS.are_in(text)
}

/// What stands before the word that brings in a base, and the base: (三公经费, 上年).
fn against(text: &str) -> Option<(&str, &str)> {
    let text =
        ["相比较", "相比", "比较", "相较"].iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text);
    let is_base =
        |rest: &str| BASES.iter().any(|base| rest.starts_with(base)) || leading_year(rest).is_some();
    let split = |word: &str| {
        let at = text.rfind(word)?;
        let rest = &text[at + word.len()..];
        is_base(rest).then_some((&text[..at], rest))
    };
    AGAINST.iter().find_map(|word| split(word))
}

/// The stage of the same year that a base names.
fn stage(base: &str) -> Option<Stage> {
    let base = base.trim_end_matches(['数', '额']);
    match base {
        "预算" | "年度预算" => Some(Stage::Budget),
        _ => split_stage(base).filter(|(before, _)| before.is_empty()).map(|(_, stage)| stage),
    }
}

fn trim_adverbs(text: &str) -> &str {
    let mut rest = text;
    while let Some(shorter) = ADVERBS.iter().find_map(|word| rest.strip_suffix(word)) {
        rest = shorter;
    }
    rest
}

/// `text` without a bracket at its end: 增加（减少）.
fn without_brackets(text: &str) -> &str {
    match text.strip_suffix(['）', ')']).and_then(|inner| inner.rfind(['（', '('])) {
        Some(open) => &text[..open],
        None => text,
    }
}

/// Whether `text` is a year or a span of two: 2022, 2021-22.
fn is_year(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (text.starts_with("19") || text.starts_with("20"))
        && digits(&text[..4])
        && (text.len() == 4 || matches!(text.as_bytes()[4], b'-' | b'/') && digits(&text[5..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Direction::{Fall, Rise};

    #[test]
    fn changes_are_taken_apart() {
        let cases = [
            ("较上年减少", "", Some(Fall), None),
            ("均较上年增加", "", Some(Rise), None),
            ("收入支出总计增加（减少）", "收入支出总计", Some(Rise), None), // a leftover of the template
            ("三公经费比2022年下降", "三公经费", Some(Fall), None),
            ("与上年相比增长", "", Some(Rise), None),
            ("比年初预算增加", "", Some(Rise), Some(Stage::Initial)),
            ("比预算减少了", "", Some(Fall), Some(Stage::Budget)),
            ("同比增长", "", Some(Rise), None),
            ("上年同期增加", "", Some(Rise), None),
            ("人员经费增加", "人员经费", Some(Rise), None),
            ("an increase of", "an", Some(Rise), None),
            ("up", "", Some(Rise), None),
        ];
        for (words, subject, direction, stage) in cases {
            let change = Change::parse(words).expect(words);
            assert_eq!(
                (change.subject, change.direction, change.stage),
                (subject, direction, stage),
                "{words}"
            );
        }
        assert_eq!(Change::parse("第一产业增加值"), None);
        assert_eq!(Change::parse("增加到"), None);
    }

    #[test]
    fn amounts_of_before_are_known_by_their_words() {
        let cases = [
            ("比上年", Some("")),
            ("由", Some("")),
            ("三公经费由2022年的", Some("三公经费")),
            ("较2022年", Some("")),
            ("从上年同期的", Some("")),
            ("compared with", Some("")),
            ("Income rose from", Some("Income rose")),
            ("2022:", Some("")),
            ("上年结余", None),
            ("年末由财政收回", None),
            ("一般公共预算支出由年初预算", Some("一般公共预算支出")),
            ("基本支出", None),
            ("2022", None),
        ];
        for (words, expected) in cases {
            assert_eq!(prior(words), expected, "{words}");
        }
    }
}
