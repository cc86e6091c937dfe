//! Subjects: what an amount at the top of its sentence is a figure of.

use std::sync::LazyLock;

use super::label::each;
use super::prose::{FARTHEST, Passage};
use super::sentence::Item;
use super::stage::{Origin, Stage};
use super::statement::Statement;
use super::{Text, WHOLE};
use crate::quantity::Lexicon;

/// Offices of a department: what is told after one of them is of that office.
const OFFICES: &[&str] =
    &["局机关", "机关", "局本级", "本级", "二级机构", "二级单位", "下属单位", "所属单位"];

static OFFICE_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(OFFICES)));

/// What an amount is told to be a figure of.
pub(super) struct Place {
    /// Its subject, where that is not the one of its own label.
    pub(super) subject: Option<Text>,
    /// Where the subject comes from.
    pub(super) origin: Origin,
    /// The subject in whose scope it stands.
    pub(super) scope: Option<Text>,
}

impl Place {
    /// That of a figure with a subject of its own.
    pub(super) fn own(scope: Option<Text>) -> Self {
        Self { subject: None, origin: Origin::Label, scope }
    }

    /// That of another figure of its sentence.
    pub(super) fn of(told: &Statement) -> Self {
        Self { subject: Some(told.subject.clone()), origin: Origin::Sentence, scope: told.scope.clone() }
    }

    /// That of a figure of what its section is about.
    pub(super) fn section(scope: Option<&Text>) -> Self {
        let subject = scope.cloned().unwrap_or_else(|| WHOLE.into());
        Self { subject: Some(subject.clone()), origin: Origin::Section, scope: Some(subject) }
    }
}

/// The place of an amount told with a subject of its own, at the top of its sentence after the amounts at `heads`.
pub(super) fn place_of_own(passage: &Passage<'_, '_>, heads: &[usize], statements: &[Statement]) -> Place {
    // 局机关基本支出 A，项目支出 B: both are of that office.
    let office = heads.first().and_then(|head| office(&statements[*head].subject));
    Place::own(office.or_else(|| passage.scope.cloned()))
}

/// The place of the amount told at `index` without a subject, at the top of its sentence.
///
/// A label with a stage and no subject takes the one subject told before it in the sentence; after several it
/// speaks of what the section is about, and at the start of a sentence of the subject that the sentence before
/// was about, else of the section.
pub(super) fn place(
    passage: &Passage<'_, '_>,
    item: &Item<'_>,
    index: usize,
    heads: &[usize],
    goes_on: Option<&(Text, Option<Text>)>,
    statements: &[Statement],
) -> Place {
    let section = || passage.scope.cloned();
    let own = &statements[index];
    if let Some(topic) = item.topic() {
        return Place { subject: Some(topic.clone()), ..Place::own(section()) };
    }
    // 培训费2031年为 A，2032年为 B
    let last = heads.last().map(|head| &statements[*head]);
    if let Some(last) = last.filter(|last| own.stage.is_none() && last.period.is_some())
        && own.period.is_some_and(|year| last.period != Some(year))
    {
        return Place::of(last);
    }
    if own.stage.is_none() {
        return Place {
            subject: Some(words_after(passage.text, own.span.end - passage.start)),
            ..Place::own(section())
        };
    }
    let dimension = own.quantity.unit.dimension;
    let before = heads.iter().rev().take(FARTHEST).map(|head| &statements[*head]);
    let mut like = before.filter(|head| head.quantity.unit.dimension == dimension);
    let one = like.next();
    let several = one.is_some_and(|one| like.any(|other| other.subject != one.subject));
    let balance = is_balance(own);
    // 公用经费年初预算 A，决算 B: a subject told with its stage goes on to the next stages.
    let run = last.filter(|head| match head.origin {
        Origin::Label => head.stage.is_some(),
        Origin::Sentence => true,
        Origin::Section => false,
    });
    match (one, run, goes_on) {
        // Money received has no balance of its own: that is the department's.
        (Some(one), ..) if !(several || balance && one.subject.ends_with("收入")) => Place::of(one),
        (Some(_), Some(head), _) if several && !balance => Place::of(head),
        (None, _, Some((subject, scope))) if own.stage != Some(Stage::Opening) => {
            Place { subject: Some(subject.clone()), origin: Origin::Sentence, scope: scope.clone() }
        }
        _ => Place::section(passage.scope),
    }
}

/// The office that `subject` is told of.
fn office(subject: &str) -> Option<Text> {
    let (office, ()) = OFFICE_WORDS.opening(subject).find(|(office, ())| subject.len() > office.len())?;
    Some((*office).into())
}

/// Whether an amount is told as a balance, or as taken back.
pub(super) fn is_balance(told: &Statement) -> bool {
    matches!(told.stage, Some(Stage::Opening | Stage::Returned | Stage::Closing))
}

/// The noun after an amount that has no words before it: 3000万元资金补助.
fn words_after(text: &str, end: usize) -> Text {
    let marks = |c: char| c.is_whitespace() || "，、；。：（）,;:()".contains(c);
    let words: String = text[end..].chars().take(12).take_while(|c| !marks(*c)).collect();
    words.into()
}
