//! `numbering`: section numbers that stand twice or are skipped, and titles that stand twice among siblings.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::language::{Numeral, NumeralStyle};
use crate::message::Message;
use crate::report::Section;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "numbering",
    title: ("section numbers and titles", "章节编号与标题"),
    about: (
        "Among the sections under one heading, no number may stand twice in a row, and no title twice. A number that is skipped is told as \
         information. Contents pages are left out; a list that starts again at 1 is a new list.",
        "同一级标题下，编号不得连续重复，标题不得重复；跳号作为提示。目录不计；重新从 1 开始的列举视为新的列举。",
    ),
    example: "numbering:\n  numbering: true",
    passages: ("二、收入情况\n二、支出情况", "一、收入情况\n二、支出情况"),
    severity: Severity::Error,
    last: false,
    decode,
};

#[derive(Debug)]
struct Numbering;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Numbering))
}

impl Check for Numbering {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let sections = &case.report().sections;
        if sections.is_empty() {
            return;
        }
        let mut found = false;
        // The last sibling of each style, and the first of each title.
        let mut last: HashMap<(Option<usize>, NumeralStyle), &Section> = HashMap::new();
        let mut titles: HashMap<(Option<usize>, String), &Section> = HashMap::new();
        for section in sections {
            let parent = section.parent;
            let before = section.numeral.and_then(|numeral| last.insert((parent, numeral.style), section));
            let title: String = section.title.split_whitespace().collect();
            let has_title = !section.inline && !title.is_empty();
            let first = if has_title { *titles.entry((parent, title)).or_insert(section) } else { section };
            let same_title = (!std::ptr::eq(first, section)).then_some(first);
            found |= tell(section, before, same_title, page);
        }
        page.close(found);
    }
}

/// Tells what is wrong with `section` after the sibling `before` and the sibling with the same title.
fn tell(
    section: &Section,
    before: Option<&Section>,
    same_title: Option<&Section>,
    page: &mut Page<'_, '_>,
) -> bool {
    let title = &section.title;
    let numbers = section.numeral.zip(before.and_then(|before| before.numeral));
    let twice = numbers.filter(|(now, last)| now.value == last.value).and(before);
    if let Some(first) = twice.or(same_title) {
        let number = section.numeral.map_or(String::new(), |n| n.written(n.value));
        let message = match (twice, same_title) {
            (Some(_), Some(_)) => Message::new(
                format!("the number {number} and the title “{title}” stand twice"),
                format!("编号“{number}”重复，标题“{title}”也重复"),
            ),
            (Some(_), None) => {
                Message::new(format!("the number {number} stands twice"), format!("编号“{number}”重复"))
            }
            _ => Message::new(format!("the title “{title}” stands twice"), format!("标题“{title}”重复")),
        };
        let again = Message::new("again here", "此处重复");
        let mut finding = page
            .finding(section.span, message)
            .with_label(first.span, Message::new("first here", "首次出现"));
        finding.labels[0].text = again;
        let help = Message::new("correct the number, or merge the sections", "请更正编号，或合并重复的章节");
        finding.help.get_or_insert(help);
        page.find(finding);
        return true;
    }
    if let Some((now, last)) = numbers.filter(|(now, last)| now.value > last.value + 1)
        && let Some(before) = before
    {
        let missing = missing(last, now);
        let message =
            Message::new(format!("the numbering skips {missing}"), format!("编号不连续，缺 {missing}"));
        let mut finding = page
            .finding(section.span, message)
            .with_label(before.span, Message::new("the one before", "前一编号"));
        finding.severity = Severity::Info;
        let help =
            Message::new("is a section missing, or only its number?", "请核对是缺少章节，还是编号有误");
        finding.help.get_or_insert(help);
        page.find(finding);
    }
    false
}

/// The numbers between two, as they would be written.
fn missing(last: Numeral, now: Numeral) -> String {
    let numbers = (last.value + 1..now.value).take(3).map(|value| now.written(value));
    let joint = if now.style == NumeralStyle::Arabic { ", " } else { "、" };
    numbers.collect::<Vec<_>>().join(joint)
}
