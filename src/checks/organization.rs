//! `organization`: the report's organization under a name that is one slip away from its own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page, cut};
use crate::finding::Severity;
use crate::language::Numeral;
use crate::message::Message;
use crate::report::Report;
use crate::source::Span;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "organization",
    title: ("variants of the organization's name", "单位名称写法不一"),
    about: (
        "Where the text writes the name of the report's organization with one or two other characters, as in 规划与自然资源局 for \
         规划和自然资源局. Shorter forms are let pass, and so are names that differ as other organizations' do: in a number, a \
         direction, a level of government, or in what they are in charge of.",
        "正文中的单位名称与报告单位只差一两个字（如“规划与自然资源局”与“规划和自然资源局”）。简称不计；数字、方位、层级、职能不同的视为其他单位。",
    ),
    example: "organization:\n  organization: true",
    passages: (
        "洛平区规划和自然资源局2032年度单位决算\n一、概况\n洛平区规划与自然资源局设五个科室。",
        "洛平区规划和自然资源局2032年度单位决算\n一、概况\n洛平区规划和自然资源局设五个科室，与洛安区规划和自然资源局合署办公。",
    ),
    severity: Severity::Warning,
    last: false,
    decode,
};

/// The shortest and the longest name that is looked for, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 5..=30;
/// The fewest characters of what an organization is in charge of in which one other character is a slip and
/// not another office.
const LONG: usize = 6;
/// How far about a name the words are looked at, in bytes.
const REACH: usize = 600;
/// Words that join two parts of a name: one stands for the other.
const JOINTS: &[char] = &['和', '与', '及', '暨', '、'];
/// Characters by which organizations of one kind are told apart.
const TELLING_APART: &str = "一二三四五六七八九十百零〇０１２３４５６７８９甲乙丙丁东南西北中上下前后左右内外新老大小高初省市区县镇乡村州盟旗男女总分正副";
/// The characters after which a place ends and the office begins.
const PLACES: &[char] = &['省', '市', '区', '县', '镇', '乡', '州', '盟', '旗'];

#[derive(Debug)]
struct Organization;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Organization))
}

impl Check for Organization {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let Some(name) = name(report) else { return };
        let mut variants: BTreeMap<&str, (Span, usize)> = BTreeMap::new();
        for span in occurrences(&name, report) {
            let variant = report.source.slice(span);
            variants.entry(variant).and_modify(|(_, count)| *count += 1).or_insert((span, 1));
        }
        let written: String = name.iter().collect();
        for (variant, (span, count)) in &variants {
            let often = if *count > 1 { format!(", {count} times") } else { String::new() };
            let oft = if *count > 1 { format!("，共 {count} 处") } else { String::new() };
            let message = Message::new(
                format!("“{variant}” stands for the organization's name “{written}”{often}"),
                format!("单位名称写作“{variant}”，与“{written}”不一致{oft}"),
            );
            let mut finding = page.finding(*span, message);
            if let Some(at) = report.source.text().find(&written) {
                let label = Message::new("the name", "单位名称");
                finding = finding.with_label(Span::new(at, at + written.len()), label);
            }
            let help = Message::new("write the name in one way", "请统一单位名称");
            finding.help.get_or_insert(help);
            page.find(finding);
        }
        page.close(!variants.is_empty());
    }
}

/// The name of the report's organization, where it is one that can be looked for.
fn name(report: &Report) -> Option<Vec<char>> {
    let name = report.organization.as_deref()?.trim();
    let name = name.strip_prefix("关于").unwrap_or(name);
    let name: Vec<char> = name.chars().collect();
    let han = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c);
    let ends = [
        '局', '委', '会', '室', '厅', '馆', '院', '校', '学', '园', '心', '站', '所', '处', '队', '社', '府',
        '道', '司', '部',
    ];
    let fits = LENGTHS.contains(&name.len()) && name.iter().all(|c| han(c) || *c == '、');
    (fits && ends.contains(name.last()?)).then_some(name)
}

/// Where the name is written with one or two other characters.
fn occurrences(name: &[char], report: &Report) -> Vec<Span> {
    let text = report.source.text();
    let last = name[name.len() - 1];
    let office = name.iter().rposition(|c| PLACES.contains(c)).map_or(0, |at| at + 1);
    let mut found = Vec::new();
    for (at, _) in text.match_indices(last) {
        let end = at + last.len_utf8();
        // Its characters from the last back to the first, as many as the name has.
        let window: Vec<(usize, char)> = text[..end].char_indices().rev().take(name.len()).collect();
        let Some(start) = window.last().map(|(start, _)| *start).filter(|_| window.len() == name.len())
        else {
            continue;
        };
        let written = || window.iter().rev().map(|(_, c)| *c);
        let differ: Vec<usize> =
            written().zip(name).enumerate().filter(|(_, (a, b))| a != *b).map(|(at, _)| at).take(3).collect();
        if !(1..=2).contains(&differ.len()) {
            continue;
        }
        let written: Vec<char> = written().collect();
        let pair = |at: &usize| (name[*at], written[*at]);
        let apart = |(a, b): (char, char)| {
            TELLING_APART.contains(a)
                || TELLING_APART.contains(b)
                || !is_han(a) && !JOINTS.contains(&a)
                || !is_han(b) && !JOINTS.contains(&b)
        };
        let joints = differ.iter().map(pair).all(|(a, b)| JOINTS.contains(&a) && JOINTS.contains(&b));
        let slip = differ.len() == 1
            && !differ.iter().map(pair).any(apart)
            && (differ[0] < office || name.len() - office >= LONG)
            && speaks_of_itself(text, start, end);
        if (joints || slip) && !beside_the_name(text, start, end, name) {
            found.push(Span::new(start, end));
        }
    }
    found
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Whether the report speaks of its own organization here: at the start of a line or sentence, and what
/// follows is what a report says of itself.
fn speaks_of_itself(text: &str, start: usize, end: usize) -> bool {
    const BEFORE: &[&str] = &["部分", "部分：", "说明：", "注：", "单位：", "名称：", "编制："];
    const AFTER: &[&str] = &[
        "20", "本年", "年度", "部门", "单位", "概况", "内设", "设", "无", "没有", "主要", "负责", "承担",
        "决算", "预算", "系", "是", "为", "编制", "整体", "全年", "共有", "现有",
    ];
    let before = text[..start].trim_end_matches([' ', '\u{3000}']);
    let lines = cut(text, start.saturating_sub(REACH), start);
    let numbered = lines.rfind('\n').is_some_and(|at| {
        let number = &lines[at + 1..];
        Numeral::opening(&text[start - number.len()..]).is_some_and(|(_, length)| length == number.len())
    });
    let opens = numbered
        || before.is_empty()
        || before.ends_with(['\n', '。', '；'])
        || BEFORE.iter().any(|word| before.ends_with(word));
    let after = text[end..].trim_start_matches([' ', '\u{3000}']);
    let goes_on = after.is_empty()
        || after.starts_with(['\n', '\r', '（'])
        || AFTER.iter().any(|word| after.starts_with(word));
    opens && goes_on
}

/// Whether the same sentence names the organization itself as well: then the other is another.
fn beside_the_name(text: &str, start: usize, end: usize, name: &[char]) -> bool {
    let name: String = name.iter().collect();
    let stop = |c: char| matches!(c, '。' | '\n' | '；');
    let before = cut(text, start.saturating_sub(REACH), start).rsplit(stop).next();
    let after = cut(text, end, end + REACH).split(stop).next();
    before.into_iter().chain(after).any(|words| words.contains(&name))
}
