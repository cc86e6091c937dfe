//! Plain text: numbered headings, contents pages, soft-wrapped lines, and tables.

use super::contents::{contents_page, is_contents_heading};
use super::drawn::Drawing;
use super::flow::Flow;
use super::{Format, Input};
use crate::finding::Finding;
use crate::language::Numeral;
use crate::quantity::scan;
use crate::report::Draft;
use crate::source::{Source, Span};

pub(super) const FORMAT: Format = Format { name: "text", extensions: &["txt", "text"], read };

/// A line at least this long that ends without a mark goes on in the next, in characters.
const WRAPPED: usize = 30;

/// The draft of a text file.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    input.draft(|source, draft| {
        tell(source, draft);
        Ok(())
    })
}

/// Tells `draft` what the lines of `source` hold.
fn tell(source: &Source, draft: &mut Draft) {
    let lines: Vec<Span> =
        (1..=source.line_count()).map(|line| trim(source, source.line_span(line))).collect();
    let texts: Vec<&str> = lines.iter().map(|line| source.slice(*line)).collect();
    let contents = contents_page(&texts);
    let titled = title(source, &lines);
    let drawing = Drawing::new(source, &lines);
    if let Some((first, last)) = titled {
        draft.title(Span::new(lines[first].start, lines[last].end));
    }
    let skipped = |at: usize| {
        titled.is_some_and(|(first, last)| (first..=last).contains(&at))
            || contents.as_ref().is_some_and(|lines| lines.contains(&at))
    };
    let mut flow = Flow::new(source, draft);
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        if line.is_empty() || skipped(at) {
            at += 1;
            continue;
        }
        if let Some((next, rows)) = drawing.table(at) {
            flow.table(rows, 0);
            at = next;
            continue;
        }
        if flow.numbered(line) {
            at += 1;
            continue;
        }
        let mut end = line.end;
        while wraps(source.slice(lines[at]))
            && at + 1 < lines.len()
            && goes_on(source.slice(lines[at + 1]), &drawing, at + 1)
            && !skipped(at + 1)
        {
            at += 1;
            end = lines[at].end;
        }
        flow.paragraph(Span::new(line.start, end));
        at += 1;
    }
}

/// `span` without the blanks at its ends.
fn trim(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let blank = |c: char| c.is_whitespace() && c != '\t' || c == '\u{feff}';
    let start = span.start + (text.len() - text.trim_start_matches(blank).len());
    let end = span.end - (text.len() - text.trim_end_matches(blank).len());
    if source.text()[start.min(end)..end].trim().is_empty() {
        Span::new(end, end)
    } else {
        Span::new(start, end)
    }
}

/// The first and last line of the title: the lines at the top up to the first heading, an empty line or
/// running text.
fn title(source: &Source, lines: &[Span]) -> Option<(usize, usize)> {
    let text = |at: usize| source.slice(lines[at]);
    let fits = |at: usize| {
        let text = text(at);
        let is_row = text.contains("  ") && text.ends_with(|c: char| c.is_ascii_digit() || c == ')');
        !text.is_empty()
            && !is_row
            && text.chars().count() <= 60
            && !text.contains(['。', '；', '：', ':', '\t', '|'])
            && Numeral::opening(text).is_none()
            && !is_contents_heading(text)
            && scan(text).iter().all(|amount| !amount.quantity.unit.is_money())
    };
    let attachment = |at: usize| text(at).starts_with("附件") && text(at).chars().count() <= 6;
    let first =
        (0..lines.len()).find(|at| !text(*at).is_empty() && !attachment(*at)).filter(|at| fits(*at))?;
    let last = (first..lines.len().min(first + 3)).take_while(|at| fits(*at)).last()?;
    Some((first, last))
}

/// Whether a line of running text goes on in the next.
fn wraps(text: &str) -> bool {
    const ENDS: &[char] = &['。', '；', '：', '！', '？', '”', '）', '.', ';', ':', '!', '?', ')', '|'];
    text.ends_with(['，', '、', ',']) || text.chars().count() >= WRAPPED && !text.ends_with(ENDS)
}

/// Whether line `at` can continue the one before.
fn goes_on(text: &str, drawing: &Drawing<'_>, at: usize) -> bool {
    let is_item = ["- ", "* ", "• ", "· ", "● ", "– "].iter().any(|mark| text.starts_with(mark));
    !text.is_empty() && !is_item && Numeral::opening(text).is_none() && !drawing.begins(at)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::Report;

    fn report(text: &str) -> Report {
        let source = Arc::new(Source::new("t.txt", text));
        let mut draft = Draft::new(Arc::clone(&source));
        tell(&source, &mut draft);
        draft.finish()
    }

    #[test]
    fn headings_paragraphs_and_a_title_of_two_lines() {
        let report = report(
            "\n2021年度云栖区林业局部门整体支出预算\n绩效自评报告\n一、部门概况\n（一）基本情况\n甲。\n二、其他\n1、通过分析，发现问题；\n ",
        );
        assert_eq!(
            report.title.as_ref().map(|(t, _)| t.as_str()),
            Some("2021年度云栖区林业局部门整体支出预算绩效自评报告")
        );
        let outline: Vec<_> =
            report.sections.iter().map(|s| (s.level, s.title.as_str(), s.inline, s.characters)).collect();
        let expected = [
            (1, "部门概况", false, 2),
            (2, "基本情况", false, 2),
            (1, "其他", false, 12),
            (2, "通过分析", true, 12),
        ];
        assert_eq!(outline, expected);
    }

    #[test]
    fn a_contents_page_is_no_outline() {
        let report = report(
            "档案馆\n2024年度部门决算\n\n目  录\n第一部分 概况……1\n一、职能……2\n\n第一部分 概况\n一、职能\n甲。",
        );
        let titles: Vec<_> = report.sections.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(titles, ["概况", "职能"]);
    }

    #[test]
    fn tables_of_bars_and_tabs() {
        let report = report(
            "标题\n\n支出表\n单位：万元\n项目\t决算数\n甲\t1.50\n\n| 指标 | 分值 |\n| --- | --- |\n| 乙 | 20 |\n",
        );
        let shape: Vec<_> =
            report.tables.iter().map(|t| (t.name.as_str(), t.header.len(), t.rows.len())).collect();
        assert_eq!(shape, [("支出表", 2, 1), ("", 2, 1)]);
        assert_eq!(report.statements.len(), 2);
    }
}
