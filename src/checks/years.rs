//! `years`: headings, captions and paragraphs of another year than the report's.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page, cut};
use crate::finding::Severity;
use crate::language::Role;
use crate::message::Message;
use crate::report::{Report, Statement};
use crate::source::Span;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "years",
    title: ("passages of another year", "年度不一致"),
    about: (
        "In a report whose title names one year: a heading, a table's caption or a line of the contents page that names an earlier final \
         account, and a section that tells its amounts of an earlier year only, as if it had been copied from last year's report. Comparisons, \
         balances, document numbers, projects and plans are left out.",
        "标题写明单一年度的报告中：标题、表名或目录所写的决算年度早于报告年度；或某一章节只以以前年度叙述其金额，疑为沿用上年文字。比较、结转、文号、项目沿革和计划除外。",
    ),
    example: "years:\n  years: true",
    passages: (
        "甲馆2032年度单位决算\n一、收入情况\n2032年收入310.00万元。\n二、绩效情况\n2031年对两个项目开展自评，涉及资金42.00万元。",
        "甲馆2032年度单位决算\n一、收入情况\n2032年收入310.00万元。\n二、绩效情况\n2032年对两个项目开展自评，涉及资金42.00万元，比2031年增加1.00万元。",
    ),
    severity: Severity::Warning,
    last: false,
    decode,
};

#[derive(Debug)]
struct Years;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Years))
}

/// Titles of reports that tell what was, and words that make them tell of other years too.
const TELLING: &[&str] =
    &["决算", "自评", "绩效", "执行", "总结", "报告", "公报", "report", "accounts", "review"];
const PLANNING: &[&str] = &[
    "预算公开",
    "部门预算",
    "单位预算",
    "预算编制",
    "预算草案",
    "预算说明",
    "规划",
    "计划",
    "budget",
    "plan",
];

/// Words beside which another year is no slip: comparisons, balances, documents, what took several years or
/// lies ahead.
const EXCUSING: &[&str] = &[
    "与",
    "较",
    "比",
    "同期",
    "以来",
    "截至",
    "截止",
    "历年",
    "近年",
    "往年",
    "以前",
    "上年",
    "去年",
    "今年",
    "本年",
    "当年",
    "次年",
    "跨年",
    "起",
    "至",
    "—",
    "–",
    "~",
    "～",
    "结转",
    "结余",
    "延续",
    "续建",
    "尾款",
    "《",
    "〔",
    "﹝",
    "号",
    "根据",
    "按照",
    "依据",
    "批复",
    "立项",
    "下达",
    "下拨",
    "到位",
    "拨付",
    "开工",
    "竣工",
    "签订",
    "印发",
    "成立",
    "审计",
    "整改",
    "检查",
    "巡察",
    "计划",
    "将",
    "拟",
    "预计",
    "规划",
    "分别",
    "历史",
    "曾",
    "获",
    "试点",
    "启动",
    "完成率",
    "基数",
    "末",
    "底",
    "compared",
    "than",
    "from",
    "since",
    "prior",
    "previous",
    "last year",
    "versus",
    "until",
    "carried",
    "brought",
    "began",
    "started",
    "awarded",
    "approved",
    "planned",
    "will",
    "restated",
    "adopted",
    "signed",
];

/// What a report of a year tells of that year, and not of a project's history.
const REPORTING: &[&str] = &[
    "自评",
    "绩效评价",
    "决算",
    "收入",
    "支出",
    "采购",
    "“三公”",
    "经费",
    "评分",
    "得分",
    "income",
    "expenditure",
    "spending",
    "spent",
    "revenue",
    "received",
];

/// Words in the titles of sections that tell of the past.
const PAST: &[&str] = &[
    "概况",
    "背景",
    "立项",
    "沿革",
    "历史",
    "简介",
    "上年",
    "以前",
    "往年",
    "历年",
    "整改",
    "审计",
    "结果应用",
    "结转",
    "变动",
    "对比",
    "比较",
    "趋势",
    "依据",
    "background",
    "history",
    "prior",
    "previous",
    "comparison",
    "trend",
];

impl Check for Years {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let Some(year) = single_year(report) else { return };
        let mut found = false;
        for (span, other) in names(report, year) {
            let message = Message::new(
                format!("{other} is named here, in the report of {year}"),
                format!("此处写的是 {other} 年度，报告为 {year} 年度"),
            );
            tell(span, message, report, page);
            found = true;
        }
        for (span, other) in passages(report, year) {
            let message = Message::new(
                format!("the amounts of this section are told of {other} only, in the report of {year}"),
                format!("本节只叙述了 {other} 年的金额，报告为 {year} 年度"),
            );
            tell(span, message, report, page);
            found = true;
        }
        page.close(found);
    }
}

fn tell(span: Span, message: Message, report: &Report, page: &mut Page<'_, '_>) {
    let mut finding = page.finding(span, message);
    if let Some((_, title)) = &report.title {
        finding = finding.with_label(*title, Message::new("the report's year", "报告年度"));
    }
    let help = Message::new(
        "was this taken over from last year's report? check the year and the figures",
        "是否沿用了上年的文字？请核对年度和数据",
    );
    finding.help.get_or_insert(help);
    page.find(finding);
}

/// The year of a report that tells what one year came to.
fn single_year(report: &Report) -> Option<i32> {
    let (title, _) = report.title.as_ref()?;
    let mut told = years(title).map(|(_, year)| year);
    let year = told.next()?;
    if told.any(|other| other != year) {
        return None;
    }
    let lower = title.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let written = year.to_string();
    let ranged = title.match_indices(&written).any(|(at, _)| {
        let after = &title[at + written.len()..];
        after.strip_prefix('年').unwrap_or(after).starts_with(['—', '–', '-', '~', '～', '至', '/'])
    });
    let tells = has(TELLING) && (!has(PLANNING) || has(&["决算", "绩效", "执行"]));
    (tells && !ranged && report.year.is_none_or(|told| told == year)).then_some(year)
}

/// The years written in `text` as four digits of their own, each with its place.
fn years(text: &str) -> impl Iterator<Item = (usize, i32)> {
    text.match_indices('2').filter_map(|(at, _)| {
        let digits = text.get(at..at + 4).filter(|digits| digits.starts_with("20"))?;
        let alone = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | ','));
        let follows = text[at + 4..].chars().next();
        let fits = alone(text[..at].chars().next_back()) && follows.is_none_or(|c| !c.is_ascii_digit());
        digits.parse().ok().filter(|_| fits).map(|year| (at, year))
    })
}

/// Headings, captions and lines of the contents page that name the final account of an earlier year, or a
/// later one's, each with that year.
fn names(report: &Report, year: i32) -> Vec<(Span, i32)> {
    let source = &report.source;
    let headings = report.sections.iter().filter(|section| !section.inline).map(|section| section.span);
    let captions =
        report.paragraphs.iter().map(|paragraph| paragraph.span).filter(|span| {
            span.len() < 160 && source.slice(*span).trim_end_matches(['）', ')']).ends_with('表')
        });
    let mut found: Vec<(Span, i32)> = headings
        .chain(contents(report))
        .chain(captions)
        .filter_map(|span| Some((span, year_of_account(source.slice(span))?)))
        .filter(|(_, other)| *other != year)
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The lines between the title and the first section: a contents page, where there is one.
fn contents(report: &Report) -> Vec<Span> {
    let text = report.source.text();
    let start = report.title.as_ref().map_or(0, |(_, span)| span.end);
    let end = report.sections.first().map_or(start, |section| section.span.start);
    let mut at = start;
    let mut found = Vec::new();
    for line in text.get(start..end).unwrap_or_default().split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let span = Span::new(at + lead, at + lead + line.trim().len());
        at += line.len();
        if !span.is_empty() && span.len() < 160 && !line.contains(['。', '：', ':', '，']) {
            found.push(span);
        }
    }
    found
}

/// The one year whose final account a heading or caption names: 2031年度部门决算表.
fn year_of_account(text: &str) -> Option<i32> {
    let excused = [
        "比", "较", "上年", "以前", "整改", "计划", "—", "–", "至", "结转", "《", "批复", "应用", "检查",
        "审计",
    ];
    let mut named = years(text);
    let (at, year) = named.next()?;
    if !text.contains("决算") && !text.contains("整体支出") || excused.iter().any(|word| text.contains(word))
    {
        return None;
    }
    let annual = ["年度", "年部门", "年单位", "年整体", "年决算", "年收", "年财政"]
        .iter()
        .any(|word| text[at + 4..].trim_start().starts_with(word));
    (annual && named.next().is_none()).then_some(year)
}

/// The paragraphs that open with an earlier year and tell amounts of it, in sections that know no other
/// year, where the report tells its own year elsewhere.
fn passages(report: &Report, year: i32) -> Vec<(Span, i32)> {
    let text = report.source.text();
    let own =
        |span: Span| years(text.get(span.start..span.end).unwrap_or_default()).any(|(_, told)| told == year);
    let candidates: Vec<(usize, Span, i32)> = report
        .paragraphs
        .iter()
        .enumerate()
        .filter_map(|(at, paragraph)| {
            let other = opening_year(report.source.slice(paragraph.span), report)?;
            (other < year && other + 5 > year).then_some((at, paragraph.span, other))
        })
        .filter(|(at, span, _)| reports(*at, *span, report))
        .collect();
    if candidates.is_empty() || report.paragraphs.iter().filter(|p| own(p.span)).take(2).count() == 0 {
        return Vec::new();
    }
    // What the whole report is about is one year: most paragraphs that open with a year open with its own.
    let told = report.paragraphs.iter().filter_map(|p| opening_year(report.source.slice(p.span), report));
    let (mut mine, mut others) = (0, 0);
    told.for_each(|told| if told == year { mine += 1 } else { others += 1 });
    if mine < others {
        return Vec::new();
    }
    let mut told: HashMap<usize, BTreeSet<i32>> = HashMap::new();
    let mut alone = |(at, _, other): &(usize, Span, i32)| {
        let Some(section) = report.paragraphs[*at].section else { return false };
        let told = told.entry(section).or_insert_with(|| {
            let start = report.sections[section].span.start;
            let end = report.sections.get(section + 1).map_or(text.len(), |next| next.span.start);
            years(text.get(start..end).unwrap_or_default()).map(|(_, year)| year).collect()
        });
        let past = |title: &str| {
            PAST.iter().any(|word| title.to_lowercase().contains(word))
                || years(title).any(|(_, told)| told != year)
        };
        told.iter().all(|year| year == other)
            && !report.section_path(Some(section)).iter().any(|section| past(&section.title))
    };
    candidates
        .into_iter()
        .filter(|candidate| alone(candidate))
        .map(|(_, span, other)| (span, other))
        .collect()
}

/// The year that opens a paragraph: 2031年, 甲馆2031年度, In 2031.
fn opening_year(text: &str, report: &Report) -> Option<i32> {
    /// How many characters are looked at, and how many bytes they have at most.
    const OPENING: (usize, usize) = (40, 160);
    let (at, year) = years(cut(text, 0, OPENING.1)).next()?;
    if text[..at + 4].chars().count() > OPENING.0 {
        return None;
    }
    let before = text[..at].trim();
    let subjects =
        ["本单位", "我单位", "本部门", "我部门", "我局", "我校", "我院", "我馆", "我中心", "In", "During"];
    let opens = before.is_empty()
        || subjects.contains(&before)
        || report.organization.as_deref().is_some_and(|name| name == before);
    let after = text[at + 4..].trim_start();
    // 2031年12月 is a date.
    let annual = after
        .strip_prefix('年')
        .is_some_and(|rest| !rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        || before.is_ascii() && !before.is_empty() && after.starts_with(',');
    (opens && annual).then_some(year)
}

/// Whether a paragraph tells amounts as a report does, with nothing that would excuse another year.
fn reports(at: usize, span: Span, report: &Report) -> bool {
    let text = report.source.slice(span).to_lowercase();
    let amount = |statement: &Statement| {
        statement.paragraph == Some(at)
            && statement.role == Role::Figure
            && statement.quantity.unit.is_money()
            && statement.quantity.is_firm()
    };
    let first = report.statements.partition_point(|statement| statement.span.start < span.start);
    let amounts = report.statements[first..].iter().take_while(|statement| statement.span.start < span.end);
    !EXCUSING.iter().any(|word| text.contains(word))
        && REPORTING.iter().any(|word| text.contains(word))
        && amounts.into_iter().any(amount)
}
