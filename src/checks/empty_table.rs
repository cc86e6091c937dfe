//! `empty-table`: tables of a budget or final account that hold nothing and do not say why.

use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::message::Message;
use crate::report::{Paragraph, Report, Table};
use crate::source::Span;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "empty-table",
    title: ("empty tables without a note", "空表缺少说明"),
    about: (
        "A table of a budget or final account whose rows are all blank must be followed, or be preceded, by a sentence that says so: \
         本表无数据, or what there was none of.",
        "预算表、决算表各行全部为空时，应在表前或表后说明，如“本单位没有政府性基金收入和支出，故本表无数据”。",
    ),
    example: "empty-table:\n  empty-table: true",
    passages: (
        "一、决算表\n政府性基金预算支出决算表\n| 科目 | 本年收入 | 本年支出 |\n| --- | --- | --- |\n|  |  |  |\n",
        "一、决算表\n政府性基金预算支出决算表\n| 科目 | 本年收入 | 本年支出 |\n| --- | --- | --- |\n|  |  |  |\n说明：本年没有政府性基金收入和支出，故本表无数据。",
    ),
    severity: Severity::Warning,
    last: false,
    decode,
};

/// How many paragraphs after a table may hold its note.
const NOTES: usize = 3;

#[derive(Debug)]
struct EmptyTable;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(EmptyTable))
}

impl Check for EmptyTable {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        for (at, table) in report.tables.iter().enumerate().filter(|(_, table)| is_account(table)) {
            if !is_empty(table) {
                continue;
            }
            let noted = is_noted(at, table, report);
            if !noted {
                let name = &table.name;
                let message = Message::new(
                    format!("the table “{name}” is empty, and no note says why"),
                    format!("“{name}”为空表，未作说明"),
                );
                let mut finding = page.finding(place(table, report), message);
                let help = Message::new(
                    "add a note below the table that says there was no such income or expenditure",
                    "请在表下注明没有相关收入和支出，故本表无数据",
                );
                finding.help.get_or_insert(help);
                page.find(finding);
            }
            page.close_about(&table.name, !noted);
        }
    }
}

/// Whether it is a table of a budget or a final account, by its caption and its columns.
fn is_account(table: &Table) -> bool {
    let named = ["决算", "预算"].iter().any(|word| table.name.contains(word))
        && table.name.trim_end_matches([')', '）']).contains('表');
    let columns = ["收入", "支出", "预算", "决算", "金额", "结转"];
    named && table.header.iter().any(|header| columns.iter().any(|word| header.contains(word)))
}

/// Whether all its rows are blank; a row may say 合计 and nothing else.
fn is_empty(table: &Table) -> bool {
    let blank = |text: &str| text.is_empty() || matches!(text, "合计" | "总计");
    !table.rows.is_empty() && table.rows.iter().all(|row| row.cells.iter().all(|cell| blank(&cell.text)))
}

/// Whether a sentence beside the table says that there is nothing to show.
fn is_noted(at: usize, table: &Table, report: &Report) -> bool {
    let (before, after) = report.paragraphs.split_at(first_after(table.span, report));
    let end = report.tables.get(at + 1).map_or(usize::MAX, |next| next.span.start);
    let says = |paragraph: &Paragraph| {
        let text = report.source.slice(paragraph.span);
        ["无", "没有", "空表", "为空", "不涉及", "未发生", "未安排", "不存在"]
            .iter()
            .any(|word| text.contains(word))
    };
    after
        .iter()
        .take(NOTES)
        .take_while(|paragraph| paragraph.span.start < end && paragraph.section == table.section)
        .any(says)
        || before
            .iter()
            .rev()
            .take(NOTES)
            .map(|paragraph| report.source.slice(paragraph.span))
            .take_while(|text| *text != table.name)
            .any(|text| text.contains("本表无数据"))
}

/// The first paragraph after `span`.
fn first_after(span: Span, report: &Report) -> usize {
    report.paragraphs.partition_point(|paragraph| paragraph.span.start < span.end)
}

/// Where its caption stands, else the table itself.
fn place(table: &Table, report: &Report) -> Span {
    let before = &report.paragraphs[..first_after(table.span, report)];
    let caption =
        before.iter().rev().take(NOTES).find(|paragraph| report.source.slice(paragraph.span) == table.name);
    caption.map_or(table.span, |paragraph| paragraph.span)
}
