//! Phrases: what the words between two amounts say, whatever the amounts are.
//!
//! Reports say the same words again and again: each is taken apart once and remembered.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::LazyLock;

use super::change::{Change, comes_to, prior, way};
use super::frames::Turns;
use super::label::{Label, each, leading_year, subject_of_title};
use super::share::Share;
use super::stage::Role;
use super::total::Sums;
use super::words::{COMPLETE, OF_WHICH, without_plus};
use super::{Memory, Text};
use crate::quantity::Lexicon;

/// Words that open a list of parts, at the end of a text.
pub(super) static LIST_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_endings(each(OF_WHICH)));

/// How the words for what is left of the two amounts before begin or end.
const LEFT: &[&str] = &["剩余", "尚余", "尚剩", "结存", "节余", "差额为", "缺口为"];
const LEFT_ENGLISH: &[&str] = &[
    "surplus of",
    "deficit of",
    "underspend of",
    "overspend of",
    "shortfall of",
    "net assets of",
    "the remaining",
    "balance of",
];

/// What the words between two amounts, or between the start of a sentence and its first amount, say.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each tells something of its own")]
pub(super) struct Phrase {
    /// Its brackets and semicolons.
    pub(super) marks: Marks,
    /// Where the words before the amount start.
    pub(super) start: usize,
    /// The words before the amount, blanks trimmed.
    pub(super) text: Text,
    /// The words taken apart.
    pub(super) label: Label,
    /// The words in it that turn what is asserted.
    pub(super) turns: Turns,
    /// Which amounts its words say that the one after them sums up: 以上两项合计.
    pub(super) sums: Option<Sums>,
    /// Whether the amount opens a list of parts: 其中.
    pub(super) opens: bool,
    /// Which parts that list names.
    pub(super) parts: Parts,
    /// Whether nothing is asserted of a figure with these words by themselves.
    pub(super) is_plain: bool,
    /// How the amount goes with those before it.
    pub(super) turn: Turn,
    /// What an English change is told of.
    pub(super) changed: Option<Text>,
    /// Whether the amount is told as what something changed to: 增加到, to.
    pub(super) comes_to: bool,
    /// Whether the amount is told as added to what stands before: 加上, plus.
    pub(super) adds: bool,
    /// The year, where the label or what stands before it names one.
    pub(super) period: Option<i32>,
    /// What the clause before the label names as its topic: 基本支出：年初预算 A.
    pub(super) topic: Option<Text>,
    /// The subject of the change that the words tell, and what else they say of it.
    change: Option<(Text, Change<'static>)>,
    /// The share that they tell, once it was asked for.
    share: OnceCell<Option<Share>>,
    /// Whether the words say that the amount is what is left of two others.
    pub(super) leaves: bool,
    /// Whether they say that it is taken off another: net of.
    pub(super) is_net: bool,
    /// Whether they say of something before that it did not change.
    pub(super) says_level: bool,
}

/// Which parts a list is said to name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parts {
    /// Some of them, perhaps all: 其中.
    Some,
    /// All there are: made up of.
    All,
}

/// How an amount goes with those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is what something was before: 由, compared with.
    From,
    /// It is what something changed to: 增加到, to.
    To,
    /// It is what something came to, named with it: income rose to.
    Became,
    /// It stands for itself.
    None,
}

thread_local! {
    /// The phrases seen last: those at the start of a sentence apart from those between amounts.
    static KNOWN: [Memory<Rc<Phrase>>; 2] = Default::default();
}

impl Phrase {
    /// What `text` says; `opens` where it opens a sentence.
    pub(super) fn read(text: &str, opens: bool) -> Rc<Self> {
        KNOWN.with(|known| known[usize::from(opens)].recall(text, |text| Rc::new(Self::of(text, opens))))
    }

    fn of(between: &str, opens: bool) -> Self {
        let marks = Marks::of(between);
        let start = with_both_sides(between, words_before(between, marks.first));
        let words = between[start..].trim();
        let before = &between[..start];
        let adds = adds(words, before);
        let mut label = Label::parse(if adds { without_plus(words) } else { words });
        let comes_to = comes_to(words);
        let turn = if let Some(subject) = prior(words) {
            label.role = Role::Prior;
            label.subject = Label::parse(subject).subject;
            Turn::From
        } else if comes_to {
            label.role = Role::Figure;
            Turn::To
        } else if let Some((subject, _)) = words.strip_suffix(" to").and_then(way) {
            // Income rose to £41.2m: no change by that amount.
            label.role = Role::Figure;
            label.subject = Label::parse(subject).subject;
            Turn::Became
        } else {
            Turn::None
        };
        let is_english_change = label.role == Role::Change && words.is_ascii();
        let changed = || Label::parse(way(words).map_or("", |(subject, _)| subject)).subject;
        let change =
            Change::parse(words).map(|change| (change.subject.into(), Change { subject: "", ..change }));
        let (turns, leaves) = (Turns::of(between), is_left(words));
        Self {
            marks,
            start,
            text: words.into(),
            is_plain: change.is_none() && !comes_to && !leaves && !turns.settled,
            turns,
            sums: Sums::of(words),
            turn,
            changed: is_english_change.then(changed),
            comes_to,
            adds,
            period: label.period.or_else(|| period_of(before)),
            topic: topic(before, opens),
            change,
            share: OnceCell::new(),
            leaves,
            says_level: says_level(between),
            is_net: words.get(.."net of ".len()).is_some_and(|lead| lead.eq_ignore_ascii_case("net of ")),
            opens: label.opens_list || opens_list(between, before, words, opens),
            parts: parts(before, words),
            label,
        }
    }

    /// How many brackets are open after it where so many were before.
    pub(super) fn depth_after(&self, depth: usize) -> usize {
        depth.saturating_sub(self.marks.closed) + self.marks.opened
    }

    /// The change that its words tell.
    pub(super) fn change(&self) -> Option<Change<'_>> {
        let (subject, change) = self.change.as_ref()?;
        Some(Change { subject, ..*change })
    }

    /// The share that its words tell of a percentage after them.
    pub(super) fn share(&self) -> Option<&Share> {
        self.share.get_or_init(|| Share::parse(&self.text)).as_ref()
    }
}

/// The brackets and semicolons of a phrase.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// How many of the brackets open before it are closed in it.
    closed: usize,
    /// How many brackets it leaves open.
    opened: usize,
    /// Where the first bracket opens.
    first: usize,
    /// How many semicolons stand in it.
    pub(super) semicolons: usize,
    /// Whether its last bracket opens with a year.
    pub(super) is_aside: bool,
}

impl Marks {
    fn of(text: &str) -> Self {
        let is_aside = text.rsplit_once('(').is_some_and(|(_, inner)| opens_with_year(inner));
        let mut marks = Self { first: text.len(), is_aside, ..Self::default() };
        for (at, character) in text.char_indices() {
            match character {
                '（' | '(' | '〔' | '［' => {
                    marks.opened += 1;
                    marks.first = marks.first.min(at);
                }
                '）' | ')' | '〕' | '］' if marks.opened > 0 => marks.opened -= 1,
                '）' | ')' | '〕' | '］' => marks.closed += 1,
                '；' | ';' => marks.semicolons += 1,
                _ => {}
            }
        }
        marks
    }
}

/// Whether `words` say that the amount after them is what is left of two others.
fn is_left(words: &str) -> bool {
    let english = || {
        let lower = words.to_ascii_lowercase();
        LEFT_ENGLISH.iter().any(|word| lower.ends_with(word))
    };
    LEFT.iter().any(|word| words.starts_with(word))
        || words.ends_with(|c: char| c.is_ascii_alphabetic()) && english()
}

/// Whether `text` says of something that it did not change.
pub(super) fn says_level(text: &str) -> bool {
    text.contains("持平")
}

/// Whether a bracket opens with a year: (2022: fell 5%).
fn opens_with_year(inner: &str) -> bool {
    let year = inner.split([':', ' ']).next().unwrap_or(inner);
    inner.contains(':')
        && year.len() == 4
        && year.starts_with("20")
        && year.bytes().all(|b| b.is_ascii_digit())
}

/// Whether an amount with these words, `before` them, is told as added to what stands before.
fn adds(words: &str, before: &str) -> bool {
    let lead = before.trim_end_matches(['：', ':', ' ', '，', ',']);
    let opens = lead.len() < before.len() && ["加上", "再加上", "加"].iter().any(|word| lead.ends_with(word));
    opens || without_plus(words).len() < words.len()
}

/// Where the label at the end of `between`, in which the first bracket opens at `first`, starts: after the last
/// mark that is not inside brackets. A colon or bracket right before the amount belongs to the label.
fn words_before(between: &str, first: usize) -> usize {
    let mut depth = 0_usize;
    let mut seen = false;
    for (at, character) in between.char_indices().rev() {
        let after = at + character.len_utf8();
        match character {
            '）' | ')' | '〕' | '］' if at < first => return after, // it was opened before
            '）' | ')' | '〕' | '］' => depth += 1,
            '（' | '(' | '〔' | '［' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            '，' | '、' | '；' | '。' | ',' | ';' | '（' | '(' | '〔' | '［' => return after,
            '：' | ':' if seen => return after,
            _ => seen |= !character.is_whitespace() && !matches!(character, '：' | ':'),
        }
    }
    0
}

/// Whether an amount with these words opens a list of parts; `before` them stands the rest of what is `between` it and
/// the amount before, or the start of its sentence, where it `begins` one.
fn opens_list(between: &str, before: &str, words: &str, begins: bool) -> bool {
    let listed = |text: &str| LIST_WORDS.ending(text).next().is_some();
    let told = || between.trim_start().starts_with(['：', ':']);
    // Of total spending of £500m, £320m went on pay.
    let of = || {
        ["Of the ", "Of this", "Of these", "Of that"]
            .iter()
            .any(|word| between.trim_start().starts_with(word))
            && between.contains(',')
    };
    listed(without_marks(before)) || words.is_ascii() && listed(words) || if begins { of() } else { told() }
}

/// Which parts a list names that an amount with these words opens.
fn parts(before: &str, words: &str) -> Parts {
    let lead = without_marks(before);
    let stands = |word: &&str| lead.ends_with(*word) || words.starts_with(*word) || words.ends_with(*word);
    if COMPLETE.iter().any(stands) { Parts::All } else { Parts::Some }
}

/// `text` without the marks and blanks at its end after which a list goes on.
pub(super) fn without_marks(text: &str) -> &str {
    text.trim_end_matches(['：', ':', '，', ',', ' ', '\n'])
}

/// Where a label starts that names both sides of an account: the 收、 of 收、支总计 belongs to it.
fn with_both_sides(between: &str, start: usize) -> usize {
    let before = &between[..start];
    let both =
        between[start..].starts_with('支') && ["收、", "收入、"].iter().any(|word| before.ends_with(word));
    if both {
        before.trim_end_matches('、').trim_end_matches("收入").trim_end_matches('收').len()
    } else {
        start
    }
}

/// The year that the last clause of `text` to open with one names: 截至2024年5月，.
fn period_of(text: &str) -> Option<i32> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let clauses = text.split(['，', '；', '：', '。', ',', ';', ':', '（', '(']);
    let year = |clause: &str| {
        let clause = clause.trim();
        let clause =
            ["截至", "截止", "到", "至"].iter().find_map(|word| clause.strip_prefix(word)).unwrap_or(clause);
        leading_year(clause).map(|(year, _)| year)
    };
    clauses.rev().find_map(year)
}

/// What the clause at the end of `text` names as the topic of the amount after it: `基本支出：`, or a noun of its
/// own at the start of a sentence, `甲项目，`.
fn topic(text: &str, opens_sentence: bool) -> Option<Text> {
    const NOUNS: &[&str] = &[
        "项目", "专项", "工程", "支出", "经费", "费", "资金", "收入", "补助", "建设", "业务", "中心", "局",
        "所", "站", "馆", "院", "校", "机关", "计划", "行动", "改造", "治理", "采购", "补贴", "课题",
    ];
    let text = text.trim_end();
    let colon = text.ends_with(['：', ':']);
    let opens = colon || opens_sentence && text.ends_with(['，', ',']);
    if !opens {
        return None;
    }
    let clause = text.trim_end_matches(['：', ':', '，', ',']);
    let clause = clause.rsplit(['，', '；', '。', ',', ';', '：', ':']).next().unwrap_or(clause);
    let clause = clause.trim().trim_end_matches(['中', '内']);
    if let Some(subject) = colon.then(|| subject_of_title(clause)).flatten() {
        return Some(subject.into());
    }
    let label = Label::parse(clause);
    let fits = label.stage.is_none()
        && label.role == Role::Figure
        && (2..=12).contains(&label.subject.chars().count())
        && NOUNS.iter().any(|noun| label.subject.ends_with(noun))
        && !label.subject.starts_with(['按', '根', '由', '受', '为', '经', '在', '从', '对', '截', '至']);
    fits.then_some(label.subject)
}
