//! Workbooks: a budget as offices publish it, saved by LibreOffice in three formats.
//!
//! `tests/formats/sheets.py` wrote the files. What is expected here was worked out by hand from it.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use crossfoot::check;
use crossfoot::finding::Finding;
use crossfoot::read::{Input, Limit, Limits, detect, read};
use crossfoot::report::Report;
use trial::{built_in, root};

const FORMATS: [&str; 3] = ["xlsx", "xls", "ods"];

/// What is found, each at its cell. The sum of 58.40, 1142.35 and 99.25 is 1300.00; without the 0.90 that is text,
/// 0 + 4.05 + 3 come to 7.05.
const FINDINGS: [&str; 6] = [
    "收支总表!A1 info[hidden] 以下内容已隐藏，未读取：底稿",
    "收支总表!F11 error[core/footing] 本年支出合计 1,310.00 万元 ≠ 分项之和 1,300.00 万元（差 10.00 万元）",
    "收支总表!F11 error[stored-total] 收支总表!F11 的值为 1310，但其公式所引用的单元格之和为 1300（差 10）",
    "三公经费!C5 info[number-as-text] 0.90 以文本形式存储，C8 的求和公式未将其计入",
    "三公经费!D7 error[cell-error] 单元格显示错误 #DIV/0!",
    "三公经费!C8 error[core/footing] 合计.本年数 7.05 万元 ≠ 分项之和 7.95 万元（差 −0.90 万元）",
];

fn bytes(extension: &str) -> Vec<u8> {
    std::fs::read(root().join(format!("tests/formats/budget.{extension}"))).unwrap()
}

fn in_format(extension: &str, hidden: bool) -> Report {
    let (book, bytes) = (built_in(), bytes(extension));
    let input = Input { hidden, ..book.input("budget", &bytes) };
    read(&input, detect(&format!("budget.{extension}")).unwrap()).unwrap()
}

#[test]
fn a_budget_is_found_fault_with_alike_in_every_format() {
    for extension in FORMATS {
        let (book, bytes) = (built_in(), bytes(extension));
        let verdict =
            check(&book.input("budget", &bytes), detect(&format!("b.{extension}")).unwrap(), &book, true);
        // Of an error that stands in a cell the text of the report tells too.
        let findings = verdict.findings.iter().filter(|finding| finding.rule != "core/artefacts");
        assert_eq!(findings.map(line).collect::<Vec<_>>(), FINDINGS, "{extension}");
    }
}

#[test]
fn tables_are_laid_out_alike_in_every_format() {
    for extension in FORMATS {
        let report = in_format(extension, false);
        let title = report.title.as_ref().map(|(title, _)| title.as_str());
        assert_eq!(title, Some("2031年部门预算公开表"), "{extension}");
        let tables: Vec<_> = report
            .tables
            .iter()
            .map(|table| {
                (table.name.as_str(), table.header.join("|"), table.groups.join("|"), table.rows.len())
            })
            .collect();
        let expected = [
            ("部门收支总表", "项目|行次|预算数|项目|行次|预算数", "收入|收入|收入|支出|支出|支出", 4),
            (
                "部门支出预算表",
                "类|款|项|科目名称|合计|基本支出|项目支出",
                "科目编码|科目编码|科目编码||||",
                11,
            ),
            ("“三公”经费支出表", "项目|上年数|本年数|增长率", "|||", 5),
        ];
        let expected =
            expected.map(|(name, header, groups, rows)| (name, header.to_owned(), groups.to_owned(), rows));
        assert_eq!(tables, expected, "{extension}");
        let amounts = ["1200.50 万元 收支总表!C8", "742.35 万元 支出表!F11", "-10.00 % 三公经费!D6"];
        for amount in amounts {
            let told = |at: &usize| {
                let stated = &report.statements[*at];
                let place = report.source.place(stated.span.start).unwrap();
                format!("{} {} {place}", stated.quantity.value, stated.quantity.unit) == amount
            };
            assert!((0..report.statements.len()).any(|at| told(&at)), "{extension}: {amount}");
        }
    }
}

#[test]
fn hidden_sheets_are_read_where_asked_for() {
    for extension in FORMATS {
        let (without, with) = (in_format(extension, false), in_format(extension, true));
        assert!(
            !without.source.text().contains("测算") && with.source.text().contains("测算"),
            "{extension}"
        );
        assert!(with.notes.iter().all(|note| note.rule != "hidden"), "{extension}");
    }
}

#[test]
fn limits_hold_for_every_format() {
    // limit, set to, the message
    let cases = [
        (Limit::Cells, 20, "报告的单元格过多"),
        (Limit::UnpackedSize, 100, "文件解压后过大"),
        (Limit::FileSize, 1000, "文件过大"),
    ];
    for extension in FORMATS {
        for (limit, most, message) in cases {
            let mut limits = Limits::default();
            limits.set(limit, most);
            let (book, bytes) = (built_in(), bytes(extension));
            let input = Input { limits: &limits, ..book.input("budget", &bytes) };
            let findings = read(&input, detect(&format!("b.{extension}")).unwrap()).expect_err(extension);
            assert!(findings[0].message.zh.starts_with(message), "{extension}: {}", findings[0].message.zh);
        }
    }
}

fn line(finding: &Finding) -> String {
    let label = finding.primary().unwrap();
    let place = label.source.place(label.span.start).unwrap();
    format!("{place} {}[{}] {}", finding.severity.word(), finding.rule, finding.message.zh)
}
