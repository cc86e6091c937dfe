//! Sentences: where they end, and the amounts in them with the words before each.

use std::ops::Range;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::change::{comes_to, prior, way};
use super::label::{Label, each, leading_year, subject_of_title};
use super::stage::{Role, Stage};
use super::words::{COMPLETE, OF_WHICH, ZERO_SIGNS, ZEROS, without_plus};
use crate::quantity::{Amount, Dimension, Firmness, Lexicon, Quantity, Unit, number};

static LIST_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_endings(each(OF_WHICH)));

/// Which parts a list is said to name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    /// Some of them, perhaps all: 其中.
    Some,
    /// All there are: made up of.
    All,
}

/// An amount with the words before it.
pub(super) struct Item<'a> {
    /// The amount.
    pub(super) amount: Amount,
    /// The words before it, empty where a mark or another amount is.
    pub(super) words: &'a str,
    /// All that stands between it and the amount before, else the start of its sentence.
    pub(super) between: &'a str,
    /// All that stands between it and the next amount, else the end of its sentence.
    pub(super) after: &'a str,
    /// What the list that it opens is of, where the words before 包括 name it.
    pub(super) listed: Option<&'a str>,
    /// What the sentence opens with as the whole it speaks of: 本年支出中.
    pub(super) lead: Option<&'a str>,
    /// The words taken apart.
    pub(super) label: Label,
    /// What the clause before it names as its topic: 基本支出：年初预算 A.
    pub(super) topic: Option<String>,
    /// The list of parts that it opens (其中), if it does.
    pub(super) opens: Option<Parts>,
    /// Whether it is told as added to what stands before: 加上, plus.
    pub(super) adds: bool,
    /// Whether it is told as what something changed to: 增加到, to.
    pub(super) comes_to: bool,
    /// How many brackets are open around it, within its sentence.
    pub(super) depth: usize,
    /// How many semicolons stand before it in its sentence.
    pub(super) group: usize,
}

impl Item<'_> {
    /// The rest of its clause.
    pub(super) fn clause_after(&self) -> &str {
        self.after.split(['，', '。', '；', ',', ';']).next().unwrap_or(self.after)
    }
}

/// Whether all that stands in a sentence is a number: its dot is no full stop.
fn is_enumerator(text: &str) -> bool {
    text.trim().bytes().all(|b| b.is_ascii_digit())
}

/// The ranges of the sentences of `text`. A full stop ends one where no digit follows.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let is_mark = |c: char| matches!(c, '。' | '！' | '？' | '!' | '?' | '.');
    let mut found = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(is_mark) {
        let end = at + mark.len();
        let blank = || text[end..].chars().next().is_none_or(char::is_whitespace);
        if mark != "." || blank() && !is_enumerator(&text[start..at]) {
            found.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// Adds the percentages that lack their sign: 占76.23。
pub(super) fn add_bare_percentages(text: &str, sentence: &Range<usize>, amounts: &mut Vec<Amount>) {
    const WORDS: &[&str] = &["占", "占比", "占比为", "增长", "下降", "的"];
    let own = &text[sentence.clone()];
    if !own.contains('.') && !own.contains('．') {
        return; // only percentages with decimals are meant
    }
    let percent = Unit::parse("%").expect("% is a unit");
    let known = amounts.len();
    for word in WORDS.iter().filter(|word| own.contains(**word)) {
        for (at, _) in own.match_indices(word) {
            let start = sentence.start + at + word.len();
            let Some((value, length)) = number(&text[start..sentence.end]) else { continue };
            let end = start + length;
            let closes = text[end..].chars().next().is_none_or(|c| "，。；、）),;\n".contains(c));
            // 占本年收入合计1,500.00万元的76.23。
            let clause = own[..at].rsplit(['，', '；', '。']).next().unwrap_or("");
            let is_share = *word != "的" || clause.starts_with(['占', '完']);
            // The sign of 6.4⏎% stands on the next line.
            let known = amounts[..known].binary_search_by_key(&start, |amount| amount.range.start).is_ok();
            if closes && value.scale() > 0 && is_share && !known {
                amounts.push(Amount { range: start..end, quantity: Quantity::stated(value, percent) });
            }
        }
    }
    if amounts.len() > known {
        amounts.sort_by_key(|amount| amount.range.start);
    }
}

/// Adds the words that state a zero, such as 无结余, where they are a clause of their own.
pub(super) fn add_zero_words(text: &str, sentence: &Range<usize>, amounts: &mut Vec<Amount>) {
    let Some(unit) = amounts.iter().map(|a| a.quantity.unit).find(|unit| unit.is_money()) else { return };
    if !ZERO_SIGNS.iter().any(|sign| text[sentence.clone()].contains(sign)) {
        return;
    }
    for (word, _) in ZEROS {
        for (at, _) in text[sentence.clone()].match_indices(word) {
            let range = sentence.start + at..sentence.start + at + word.len();
            let opens = text[sentence.start..range.start].ends_with(['，', '；', ',', ';', '、', '：']);
            let closes =
                text[range.end..sentence.end].chars().next().is_none_or(|c| "，；。,;、".contains(c));
            if opens && closes {
                let zero = Quantity {
                    value: Decimal::ZERO,
                    quantum: Decimal::ZERO,
                    unit,
                    firmness: Firmness::Stated,
                };
                amounts.push(Amount { range, quantity: zero });
            }
        }
    }
    amounts.sort_by_key(|amount| amount.range.start);
}

/// The amounts of a sentence with the words before them.
pub(super) fn items<'a>(text: &'a str, sentence: &Range<usize>, amounts: Vec<Amount>) -> Vec<Item<'a>> {
    let mut found = Vec::with_capacity(amounts.len());
    let mut previous = sentence.start;
    let (mut depth, mut group) = (0_usize, 0);
    let mut period = None;
    let whole = lead(&text[sentence.clone()]);
    let mut changed = (String::new(), None);
    let ends: Vec<usize> =
        amounts.iter().skip(1).map(|amount| amount.range.start).chain([sentence.end]).collect();
    for (mut amount, end) in amounts.into_iter().zip(ends) {
        if amount.quantity.value.is_zero() && amount.quantity.value.scale() == 0 {
            amount.quantity.quantum = Decimal::ZERO; // 0万元 among decimals is nothing at all, not less than half a 万元
        }
        let between = &text[previous..amount.range.start];
        let mut opened = between.len();
        for (at, character) in between.char_indices() {
            match character {
                '（' | '(' | '〔' | '［' => {
                    depth += 1;
                    opened = opened.min(at);
                }
                '）' | ')' | '〕' | '］' => depth = depth.saturating_sub(1),
                '；' | ';' => group += 1,
                _ => {}
            }
        }
        let start = previous + with_both_sides(between, words_before(between, opened));
        let words = text[start..amount.range.start].trim();
        let is_zero = amount.quantity.value.is_zero();
        let zero = || ZEROS.iter().find(|(word, _)| text[amount.range.clone()] == **word);
        let stage = if is_zero { zero().map(|(_, stage)| *stage) } else { None };
        let adds = adds(words, &text[previous..start]);
        let comes_to = comes_to(words);
        let mut label = label(words, adds, comes_to, &amount, stage, &mut changed);
        let is_rate = amount.quantity.unit.dimension == Dimension::Ratio;
        let whole_of = found.last().is_some_and(|item: &Item<'_>| {
            item.amount.quantity.unit.dimension == Dimension::Ratio && between.starts_with(" of ")
        });
        // The whole of the share before it: 12% of its budget of £25,000.
        if is_rate && words.ends_with('的')
            || whole_of && !between.contains([',', ';']) && !between.contains(" and ")
        {
            label.role = Role::Share;
        }
        let lead = text[sentence.start..start].trim_end_matches(['：', ':', '，', ',', ' ', '\n']);
        let told = previous > sentence.start && between.trim_start().starts_with(['：', ':']);
        let listed = |text: &str| LIST_WORDS.ending(text).next().is_some();
        let opens_list = label.opens_list || told || listed(lead) || words.is_ascii() && listed(words);
        // Of total spending of £500m, £320m went on pay. Of the request, £90m is for salaries.
        let of = match found.as_slice() {
            [] => ["Of the ", "Of this", "Of these", "Of that"]
                .iter()
                .any(|word| between.trim_start().starts_with(word)),
            [first] => first.words.starts_with("Of "),
            _ => false,
        };
        let opens_list = opens_list || of && between.contains(',');
        if opens_list && words.is_ascii() && COMPLETE.iter().any(|word| words.ends_with(word)) {
            label.role = Role::Figure; // made up of: no change, though it ends in up
            label.subject.clear();
        }
        period = label.period.or_else(|| period_of(&text[previous..start])).or(period);
        label.period = period;
        let topic = if opens_list { None } else { topic(&text[previous..start], previous == sentence.start) };
        let all = || {
            COMPLETE
                .iter()
                .any(|word| lead.ends_with(word) || words.starts_with(word) || words.ends_with(word))
        };
        let listed = opens_list.then(|| list_subject(lead)).flatten();
        let opens = opens_list.then(|| if all() { Parts::All } else { Parts::Some });
        previous = amount.range.end;
        let after = &text[previous..end.max(previous)];
        found.push(Item {
            amount,
            words,
            between,
            after,
            lead: whole,
            label,
            topic,
            opens,
            listed,
            adds,
            comes_to,
            depth,
            group,
        });
    }
    found
}

/// The label of an amount with these words. `stage` is what words for zero say; `changed` is the figure, and its
/// stage, that a change is told of, for what it came to.
fn label(
    words: &str,
    adds: bool,
    comes_to: bool,
    amount: &Amount,
    stage: Option<Stage>,
    changed: &mut (String, Option<Stage>),
) -> Label {
    let mut label = Label::parse(if adds { without_plus(words) } else { words });
    if let Some(subject) = prior(words) {
        label.role = Role::Prior;
        label.subject = Label::parse(subject).subject;
        *changed = (label.subject.clone(), label.stage);
    } else if comes_to {
        label.role = Role::Figure;
        let (subject, from) = std::mem::take(changed);
        // A budget that is adjusted to another amount is the budget still.
        label.stage = from.filter(|stage| *stage == Stage::Initial).map(|_| Stage::Budget);
        if !subject.is_empty() || words.len() <= "to".len() {
            label.subject = subject;
        }
    } else if let Some((subject, _)) = words.strip_suffix(" to").and_then(way) {
        // Income rose to £41.2m: no change by that amount.
        label.role = Role::Figure;
        label.subject = Label::parse(subject).subject;
    } else if stage.is_some() {
        label.stage = stage;
    } else if !amount.quantity.unit.is_money() && label.stage.is_some() && label.subject.is_empty() {
        label.stage = None;
        words.clone_into(&mut label.subject);
    }
    if label.role == Role::Change && words.is_ascii() {
        let subject = way(words).map_or("", |(subject, _)| subject);
        *changed = (Label::parse(subject).subject, None);
    }
    label
}

/// What the words before a list name as its total: 支出包括.
fn list_subject(lead: &str) -> Option<&str> {
    let (word, ()) = LIST_WORDS.ending(lead).max_by_key(|(word, ())| word.len())?;
    let clause = lead[..lead.len() - word.len()].rsplit(['，', '；', '。', '：', '、', '\n']).next()?.trim();
    let clause = clause.trim_start_matches(['其', '中']).trim_end_matches(['主', '要', '具', '体']);
    (clause.chars().count() >= 2 && !clause.contains(|c: char| c.is_ascii())).then_some(clause)
}

/// What the first clause of a sentence names as the whole it speaks of: 本年支出中，.
fn lead(sentence: &str) -> Option<&str> {
    let clause = sentence.trim_start().split_inclusive(['，', ',', '。', '；']).next()?;
    let whole = clause.strip_suffix('，').or_else(|| clause.strip_suffix(','))?.strip_suffix('中')?;
    (!whole.contains(|c: char| c.is_ascii_digit()) && whole.chars().count() <= 20).then_some(whole)
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
fn topic(text: &str, opens_sentence: bool) -> Option<String> {
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
    if let Some(subject) = subject_of_title(clause).filter(|_| colon) {
        return Some(subject);
    }
    let label = Label::parse(clause);
    let fits = label.stage.is_none()
        && label.role == Role::Figure
        && (2..=12).contains(&label.subject.chars().count())
        && NOUNS.iter().any(|noun| label.subject.ends_with(noun))
        && !label.subject.starts_with(['按', '根', '由', '受', '为', '经', '在', '从', '对', '截', '至']);
    fits.then_some(label.subject)
}
