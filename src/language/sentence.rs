//! Sentences: where they end, and the amounts in them with the words before each.

use std::ops::Range;

use rust_decimal::Decimal;

use super::label::{Label, leading_year, subject_of_title};
use super::stage::Role;
use super::words::{OF_WHICH, ZEROS};
use crate::quantity::{Amount, Dimension, Firmness, Quantity};

/// An amount with the words before it.
pub(super) struct Item<'a> {
    /// The amount.
    pub(super) amount: Amount,
    /// The words before it, else the amount itself.
    pub(super) words: &'a str,
    /// The words taken apart.
    pub(super) label: Label,
    /// What the clause before it names as its topic: 基本支出：年初预算 A.
    pub(super) topic: Option<String>,
    /// Whether it opens a list of parts (其中).
    pub(super) opens_list: bool,
    /// How many brackets are open around it, within its sentence.
    pub(super) depth: usize,
    /// How many semicolons stand before it in its sentence.
    pub(super) group: usize,
}

/// The ranges of the sentences of `text`. A full stop ends one where no digit follows.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let end = at + character.len_utf8();
        let stop = match character {
            '。' | '！' | '？' | '!' | '?' => true,
            '.' => {
                characters.peek().is_none_or(|(_, next)| next.is_whitespace())
                    && !text[..at].ends_with(|c: char| c.is_ascii_digit())
            }
            _ => false,
        };
        if stop {
            found.push(start..end);
            start = end;
        }
    }
    if start < text.len() {
        found.push(start..text.len());
    }
    found
}

/// Adds the words that state a zero, such as 无结余, where they are a clause of their own.
pub(super) fn add_zero_words(text: &str, sentence: &Range<usize>, amounts: &mut Vec<Amount>) {
    let Some(unit) = amounts.iter().map(|a| a.quantity.unit).find(|unit| unit.is_money()) else { return };
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
    for amount in amounts {
        let mut amount = amount;
        if amount.quantity.value.is_zero() && amount.quantity.value.scale() == 0 {
            amount.quantity.quantum = Decimal::ZERO; // 0万元 among decimals is nothing at all, not less than half a 万元
        }
        let between = &text[previous..amount.range.start];
        for character in between.chars() {
            match character {
                '（' | '(' => depth += 1,
                '）' | ')' => depth = depth.saturating_sub(1),
                '；' | ';' => group += 1,
                _ => {}
            }
        }
        let start = previous + words_before(between);
        let words = text[start..amount.range.start].trim();
        let stage =
            ZEROS.iter().find(|(word, _)| text[amount.range.clone()] == **word).map(|(_, stage)| *stage);
        let mut label = Label::parse(words);
        if stage.is_some() {
            label.stage = stage;
        } else if !amount.quantity.unit.is_money() && label.stage.is_some() && label.subject.is_empty() {
            label.stage = None;
            words.clone_into(&mut label.subject);
        }
        if amount.quantity.unit.dimension == Dimension::Ratio && words.ends_with('的') {
            label.role = Role::Share;
        }
        let lead = text[sentence.start..start].trim_end_matches(['：', ':', '，', ',', ' ', '\n']);
        let told = previous > sentence.start && between.trim_start().starts_with(['：', ':']);
        let opens_list = label.opens_list || told || OF_WHICH.iter().any(|word| lead.ends_with(word));
        period = label.period.or_else(|| period_of(&text[previous..start])).or(period);
        label.period = period;
        let topic = if opens_list { None } else { topic(&text[previous..start], previous == sentence.start) };
        previous = amount.range.end;
        let words = if words.is_empty() { &text[amount.range.clone()] } else { words };
        found.push(Item { amount, words, label, topic, opens_list, depth, group });
    }
    found
}

/// Where the label at the end of `between` starts: after the last mark that is not inside brackets. A colon
/// or bracket right before the amount belongs to the label.
fn words_before(between: &str) -> usize {
    let mut depth = 0_usize;
    let mut seen = false;
    for (at, character) in between.char_indices().rev() {
        let after = at + character.len_utf8();
        match character {
            '）' | ')' => depth += 1,
            '（' | '(' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            '，' | '、' | '；' | '。' | ',' | ';' | '（' | '(' => return after,
            '：' | ':' if seen => return after,
            _ => seen |= !character.is_whitespace() && !matches!(character, '：' | ':'),
        }
    }
    0
}

/// The year that the last clause of `text` to open with one names: 截至2024年5月，.
fn period_of(text: &str) -> Option<i32> {
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
