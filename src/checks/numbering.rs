//! `numbering`: section numbers that stand twice or are skipped, and titles that stand twice among siblings.

use std::borrow::Cow;
use std::sync::Arc;

use foldhash::{HashMap, HashSet};

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::language::{Numeral, NumeralStyle};
use crate::message::Message;
use crate::report::{Report, Section};
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "numbering",
    title: ("section numbers and titles", "章节编号与标题"),
    about: (
        "Among the sections under one heading, no number may stand twice, and no title twice. A number that is skipped is told as information. \
         Contents pages are left out; a list that starts again at 1 is a new list.",
        "同一级标题下，编号不得重复，标题不得重复；跳号作为提示。目录不计；重新从 1 开始的列举视为新的列举。",
    ),
    example: "numbering:\n  numbering: true",
    passages: ("二、收入情况\n二、支出情况", "一、收入情况\n二、支出情况"),
    severity: Severity::Error,
    last: false,
    decode,
};

#[derive(Debug)]
struct Numbering;

/// Siblings that are numbered alike: the heading around them, the style, and the marks about the number.
/// `None` for headings without a number.
type Group = (Option<usize>, Option<(NumeralStyle, &'static str)>);

/// Siblings numbered from 1 on.
#[derive(Default)]
struct Run<'a> {
    last: Option<&'a Section>,
    numbers: HashMap<u32, &'a Section>,
    /// The first with each title, and whether it says something.
    titles: HashMap<Cow<'a, str>, (&'a Section, bool)>,
}

/// A section that comes after one with the same number, or with the same title.
struct Twice<'a> {
    number: Option<&'a Section>,
    title: Option<&'a Section>,
}

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Numbering))
}

impl Check for Numbering {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        if report.sections.is_empty() {
            return;
        }
        let cells = groups_of_cells(report);
        let common = titles_of_a_pattern(report);
        let mut runs: HashMap<Group, Run<'_>> = HashMap::default();
        // The numbers seen under a heading in a style, whatever the marks about them.
        let mut seen: HashMap<(Option<usize>, NumeralStyle), HashSet<u32>> = HashMap::default();
        let mut found = false;
        for section in &report.sections {
            let group = group(section, report);
            let is_common = || common.contains(&(section.parent, bare(&section.title)));
            if cells.contains(&group) || !common.is_empty() && is_common() {
                continue;
            }
            let run = runs.entry(group).or_default();
            if starts_again(section, run, report) {
                *run = Run::default();
                seen.remove(&(section.parent, section.numeral.map_or(NumeralStyle::Part, |n| n.style)));
            }
            let twice = run.add(section, report);
            if twice.number.is_some() || twice.title.is_some() {
                tell_twice(section, &twice, page);
                found = true;
            }
            if let Some(numeral) = section.numeral {
                let seen = seen.entry((section.parent, numeral.style)).or_default();
                if let (Twice { number: None, title: None }, Some(last)) = (twice, run.last) {
                    tell_skipped(section, numeral, last, seen, page);
                }
                seen.insert(numeral.value);
            }
            run.last = Some(section);
        }
        page.close(found);
    }
}

impl<'a> Run<'a> {
    /// Adds `section` and gives what stood before it with the same number or title.
    fn add(&mut self, section: &'a Section, report: &Report) -> Twice<'a> {
        let number = section.numeral.and_then(|numeral| {
            let before = *self.numbers.entry(numeral.value).or_insert(section);
            // A list may go on after its items were spoken of one by one; sections do not.
            let counts =
                is_outline(numeral.style) || self.last.is_some_and(|last| last.numeral == section.numeral);
            (counts && !std::ptr::eq(before, section)).then_some(before)
        });
        let title = bare(&section.title);
        if section.inline || title.is_empty() {
            return Twice { number, title: None };
        }
        let filled = report.characters(section, 1) > 0;
        let (first, first_filled) = *self.titles.entry(title).or_insert((section, filled));
        let says_something = if section.numeral.is_some_and(|numeral| is_outline(numeral.style)) {
            first_filled || filled
        } else {
            // Items of a list may read alike; sections that say something should not.
            first_filled && filled
        };
        Twice { number, title: (says_something && !std::ptr::eq(first, section)).then_some(first) }
    }
}

/// Whether numbers of this style are those of an outline; others may number any list.
fn is_outline(style: NumeralStyle) -> bool {
    matches!(style, NumeralStyle::Part | NumeralStyle::Han | NumeralStyle::HanBracketed)
}

/// A title as it is compared.
fn bare(title: &str) -> Cow<'_, str> {
    if title.contains(char::is_whitespace) { title.split_whitespace().collect() } else { title.into() }
}

fn group(section: &Section, report: &Report) -> Group {
    let marks = |numeral: Numeral| {
        if is_outline(numeral.style) {
            return (numeral.style, "");
        }
        let text = report.source.slice(section.span);
        let mark =
            text.trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '（' | '(')).chars().next();
        let marks = match (text.starts_with(['（', '(']), mark) {
            (true, _) => "()",
            (false, Some('、')) => "、",
            (false, Some(')' | '）')) => ")",
            _ => ".",
        };
        (numeral.style, marks)
    };
    (section.parent, section.numeral.map(marks))
}

/// Whether `section` opens a new list: it is number 1 after another number, after the heading of an
/// attachment or of something else, or, in a list that is no outline, after text.
fn starts_again(section: &Section, run: &Run<'_>, report: &Report) -> bool {
    let Some((numeral, last)) = section.numeral.zip(run.last) else { return false };
    if numeral.value != 1 || last.numeral.is_some_and(|last| last.value != 1) {
        return numeral.value == 1;
    }
    let from = report.paragraphs.partition_point(|paragraph| paragraph.span.start < last.span.end);
    let mut between = report.paragraphs[from..]
        .iter()
        .take_while(|paragraph| paragraph.span.start < section.span.start)
        .map(|paragraph| report.source.slice(paragraph.span))
        .peekable();
    if !is_outline(numeral.style) {
        return between.peek().is_some();
    }
    let attached = |text: &str| ["附件", "附表", "附录", "附："].iter().any(|word| text.starts_with(word));
    // A short line right before may be a heading without a number.
    let heads = |text: &str| text.len() <= 90 && !text.contains(['。', '；', '，', '：', ';', ',', '.']);
    let mut last = "";
    between.any(|text| attached(std::mem::replace(&mut last, text)))
        || attached(last)
        || !last.is_empty() && heads(last)
}

/// Groups of headings that are the cells of a table whose lines hold one cell each: an amount follows them.
fn groups_of_cells(report: &Report) -> HashSet<Group> {
    let amount = |text: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '-' | '%' | ' '))
    };
    let mut counts: HashMap<Group, usize> = HashMap::default();
    for section in report.sections.iter().filter(|section| !section.inline) {
        let next = report.paragraphs.partition_point(|paragraph| paragraph.span.start < section.span.end);
        let below = report.paragraphs.get(next).map_or("", |paragraph| report.source.slice(paragraph.span));
        let wide = section.title.contains("  ") || section.title.contains(['\t', '\u{3000}']);
        let ends = || section.title.rsplit([' ', '\t', '\u{3000}']).next().is_some_and(amount);
        if amount(below) || wide && ends() {
            *counts.entry(group(section, report)).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count >= 2).map(|(group, _)| group).collect()
}

/// Titles without a number that stand under one heading as a pattern (讨论, 决定 after every item), not as a
/// slip: short ones, and those that stand more than twice.
fn titles_of_a_pattern(report: &Report) -> HashSet<(Option<usize>, Cow<'_, str>)> {
    let mut counts: HashMap<(Option<usize>, Cow<'_, str>), usize> = HashMap::default();
    for section in report.sections.iter().filter(|section| section.numeral.is_none()) {
        *counts.entry((section.parent, bare(&section.title))).or_default() += 1;
    }
    let short = |title: &str| title.chars().count() < if title.is_ascii() { 12 } else { 4 };
    counts.into_iter().filter(|((_, title), count)| *count > 2 || short(title)).map(|(key, _)| key).collect()
}

/// Tells that the number of `section` or its title stands twice.
fn tell_twice(section: &Section, twice: &Twice<'_>, page: &mut Page<'_, '_>) {
    let Some(first) = twice.number.or(twice.title) else { return };
    let title = &section.title;
    let number = section.numeral.map_or(String::new(), |n| n.written(n.value));
    let same = twice.number.zip(twice.title).is_some();
    let message = if same {
        Message::new(
            format!("the number {number} and the title “{title}” stand twice"),
            format!("编号“{number}”重复，标题“{title}”也重复"),
        )
    } else if twice.number.is_some() {
        Message::new(format!("the number {number} stands twice"), format!("编号“{number}”重复"))
    } else {
        Message::new(format!("the title “{title}” stands twice"), format!("标题“{title}”重复"))
    };
    let again = Message::new("again here", "此处重复");
    let mut finding =
        page.finding(section.span, message).with_label(first.span, Message::new("first here", "首次出现"));
    finding.labels[0].text = again;
    if section.numeral.is_none() {
        finding.severity = finding.severity.min(Severity::Warning);
    }
    let help = Message::new("correct the number, or merge the sections", "请更正编号，或合并重复的章节");
    finding.help.get_or_insert(help);
    page.find(finding);
}

/// Tells as information that numbers between `last` and `section` are skipped.
fn tell_skipped(
    section: &Section,
    now: Numeral,
    before: &Section,
    seen: &HashSet<u32>,
    page: &mut Page<'_, '_>,
) {
    let Some(last) = before.numeral else { return };
    if now.value <= last.value + 1 || (last.value + 1..now.value).any(|value| seen.contains(&value)) {
        return;
    }
    let missing = missing(last, now);
    let message = Message::new(format!("the numbering skips {missing}"), format!("编号不连续，缺 {missing}"));
    let mut finding = page
        .finding(section.span, message)
        .with_label(before.span, Message::new("the one before", "前一编号"));
    finding.severity = Severity::Info;
    let help = Message::new("is a section missing, or only its number?", "请核对是缺少章节，还是编号有误");
    finding.help.get_or_insert(help);
    page.find(finding);
}

/// The numbers between two, as they would be written.
fn missing(last: Numeral, now: Numeral) -> String {
    let numbers = (last.value + 1..now.value).take(3).map(|value| now.written(value));
    let joint = if now.style == NumeralStyle::Arabic { ", " } else { "、" };
    numbers.collect::<Vec<_>>().join(joint)
}
