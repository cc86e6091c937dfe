//! `contradiction`: words that say the contrary of the amounts beside them.

use std::ops::Range;
use std::sync::{Arc, LazyLock};

use super::{Case, Check, Decoder, Kind, Page, cut};
use crate::finding::Severity;
use crate::language::{Role, Stage};
use crate::message::Message;
use crate::report::{Report, Statement};
use crate::search::Needles;
use crate::source::Span;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "contradiction",
    title: ("words against amounts", "文字与金额矛盾"),
    about: (
        "What the words say must be what the amounts say: a balance of zero is not too large, what was increased is not negative, and what \
         stayed as it was did not change. A direction told of a change of zero is information.",
        "文字与金额应一致：结余为零时不应说结余过大，增加、减少之后不应是负数，有增减时不应说与上年持平。增减额为零而写增加、减少的，作为提示。",
    ),
    example: "contradiction:\n  contradiction: true",
    passages: (
        "会议费支出1.20万元，比上年减少0.50万元，与上年持平。",
        "会议费支出1.20万元，比上年减少0.50万元；培训费支出0.80万元，与上年持平。",
    ),
    severity: Severity::Warning,
    last: false,
    decode,
};

#[derive(Debug)]
struct Contradiction;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Contradiction))
}

/// Words that tell a change, of two characters; what goes up and what goes down alike.
const CHANGES: &[&str] =
    &["增加", "减少", "上升", "下降", "提高", "降低", "增支", "减支", "增收", "减收", "增长"];
/// The length of a Chinese character in bytes.
const HAN: usize = 3;
/// What may stand between such a word and its amount.
const JOINTS: &[&str] = &["了", "额为", "为", "额"];
/// Words for the year before.
const LAST_YEAR: &[&str] = &["上年", "去年", "同比", "上一年"];
/// Words that say that nothing changed.
const UNCHANGED: &[&str] = &["持平", "无变化", "没有变化", "无增减", "保持不变"];

static CHANGE_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(CHANGES));
static UNCHANGED_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(UNCHANGED));
static BASE_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(&[LAST_YEAR, &["预算"]].concat()));

impl Check for Contradiction {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        if report.paragraphs.is_empty() {
            return;
        }
        let closing = closing_of_zero(report);
        let changes = CHANGE_WORDS.ends(report.source.text());
        let mut found = false;
        for paragraph in &report.paragraphs {
            let text = report.source.slice(paragraph.span);
            let start = paragraph.span.start;
            if let Some(zero) = closing
                && let Some(range) = large_balance(text)
            {
                let message = Message::new(
                    "the balance is called large, and is told to be zero",
                    "文中称结余较大，而年末结余为零",
                );
                let mut finding =
                    page.finding(range.shift(start), message).with_label(zero, Message::new("zero", "为零"));
                let help = Message::new(
                    "check which of the two is the case: the balance, or what is said of it",
                    "请核对结余数额与文字表述",
                );
                finding.help.get_or_insert(help);
                page.find(finding);
                found = true;
            }
            let first = changes.partition_point(|end| *end <= start);
            let changes = changes[first..].iter().take_while(|end| **end <= paragraph.span.end);
            let changes: Vec<usize> = changes.map(|end| end - start).collect();
            for slip in slips(text, &changes) {
                let mut finding = page.finding(slip.span.shift(start), slip.message);
                if slip.minor {
                    finding.severity = finding.severity.min(Severity::Info);
                } else {
                    found = true;
                }
                let help = Message::new("check the amount and the words", "请核对数额与文字");
                finding.help.get_or_insert(help);
                page.find(finding);
            }
        }
        page.close(found);
    }
}

/// What a change, or a figure that did not change, is held against.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    LastYear,
    Budget,
}

/// Words that say the contrary of the amount beside them.
struct Slip {
    span: Span,
    message: Message,
    minor: bool,
}

/// Where the report tells that nothing was left at the end of the year, if it tells no balance.
fn closing_of_zero(report: &Report) -> Option<Span> {
    let closing = |statement: &&Statement| {
        statement.stage == Some(Stage::Closing)
            && statement.role == Role::Figure
            && statement.quantity.unit.is_money()
    };
    let mut closings = report.statements.iter().filter(closing);
    // That staff and office costs leave nothing says nothing of projects.
    let whole = closings.clone().find(|statement| !statement.subject.contains("基本支出"))?;
    closings.all(|statement| statement.quantity.value.is_zero()).then_some(whole.span)
}

/// Where a balance is called too large.
fn large_balance(text: &str) -> Option<Span> {
    const LARGE: &[&str] = &["过大", "较大", "偏大", "过高", "偏高", "较高", "过多", "较多", "偏多"];
    /// How far about the word it is looked for, in bytes.
    const REACH: usize = 60;
    const NOT: &[&str] = &[
        "避免",
        "防止",
        "杜绝",
        "减少",
        "降低",
        "不会",
        "未",
        "没有",
        "无",
        "不存在",
        "如",
        "若",
        "往年",
        "上年",
        "以前",
        "历年",
        "可能",
        "不再",
        "不应",
        "不得",
        "压减",
        "控制",
        "压缩",
        "上年末",
        "去年",
    ];
    for (at, word) in text.match_indices("结余") {
        let end = at + word.len();
        let rest = cut(text, end, end + REACH).split(['，', '。', '；', '、']).next().unwrap_or_default();
        let large = LARGE.iter().filter_map(|word| rest.find(word).map(|at| at + word.len())).min();
        let Some(length) = large else { continue };
        let before = cut(text, at.saturating_sub(REACH), at);
        let opens = at - before.rsplit(['。', '；', '，']).next().map_or(0, str::len);
        let said = &text[opens..end + length];
        if !NOT.iter().any(|word| said.contains(word)) {
            return Some(Span::new(at, end + length));
        }
    }
    None
}

/// The changes in `text` that its own words deny; words for a change end at `changes`.
fn slips(text: &str, changes: &[usize]) -> Vec<Slip> {
    const MARKS: [char; 4] = ['。', '；', ';', '！'];
    let mut found = Vec::new();
    let mut rest = changes;
    while let Some(change) = rest.first() {
        let start = text[..*change].rfind(MARKS).unwrap_or(0);
        let end = text[*change..].find(MARKS).map_or(text.len(), |length| change + length);
        let (own, others) = rest.split_at(rest.partition_point(|change| *change <= end));
        slips_of_sentence(text, start..end, own, &mut found);
        rest = others;
    }
    found
}

/// The same of one sentence, which opens with the mark before it.
fn slips_of_sentence(text: &str, sentence: Range<usize>, mut ends: &[usize], found: &mut Vec<Slip>) {
    // The change told last in this sentence: against what, and where.
    let mut change: Option<(Base, Span)> = None;
    let mut sentence_base = None;
    let said = &text[sentence.clone()];
    let unchanged = UNCHANGED_WORDS.are_in(said);
    let has_base = unchanged && BASE_WORDS.are_in(said);
    let mut next = sentence.start;
    for clause in said.split('，') {
        let start = next;
        next += clause.len() + '，'.len_utf8();
        let (own, others) = ends.split_at(ends.partition_point(|end| *end <= next));
        ends = others;
        let told = changes(clause, own.iter().filter_map(|end| end.checked_sub(start)));
        for told in &told {
            let (span, words) = (told.span().shift(start), told.words);
            if told.negative {
                let message = Message::new(
                    format!("“{words}” tells a direction of a negative amount"),
                    format!("“{words}”：增减之后又写负数"),
                );
                found.push(Slip { span, message, minor: false });
            } else if told.zero && !told.to && !told.goes_on() {
                let message = Message::new(
                    format!("“{words}” tells a direction of a change of zero"),
                    format!("“{words}”：增减额为零"),
                );
                found.push(Slip { span, message, minor: true });
            }
        }
        let same = || UNCHANGED.iter().find_map(|word| Some((clause.find(word)?, word.len())));
        let same = if unchanged { same() } else { None };
        if let (Some((at, length)), Some((against, place))) = (same, change)
            && unchanged_since(&clause[..at]) == Some(against)
        {
            let span = Span::new(place.start, start + at + length);
            let words: String = text[span.start..span.end].split_whitespace().collect();
            let message = Message::new(
                format!("“{words}” tells a change and that nothing changed"),
                format!("“{words}”：既写增减又写持平"),
            );
            found.push(Slip { span, message, minor: false });
        }
        if has_base {
            sentence_base = base(clause).or(sentence_base);
        }
        let real = told.iter().find(|told| !told.zero || told.to);
        change = match real.filter(|_| same.is_none()) {
            Some(told) => {
                // What went down to nothing did so since last year, if nothing else is said.
                let against = sentence_base.or((told.zero && told.to).then_some(Base::LastYear));
                // A percentage goes on with the change before it: 减少0.50万元，下降3.20%.
                let place = change.filter(|_| told.goes_on());
                let own = told.span().shift(start);
                against.map(|against| (against, place.map_or(own, |(_, place)| place)))
            }
            None => None,
        };
    }
}

/// A change as it is told: 减少0.50万元.
struct Told<'t> {
    /// Where it starts in its clause.
    at: usize,
    words: &'t str,
    zero: bool,
    negative: bool,
    /// Whether it tells what something became: 减少为0.
    to: bool,
}

impl Told<'_> {
    fn span(&self) -> Span {
        Span::new(self.at, self.at + self.words.len())
    }

    /// Whether it is the percentage of a change told just before: 减少0.50万元，下降3.20%.
    fn goes_on(&self) -> bool {
        self.at == 0 && self.words.ends_with(['%', '％'])
    }
}

/// The changes that a clause tells, in order; words for a change end at `ends`.
fn changes(clause: &str, ends: impl Iterator<Item = usize>) -> Vec<Told<'_>> {
    let mut found = Vec::new();
    // 下降低 holds two of them.
    for at in ends.flat_map(|end| [2, 1].map(|characters| end.checked_sub(characters * HAN))).flatten() {
        let said = clause.get(at..).unwrap_or_default();
        let Some(word) = CHANGES.iter().find(|word| said.starts_with(**word)) else { continue };
        let rest = &said[word.len()..];
        let joint = JOINTS.iter().find(|joint| rest.starts_with(**joint)).copied().unwrap_or_default();
        let number = rest[joint.len()..].trim_start_matches(' ');
        let digits = number.trim_start_matches(['-', '－', '−']);
        let length =
            digits.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(digits.len());
        let unit = ["万元", "亿元", "千元", "元", "%", "％"]
            .iter()
            .find(|unit| digits[length..].starts_with(**unit));
        let Some(unit) = unit.filter(|_| length > 0) else { continue };
        let end = clause.len() - digits.len() + length + unit.len();
        let negative = digits.len() < number.len();
        // 增长-3.1% is how statisticians write a fall.
        let usual = *word == "增长" || unit.starts_with(['%', '％']);
        found.push(Told {
            at,
            words: &clause[at..end],
            zero: digits[..length].chars().all(|c| matches!(c, '0' | '.' | ',')),
            negative: negative && !usual,
            to: joint == "为",
        });
    }
    found
}

/// What a clause holds its figure against.
fn base(clause: &str) -> Option<Base> {
    if LAST_YEAR.iter().any(|word| clause.contains(word)) {
        return Some(Base::LastYear);
    }
    clause.contains("预算").then_some(Base::Budget)
}

/// What the words before 持平 hold the figure told before against, where they name no subject of their own:
/// 与上年, 和上年决算数. 基本持平 is not the same.
fn unchanged_since(before: &str) -> Option<Base> {
    const REST: &[&str] = &["年初", "全年", "预算", "决算", "支出", "同期", "相比", "年度", "度", "数", "的"];
    let said = before.trim();
    let mut rest = ["与", "和", "同", "较", "比"].iter().find_map(|word| said.strip_prefix(word))?.to_owned();
    for word in LAST_YEAR.iter().chain(REST) {
        rest = rest.replacen(word, "", 1);
    }
    if rest.trim().is_empty() { base(said) } else { None }
}
