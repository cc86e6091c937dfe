//! The real report and the worked cases of `../shared/corpus`; where that folder is missing, these tests say
//! so and pass.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;
use std::str::FromStr;

use crossfoot::check;
use crossfoot::finding::{Finding, Severity};
use crossfoot::outcome::Outcome;
use crossfoot::read::detect;
use crossfoot::report::{Report, Statement};
use rust_decimal::Decimal;
use serde_json::Value;
use trial::{amounts, built_in, errors, holding, labelled, lines, missed, report, root, text, verdict};

/// The five worked cases.
const CASES: [&str; 5] =
    ["01_hn2013_clean", "02_hn2021_three", "05_sh_final_tables", "11_sn_pair_2022", "12_sn_pair_2023"];

/// The lines of the seed report that tell its budget.
const BUDGET_LINES: [usize; 4] = [10, 13, 15, 18];

/// The identities of `seed-analysis.md` that are listed as holding, by the amounts of their two sides:
/// I1–I14, I16 and I18. I15 has no rule of its own, I17 is [`RESTATED`].
const IDENTITIES: [(&str, &[&str], &[&str]); 20] = [
    ("I1 财政拨款收入", &["6,149.92"], &["516.74", "5,633.18", "0"]),
    ("I2 来源与运用", &["6,149.92", "1,897.95"], &["480.88", "7,393.4", "173.59", "0"]),
    ("I3 基本预算的构成", &["531.07"], &["488.74", "42.33", "0"]),
    ("I4 基本预算的去向", &["531.07"], &["480.88", "50.19", "0"]),
    ("I5 三公预算", &["3.33"], &["3.33"]),
    ("I6 项目预算的构成", &["7,516.8"], &["28", "5,590.85", "1,897.95"]),
    ("I7 项目实际的来源", &["7,393.4"], &["1,774.55", "5,618.85"]),
    ("I8 项目预算的去向", &["7,516.8"], &["7,393.4", "123.4", "0"]),
    ("I9 年初预算", &["516.74"], &["488.74", "28"]),
    ("I10 追加预算", &["5,633.18"], &["42.33", "5,590.85"]),
    ("I11 上年结余", &["1,897.95"], &["0", "1,897.95"]),
    ("I12 财政收缴", &["173.59"], &["50.19", "123.4"]),
    ("I13 基本支出两处", &["480.88"], &["480.88"]),
    ("I13 项目支出两处", &["7,393.4"], &["7,393.4"]),
    ("I14 可用资金", &["6,149.92", "1,897.95"], &["531.07", "7,516.8"]),
    ("I16 当年资金", &["28", "5,590.85"], &["5,618.85"]),
    ("I17 项目预算重述", &["7,516.8"], &["7,516.8"]),
    ("I17 收缴重述", &["123.4"], &["123.4"]),
    ("I17 结余重述", &["0"], &["0"]),
    ("I18 总投入", &["62,260"], &["500", "8,910", "52,850"]),
];

/// The figures of line 15 that line 18 tells again (I17), as rules call them.
const RESTATED: [(&str, &str); 9] = [
    ("项目支出.预算", "7,516.8"),
    ("项目支出.年初预算", "28"),
    ("项目支出.追加预算", "5,590.85"),
    ("项目支出.上年结余", "1,897.95"),
    ("项目支出.实际", "7,393.4"),
    ("项目支出.结余支出", "1,774.55"),
    ("项目支出.当年支出", "5,618.85"),
    ("项目支出.收缴", "123.4"),
    ("项目支出.年末结余", "0"),
];

/// What is found in the seed report: the least severity, a line that a label stands on, another, and a part
/// of the sentence.
const SEED_FINDINGS: [(Severity, usize, usize, &str); 6] = [
    (Severity::Error, 23, 16, "三"), // S1: the number and the title stand twice
    (Severity::Error, 57, 57, "其他需要说明的情况"), // S2: an empty section
    (Severity::Warning, 18, 15, "重复"), // S3: a paragraph twice
    (Severity::Warning, 20, 15, "重复"), // S3: and the end of it once more
    (Severity::Warning, 28, 28, "[bookmark: _GoBack]"), // S5: a leftover of the word processor
    (Severity::Info, 10, 10, "18.87"), // U1: 往来款 takes part in no equation
];

/// A file of the corpus; where there is none, says that the test was skipped.
fn corpus(path: &str) -> Option<(PathBuf, String)> {
    let path = root().join("../shared/corpus").join(path);
    if !path.is_file() {
        say(&format!("skipped: there is no {}", path.display()));
        return None;
    }
    let text = text(&path);
    Some((path, text))
}

/// Writes past the harness, which keeps what a passing test prints to itself.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

fn seed() -> Option<String> {
    corpus("seed-report.txt").map(|(_, text)| text)
}

/// The amounts of a side as the coverage words them: every number before 万元.
fn shown(side: &str) -> Vec<&str> {
    let is_number = |word: &&str| word.starts_with(|c: char| c.is_ascii_digit());
    side.split(' ').filter(is_number).collect()
}

#[test]
fn the_seed_report_has_its_defects_and_no_other_errors() {
    let Some(text) = seed() else { return };
    let verdict = verdict("seed-report.txt", &text, &built_in());
    for (severity, line, other, words) in SEED_FINDINGS {
        let fits = verdict.findings.iter().any(|finding| {
            let labelled = labelled(finding);
            finding.severity >= severity
                && labelled.contains(&line)
                && labelled.contains(&other)
                && (finding.message.zh.contains(words)
                    || finding.labels.iter().any(|l| l.text.zh.contains(words)))
        });
        assert!(
            fits,
            "nothing is found at lines {line} and {other} with “{words}”:\n{}",
            lines(&verdict).join("\n")
        );
    }
    let wrong: BTreeSet<usize> = verdict
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .filter_map(|finding| finding.primary())
        .map(|label| label.source.position(label.span.start).line)
        .collect();
    assert_eq!(wrong, BTreeSet::from([23, 57]), "{:#?}", errors(&verdict));
    let outcome =
        Outcome { findings: verdict.findings, reports: verdict.checked.into_iter().collect(), rules: 1 };
    assert_eq!(outcome.exit_code(Some(Severity::Error)), 1);
}

#[test]
fn other_encodings_give_the_same_findings_at_the_same_places() {
    let files = CASES.map(|case| format!("cases/{case}.txt"));
    let book = built_in();
    for (_, text) in files.iter().map(String::as_str).chain(["seed-report.txt"]).filter_map(corpus) {
        let expected = lines(&verdict("report.txt", &text, &book));
        let (gb18030, _, _) = encoding_rs::GB18030.encode(&text);
        let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (encoding, bytes) in [("GB18030", &*gb18030), ("UTF-16", &utf_16)] {
            let verdict = check(&book.input("report.txt", bytes), detect("report.txt").unwrap(), &book, true);
            assert_eq!(lines(&verdict), expected, "{encoding}");
        }
    }
}

#[test]
fn the_identities_of_the_seed_report_hold() {
    let Some(text) = seed() else { return };
    let verdict = verdict("seed-report.txt", &text, &built_in());
    let holding = holding(&verdict);
    let sides: Vec<(Vec<&str>, Vec<&str>)> = holding
        .iter()
        .filter_map(|e| e.split_once(" = "))
        .map(|(left, right)| (shown(left), shown(right)))
        .collect();
    for (name, left, right) in IDENTITIES {
        let listed = sides.iter().any(|(l, r)| l == left && r == right);
        assert!(listed, "{name} is not listed as holding:\n{}", holding.join("\n"));
    }
    for (name, amount) in RESTATED {
        let side = format!("{name} {amount} 万元");
        let equation = format!("{side} = {side}");
        assert!(
            holding.contains(&equation),
            "I17 {equation} is not listed as holding:\n{}",
            holding.join("\n")
        );
    }
}

#[test]
fn every_digit_of_the_seed_reports_budget_is_proved() {
    let Some(text) = seed() else { return };
    let all = amounts(&text, &BUDGET_LINES);
    assert_eq!(all.len(), 37, "the budget amounts of lines 10, 13, 15 and 18");
    let digits: usize =
        all.iter().map(|amount| text[amount.clone()].bytes().filter(u8::is_ascii_digit).count()).sum();
    assert_eq!(digits * 9, 1431);
    // Two amounts take part in no identity: 往来款, and the one item of 三公 that was spent.
    let proved: Vec<_> =
        all.into_iter().filter(|amount| !["18.87", "0.22"].contains(&&text[amount.clone()])).collect();
    let (count, misses) = missed("seed-report.txt", &text, &proved, &built_in());
    assert_eq!(count, 1431 - 7 * 9);
    assert!(misses.is_empty(), "{} of {count} changes are missed:\n{}", misses.len(), misses.join("\n"));
}

#[test]
fn the_defects_of_the_cases_are_found_and_nothing_else() {
    let mut failed = Vec::new();
    for case in CASES {
        let Some((_, text)) = corpus(&format!("cases/{case}.txt")) else { return };
        let Some((_, expected)) = corpus(&format!("cases/{case}.expected.json")) else { return };
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let planted: Vec<Planted> =
            expected["planted_defects"].as_array().unwrap().iter().map(Planted::of).collect();
        let verdict = verdict(&format!("{case}.txt"), &text, &built_in());
        let told: Vec<&Finding> =
            verdict.findings.iter().filter(|finding| finding.severity >= Severity::Warning).collect();
        for defect in planted.iter().filter(|defect| defect.must_be_found) {
            if !told.iter().any(|finding| defect.is_told_by(finding)) {
                failed.push(format!("{case}: missed {} at {:?}", defect.kind, defect.lines));
            }
        }
        let alarms = told.iter().filter(|finding| !planted.iter().any(|defect| defect.is_told_by(finding)));
        failed.extend(alarms.map(|finding| format!("{case}: false alarm {}", trial::line(finding))));
    }
    assert_eq!(failed, Vec::<String>::new());
}

/// A defect planted in a case.
struct Planted {
    kind: String,
    lines: BTreeSet<usize>,
    /// Whether a report by itself shows it, and it is more than a note.
    must_be_found: bool,
}

impl Planted {
    fn of(defect: &Value) -> Self {
        let kind = defect["kind"].as_str().unwrap().to_owned();
        let lines = defect["lines"].as_array().into_iter().flatten();
        // The opening balance is that of another report: one file does not show it.
        let must_be_found = defect["class"] != "I" && kind != "opening-ne-closing";
        Self {
            lines: lines.map(|line| usize::try_from(line.as_u64().unwrap()).unwrap()).collect(),
            kind,
            must_be_found,
        }
    }

    /// Whether a finding labels one of its lines; a missing section has none.
    fn is_told_by(&self, finding: &Finding) -> bool {
        if self.kind == "missing-section" {
            return finding.rule.ends_with("outline");
        }
        !self.lines.is_disjoint(&labelled(finding))
    }
}

#[test]
fn the_figures_of_the_cases_are_read_where_they_stand() {
    let mut failed = Vec::new();
    for case in CASES {
        let Some((_, text)) = corpus(&format!("cases/{case}.txt")) else { return };
        let Some((_, expected)) = corpus(&format!("cases/{case}.expected.json")) else { return };
        let expected: Value = serde_json::from_str(&expected).unwrap();
        let report = report(&format!("{case}.txt"), &text, &built_in());
        let figures = expected["figures"].as_array().unwrap();
        let missing: Vec<String> =
            figures.iter().filter(|figure| !is_listed(figure, &report)).map(shown_figure).collect();
        failed.extend(missing);
    }
    assert_eq!(failed, Vec::<String>::new());
}

/// Whether the report states a figure of `expected.json`: the place, the value, and the unit where the text
/// prints one.
fn is_listed(figure: &Value, report: &Report) -> bool {
    let number = |key: &str| usize::try_from(figure[key].as_u64().unwrap_or(0)).unwrap();
    let value = Decimal::from_str(&figure["value"].as_str().unwrap().replace(',', "")).unwrap();
    let unit = figure["unit"].as_str().unwrap_or("");
    let fits = |statement: &&Statement| {
        let place = report.source.position(statement.span.start);
        let printed = report.source.slice(statement.span).trim_end_matches(|c: char| !c.is_ascii_digit());
        let prints_unit = report.source.slice(statement.span).len() > printed.len();
        place.line == number("line")
            && place.column == number("col")
            && statement.quantity.value == value
            && (statement.quantity.unit.to_string() == unit
                || !prints_unit && statement.quantity.unit.to_string().is_empty())
    };
    report.statements.iter().any(|statement| fits(&statement))
}

fn shown_figure(figure: &Value) -> String {
    let text = |key: &str| figure[key].as_str().unwrap_or("").to_owned();
    format!("{}:{} {} {}{}", figure["line"], figure["col"], text("label"), text("printed"), text("unit"))
}

/// What converters make of a document: the same lines called Markdown, and with empty lines between paragraphs.
#[test]
fn a_text_called_markdown_has_the_same_findings() {
    let files = CASES.iter().map(|case| format!("cases/{case}.txt")).chain(["seed-report.txt".to_owned()]);
    for file in files {
        let Some((_, text)) = corpus(&file) else { return };
        let apart = text.split('\n').fold(String::new(), |apart, line| {
            let is_row = line.contains(['\t', '|']) || line.trim().is_empty();
            apart + line + if is_row { "\n" } else { "\n\n" }
        });
        let told = |name: &str, text: &str| -> Vec<String> {
            let verdict = verdict(name, text, &built_in());
            let told = verdict.findings.iter().map(|found| format!("[{}] {}", found.rule, found.message.zh));
            told.collect()
        };
        let expected = told("report.txt", &text);
        assert_eq!(told("report.md", &text), expected, "{file}");
        assert_eq!(told("report.md", &apart), expected, "{file}, with empty lines between paragraphs");
    }
}
