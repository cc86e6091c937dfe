//! Sentences: where they end, and the amounts in them with the words before each.

use std::ops::Range;
use std::rc::Rc;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::Text;
use super::label::Label;
use super::phrase::{LIST_WORDS, Parts, Phrase, Turn, says_level, without_marks};
use super::prose::Passage;
use super::stage::{Role, Stage};
use super::statement::Statement;
use super::words::{COMPLETE, ZERO_SIGNS, ZEROS};
use crate::quantity::{Amount, Dimension, Firmness, Quantity, Unit};
use crate::search::Needles;
use crate::source::Span;

static ZERO_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(ZERO_SIGNS));

/// How an amount is told: the words around it.
pub(super) struct Item<'a> {
    /// All that stands between it and the amount before, else the start of its sentence.
    pub(super) between: &'a str,
    /// All that stands between it and the next amount, else the end of its sentence.
    pub(super) after: &'a str,
    /// Whether that says of something that it did not change.
    pub(super) is_level: bool,
    /// What stands between it and the amount before, taken apart.
    pub(super) phrase: Rc<Phrase>,
    /// What the list that it opens is of, where the words before 包括 name it.
    pub(super) listed: Option<&'a str>,
    /// The list of parts that it opens (其中), if it does.
    pub(super) opens: Option<Parts>,
    /// How many brackets are open around it, within its sentence.
    pub(super) depth: usize,
    /// How many semicolons stand before it in its sentence.
    pub(super) group: usize,
}

impl Item<'_> {
    /// The words before it, empty where a mark or another amount is.
    pub(super) fn words(&self) -> &str {
        &self.phrase.text
    }

    /// What the clause before it names as its topic: 基本支出：年初预算 A.
    pub(super) fn topic(&self) -> Option<&Text> {
        self.phrase.topic.as_ref().filter(|_| self.opens.is_none())
    }

    /// The rest of its clause.
    pub(super) fn clause_after(&self) -> &str {
        self.after.split(['，', '。', '；', ',', ';']).next().unwrap_or(self.after)
    }
}

/// Whether the mark at `stop` ends the sentence that starts at `start`: not the dot after its number.
pub(super) fn is_end(text: &str, start: usize, stop: &Range<usize>) -> bool {
    &text[stop.clone()] != "." || !text[start..stop.start].trim().bytes().all(|b| b.is_ascii_digit())
}

/// The percentage that a number without its sign states, at `range` in the sentence that starts at `start`: 占76.23。
/// Only one with decimals is meant.
pub(super) fn bare_percentage(
    text: &str,
    start: usize,
    range: Range<usize>,
    value: Decimal,
) -> Option<Amount> {
    const WORDS: &[&str] = &["占", "占比", "占比为", "增长", "下降", "的"];
    if value.scale() == 0 {
        return None;
    }
    let before = text.get(start..range.start)?;
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

/// Takes the `amounts` of a sentence: adds the words around each to `items`, and what they say of it by themselves to
/// `told`.
pub(super) fn add_items<'t>(
    passage: &Passage<'t, '_>,
    sentence: &Range<usize>,
    amounts: &mut Vec<Amount>,
    items: &mut Vec<Item<'t>>,
    told: &mut Vec<Statement>,
) {
    let text = passage.text;
    let mut previous = sentence.start;
    let (mut depth, mut group) = (0_usize, 0);
    let mut period = None;
    let mut changed = (Text::default(), None);
    let mut after_rate = false;
    let tell = |Amount { range, mut quantity }: Amount| {
        let is_zero = quantity.value.is_zero();
        if is_zero && quantity.value.scale() == 0 {
            quantity.quantum = Decimal::ZERO; // 0万元 among decimals is nothing at all, not less than half a 万元
        }
        let between = &text[previous..range.start];
        let phrase = Phrase::read(between, items.is_empty());
        depth = phrase.depth_after(depth);
        group += phrase.marks.semicolons;
        period = phrase.period.or(period);
        let words = &phrase.text;
        let label = if words.is_empty() { text[range.clone()].into() } else { words.clone() };
        let zero = if is_zero { ZEROS.iter().find(|(word, _)| text[range.clone()] == **word) } else { None };
        let zero = zero.map(|(_, stage)| *stage);
        let (mut subject, stage) = subject_and_stage(&phrase, quantity.unit, zero, &mut changed);
        let mut role = phrase.label.role;
        let is_rate = quantity.unit.dimension == Dimension::Ratio;
        let whole_of = after_rate && between.starts_with(" of ");
        // The whole of the share before it: 12% of its budget of £25,000.
        if is_rate && words.ends_with('的')
            || whole_of && !between.contains([',', ';']) && !between.contains(" and ")
        {
            role = Role::Share;
        }
        // Of the request of £500m, £90m is for salaries.
        let of = || match items.as_slice() {
            [first] => first.words().starts_with("Of ") && between.contains(','),
            _ => false,
        };
        let opens = (phrase.opens || of()).then_some(phrase.parts);
        if opens == Some(Parts::All) && words.is_ascii() && COMPLETE.iter().any(|word| words.ends_with(word))
        {
            role = Role::Figure; // made up of: no change, though it ends in up
            subject = Text::default();
        }
        let listed = opens.and_then(|_| list_subject(&text[sentence.start..previous + phrase.start]));
        if let Some(last) = items.last_mut() {
            (last.after, last.is_level) = (between, phrase.says_level);
        }
        (previous, after_rate) = (range.end, is_rate);
        items.push(Item { between, after: "", is_level: false, phrase, listed, opens, depth, group });
        let span = Span::new(range.start, range.end).shift(passage.start);
        Statement {
            stage,
            period,
            role,
            section: passage.section,
            paragraph: Some(passage.paragraph),
            ..Statement::labelled(label, subject, quantity, span)
        }
    };
    told.extend(amounts.drain(..).map(tell));
    if let Some(last) = items.last_mut() {
        last.after = &text[previous..sentence.end.max(previous)];
        last.is_level = says_level(last.after);
    }
}

/// What the words of `phrase` say that an amount in `unit` is a figure of. `zero` is the stage of one that is told as none;
/// `changed` is the figure, and its stage, that a change is told of, for what it came to.
fn subject_and_stage(
    phrase: &Phrase,
    unit: Unit,
    zero: Option<Stage>,
    changed: &mut (Text, Option<Stage>),
) -> (Text, Option<Stage>) {
    let Label { subject, stage, .. } = &phrase.label;
    let (mut subject, mut stage) = (subject.clone(), *stage);
    match phrase.turn {
        Turn::From => *changed = (subject.clone(), stage),
        Turn::To => {
            let (of, from) = std::mem::take(changed);
            // A budget that is adjusted to another amount is the budget still.
            stage = from.filter(|stage| *stage == Stage::Initial).map(|_| Stage::Budget);
            if !of.is_empty() || phrase.text.len() <= "to".len() {
                subject = of;
            }
        }
        Turn::Became => {}
        Turn::None => {
            if zero.is_some() {
                stage = zero;
            } else if stage.is_some() && !unit.is_money() && subject.is_empty() {
                (subject, stage) = (phrase.text.clone(), None);
            }
        }
    }
    if let Some(subject) = &phrase.changed {
        *changed = (subject.clone(), None);
    }
    (subject, stage)
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
