//! What people see, drawn; every expected picture was read by eye.

use std::sync::Arc;

use proptest::prelude::*;

use super::super::Options;
use super::*;
use crate::ledger::{Entry, Frame, Status};
use crate::message::Message;
use crate::outcome::Checked;
use crate::source::{Span, Written};

const AMOUNTS: &str =
    "2021年财政拨款收入6149.92万元，其中：年初预算516.74万元，财政追加预算5633.81万元，其他0万元。";

/// A label that says `text` on the first `word` of the source.
fn label(source: &Arc<Source>, word: &str, text: &str) -> Label {
    let start = source.text().find(word).expect("the word is in the text");
    at(source, start, start + word.len(), text)
}

fn at(source: &Arc<Source>, start: usize, end: usize, text: &str) -> Label {
    Label {
        source: Arc::clone(source),
        span: Span::new(start, end),
        text: Message::same(text),
        primary: false,
    }
}

/// A finding whose first label is primary.
fn finding(mut labels: Vec<Label>) -> Finding {
    if let Some(first) = labels.first_mut() {
        first.primary = true;
    }
    Finding {
        rule: "cn/revenue-parts".into(),
        severity: Severity::Error,
        message: Message::same("6,149.92 ≠ 6,150.55"),
        report: "report.md".into(),
        labels,
        figures: Vec::new(),
        difference: None,
        help: None,
        basis: None,
    }
}

fn amounts(source: &Arc<Source>) -> Vec<Label> {
    vec![
        label(source, "财政拨款收入6149.92万元", "合计"),
        label(source, "年初预算516.74万元", "+ 516.74"),
        label(source, "财政追加预算5633.81万元", "+ 5,633.81"),
        label(source, "其他0万元", "+ 0"),
    ]
}

/// The finding as drawn, without the summary.
fn drawn(finding: Finding, options: &Options) -> String {
    let text = render(&Outcome { findings: vec![finding], ..Outcome::default() }, options);
    let end = text.rfind("\n\n").expect("a blank line stands before the summary");
    text[..=end].to_owned()
}

#[test]
fn a_finding_names_its_amounts_where_they_stand() {
    let source = Arc::new(Source::new("report.md", format!("{}{AMOUNTS}\n", "\n".repeat(9))));
    let mut finding = finding(amounts(&source));
    finding.help = Some(Message::new("look", "追加预算 5633.81 可能是 5633.18"));
    finding.basis = Some("财预〔2020〕10 号".into());
    let zh = Options { lang: Lang::Zh, ..Options::default() };
    let expected = "\
错误[cn/revenue-parts]: 6,149.92 ≠ 6,150.55
    ╭─[report.md:10:6]
 10 │ 2021年财政拨款收入6149.92万元，其中：年初预算516.74万元，财政追加预算5633.81万元，其他0万元。
    ·       ───────────┬───────────        ─────────┬────────  ───────────┬───────────  ────┬────
    ·                  │                            │                     │                 ╰── + 0
    ·                  │                            │                     ╰── + 5,633.81
    ·                  │                            ╰── + 516.74
    ·                  ╰── 合计
    ╰────
  依据: 财预〔2020〕10 号
  提示: 追加预算 5633.81 可能是 5633.18
";
    assert_eq!(drawn(finding.clone(), &zh), expected);
    let color = drawn(finding, &Options { color: true, lang: Lang::En, ..zh });
    assert!(color.starts_with("\u{1b}[1;31merror[cn/revenue-parts]\u{1b}[0m: 6,149.92"));
    assert!(color.contains("\u{1b}[36m  help:\u{1b}[0m look\n"));
}

#[test]
fn a_narrow_ascii_terminal_gets_the_same_in_pieces() {
    let source = Arc::new(Source::new("report.md", AMOUNTS));
    let options = Options { unicode: false, width: 60, ..Options::default() };
    let expected = "\
error[cn/revenue-parts]: 6,149.92 ≠ 6,150.55
   ,-[report.md:1:6]
 1 | 2021年财政拨款收入6149.92万元，其中：年初预算516.74...
   :       ^^^^^^^^^^^|^^^^^^^^^^^
   :                  `-- 合计
   `----
   ,-[report.md:1:25]
 1 | ...万元，其中：年初预算516.74万元，财政追加预算...
   :                ^^^^^^^^^|^^^^^^^^
   :                         `-- + 516.74
   `----
   ,-[report.md:1:38]
 1 | ...预算516.74万元，财政追加预算5633.81万元，其他0万元。
   :                    ^^^^^^^^^^^|^^^^^^^^^^^  ^^^^|^^^^
   :                               |                 `-- + 0
   :                               `-- + 5,633.81
   `----
";
    assert_eq!(drawn(finding(amounts(&source)), &options), expected);
}

#[test]
fn a_long_line_is_cut_around_its_labels() {
    let filler = "为贯彻落实上级要求，".repeat(500);
    let text = format!("{filler}合计6149.92万元{filler}支出516.74万元{filler}");
    let source = Arc::new(Source::new("a.md", text));
    let labels = vec![label(&source, "6149.92万元", "合计"), label(&source, "516.74万元", "+ 516.74")];
    let expected = "\
error[cn/revenue-parts]: 6,149.92 ≠ 6,150.55
   ╭─[a.md:1:5003]
 1 │ …实上级要求，合计6149.92万元为贯彻落实上级要…实上级要求，支出516.74万元为贯彻落实上级要…
   ·                  ─────┬─────                                 ─────┬────
   ·                       │                                           ╰── + 516.74
   ·                       ╰── 合计
   ╰────
";
    assert_eq!(drawn(finding(labels), &Options::default()), expected);
    // a label that covers it all
    let whole = at(&source, 0, source.text().len(), "");
    let text = drawn(finding(vec![whole]), &Options::default());
    assert!(text.lines().all(|line| columns(line) <= 100), "{text}");
    assert_eq!(text.matches('…').count(), 1);
}

#[test]
fn far_lines_and_other_files_are_snippets_of_their_own() {
    let table: String =
        (1..=30).fold(String::new(), |table, row| table + &format!("|项目{row}|😀{row}.5|\t{row}7|\n"));
    let source = Arc::new(Source::new("table.md", table));
    let before = Arc::new(Source::new("2020.md", "上年结余5万元\n"));
    let labels = vec![
        label(&source, "20.5", "合计"),
        label(&source, "5.5", "+ 5.5"),
        label(&source, "7.5", "+ 7.5"),
        label(&source, "47", ""),
        label(&before, "5万元", "上年"),
    ];
    let expected = "\
error[cn/revenue-parts]: 6,149.92 ≠ 6,150.55
    ╭─[table.md:20:8]
 20 │ |项目20|😀20.5| 207|
    ·           ──┬─
    ·             ╰── 合计
    ╰────
   ╭─[table.md:4:12]
 4 │ |项目4|😀4.5|   47|
   ·                 ──
 5 │ |项目5|😀5.5|   57|
   ·          ─┬─
   ·           ╰── + 5.5
 6 │ |项目6|😀6.5|   67|
 7 │ |项目7|😀7.5|   77|
   ·          ─┬─
   ·           ╰── + 7.5
   ╰────
   ╭─[2020.md:1:5]
 1 │ 上年结余5万元
   ·         ──┬──
   ·           ╰── 上年
   ╰────
";
    assert_eq!(drawn(finding(labels), &Options::default()), expected);
}

#[test]
fn edges_of_a_text_can_be_labelled() {
    let source = Arc::new(Source::new("a.md", "甲\n乙丙\n丁\n"));
    let end = source.text().len();
    let labels = vec![at(&source, end, end, "end"), at(&source, 0, 0, ""), at(&source, 4, end, "all")];
    let expected = "\
error[cn/revenue-parts]: 6,149.92 ≠ 6,150.55
   ╭─[a.md:4:1]
 1 │ 甲
   · ▲
 2 │ 乙丙
   · ──┬─
   ·   ╰── all (to line 3)
 3 │ 丁
 4 │
   · ▲
   · ╰── end
   ╰────
";
    assert_eq!(drawn(finding(labels), &Options::default()), expected);
    let nowhere = "error[cn/revenue-parts]: 6,149.92 ≠ 6,150.55\n  ╰─[report.md]\n";
    assert_eq!(drawn(finding(Vec::new()), &Options::default()), nowhere);
    let empty = Arc::new(Source::new("empty.md", ""));
    let text = drawn(finding(vec![at(&empty, 0, 0, "")]), &Options::default());
    assert!(text.ends_with("   ╭─[empty.md:1:1]\n 1 │\n   · ▲\n   ╰────\n"), "{text}");
}

#[test]
fn hostile_text_is_seen_and_does_nothing() {
    let evil = "::error::x ##[group]\u{1b}[31m\u{7}\u{9b}2J\u{202e}\u{2028}\u{feff}";
    let source = Arc::new(Source::new(format!("{evil}.md"), format!("{evil}5万元\r\n{evil}")));
    let mut finding = finding(vec![label(&source, "5万元", evil)]);
    finding.message = Message::same(format!("{}\n{evil}", "word ".repeat(19)));
    finding.rule = evil.into();
    finding.help = Some(Message::same(format!("{} {evil}", "x".repeat(92))));
    finding.basis = Some(evil.into());
    let status = Status::NotEvaluated(Message::same(evil));
    let (rule, report, equation) = (evil.to_owned(), evil.to_owned(), Some(evil.to_owned()));
    let frame = Frame::Other;
    let entry = Entry { rule, frame, report, status, equation, about: None, figures: Vec::new() };
    let report = Checked { path: evil.into(), entries: vec![entry], ..Checked::default() };
    let outcome = Outcome { reports: vec![report], findings: vec![finding], rules: 1 };
    for unicode in [true, false] {
        let text = render(&outcome, &Options { coverage: true, unicode, ..Options::default() });
        for line in text.lines() {
            assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line}");
            assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
        }
        assert!(!text.contains(['\u{202e}', '\u{2028}', '\u{feff}']));
        // the underline still meets the amount
        let lines: Vec<_> = text.lines().collect();
        let at = lines.iter().position(|line| line.contains("5万元")).unwrap();
        let start = lines[at].find("5万元").unwrap();
        let under = lines[at + 1].find(['─', '^']).unwrap();
        assert_eq!(columns(&lines[at][..start]), columns(&lines[at + 1][..under]));
    }
}

#[test]
fn coverage_tells_every_check_by_report() {
    let entry = |rule: &str, status, equation: Option<&str>| Entry {
        rule: rule.into(),
        frame: if rule < "cn/d" { Frame::Parts } else { Frame::Other },
        report: "a.md".into(),
        status,
        equation: equation.map(Into::into),
        about: None,
        figures: Vec::new(),
    };
    let reason = Message::new("no such figure", "未载明该数据");
    let entries = vec![
        entry("cn/a", Status::Holds, Some("6 = 5 + 1")),
        entry("cn/b", Status::Rounding, Some("6.1 = 5 + 1.05")),
        entry("cn/c", Status::Violated, Some("6 = 5")),
        entry("cn/d", Status::NotApplicable(reason.clone()), None),
        entry("cn/e", Status::NotEvaluated(reason), Some("6 = 收入")),
        entry("cn/f", Status::Holds, None),
    ];
    let mut report = Checked { path: "a.md".into(), entries, ..Checked::default() };
    for entry in &report.entries {
        report.coverage.count(&entry.status);
    }
    let outcome = Outcome { reports: vec![report, Checked::default()], findings: Vec::new(), rules: 6 };
    let options = Options { coverage: true, lang: Lang::Zh, ..Options::default() };
    let zh = "\
a.md
  ✓ cn/a: 6 = 5 + 1
  ≈ cn/b: 6.1 = 5 + 1.05
  ✗ cn/c: 6 = 5
  – cn/d: 未载明该数据
  ? cn/e: 6 = 收入（未载明该数据）
  ✓ cn/f

  核对内容            ✓ 成立  ≈ 在舍入范围内  ✗ 不成立  ? 未能核对
  分项与总额（其中）       1               1         1           0
  其他要求                 1               0         0           1

已检查 2 份报告、6 条规则：3 个等式或要求成立（其中 1 个在舍入范围内）；错误 0，警告 0；未能核对 1，不适用 1。
";
    assert_eq!(render(&outcome, &options), zh);
    let en = "\
a.md
  + cn/a: 6 = 5 + 1
  ~ cn/b: 6.1 = 5 + 1.05
  x cn/c: 6 = 5
  - cn/d: no such figure
  ? cn/e: 6 = 收入 (no such figure)
  + cn/f

  checks of           + hold  ~ within rounding  x fail  ? not evaluated
  parts (of which)         1                  1       1                0
  other requirements       1                  0       0                1

Checked 2 reports against 6 rules: 3 hold (1 within rounding), 0 errors, 0 warnings; 1 not evaluated, 1 not applicable.
";
    assert_eq!(render(&outcome, &Options { lang: Lang::En, unicode: false, ..options }), en);
}

#[test]
fn a_workbook_is_pointed_at_by_its_cells() {
    let mut text = Written::default();
    let mut cells = Vec::new();
    for (row, (name, amount)) in [("甲", "40"), ("乙", "50"), ("合计", "100")].into_iter().enumerate() {
        text.push(name, format_args!("支出!A{}", row + 12));
        text.gap("\t");
        cells.push(text.push(amount, format_args!("支出!C{}", row + 12)));
        text.gap("\n");
    }
    cells.push(text.push("100", "汇总!B2"));
    let source = Arc::new(text.finish("预算.xlsx"));
    let words = ["+ 40", "+ 50", "", ""];
    let mut labels: Vec<Label> =
        cells.iter().zip(words).map(|(cell, text)| at(&source, cell.start, cell.end, text)).collect();
    labels.swap(0, 2);
    let expected = "\
error[cn/revenue-parts]: 6,149.92 ≠ 6,150.55
   ╭─[预算.xlsx:支出!C14]
   │ 甲  40
   ·     ─┬
   ·      ╰── C12: + 40
   │ 乙  50
   ·     ─┬
   ·      ╰── C13: + 50
   │ 合计    100
   ·         ───
   │ 100
   · ─┬─
   ·  ╰── 汇总!B2
   ╰────
";
    assert_eq!(drawn(finding(labels.clone()), &Options::default()), expected);
    let painted = drawn(finding(labels), &Options { color: true, ..Options::default() });
    let uncoloured = |piece: &str| piece.split_once('m').map_or("", |(_, text)| text).to_owned();
    let plain: String = painted
        .split_once('\u{1b}')
        .map_or_else(String::new, |(_, rest)| rest.split('\u{1b}').map(uncoloured).collect());
    assert_eq!(plain, expected);
}

proptest! {
    #[test]
    fn any_labels_on_any_text_can_be_drawn(
        text in "([甲乙，0-9a-z.\t😀\u{301}\u{200b}]{0,60}\n{0,2}){0,6}",
        places in prop::collection::vec((0_usize..400, 0_usize..400, "[a一 ]{0,30}"), 1..8),
        unicode: bool,
        width in 0_usize..120,
    ) {
        let source = Arc::new(Source::new("a", text));
        let labels = places.iter().map(|(a, b, text)| at(&source, *a.min(b), *a.max(b), text)).collect();
        let options = Options { unicode, width, ..Options::default() };
        let text = drawn(finding(labels), &options);
        let room = width.max(40 + 6) + 24 + 6; // a label's text at the right edge keeps its least width
        prop_assert!(text.lines().all(|line| columns(line) <= room), "{}", text);
    }
}
