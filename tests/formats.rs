//! The Rosetta report: one report in every format gives the same sections, figures and findings.
//!
//! `tests/formats/make.py` and the scripts beside it wrote the files. What is expected here was worked out by hand from its tables.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::collections::BTreeSet;

use crossfoot::finding::Finding;
use crossfoot::read::{FORMATS, detect, read};
use crossfoot::report::{Report, Table};
use crossfoot::rules::Book;
use crossfoot::{Verdict, check};
use trial::{book, root, text};

/// Every file of the report: its extension, what the format can hold, and where the two findings are shown.
const FILES: &[(&str, Holds, [&str; 2])] = &[
    ("csv", Holds::Tables, ["16:25", "17:17"]),
    ("docx", Holds::Everything, ["表2 R4C4", "表2 R5C4"]),
    ("json", Holds::Everything, ["67:18", "75:18"]),
    ("md", Holds::Everything, ["34:33", "35:22"]),
    ("ods", Holds::Everything, ["支出情况!D9", "支出情况!D10"]),
    ("toml", Holds::Everything, ["69:10", "76:10"]),
    ("txt", Holds::Everything, ["21:25", "22:14"]),
    ("xls", Holds::Everything, ["支出情况!D9", "支出情况!D10"]),
    ("xlsx", Holds::Everything, ["支出情况!D9", "支出情况!D10"]),
    ("yaml", Holds::Everything, ["47:10", "53:10"]),
];

/// What of a report a format can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    /// Sections, paragraphs and tables.
    Everything,
    /// Tables only.
    Tables,
}

const TITLE: &str = "云溪区渔政管理站2031年度部门收支情况报告";

const SECTIONS: [&str; 4] = ["单位概况", "收入情况", "支出情况", "其他需要说明的情况"];

/// The figures of the paragraphs: what they are of, the amount, and its unit.
const TOLD: [&str; 6] = [
    "本年收入 1465.28 万元",
    "收入增加 73.78 万元",
    "收入增幅 5.3 %",
    "本年支出 1427.7 万元",
    "基本支出 766.9 万元",
    "项目支出 660.8 万元",
];

/// The tables: an amount stands with its unit.
const TABLES: [&str; 2] = [
    "\
收入表
项目 | 上年数 | 本年数 | 增减额 | 占比
财政拨款收入 | 1150.2 万元 | 1234.5 万元 | 84.3 万元 | 84.25 %
事业收入 | 180 万元 | 167.5 万元 | -12.5 万元 | 11.43 %
其他收入 | 61.3 万元 | 63.28 万元 | 1.98 万元 | 4.32 %
合计 | 1391.5 万元 | 1465.28 万元 | 73.78 万元 | 100 %
",
    "\
支出表
科目编码 | 科目名称 | 预算数 | 决算数 | 基本支出 | 项目支出
2080505 | 基本养老保险缴费支出 | 58.4 万元 | 58.4 万元 | 58.4 万元 |
2130135 | 农业资源保护修复与利用 | 1020 万元 | 1001.75 万元 | 612.3 万元 | 389.45 万元
2130199 | 其他农业农村支出 | 350 万元 | 376.55 万元 | 96.2 万元 | 271.35 万元
| 合计 | 1428.4 万元 | 1427.7 万元 | 766.9 万元 | 660.8 万元
",
];

/// The findings: 96.20 and 271.35 come to 367.55, not to 376.55, and so the total does not follow from its parts:
/// 58.40 + 1001.75 + 376.55 = 1436.70.
const FINDINGS: [&str; 2] = [
    "error[rosetta/spending-parts] 其他农业农村支出.决算数 376.55 万元 ≠ 其他农业农村支出.基本支出 + 其他农业农村支出.项目支出 367.55 万元（差 9.00 万元）",
    "error[core/footing] 合计.决算数 1,427.70 万元 ≠ 分项之和 1,436.70 万元（差 −9.00 万元）",
];

#[test]
fn every_format_has_its_file() {
    let told: BTreeSet<&str> =
        FILES.iter().map(|(extension, ..)| detect(&format!("rosetta.{extension}")).unwrap().name).collect();
    let all: BTreeSet<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(told, all);
}

#[test]
fn the_report_is_the_same_in_every_format() {
    let book = rules();
    for (extension, holds, _) in FILES {
        let report = in_format(extension, &book);
        let title = report.title.as_ref().map(|(title, _)| title.as_str());
        assert_eq!(title, Some(TITLE), "{extension}");
        let about = (report.organization.as_deref(), report.year);
        assert_eq!(about, (Some("云溪区渔政管理站"), Some(2031)), "{extension}");
        assert_eq!(report.tables.iter().map(drawn(&report)).collect::<Vec<_>>(), TABLES, "{extension}");
        let sections: Vec<&str> = report.sections.iter().map(|section| section.title.as_str()).collect();
        let told: Vec<String> = report
            .statements
            .iter()
            .filter(|statement| statement.paragraph.is_some())
            .map(|statement| format!("{} {}", statement.name(), shown(&statement.quantity)))
            .collect();
        if *holds == Holds::Everything {
            assert_eq!(
                (sections, told),
                (SECTIONS.to_vec(), TOLD.map(str::to_owned).to_vec()),
                "{extension}"
            );
        } else {
            assert_eq!((sections.len(), told.len()), (0, 0), "{extension}: {sections:?} {told:?}");
        }
    }
}

#[test]
fn the_findings_are_the_same_in_every_format_each_at_its_place() {
    let book = rules();
    for (extension, holds, places) in FILES {
        let verdict = verdict(extension, &book);
        let told: Vec<String> = verdict.findings.iter().map(line).collect();
        assert_eq!(told, FINDINGS, "{extension}");
        assert_eq!(verdict.findings.iter().map(place).collect::<Vec<_>>(), places, "{extension}");
        // Both paragraphs state sums that hold: 其中：基本支出、项目支出, and 增长5.30%.
        let checked = verdict.checked.unwrap();
        let prose = checked.entries.iter().filter(|entry| matches!(entry.rule.as_str(), "core/of-which"));
        assert_eq!(prose.count(), usize::from(*holds == Holds::Everything), "{extension}");
        assert_eq!(checked.coverage.not_evaluated, 0, "{extension}");
    }
}

/// The rule set of the report, beside the built-in ones.
fn rules() -> Book {
    let rules = text(&root().join("tests/formats/rules.yaml"));
    let book = book(&[("rules.yaml", &rules)]);
    assert!(book.findings().is_empty(), "{:?}", book.findings());
    book
}

fn bytes(extension: &str) -> (String, Vec<u8>) {
    let name = format!("rosetta.{extension}");
    let bytes = std::fs::read(root().join("tests/formats").join(&name)).expect(&name);
    (name, bytes)
}

fn in_format(extension: &str, book: &Book) -> Report {
    let (name, bytes) = bytes(extension);
    read(&book.input(&name, &bytes), detect(&name).unwrap()).expect(&name)
}

fn verdict(extension: &str, book: &Book) -> Verdict {
    let (name, bytes) = bytes(extension);
    check(&book.input(&name, &bytes), detect(&name).unwrap(), book, true)
}

/// A table in lines, its empty columns left out. A list in a structured report is called by its path.
fn drawn(report: &Report) -> impl Fn(&Table) -> String {
    |table| {
        let filled: Vec<usize> = (0..table.header.len()).filter(|at| !table.header[*at].is_empty()).collect();
        let row = |cells: Vec<String>| format!("{}\n", cells.join(" | ").trim());
        let name = table.name.rsplit('.').next().unwrap_or_default();
        let mut drawn = format!("{name}\n");
        drawn += &row(filled.iter().map(|at| table.header[*at].clone()).collect());
        for told in &table.rows {
            let cell = |at: &usize| match told.cells.get(*at) {
                Some(cell) => cell
                    .statement
                    .map_or_else(|| cell.text.clone(), |at| shown(&report.statements[at].quantity)),
                None => String::new(),
            };
            drawn += &row(filled.iter().map(cell).collect());
        }
        drawn
    }
}

fn shown(quantity: &crossfoot::quantity::Quantity) -> String {
    format!("{} {}", quantity.value.normalize(), quantity.unit)
}

fn line(finding: &Finding) -> String {
    format!("{}[{}] {}", finding.severity.word(), finding.rule, finding.message.zh)
}

/// Where a finding is shown: what the file calls the place, else line and column.
fn place(finding: &Finding) -> String {
    let label = finding.primary().expect("a finding has a place");
    let position = label.source.position(label.span.start);
    label
        .source
        .place(label.span.start)
        .map_or_else(|| format!("{}:{}", position.line, position.column), str::to_owned)
}
