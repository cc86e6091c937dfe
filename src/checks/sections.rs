//! `sections`: required sections are there, in order, and not empty.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::language::{Memory, Text, fold};
use crate::message::Message;
use crate::report::{Report, Section};
use crate::search::Glossary;
use crate::tree::{Entry, Fields, Mistake, Node, Value};

pub(super) const KIND: Kind = Kind {
    key: "sections",
    title: ("required sections", "必备章节"),
    about: (
        "Each section listed must be there, under its title or one of its aliases, in this order, and hold text; 无 is text. Titles are compared \
         without numbers, brackets, and words such as 部门 or 的. A map of several outlines may be given: the one that fits the report best is used.",
        "所列章节必须齐全、顺序一致、内容不为空（写“无”即可）。标题可用别名，比较时忽略编号、括号以及“部门”“的”等字。也可给出多套提纲，按与报告最吻合的一套检查。",
    ),
    example: "outline:\n  sections: [部门概况, {title: 存在的主要问题, aliases: [主要问题及原因分析]}]",
    passages: (
        "一、部门概况\n在职人员12人。",
        "一、部门概况\n在职人员12人。\n二、存在的主要问题\n预算编制不够细化。",
    ),
    severity: Severity::Error,
    last: false,
    decode,
};

#[derive(Debug)]
struct Sections {
    outlines: Vec<Outline>,
    /// The words for all wanted sections of all outlines, in order, with the place of each section among all that
    /// are wanted.
    words: Vec<(Text, usize)>,
    /// The same words, to be looked for in titles.
    glossary: Glossary,
}

/// A list of required sections, and the name of the outline where there are several.
#[derive(Debug)]
struct Outline {
    name: Option<String>,
    wanted: Vec<Wanted>,
}

/// A required section.
#[derive(Debug)]
struct Wanted {
    title: String,
    /// Its title and its aliases as they are compared.
    words: Vec<Text>,
    /// The fewest characters of text, white space not counted.
    min_chars: usize,
    optional: bool,
}

fn decode(node: &Node, _: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    let outlines = match &node.value {
        Value::List(items) => vec![Outline { name: None, wanted: list(items, decoder) }],
        Value::Map(entries) => entries.iter().filter_map(|entry| named(entry, decoder)).collect(),
        _ => Vec::new(),
    };
    if outlines.iter().all(|outline| outline.wanted.is_empty()) {
        let message = Message::new("a list of section titles is expected", "此处应为章节标题列表");
        decoder.mistake(Mistake::new(node.span, message));
        return None;
    }
    let wanted = outlines.iter().flat_map(|outline| &outline.wanted).enumerate();
    let mut words: Vec<(Text, usize)> = wanted
        .flat_map(|(place, wanted)| wanted.words.iter().map(move |word| (word.clone(), place)))
        .collect();
    words.sort_unstable();
    let glossary = Glossary::of(&words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>())?;
    Some(Arc::new(Sections { outlines, words, glossary }))
}

fn named(entry: &Entry, decoder: &mut Decoder<'_>) -> Option<Outline> {
    let Value::List(items) = &entry.value.value else {
        let message = Message::new("a list of section titles is expected", "此处应为章节标题列表");
        decoder.mistake(Mistake::new(entry.value.span, message));
        return None;
    };
    Some(Outline { name: Some(entry.key.clone()), wanted: list(items, decoder) })
}

fn list(items: &[Node], decoder: &mut Decoder<'_>) -> Vec<Wanted> {
    items.iter().filter_map(|item| wanted(item, decoder)).collect()
}

fn wanted(node: &Node, decoder: &mut Decoder<'_>) -> Option<Wanted> {
    if let Some(title) = node.text() {
        return Some(Wanted::new(title, Vec::new()));
    }
    let mut fields = Fields::of(
        node,
        &Message::new("a section: a title, or a map with `title:`", "章节：标题，或含 title 的映射"),
        decoder.mistakes,
    )?;
    let title = fields.text("title", decoder.mistakes).map(|(title, _)| title);
    if title.is_none() {
        decoder.mistake(Mistake::new(node.span, Message::new("`title:` is missing", "缺少 title")));
    }
    let aliases = fields.texts("aliases", decoder.mistakes).into_iter().map(|(alias, _)| alias).collect();
    let mut wanted = Wanted::new(title.unwrap_or_default(), aliases);
    wanted.min_chars = fields.whole("min-chars", decoder.mistakes).unwrap_or(wanted.min_chars);
    wanted.optional = fields.boolean("optional", decoder.mistakes).unwrap_or(false);
    fields.finish(decoder.mistakes);
    title.map(|_| wanted)
}

impl Check for Sections {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let told = self.told(case.report());
        let mut rest = told.as_slice();
        let held = self.outlines.iter().map(|outline| {
            let (found, others) = rest.split_at(outline.wanted.len());
            rest = others;
            (outline, found)
        });
        let count = |found: &[Option<&Section>]| found.iter().flatten().count();
        // Of outlines that fit alike, the first.
        let fit = |found: &[Option<&Section>]| Reverse(count(found) * 1000 / found.len().max(1));
        let Some((outline, found)) = held.min_by_key(|(_, found)| fit(found)) else { return };
        if self.outlines.len() > 1 && count(found) * 2 < found.len() {
            return page.undecided(|| {
                Message::new(
                    "the report follows none of the outlines known here",
                    "报告结构与已知提纲均不吻合",
                )
            });
        }
        outline.check(found, case, page);
    }
}

impl Sections {
    /// The section of `report` that is meant by each that is wanted: of those whose title fits, the outermost, then
    /// the first.
    fn told<'r>(&self, report: &'r Report) -> Vec<Option<&'r Section>> {
        let mut told = vec![None; self.outlines.iter().map(|outline| outline.wanted.len()).sum()];
        for section in report.sections.iter().filter(|section| !section.inline) {
            let rank = |section: &Section| (section.level, section.span.start);
            self.each_fit(&section.title, |place| {
                let known: &mut Option<&Section> = &mut told[place];
                if known.is_none_or(|known| rank(section) < rank(known)) {
                    *known = Some(section);
                }
            });
        }
        told
    }

    /// Calls `note` for the places of the wanted sections that `title` fits.
    fn each_fit(&self, title: &str, mut note: impl FnMut(usize)) {
        let title = core(title);
        self.glossary.places(&title).for_each(|word| note(self.words[word].1));
        // 其他 alone stands for 其他需要说明的情况.
        if title.chars().nth(1).is_some() {
            let after = self.words.partition_point(|(word, _)| *word < title);
            let longer = self.words[after..].iter().take_while(|(word, _)| word.starts_with(title.as_str()));
            longer.for_each(|(_, place)| note(*place));
        }
    }
}

impl Outline {
    /// Tells what is wrong with the sections `found`, one for each that is wanted.
    fn check(&self, found: &[Option<&Section>], case: &Case<'_>, page: &mut Page<'_, '_>) {
        let mut last: Option<(&Section, &Wanted)> = None;
        for (wanted, section) in self.wanted.iter().zip(found) {
            let Some(section) = *section else {
                if !wanted.optional {
                    self.missing(wanted, last.map(|(section, _)| section), case, page);
                    page.close_about(&wanted.title, true);
                }
                continue;
            };
            let (length, minimum) = (case.report().characters(section, wanted.min_chars), wanted.min_chars);
            let empty = length < minimum;
            if empty {
                let title = &section.title;
                let message = if length == 0 {
                    Message::new(format!("the section “{title}” is empty"), format!("章节“{title}”内容为空"))
                } else {
                    Message::new(
                        format!(
                            "the section “{title}” has {length} characters, at least {minimum} are required"
                        ),
                        format!("章节“{title}”仅 {length} 字，应不少于 {minimum} 字"),
                    )
                };
                let help = Message::new(
                    "write what there is to say; where there is nothing, write “none”",
                    "请补充内容；确无内容时写“无”",
                );
                page.find(page.finding(section.span, message).with_help(help));
            }
            let disordered = last.filter(|(before, _)| before.span.start > section.span.start);
            if let Some((before, _)) = disordered {
                let message = Message::new(
                    format!("the section “{}” stands before “{}”", section.title, before.title),
                    format!("章节“{}”应在“{}”之后", section.title, before.title),
                );
                let mut finding = page
                    .finding(section.span, message)
                    .with_label(before.span, Message::new("should come first", "应在前"));
                finding.severity = finding.severity.min(Severity::Warning);
                page.find(finding);
            } else {
                last = Some((section, wanted));
            }
            page.close_about(&wanted.title, empty || disordered.is_some());
        }
    }

    /// Tells that `wanted` is missing, at the section after which it should stand.
    fn missing(&self, wanted: &Wanted, after: Option<&Section>, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let title = &wanted.title;
        let message = Message::new(format!("the section “{title}” is missing"), format!("缺少章节“{title}”"));
        let place = after.map_or(case.report().head(), |section| section.span);
        let mut finding = page.finding(place, message);
        if let (Some(section), Some(label)) = (after, finding.labels.first_mut()) {
            label.text = Message::new(
                format!("it should follow “{}”", section.title),
                format!("应在“{}”之后", section.title),
            );
        }
        if let (Some(name), None) = (&self.name, &finding.help) {
            finding.help = Some(Message::new(
                format!("the outline held against is {name}"),
                format!("所依据的提纲：{name}"),
            ));
        }
        page.find(finding);
    }
}

impl Wanted {
    fn new(title: &str, aliases: Vec<&str>) -> Self {
        let words = std::iter::once(title).chain(aliases).map(core).collect();
        Self { title: title.to_owned(), words, min_chars: 1, optional: false }
    }
}

/// A title as it is compared: without brackets, quotes, blanks, and the words that vary.
fn core(title: &str) -> Text {
    thread_local! {
        static KNOWN: Memory<Text> = Memory::default();
    }
    KNOWN.with(|known| known.recall(title, |title| core_of(title).into()))
}

/// The same, worked out.
fn core_of(title: &str) -> String {
    let mut core = fold(title).replace("其它", "其他");
    for word in ["部门", "单位", "本级", "的", "关于", "主要", "年度"] {
        if core.contains(word) {
            let shorter = core.replace(word, "");
            if !shorter.is_empty() {
                core = shorter;
            }
        }
    }
    core
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_by_what_does_not_vary() {
        let cases = [
            ("部门概况", "部门（单位）概况", true),
            ("存在的主要问题", "存在的问题及原因分析", true),
            ("整体支出绩效情况", "部门（单位）整体支出绩效情况", true),
            ("改进措施", "下一步改进措施和有关建议", true),
            ("专项组织实施情况", "整体支出绩效情况", false),
        ];
        for (wanted, title, expected) in cases {
            assert_eq!(core(title).contains(core(wanted).as_str()), expected, "{wanted} / {title}");
        }
    }
}
