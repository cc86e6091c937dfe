//! Sentences: where they end, and the amounts in them with the words before each.

use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Text;
use super::label::{Label, each};
use super::phrase::{Phrase, Turn};
use super::stage::{Role, Stage};
use super::words::{COMPLETE, OF_WHICH, ZERO_SIGNS, ZEROS};
use crate::quantity::{Amount, Dimension, Firmness, Lexicon, Quantity, Stops, Unit, number};
use crate::search::Needles;

static ZERO_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(ZERO_SIGNS));
/// Where the marks that end sentences may stand: others share their first bytes.
static STOPS: Stops = Stops::at(b"!?.\xe3\xef");
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
    /// The words taken apart.
    pub(super) label: Label,
    /// What the clause before it names as its topic: 基本支出：年初预算 A.
    pub(super) topic: Option<Text>,
    /// The list of parts that it opens (其中), if it does.
    pub(super) opens: Option<Parts>,
    /// What stands between it and the amount before, taken apart.
    pub(super) phrase: Rc<Phrase>,
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
    let (mut found, mut start, mut end) = (Vec::new(), 0, 0);
    while let Some(at) = STOPS.next(text.as_bytes(), end) {
        let Some(mark) = text[at..].chars().next() else { break };
        end = at + mark.len_utf8();
        if !matches!(mark, '。' | '！' | '？' | '!' | '?' | '.') {
            continue;
        }
        let blank = || text[end..].chars().next().is_none_or(char::is_whitespace);
        if mark != '.' || blank() && !is_enumerator(&text[start..at]) {
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
    // Only percentages with decimals are meant, and those of amounts with a unit are known.
    let mut from = sentence.start;
    let mut has_point = |next: &Range<usize>| {
        let words = text.get(from..next.start).unwrap_or("");
        from = next.end;
        words.contains('.')
    };
    let end = sentence.end..sentence.end;
    let between = amounts.iter().any(|amount| has_point(&amount.range)) || has_point(&end);
    if !between && !own.contains('．') {
        return;
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
    if !ZERO_WORDS.are_in(&text[sentence.clone()]) {
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
    let mut found: Vec<Item<'_>> = Vec::with_capacity(amounts.len());
    let mut previous = sentence.start;
    let (mut depth, mut group) = (0_usize, 0);
    let mut period = None;
    let mut changed = (Text::default(), None);
    let mut amounts = amounts.into_iter().peekable();
    while let Some(mut amount) = amounts.next() {
        if amount.quantity.value.is_zero() && amount.quantity.value.scale() == 0 {
            amount.quantity.quantum = Decimal::ZERO; // 0万元 among decimals is nothing at all, not less than half a 万元
        }
        let between = &text[previous..amount.range.start];
        let phrase = Phrase::read(between, previous == sentence.start);
        depth = phrase.depth_after(depth);
        group += phrase.marks.semicolons;
        let start = previous + phrase.start;
        let words = &between[phrase.words.clone()];
        let mut label = label(&phrase, text, &amount, &mut changed);
        let is_rate = amount.quantity.unit.dimension == Dimension::Ratio;
        let whole_of = found.last().is_some_and(|item| {
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
        let of = || match found.as_slice() {
            [] => ["Of the ", "Of this", "Of these", "Of that"]
                .iter()
                .any(|word| between.trim_start().starts_with(word)),
            [first] => first.words.starts_with("Of "),
            _ => false,
        };
        let opens_list = opens_list || of() && between.contains(',');
        if opens_list && words.is_ascii() && COMPLETE.iter().any(|word| words.ends_with(word)) {
            label.role = Role::Figure; // made up of: no change, though it ends in up
            label.subject = Text::default();
        }
        period = phrase.period.or(period);
        label.period = period;
        let all = || {
            COMPLETE
                .iter()
                .any(|word| lead.ends_with(word) || words.starts_with(word) || words.ends_with(word))
        };
        previous = amount.range.end;
        let end = amounts.peek().map_or(sentence.end, |next| next.range.start);
        found.push(Item {
            amount,
            words,
            between,
            after: &text[previous..end.max(previous)],
            label,
            topic: if opens_list { None } else { phrase.topic.clone() },
            opens: opens_list.then(|| if all() { Parts::All } else { Parts::Some }),
            listed: opens_list.then(|| list_subject(lead)).flatten(),
            depth,
            group,
            phrase,
        });
    }
    found
}

/// The label of `amount` after the words of `phrase`. `changed` is the figure, and its stage, that a change is told
/// of, for what it came to.
fn label(phrase: &Phrase, text: &str, amount: &Amount, changed: &mut (Text, Option<Stage>)) -> Label {
    let mut label = phrase.label.clone();
    match phrase.turn {
        Turn::From => *changed = (label.subject.clone(), label.stage),
        Turn::To => {
            let (subject, from) = std::mem::take(changed);
            // A budget that is adjusted to another amount is the budget still.
            label.stage = from.filter(|stage| *stage == Stage::Initial).map(|_| Stage::Budget);
            if !subject.is_empty() || phrase.text.len() <= "to".len() {
                label.subject = subject;
            }
        }
        Turn::Became => {}
        Turn::None => {
            let is_word = |(word, _): &&(&str, Stage)| text[amount.range.clone()] == **word;
            let zero = if amount.quantity.value.is_zero() { ZEROS.iter().find(is_word) } else { None };
            if let Some((_, stage)) = zero {
                label.stage = Some(*stage);
            } else if !amount.quantity.unit.is_money() && label.stage.is_some() && label.subject.is_empty() {
                label.stage = None;
                label.subject = phrase.text.clone();
            }
        }
    }
    if let Some(subject) = &phrase.changed {
        *changed = (subject.clone(), None);
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
pub(super) fn lead(sentence: &str) -> Option<&str> {
    let clause = sentence.trim_start().split_inclusive(['，', ',', '。', '；']).next()?;
    let whole = clause.strip_suffix('，').or_else(|| clause.strip_suffix(','))?.strip_suffix('中')?;
    (!whole.contains(|c: char| c.is_ascii_digit()) && whole.chars().count() <= 20).then_some(whole)
}
