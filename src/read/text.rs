//! Plain text: numbered headings, contents pages, soft-wrapped lines, and tables.

use std::collections::BTreeMap;

use super::contents::contents_page;
use super::drawn::Drawing;
use super::flow::Flow;
use super::{Format, Input, title};
use crate::finding::Finding;
use crate::language::Numeral;
use crate::report::Draft;
use crate::source::{Source, Span};

pub(super) const FORMAT: Format = Format { name: "text", extensions: &["txt", "text"], read };

/// A line at least this long that ends without a mark goes on in the next, in characters.
const WRAPPED: usize = 30;

/// Among how many lines at the top the title is looked for.
const TOP: usize = 40;

/// What the file itself says of lines of a text that a reader wrote for it, by their numbers from 0.
pub(super) type Marks = BTreeMap<usize, Mark>;

/// What the file itself says of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It is a line of the title.
    Title,
    /// It is a heading of this level; smaller ones are further out.
    Heading(usize),
    /// It is the first of the lines of a table.
    Table(Table),
}

/// A table that the file itself has.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Table {
    /// How many lines it has.
    pub(super) lines: usize,
    /// Its cells.
    pub(super) rows: Vec<Vec<Span>>,
    /// How many rows are marked as its head.
    pub(super) head: usize,
}

/// The draft of a text file.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    input.draft(|source, draft| {
        tell(source, None, draft);
        Ok(())
    })
}

/// Tells `draft` what the lines of `source` hold: where the file itself has `marks`, by these, and no line goes
/// on in the next unless it ends like that.
pub(super) fn tell(source: &Source, marks: Option<Marks>, draft: &mut Draft) {
    let wrapped = if marks.is_none() { WRAPPED } else { usize::MAX };
    let mut marks = marks.unwrap_or_default();
    let lines: Vec<Span> =
        (1..=source.line_count()).map(|line| trim(source, source.line_span(line))).collect();
    let contents = contents_page(&texts(source, &lines, &marks));
    let titled = title_lines(source, &lines, &marks);
    let drawing = Drawing::new(source, &lines);
    let skipped = |at: usize| {
        titled.is_some_and(|(first, last)| (first..=last).contains(&at))
            || contents.as_ref().is_some_and(|lines| lines.contains(&at))
    };
    let mut flow = Flow::new(source, draft);
    if let Some((first, last)) = titled {
        flow.title(Span::new(lines[first].start, lines[last].end));
    }
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        match marks.remove(&at) {
            Some(Mark::Table(table)) => {
                flow.table(table.rows, table.head);
                at += table.lines.max(1);
                continue;
            }
            _ if line.is_empty() || skipped(at) => {
                at += 1;
                continue;
            }
            Some(Mark::Heading(level)) => {
                flow.heading(level, line);
                at += 1;
                continue;
            }
            Some(Mark::Title) | None => {}
        }
        if let Some((next, rows)) = drawing.table(at) {
            flow.table(rows, 0);
            at = next;
            continue;
        }
        let mut last = at;
        while wraps(source.slice(lines[last]), wrapped)
            && last + 1 < lines.len()
            && goes_on(source.slice(lines[last + 1]), &drawing, last + 1)
            && !marks.contains_key(&(last + 1))
            && !skipped(last + 1)
        {
            last += 1;
        }
        let whole = Span::new(line.start, lines[last].end);
        match flow.numbered(line, whole) {
            Some(told) if told == line => at += 1,
            Some(_) => at = last + 1,
            None => {
                flow.paragraph(whole);
                at = last + 1;
            }
        }
    }
}

/// The text of each line; in its place a mark in tables, whose rows are no lines of a contents page.
fn texts<'s>(source: &'s Source, lines: &[Span], marks: &Marks) -> Vec<&'s str> {
    let mut texts: Vec<&str> = lines.iter().map(|line| source.slice(*line)).collect();
    for (first, mark) in marks {
        if let Mark::Table(table) = mark {
            texts.iter_mut().skip(*first).take(table.lines).for_each(|text| *text = "；");
        }
    }
    texts
}

/// `span` without the blanks at its ends.
fn trim(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let blank = |c: char| c.is_whitespace() && c != '\t' || c == '\u{feff}';
    let rest = text.trim_start_matches(blank);
    let trimmed = rest.trim_end_matches(blank);
    let end = span.end - (rest.len() - trimmed.len());
    let is_empty = trimmed.starts_with('\t') && trimmed.trim().is_empty();
    if is_empty { Span::new(end, end) } else { Span::new(end - trimmed.len(), end) }
}

/// The first and last line of the title: what is marked as such, a marked heading at the top that stands above all
/// others and has no number, or the lines at the top up to the first heading, an empty line or running text.
fn title_lines(source: &Source, lines: &[Span], marks: &Marks) -> Option<(usize, usize)> {
    let text = |at: usize| source.slice(lines[at]);
    let marked = |at: &usize| marks.get(at) == Some(&Mark::Title);
    if let Some(first) = marks.keys().copied().find(marked) {
        let last = (first..lines.len()).take_while(marked).last()?;
        return Some((first, last));
    }
    let top: Vec<&str> = (0..lines.len().min(TOP)).map(text).collect();
    let first = title::first(&top)?;
    if let Some(Mark::Heading(level)) = marks.get(&first) {
        let beside = |mark: &&Mark| matches!(mark, Mark::Heading(other) if other <= level);
        let alone = marks.values().filter(beside).count() == 1;
        return (alone && Numeral::opening(text(first)).is_none()).then_some((first, first));
    }
    title::typed(&top, |at| marks.contains_key(&at))
}

/// Whether a line of running text goes on in the next: it ends like that, or is as long as one that was `wrapped`.
fn wraps(text: &str, wrapped: usize) -> bool {
    const ENDS: &[char] = &['。', '；', '：', '！', '？', '”', '）', '.', ';', ':', '!', '?', ')', '|'];
    text.ends_with(['，', '、', ',']) || !text.ends_with(ENDS) && text.chars().count() >= wrapped
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
        tell(&source, None, &mut draft);
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
        let characters = |section| report.characters(section, usize::MAX);
        let outline: Vec<_> =
            report.sections.iter().map(|s| (s.level, s.title.as_str(), s.inline, characters(s))).collect();
        let expected = [
            (1, "部门概况", false, 2),
            (2, "基本情况", false, 2),
            (1, "其他", false, 12),
            (2, "通过分析", true, 12),
        ];
        assert_eq!(outline, expected);
    }

    #[test]
    fn numbered_lines_go_on_where_they_are_wrapped_and_headings_do_not() {
        let text = "一、部门（单位）整体支出规模、使用方向和主要内容以及涉及的范围等情况\n2031年基本支出12万元。\n\
                    1.项目支出情况：2031年项目支出合计31.50万元，其中：巡护\n经费11.50万元，监测经费20.00万元。\n2.其他。";
        let report = report(text);
        let titles: Vec<_> = report.sections.iter().map(|s| s.title.as_str()).collect();
        assert_eq!(
            titles,
            ["部门（单位）整体支出规模、使用方向和主要内容以及涉及的范围等情况", "项目支出情况", "其他"]
        );
        let paragraphs: Vec<_> = report.paragraphs.iter().map(|p| report.source.slice(p.span)).collect();
        assert_eq!(paragraphs.len(), 3, "{paragraphs:?}");
        assert!(paragraphs[1].ends_with("监测经费20.00万元。"), "{paragraphs:?}");
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

    #[test]
    fn what_is_marked_goes_before_what_is_typed() {
        type Case<'a> = (&'a str, &'a [(usize, usize)], Option<&'a str>, &'a [(usize, &'a str)]);
        // Lines marked as headings of a level; 0 is the title.
        let cases: [Case<'_>; 8] = [
            ("报告\n概况\n收支", &[(0, 0), (1, 1), (2, 1)], Some("报告"), &[(1, "概况"), (1, "收支")]),
            // The only outermost heading is the title; one of several is none.
            ("报告\n概况\n收支", &[(0, 1), (1, 2), (2, 2)], Some("报告"), &[(1, "概况"), (1, "收支")]),
            ("概况\n甲。\n收支", &[(0, 1), (2, 1)], None, &[(1, "概况"), (1, "收支")]),
            ("一、概况\n收支", &[(0, 1), (1, 1)], None, &[(1, "概况"), (1, "收支")]), // numbered: no title
            // Numbers typed below stand further in; those of a style that is marked elsewhere go on with it.
            (
                "概况\n一、机构\n收支\n一、收入",
                &[(0, 3), (2, 3)],
                None,
                &[(1, "概况"), (2, "机构"), (1, "收支"), (2, "收入")],
            ),
            ("一、概况\n（一）机构\n二、收支", &[(0, 1)], None, &[(1, "概况"), (2, "机构"), (1, "收支")]),
            ("一、概况\n二、机构\n三、收支", &[(1, 1)], None, &[(1, "概况"), (1, "机构"), (1, "收支")]),
            // A sentence that is marked as heading is running text as well.
            ("一、概况\n收入合计12万元。", &[(0, 1), (1, 2)], None, &[(1, "概况"), (2, "收入合计12万元")]),
        ];
        for (text, marked, title, outline) in cases {
            let source = Arc::new(Source::new("t.docx", text));
            let mut draft = Draft::new(Arc::clone(&source));
            let mark = |level| if level == 0 { Mark::Title } else { Mark::Heading(level) };
            let marks = marked.iter().map(|(line, level)| (*line, mark(*level))).collect();
            tell(&source, Some(marks), &mut draft);
            let report = draft.finish();
            assert_eq!(report.title.as_ref().map(|(title, _)| title.as_str()), title, "{text}");
            let told: Vec<_> = report.sections.iter().map(|s| (s.level, s.title.as_str())).collect();
            assert_eq!(told, outline, "{text}");
            assert_eq!(report.statements.len(), text.matches("万元").count(), "{text}");
        }
    }

    #[test]
    fn rows_of_a_marked_table_are_no_contents_page() {
        let text = "机构数\n\t\n甲\t1\n乙\t2\n丙\t3\n";
        let source = Arc::new(Source::new("t.docx", text));
        let mut draft = Draft::new(Arc::clone(&source));
        let cell = |word: &str| text.find(word).map_or(Span::default(), |at| Span::new(at, at + word.len()));
        let rows =
            [["", ""], ["甲", "1"], ["乙", "2"], ["丙", "3"]].map(|row| row.map(cell).to_vec()).to_vec();
        let marks = Marks::from([(1, Mark::Table(Table { lines: 4, rows, head: 0 }))]);
        tell(&source, Some(marks), &mut draft);
        let report = draft.finish();
        assert_eq!((report.tables.len(), report.statements.len()), (1, 3));
    }
}
