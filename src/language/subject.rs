//! Subjects: what an amount at the top of its sentence is a figure of.

use std::sync::LazyLock;

use super::label::each;
use super::prose::{FARTHEST, Passage, Told};
use super::sentence::Item;
use super::stage::{Origin, Stage};
use super::{Text, WHOLE};
use crate::quantity::Lexicon;

/// Offices of a department: what is told after one of them is of that office.
const OFFICES: &[&str] =
    &["局机关", "机关", "局本级", "本级", "二级机构", "二级单位", "下属单位", "所属单位"];

static OFFICE_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(OFFICES)));

/// Subject, where it comes from, and scope of an amount at the top of its sentence.
///
/// A label with a stage and no subject takes the one subject told before it in the sentence; after several it
/// speaks of what the section is about, and at the start of a sentence of the subject that the sentence before
/// was about, else of the section.
pub(super) fn place(
    passage: &Passage<'_>,
    item: &Item<'_>,
    heads: &[usize],
    goes_on: Option<&(Text, Option<Text>)>,
    statements: &[Told],
) -> (Text, Origin, Option<Text>) {
    let section = || passage.scope.cloned();
    if !item.label.subject.is_empty() {
        // 局机关基本支出 A，项目支出 B: both are of that office.
        let first = heads.first().map_or("", |head| statements[*head].subject.as_str());
        let office = OFFICE_WORDS.opening(first).find(|(office, ())| first.len() > office.len());
        let section = office.map(|(office, ())| (*office).into()).or_else(section);
        return (item.label.subject.clone(), Origin::Label, section);
    }
    if let Some(topic) = item.topic() {
        return (topic.clone(), Origin::Label, section());
    }
    // 培训费2031年为 A，2032年为 B
    let last = heads.last().map(|head| &statements[*head]);
    if let Some(last) = last.filter(|last| item.label.stage.is_none() && last.period.is_some())
        && item.label.period.is_some_and(|year| last.period != Some(year))
    {
        return (last.subject.clone(), Origin::Sentence, last.scope.clone());
    }
    if item.label.stage.is_none() {
        return (words_after(passage.text, item.amount.range.end), Origin::Label, section());
    }
    let dimension = item.amount.quantity.unit.dimension;
    let mut told: Vec<&Told> = Vec::new();
    let before = heads.iter().rev().take(FARTHEST).map(|head| &statements[*head]);
    for head in before.filter(|head| head.quantity.unit.dimension == dimension) {
        if told.iter().all(|other| other.subject != head.subject) {
            told.push(head);
        }
    }
    let balance = is_balance(item);
    // 公用经费年初预算 A，决算 B: a subject told with its stage goes on to the next stages.
    let last = heads.last().map(|head| &statements[*head]);
    let run = last.filter(|head| match head.origin {
        Origin::Label => head.stage.is_some(),
        Origin::Sentence => true,
        Origin::Section => false,
    });
    let taken = |head: &Told| (head.subject.clone(), Origin::Sentence, head.scope.clone());
    match (told.as_slice(), run, goes_on) {
        // Money received has no balance of its own: that is the department's.
        ([one], ..) if !(balance && one.subject.ends_with("收入")) => taken(one),
        ([_, _, ..], Some(head), _) if !balance => taken(head),
        ([], _, Some((subject, scope))) if item.label.stage != Some(Stage::Opening) => {
            (subject.clone(), Origin::Sentence, scope.clone())
        }
        _ => {
            let subject = section().unwrap_or_else(|| WHOLE.into());
            (subject.clone(), Origin::Section, Some(subject))
        }
    }
}

/// Whether an amount is told as a balance, or as taken back.
pub(super) fn is_balance(item: &Item<'_>) -> bool {
    matches!(item.label.stage, Some(Stage::Opening | Stage::Returned | Stage::Closing))
}

/// The noun after an amount that has no words before it: 3000万元资金补助.
fn words_after(text: &str, end: usize) -> Text {
    let marks = |c: char| c.is_whitespace() || "，、；。：（）,;:()".contains(c);
    let words: String = text[end..].chars().take(12).take_while(|c| !marks(*c)).collect();
    words.into()
}
