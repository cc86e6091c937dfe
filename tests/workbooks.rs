//! Workbooks: a budget as offices publish it, saved by `LibreOffice` in three formats.
//!
//! `tests/formats/sheets.py` wrote the files. What is expected here was worked out by hand from it.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

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
    "收支总表!F11 error[stored-total] 单元格的值为 1310，但其公式所引用的单元格之和为 1300（差 10）",
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

#[test]
fn cells_far_apart_and_cells_told_often_take_no_more_than_is_there() {
    let far = "<row r=\"1\"><c r=\"A1\"><v>5</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>7</v></c></row>";
    let report = of_xlsx(&[far], "").unwrap();
    assert!(report.source.text().len() < 100 && report.source.place(0) == Some("甲!A1"));
    assert_eq!(report.source.place(report.source.text().len()), Some("甲!XFD1048576"));
    // One long text that many cells share.
    let many = "<row><c t=\"s\"><v>0</v></c></row>".repeat(3000);
    let long = format!("<si><t>{}</t></si>", "甲".repeat(300_000));
    let findings = of_xlsx(&[&many], &long).unwrap_err();
    assert!(findings[0].message.zh.starts_with("文件解压后过大"), "{}", findings[0].message.zh);
    // A row of cells that stands there a million times.
    let row = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell office:value-type=\"float\" \
        office:value=\"1\" table:number-columns-repeated=\"1000\"><text:p>1</text:p></table:table-cell></table:table-row>";
    let findings = of_ods(row).unwrap_err();
    assert!(findings[0].message.zh.starts_with("报告的单元格过多"), "{}", findings[0].message.zh);
    // Blank ones are nothing.
    let blank = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
        table:number-columns-repeated=\"16384\"/></table:table-row>";
    let cell = "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"5\"/></table:table-row>";
    let report = of_ods(&[blank, cell].concat()).unwrap();
    assert_eq!(report.source.place(0), Some("甲!A1000001"));
}

#[test]
fn whatever_is_changed_in_a_workbook_it_is_read_or_refused() {
    let (mut seed, book) = (20_310_412_u64, built_in());
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % below
    };
    let pieces: [&[u8]; 12] = [
        b"<",
        b">",
        b"\"",
        b"</c>",
        b"<row r=\"0\">",
        b"1048577",
        b"-1",
        b"99999999999999999999",
        b"&",
        b"\0",
        b"XFE",
        b"!",
    ];
    for extension in FORMATS {
        let (format, whole) = (detect(&format!("b.{extension}")).unwrap(), bytes(extension));
        for round in 0..150 {
            let mut change = |bytes: &mut Vec<u8>| {
                for _ in 0..=random(4) {
                    let at = random(bytes.len());
                    match random(4) {
                        0 => bytes[at] = u8::try_from(random(256)).unwrap(),
                        1 => drop(bytes.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                        2 => drop(bytes.drain(at..bytes.len().min(at + 1 + random(40)))),
                        _ if random(20) == 0 => bytes.truncate(at),
                        _ => bytes[at] = bytes[at].wrapping_add(1),
                    }
                    if bytes.is_empty() {
                        bytes.push(0);
                    }
                }
            };
            let changed = if extension == "xls" || round % 5 == 0 {
                let mut bytes = whole.clone();
                change(&mut bytes);
                bytes
            } else {
                let mut parts = unpacked(&whole);
                let sheets = |name: &str| name == "content.xml" || name.starts_with("xl/");
                parts.iter_mut().filter(|(name, _)| sheets(name)).for_each(|(_, part)| change(part));
                packed(&parts)
            };
            let input = Input { hidden: round % 2 == 0, ..book.input("b", &changed) };
            if let Ok(report) = read(&input, format) {
                assert!(
                    report.statements.iter().all(|told| report.source.text().is_char_boundary(told.span.end))
                );
            }
        }
    }
}

/// The parts of a package.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let part = |at| {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        (part.name().unwrap().into_owned(), bytes)
    };
    (0..ZipArchive::new(Cursor::new(bytes)).unwrap().len()).map(part).collect()
}

/// A package of these parts.
fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name.as_str(), stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of sheets with these rows, called 甲, and these shared texts.
fn of_xlsx(sheets: &[&str], strings: &str) -> Result<Report, Vec<Finding>> {
    let relation = |id: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
    };
    let listed: Vec<String> =
        (0..sheets.len()).map(|at| format!("<sheet name=\"甲\" r:id=\"r{at}\"/>")).collect();
    let listed = listed.concat();
    let relations: String =
        (0..sheets.len()).map(|at| relation(at, "worksheet", &format!("{at}.xml"))).collect();
    let relations = relations + &relation(sheets.len(), "sharedStrings", "strings.xml");
    let mut parts = vec![
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns:r=\"r\"><sheets>{listed}</sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")),
        ("xl/strings.xml".to_owned(), format!("<sst>{strings}</sst>")),
    ];
    for (at, rows) in sheets.iter().enumerate() {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/{at}.xml"), sheet));
    }
    of_parts(parts, "b.xlsx")
}

/// A workbook of `LibreOffice` with these rows.
fn of_ods(rows: &str) -> Result<Report, Vec<Finding>> {
    let content = format!(
        "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"甲\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    of_parts(vec![("content.xml".to_owned(), content)], "b.ods")
}

fn of_parts(parts: Vec<(String, String)>, name: &str) -> Result<Report, Vec<Finding>> {
    let parts: Vec<_> = parts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
    let (book, bytes) = (built_in(), packed(&parts));
    read(&book.input(name, &bytes), detect(name).unwrap())
}

fn line(finding: &Finding) -> String {
    let label = finding.primary().unwrap();
    let place = label.source.place(label.span.start).unwrap();
    format!("{place} {}[{}] {}", finding.severity.word(), finding.rule, finding.message.zh)
}
