//! Sentences: where they end, and the amounts in them with the words before each.

use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Text;
use super::label::Label;
use super::phrase::{LIST_WORDS, Parts, Phrase, Turn, without_marks};
use super::stage::{Role, Stage};
use super::words::{COMPLETE, ZERO_SIGNS, ZEROS};
use crate::quantity::{Amount, Dimension, Firmness, Quantity, Stops, Unit};
use crate::search::Needles;

static ZERO_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(ZERO_SIGNS));
/// Where the marks that end sentences may stand: others share their first bytes.
static STOPS: Stops = Stops::at(b"!?.\xe3\xef");
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
    /// What the clause before it names as its topic: 基本支出：年初预算 A.
    pub(super) fn topic(&self) -> Option<&Text> {
        self.phrase.topic.as_ref().filter(|_| self.opens.is_none())
    }

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
pub(super) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let (mut start, mut end) = (0, 0);
    std::iter::from_fn(move || {
        while let Some(at) = STOPS.next(text.as_bytes(), end) {
            let mark = text[at..].chars().next()?;
            end = at + mark.len_utf8();
            let blank = || text[end..].chars().next().is_none_or(char::is_whitespace);
            let ends = match mark {
                '.' => blank() && !is_enumerator(&text[start..at]),
                _ => matches!(mark, '。' | '！' | '？' | '!' | '?'),
            };
            if ends {
                return Some(std::mem::replace(&mut start, end)..end);
            }
        }
        let last = std::mem::replace(&mut start, text.len())..text.len();
        end = text.len();
        (!last.is_empty()).then_some(last)
    })
}

/// The percentage that a number without its sign states, at `range` in `sentence`: 占76.23。 Only one with decimals
/// is meant.
pub(super) fn bare_percentage(
    text: &str,
    sentence: &Range<usize>,
    range: Range<usize>,
    value: Decimal,
) -> Option<Amount> {
    const WORDS: &[&str] = &["占", "占比", "占比为", "增长", "下降", "的"];
    if value.scale() == 0 || range.end > sentence.end {
        return None;
    }
    let before = text.get(sentence.start..range.start)?;
    let word = WORDS.iter().find(|word| before.ends_with(**word))?;
    let closes = text[range.end..].chars().next().is_none_or(|c| "，。；、）),;\n".contains(c));
    // 占本年收入合计1,500.00万元的76.23。
    let clause = || before[..before.len() - word.len()].rsplit(['，', '；', '。']).next().unwrap_or("");
    let is_share = || *word != "的" || clause().starts_with(['占', '完']);
    let percent = Unit::parse("%").expect("% is a unit");
    (closes && is_share()).then(|| Amount { range, quantity: Quantity::stated(value, percent) })
}

/// Whether a zero may be stated in words in `text`.
pub(super) fn may_state_zeros(text: &str) -> bool {
    ZERO_WORDS.are_in(text)
}

/// Adds the words that state a zero, such as 无结余, where they are a clause of their own.
pub(super) fn add_zero_words(text: &str, sentence: &Range<usize>, amounts: &mut Vec<Amount>) {
    let Some(unit) = amounts.iter().map(|a| a.quantity.unit).find(|unit| unit.is_money()) else { return };
    if !may_state_zeros(&text[sentence.clone()]) {
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

/// Adds the `amounts` of a sentence with the words before them to `found`.
pub(super) fn add_items<'a>(
    text: &'a str,
    sentence: &Range<usize>,
    amounts: &[Amount],
    found: &mut Vec<Item<'a>>,
) {
    let mut previous = sentence.start;
    let (mut depth, mut group) = (0_usize, 0);
    let mut period = None;
    let mut changed = (Text::default(), None);
    for (at, amount) in amounts.iter().enumerate() {
        let mut amount = amount.clone();
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
        // Of the request of £500m, £90m is for salaries.
        let of = || match found.as_slice() {
            [first] => first.words.starts_with("Of ") && between.contains(','),
            _ => false,
        };
        let opens = (phrase.opens || of()).then_some(phrase.parts);
        if opens == Some(Parts::All) && words.is_ascii() && COMPLETE.iter().any(|word| words.ends_with(word))
        {
            label.role = Role::Figure; // made up of: no change, though it ends in up
            label.subject = Text::default();
        }
        period = phrase.period.or(period);
        label.period = period;
        previous = amount.range.end;
        let end = amounts.get(at + 1).map_or(sentence.end, |next| next.range.start);
        found.push(Item {
            amount,
            words,
            between,
            after: &text[previous..end.max(previous)],
            label,
            opens,
            listed: opens.and_then(|_| list_subject(&text[sentence.start..start])),
            depth,
            group,
            phrase,
        });
    }
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
fn list_subject(before: &str) -> Option<&str> {
    let lead = without_marks(before);
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
