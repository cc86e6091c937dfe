//! Markdown: headings, paragraphs, list items and tables, and a YAML front matter for what concerns the whole
//! report.

use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::caption::gives_unit;
use super::flow::Flow;
use super::head::head;
use super::html;
use super::parts::ILL_FORMED;
use super::{Format, Input, Layout, text, title};
use crate::finding::{Finding, Severity};
use crate::language::Numeral;
use crate::message::Message;
use crate::report::Draft;
use crate::source::{Source, Span};
use crate::tree::{MAX_DEPTH, Mistake, Mistakes, Value, parse_yaml};

pub(super) const FORMAT: Format = Format { name: "markdown", extensions: &["md", "markdown"], read };

/// The draft of a Markdown file.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    input.draft(|source, draft| tell(source, input.layout, draft))
}

/// Tells `draft` what the Markdown text of `source` holds.
fn tell(source: &Arc<Source>, layout: &Layout, draft: &mut Draft) -> Result<(), Vec<Mistake>> {
    let front = front_matter(source.text());
    let titled = match front {
        Some(end) => read_front_matter(source, end, layout, draft)?,
        None => Some(false),
    };
    let start = if titled.is_some() { front.unwrap_or(0) } else { 0 };
    let body = &source.text()[start..];
    let parts = Parts::of(body);
    if start == 0 && parts.plain {
        text::tell(source, None, draft);
        return Ok(());
    }
    let title = match parts.tops {
        _ if titled == Some(true) => Title::Told,
        0 => Title::Typed(Vec::new()),
        tops => Title::Wanted { alone: tops == 1 },
    };
    let flow = Flow::new(source, draft);
    let mut reader =
        Reader { source, flow, title, run: None, skips: false, table: None, broken: None, read: 0 };
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        reader.event(&event, range.start + start..range.end + start);
    }
    reader.paragraph();
    reader.typed_title();
    if let Some(table) = reader.broken {
        draft.note(unread_table(source, table));
    }
    Ok(())
}

/// What a Markdown text consists of.
struct Parts {
    /// Nothing but running text and tables: a converter wrote it, and its headings are lines like any others.
    plain: bool,
    /// How many outermost headings there are.
    tops: usize,
}

impl Parts {
    fn of(text: &str) -> Self {
        let mut parts = Self { plain: true, tops: 0 };
        for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(
                    Tag::Paragraph
                    | Tag::Table(_)
                    | Tag::TableHead
                    | Tag::TableRow
                    | Tag::TableCell
                    | Tag::CodeBlock(CodeBlockKind::Indented),
                )
                | Event::End(_)
                | Event::Text(_)
                | Event::SoftBreak
                | Event::HardBreak => continue,
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => parts.tops += 1,
                _ => {}
            }
            parts.plain = false;
        }
        parts
    }
}

/// Where the front matter ends: the block between `---` lines at the very start.
fn front_matter(text: &str) -> Option<usize> {
    let mut lines = text.split_inclusive('\n');
    let first = lines.next().filter(|line| line.trim_end() == "---")?;
    let mut end = first.len();
    let mut filled = false;
    for line in lines {
        end += line.len();
        if filled && matches!(line.trim_end(), "---" | "...") {
            return Some(end);
        }
        // A blank line below the first one: that was a rule across the page.
        if !filled && line.trim().is_empty() {
            return None;
        }
        filled = true;
    }
    None
}

/// Tells `draft` what the front matter says, and gives whether that is a title; `None` where it is no front
/// matter after all.
fn read_front_matter(
    source: &Source,
    end: usize,
    layout: &Layout,
    draft: &mut Draft,
) -> Result<Option<bool>, Vec<Mistake>> {
    let block = source.text()[..end].trim_end().trim_end_matches(['-', '.']);
    let node = parse_yaml(block, MAX_DEPTH)?;
    if !matches!(node.value, Value::Map(_)) {
        return Ok(None);
    }
    let mut mistakes = Mistakes::new();
    let told = head(&node, source, layout, draft, &mut mistakes);
    if !mistakes.is_empty() {
        return Err(mistakes.into_vec());
    }
    let titles = layout.title.iter().filter_map(|key| node.get(key));
    Ok(Some(titles.into_iter().any(|title| told.iter().any(|node| std::ptr::eq(*node, title)))))
}

/// What is known at the place that is being read.
struct Reader<'a> {
    source: &'a Source,
    flow: Flow<'a>,
    title: Title,
    /// The running text since the last block began.
    run: Option<Span>,
    /// Whether this is code.
    skips: bool,
    /// The rows of the table that is being read.
    table: Option<Vec<Vec<Span>>>,
    /// Where a table written in HTML begins that could not be read: then no further one is looked for.
    broken: Option<Span>,
    /// Up to where the text is read already, because a table is written in HTML.
    read: usize,
}

/// Whether the report's title is still to come.
enum Title {
    Told,
    /// The first outermost heading is it; `alone` if it is the only one, and so no section.
    Wanted {
        alone: bool,
    },
    /// Nothing is marked as such: these are the paragraphs at the top that may be it.
    Typed(Vec<Span>),
}

impl Reader<'_> {
    fn event(&mut self, event: &Event<'_>, range: Range<usize>) {
        let span = Span::new(range.start.max(self.read), range.end);
        if span.start >= span.end && !range.is_empty() {
            return;
        }
        match event {
            Event::Text(_) | Event::Code(_) if !self.skips && !span.is_empty() => {
                self.run = Some(Span::new(self.run.map_or(span.start, |run| run.start), span.end));
            }
            Event::SoftBreak | Event::HardBreak if self.table.is_none() => {
                // A unit line directly below a caption is a line of its own, and so is a line with a number.
                let next = self.source.text()[span.end..].trim_start();
                let next = next.lines().next().unwrap_or_default();
                if gives_unit(next) || Numeral::opening(next).is_some() {
                    self.paragraph();
                }
            }
            Event::InlineHtml(html) if self.table.is_none() && html.starts_with("<!--") => self.paragraph(),
            Event::Html(_) | Event::InlineHtml(_) if self.table.is_none() && self.broken.is_none() => {
                self.html(span);
            }
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(*tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. } => return,
            Tag::TableHead | Tag::TableRow => {
                if let Some(rows) = &mut self.table {
                    rows.push(Vec::new());
                }
            }
            Tag::TableCell => {}
            _ => self.paragraph(),
        }
        if *tag != Tag::Paragraph {
            self.typed_title();
        }
        match tag {
            Tag::Table(_) => self.table = Some(Vec::new()),
            Tag::CodeBlock(_) => self.skips = true,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableHead
            | TagEnd::TableRow => {}
            TagEnd::Heading(level) => {
                if let Some(span) = self.run.take() {
                    self.heading(level, span.trimmed(self.source.text()));
                }
            }
            TagEnd::TableCell => {
                let cell = self.run.take().unwrap_or_default().trimmed(self.source.text());
                if let Some(row) = self.table.as_mut().and_then(|rows| rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => {
                if let Some(rows) = self.table.take() {
                    self.flow.table(rows, 0);
                }
            }
            TagEnd::CodeBlock => self.skips = false,
            _ => self.paragraph(),
        }
    }

    /// Tells the tables that begin in `span`, which is HTML.
    fn html(&mut self, mut span: Span) {
        while let Some(start) = html::find(self.source, span) {
            self.paragraph();
            self.typed_title();
            let Some(table) = html::Table::read(self.source, start) else {
                self.broken = Some(Span::new(start, start + "<table".len()));
                return;
            };
            self.read = table.end;
            if !table.rows.is_empty() {
                self.flow.table(table.rows, table.head);
            }
            span = Span::new(table.end.min(span.end), span.end);
        }
    }

    fn heading(&mut self, level: HeadingLevel, span: Span) {
        if level == HeadingLevel::H1
            && let Title::Wanted { alone } = std::mem::replace(&mut self.title, Title::Told)
        {
            self.flow.draft.title(span);
            if alone {
                return;
            }
        }
        self.flow.heading(level as usize, span);
    }

    /// Tells the running text so far.
    fn paragraph(&mut self) {
        let whole = self.run.take().map(|run| run.trimmed(self.source.text()));
        let Some(whole) = whole.filter(|run| !run.is_empty()) else { return };
        if let Title::Typed(top) = &mut self.title {
            let first = self.source.slice(whole).lines().next().unwrap_or_default().trim();
            if title::is_line(first) || title::is_attachment(first) {
                return top.push(whole);
            }
            self.typed_title();
        }
        self.tell_paragraph(whole);
    }

    /// Tells the paragraphs at the top, which are over: those that are the title as such.
    fn typed_title(&mut self) {
        let Title::Typed(top) = &mut self.title else { return };
        let top = std::mem::take(top);
        self.title = Title::Told;
        let mut lines: Vec<Span> = Vec::new();
        for paragraph in &top {
            let mut start = paragraph.start;
            for line in self.source.slice(*paragraph).split('\n') {
                lines.push(Span::new(start, start + line.len()).trimmed(self.source.text()));
                start += line.len() + 1;
            }
            lines.push(Span::default());
        }
        let texts: Vec<&str> = lines.iter().map(|line| self.source.slice(*line)).collect();
        let title = title::typed(&texts, |_| false)
            .map(|(first, last)| Span::new(lines[first].start, lines[last].end));
        for paragraph in top {
            let mut rest = paragraph;
            if let Some(title) =
                title.filter(|title| paragraph.start < title.end && title.start < paragraph.end)
            {
                self.flow.title(title);
                rest = Span::new(title.end.min(paragraph.end), paragraph.end).trimmed(self.source.text());
            }
            if !rest.is_empty() {
                self.tell_paragraph(rest);
            }
        }
    }

    /// Tells a paragraph: a heading or an item that is numbered by hand, or running text.
    fn tell_paragraph(&mut self, whole: Span) {
        let line = self.source.slice(whole).lines().next().unwrap_or_default();
        let line = Span::new(whole.start, whole.start + line.trim_end().len());
        match self.flow.numbered(line, whole) {
            Some(told) if told == line && line != whole => {
                self.tell_paragraph(Span::new(line.end, whole.end).trimmed(self.source.text()));
            }
            Some(_) => {}
            None => self.flow.paragraph(whole),
        }
    }
}

/// The finding that the table written in HTML at `place` was not read.
fn unread_table(source: &Arc<Source>, place: Span) -> Finding {
    let message = Message::new(
        "this table is not closed, or far wider than it is filled: it was not read, nor were those after it",
        "该表格没有结束标记，或列数远多于所填内容：该表及其后的 HTML 表格均未读取",
    );
    let help = Message::new("close it with </table>", "请补上 </table>，或改用 Markdown 表格");
    Finding::at(ILL_FORMED, Severity::Warning, source, place, message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Report;

    fn report(text: &str) -> Result<Report, Vec<Mistake>> {
        let source = Arc::new(Source::new("t.md", text));
        let mut draft = Draft::new(Arc::clone(&source));
        tell(&source, &Layout::default(), &mut draft)?;
        Ok(draft.finish())
    }

    fn outline(report: &Report) -> Vec<(usize, &str)> {
        report.sections.iter().map(|section| (section.level, section.title.as_str())).collect()
    }

    fn paragraphs(report: &Report) -> Vec<&str> {
        report.paragraphs.iter().map(|paragraph| report.source.slice(paragraph.span)).collect()
    }

    #[test]
    fn headings_make_the_outline_and_the_title() {
        type Case<'a> = (&'a str, Option<&'a str>, &'a [(usize, &'a str)]);
        let cases: [Case<'_>; 10] = [
            (
                "# 报告\n\n## 一、概况\n\n### 机构\n\n## 二、收支\n",
                Some("报告"),
                &[(1, "概况"), (2, "机构"), (1, "收支")],
            ),
            ("# 概况\n\n# 收支\n", Some("概况"), &[(1, "概况"), (1, "收支")]), // more than one: sections too
            ("---\ntitle: 报告\n---\n# 概况\n", Some("报告"), &[(1, "概况")]), // the title is given: a section
            ("---\nyear: 2021\n---\n# 报告\n", Some("报告"), &[]),             // other front matter
            ("报告\n====\n\n概况\n----\n", Some("报告"), &[(1, "概况")]),      // underlined
            ("## **一、概况** ##\n", None, &[(1, "概况")]),                    // marked bold and closed
            ("---\n\n## 概况\n\n---\n", None, &[(1, "概况")]),                 // rules across the page
            ("报告\n一、概况\n甲。\n二、收支\n", Some("报告"), &[(1, "概况"), (1, "收支")]), // no mark at all
            ("报告\n\n**一、概况**\n\n- 甲\n\n**二、收支**\n", Some("报告"), &[(1, "概况"), (1, "收支")]),
            ("# 报告\n\n一、概况\n甲。\n（一）机构\n", Some("报告"), &[(1, "概况"), (2, "机构")]),
        ];
        for (text, title, sections) in cases {
            let report = report(text).expect(text);
            assert_eq!(report.title.as_ref().map(|(title, _)| title.as_str()), title, "{text}");
            assert_eq!(outline(&report), sections, "{text}");
        }
    }

    #[test]
    fn paragraphs_and_items_are_told_without_their_marks() {
        let cases: [(&str, &[&str]); 8] = [
            ("甲，\n乙。\n\n丙。\n", &["甲，\n乙。", "丙。"]), // soft-wrapped lines are one
            ("- 甲\n- 乙\n  - 丙\n", &["甲", "乙", "丙"]),     // tight items, nested
            ("1. 甲\n\n2. 乙\n\n   丙\n", &["甲", "乙", "丙"]), // loose ones
            ("> 甲\n", &["甲"]),                               // a quotation
            ("甲。\n\n```\n12 万元\n```\n\n    13 万元\n", &["甲。"]), // code is skipped
            ("甲。\n\n<!-- 12 万元 -->\n\n乙<!-- 13 万元 -->丙\n", &["甲。", "乙", "丙"]), // so are comments
            ("甲。\n\n表1 收支\n单位：万元\n", &["甲。", "表1 收支"]), // a unit line stands for itself
            ("**合计** 12 万元。\n", &["合计** 12 万元。"]),   // marks at the start are left out
        ];
        for (text, expected) in cases {
            assert_eq!(paragraphs(&report(text).expect(text)), expected, "{text}");
        }
    }

    #[test]
    fn tables_know_their_name_and_cells() {
        let table = "| 项目 | 决算数 |\n|---|---:|\n| **甲** | 1.50 |\n| 乙 | |\n";
        let long = "甲".repeat(41);
        let cases = [
            (format!("支出表\n\n{table}"), "支出表"), // the paragraph before
            (format!("支出表\n\n单位：万元\n\n{table}"), "支出表"), // with a unit line between
            (format!("支出表\n\n## 支出\n\n{table}"), "支出"), // a heading between names it
            (format!("{long}\n\n{table}"), ""),       // too long
            (format!("表{long}\n\n{table}"), &format!("表{long}")), // unless it says that it is one
            (format!("支出表\n\n{table}\n{table}"), "支出表"), // it names one table only
        ];
        for (text, name) in &cases {
            let report = report(text).expect(text);
            assert_eq!(report.tables[0].name, *name, "{text}");
            assert!(report.tables.iter().skip(1).all(|table| table.name.is_empty()), "{text}");
            assert_eq!(report.tables[0].header, ["项目", "决算数"]);
            let rows: Vec<Vec<&str>> = report.tables[0]
                .rows
                .iter()
                .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
                .collect();
            assert_eq!(rows, [["甲", "1.50"], ["乙", ""]], "{text}");
        }
    }

    #[test]
    fn tables_in_html_are_tables_like_others() {
        let table =
            "<table><tr><th>项目</th><th>决算数</th></tr>\n\n<tr><td>甲</td><td>1.50</td></tr></table>";
        let cases = [
            (format!("支出表\n\n{table}\n\n乙2万元。\n"), 2),
            (format!("支出表\n\n<html><body>{table}</body></html>\n"), 1), // all in one line
            (format!("支出表\n\n{}\n\n乙2万元。\n", table.replace("</table>", "")), 1), // not closed: left alone
        ];
        for (text, amounts) in cases {
            let report = report(&text).expect(&text);
            assert_eq!(report.statements.len(), amounts, "{text}");
            let names: Vec<_> =
                report.tables.iter().map(|table| (table.name.as_str(), table.rows.len())).collect();
            let told = report.notes.iter().map(|note| note.rule.as_str()).collect::<Vec<_>>();
            let expected: &[&str] = if text.contains("</table>") { &[] } else { &[ILL_FORMED] };
            assert_eq!(told, expected, "{text}");
            assert_eq!(names, [("支出表", 1)].repeat(usize::from(text.contains("</table>"))), "{text}");
        }
    }

    #[test]
    fn the_front_matter_tells_the_head_and_its_mistakes() {
        let good =
            report("---\ntitle: 报告\norganization: 某局\nyear: 2021\nunit: 万元\nother: 12\n---\n甲。\n");
        let good = good.expect("the front matter is good");
        assert_eq!((good.organization.as_deref(), good.year), (Some("某局"), Some(2021)));
        assert_eq!((good.unit.to_string().as_str(), paragraphs(&good)), ("万元", vec!["甲。"]));
        assert_eq!(good.statements.len(), 0);
        let cases = [
            ("---\nunit: 万圆\n---\n", 10, "no unit"), // at its place in the file
            ("---\na: 1\na: 2\n---\n", 9, "twice"),    // a mistake of the YAML
        ];
        for (text, start, message) in cases {
            let [mistake] = report(text).expect_err(text).try_into().expect(text);
            assert!(mistake.span.start == start && mistake.message.en.contains(message), "{mistake:?}");
        }
        assert_eq!(paragraphs(&report("---\n甲\n---\n乙\n").expect("it is no front matter")), ["乙"]);
    }
}
