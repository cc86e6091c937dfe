//! `empty`: headings with nothing under them, and reasons that are announced and not given.

use std::sync::Arc;

use foldhash::HashMap;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::language::NumeralStyle;
use crate::message::Message;
use crate::quantity::scan;
use crate::report::{Paragraph, Report, Section};
use crate::search::Expression;
use crate::source::Span;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "empty",
    title: ("sections and reasons that are empty", "章节或原因说明为空"),
    about: (
        "A heading must not be followed at once by the next heading of its level, by an outer one, or by the end of the report, where the \
         sections beside it hold text; 无 is text, and so is a table. 主要原因： must be followed by the reason. Lists, attachments and sections \
         whose title says it all are left out.",
        "同级章节有正文时，标题之后不得紧接同级或上级标题，也不得就此结束（写“无”或附表即可）；“主要原因：”之后应写明原因。列举、附件以及标题本身已说明情况的章节除外。",
    ),
    example: "empty:\n  empty: true",
    passages: (
        "一、收入情况\n收入310.00万元。\n二、政府采购情况\n三、其他说明\n无。",
        "一、收入情况\n收入310.00万元。\n二、政府采购情况\n无。\n三、其他说明\n无。",
    ),
    severity: Severity::Warning,
    last: true,
    decode,
};

#[derive(Debug)]
struct Empty {
    /// One of these stands in every word that announces a reason.
    reasons: [Expression; 2],
}

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Empty { reasons: ["原因", "(?i-u:reason)"].map(Expression::known) }))
}

/// Words in a title that say what there is to say, or where it stands.
const SAYING: &[&str] = &[
    "无",
    "不涉及",
    "没有",
    "未",
    "详见",
    "见附",
    "附件",
    "附表",
    "附录",
    "附：",
    "表",
    "目录",
    "封面",
    "名单",
    "签字",
    "附图",
    "none",
    "not applicable",
    "n/a",
    "nil",
    "annex",
    "appendix",
    "attachment",
    "contents",
    "table",
    "figure",
    "list of",
    "see ",
];

/// Words by which a numbered title names a section, and not one item of a list.
const NAMING: &[&str] = &[
    "情况", "说明", "概况", "分析", "问题", "措施", "建议", "职能", "职责", "机构", "目标", "结论", "依据",
    "背景", "解释", "结果", "安排", "计划", "打算", "成效", "经验", "做法", "总结", "事项", "绩效", "支出",
    "收入", "预算", "决算", "管理", "内容", "实施", "原因", "范围", "方法", "简介", "概述", "构成", "设置",
    "意见", "公开", "评价",
];

/// Words that announce a reason, right before its colon.
const ANNOUNCING: &[&str] = &[
    "原因",
    "原因是",
    "原因为",
    "原因如下",
    "原因有",
    "原因在于",
    "main reason",
    "main reasons",
    "reasons are",
    "reason is",
    "reason was",
    "reasons were",
];

impl Check for Empty {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        if report.sections.is_empty() && report.paragraphs.is_empty() {
            return;
        }
        let told = page.found();
        let mut found = false;
        for section in empty_sections(report).into_iter().filter(|section| !told.contains(&section.span)) {
            let title = &section.title;
            let message =
                Message::new(format!("the section “{title}” is empty"), format!("章节“{title}”内容为空"));
            let help = Message::new(
                "write what there is to say; where there is nothing, write “none”",
                "请补充内容；确无内容时写“无”",
            );
            tell(section.span, message, help, page);
            found = true;
        }
        let [chinese, english] = [0, 1].map(|at| case.likely[at]);
        let announces = |paragraph: &Paragraph| {
            let text = report.source.slice(paragraph.span);
            chinese && text.contains("原因") || english && text.contains(['r', 'R'])
        };
        for (at, paragraph) in
            report.paragraphs.iter().enumerate().filter(|(_, paragraph)| announces(paragraph))
        {
            for span in empty_reasons(at, paragraph, report) {
                let message = Message::new("a reason is announced and not given", "“原因”之后没有内容");
                let help =
                    Message::new("write the reason, or delete these words", "请写明原因，或删去这几个字");
                tell(span, message, help, page);
                found = true;
            }
        }
        page.close(found);
    }

    fn expressions(&self) -> &[Expression] {
        &self.reasons
    }
}

fn tell(span: Span, message: Message, help: Message, page: &mut Page<'_, '_>) {
    let mut finding = page.finding(span, message);
    finding.help.get_or_insert(help);
    page.find(finding);
}

/// The sections with nothing under them, beside others that hold text.
fn empty_sections(report: &Report) -> Vec<&Section> {
    let sections = &report.sections;
    let bare: Vec<bool> = (0..sections.len()).map(|at| is_bare(at, report)).collect();
    // For siblings of one style: how many headings hold text, and how many items are running text.
    let mut siblings: HashMap<(Option<usize>, Option<NumeralStyle>), (usize, usize)> = HashMap::default();
    let group = |section: &Section| (section.parent, section.numeral.map(|numeral| numeral.style));
    for (section, bare) in sections.iter().zip(&bare) {
        let (filled, items) = siblings.entry(group(section)).or_default();
        *filled += usize::from(!section.inline && !bare);
        *items += usize::from(section.inline);
    }
    let mut found = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let (filled, items) = siblings.get(&group(section)).copied().unwrap_or_default();
        let outline = matches!(
            section.numeral.map(|numeral| numeral.style),
            None | Some(NumeralStyle::Part | NumeralStyle::Han | NumeralStyle::HanBracketed)
        );
        // Two in a row are a list.
        let beside = |other: Option<usize>| {
            other.is_some_and(|other| {
                bare.get(other).is_some_and(|bare| *bare) && group(&sections[other]) == group(section)
            })
        };
        let listed = beside(at.checked_sub(1)) || beside(Some(at + 1));
        if bare[at]
            && !listed
            && items == 0
            && filled >= if outline { 1 } else { 2 }
            && names_a_section(section)
        {
            found.push(section);
        }
    }
    found
}

/// Whether nothing stands between a heading and the next, or the end of the report but for a signature.
fn is_bare(at: usize, report: &Report) -> bool {
    let section = &report.sections[at];
    let next = report.sections.get(at + 1);
    if section.inline || section.title.is_empty() || next.is_some_and(|next| next.level > section.level) {
        return false;
    }
    let text = report.source.text();
    let end = next.map_or(text.len(), |next| next.span.start);
    let between = text.get(section.span.end..end).unwrap_or("x");
    let marks = |c: char| c.is_whitespace() || matches!(c, '#' | '*' | '_' | '-' | '=' | '>' | '\u{feff}');
    between.chars().all(marks) || next.is_none() && is_signature(between, report)
}

/// Whether a text is what ends a report: who signs it, and the date.
fn is_signature(text: &str, report: &Report) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (Some(signed), Some(date), None) = (lines.next(), lines.next(), lines.next()) else { return false };
    let dated = date.chars().count() <= 16
        && date.ends_with('日')
        && date.contains('年')
        && date.contains('月')
        && !date.contains(['，', '。']);
    let named = report
        .organization
        .as_ref()
        .is_some_and(|name| signed.contains(name.as_str()) || name.contains(signed));
    dated
        && (named
            || signed.chars().count() <= 20
                && signed.ends_with(['局', '委', '馆', '校', '院', '会', '府', '站', '室', '厅']))
}

/// Whether the title opens a section that should hold text: it is no item of a list, and does not say all
/// there is to say itself.
fn names_a_section(section: &Section) -> bool {
    let title = section.title.to_lowercase();
    let says =
        SAYING.iter().any(|word| title.contains(word)) || title.contains(['，', '：', ':', '。', '；']);
    let named = section.numeral.is_none_or(|numeral| {
        numeral.style == NumeralStyle::Part || NAMING.iter().any(|word| title.contains(word))
    });
    !says && named && scan(&title).next().is_none()
}

/// Where in a paragraph a reason is announced and a mark, a heading or the end follows.
fn empty_reasons(at: usize, paragraph: &Paragraph, report: &Report) -> Vec<Span> {
    let text = report.source.slice(paragraph.span);
    let mut found = Vec::new();
    for (mark, _) in text.match_indices(['：', ':', '。', '；', ';']) {
        let before = text[..mark].trim_end();
        let Some(word) = ANNOUNCING.iter().rev().find(|word| ends_with(before, word)) else { continue };
        let colon = text[mark..].starts_with(['：', ':']);
        let rest = if colon {
            text[mark..].trim_start_matches(['：', ':', ' ', '\u{3000}'])
        } else {
            &text[mark..]
        };
        let closed = rest.starts_with(['。', '；', ';']) && (colon || word.ends_with(['是', '为']));
        let ends = colon && rest.trim().is_empty() && nothing_follows(at, report);
        if closed || ends {
            let start = paragraph.span.start + before.len() - word.len();
            found.push(Span::new(start, paragraph.span.start + mark));
        }
    }
    found
}

/// Whether `text` ends with `word`, in any case of letters.
fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}

/// Whether after a paragraph the next section of its level or an outer one begins, or the report ends.
fn nothing_follows(at: usize, report: &Report) -> bool {
    let paragraph = &report.paragraphs[at];
    let end = paragraph.span.end;
    let next = report.sections.partition_point(|section| section.span.start < end);
    let Some(next) = report.sections.get(next) else { return report.source.text()[end..].trim().is_empty() };
    let level = paragraph.section.and_then(|section| report.sections.get(section)).map_or(0, |s| s.level);
    next.level <= level
        && report
            .source
            .text()
            .get(end..next.span.start)
            .is_some_and(|between| between.chars().all(|c| c.is_whitespace() || matches!(c, '#' | '*' | '-')))
}
