//! A folder per case, named as a sentence: a report, its rule set if it has one, and what is found in English
//! and Chinese.
//!
//! ```text
//! cases/total-misses-one-row/
//! ├─ report.txt     or in another format
//! ├─ rules.yaml     where the case needs a rule set of its own
//! ├─ en.txt         the concise output, then the exit code
//! ├─ zh.txt         the same in Chinese
//! └─ coverage.txt   where the case is about it: every check, how it came out, its equation or the reason
//! ```
//!
//! `CROSSFOOT_BLESS=1 cargo test --test cases` writes the last three as they come out now, `coverage.txt`
//! where there is one. Read every line of what it wrote, and work the sums out by hand, before you keep it.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crossfoot::finding::Severity;
use crossfoot::ledger::Coverage;
use crossfoot::message::Lang;
use crossfoot::outcome::Outcome;
use crossfoot::output::{self, Options};
use crossfoot::read::{FORMATS, detect};
use crossfoot::rules::Book;
use crossfoot::{check, conclude};
use trial::{root, text};

/// How many cases there are at least.
const LEAST: usize = 25;

#[test]
fn every_case_comes_out_as_written() {
    let bless = std::env::var_os("CROSSFOOT_BLESS").is_some();
    let folders = folders();
    assert!(folders.len() >= LEAST, "{} cases", folders.len());
    let mut differences = String::new();
    for folder in folders {
        let outcome = run(&folder);
        let expected = [
            ("en.txt", told(&outcome, Lang::En)),
            ("zh.txt", told(&outcome, Lang::Zh)),
            ("coverage.txt", covered(&outcome)),
        ];
        for (name, is) in expected {
            let path = folder.join(name);
            if name == "coverage.txt" && !path.exists() {
                continue;
            }
            if bless {
                std::fs::write(&path, &is).unwrap();
                continue;
            }
            let was = if path.exists() { text(&path) } else { String::new() };
            if was != is {
                let _ = writeln!(differences, "\n{}\n{}", path.display(), difference(&was, &is));
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn every_case_is_a_sentence_and_holds_its_files_only() {
    let known: BTreeSet<String> = FORMATS
        .iter()
        .flat_map(|format| format.extensions)
        .map(|extension| format!("report.{extension}"))
        .chain(["rules.yaml", "en.txt", "zh.txt", "coverage.txt"].map(String::from))
        .collect();
    for folder in folders() {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{name}");
        assert!(name.matches('-').count() >= 2, "{name} is no sentence");
        for entry in std::fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().file_name().to_string_lossy().into_owned();
            assert!(known.contains(&file), "{name}/{file} is no part of a case");
        }
    }
}

#[test]
fn every_check_is_counted_in_one_frame() {
    for folder in folders() {
        for report in run(&folder).reports {
            let mut all = Coverage::default();
            report.frames().into_values().for_each(|frame| all.add(frame));
            assert_eq!(all, report.coverage, "{}", folder.display());
        }
    }
}

/// The folders of the cases, in order.
fn folders() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("tests/cases")).unwrap();
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir() && !path.ends_with("prose"))
        .collect();
    folders.sort();
    folders
}

/// What the check of the case's report comes to.
fn run(folder: &Path) -> Outcome {
    let names =
        FORMATS.iter().flat_map(|format| format.extensions).map(|extension| format!("report.{extension}"));
    let name = names.into_iter().find(|name| folder.join(name).exists()).expect("a case has a report");
    let rules = folder.join("rules.yaml");
    let given = if rules.exists() { vec![("rules.yaml".to_owned(), text(&rules))] } else { Vec::new() };
    let book = Book::new(given, &|path| {
        std::fs::read_to_string(folder.join(path)).map_err(|error| error.to_string())
    });
    let bytes = std::fs::read(folder.join(&name)).unwrap();
    conclude(vec![check(&book.input(&name, &bytes), detect(&name).unwrap(), &book, true)], &book)
}

/// The concise output and the exit code.
fn told(outcome: &Outcome, lang: Lang) -> String {
    let concise = output::find("concise").expect("concise is among the outputs");
    let text = (concise.render)(outcome, &Options { lang, ..Options::default() });
    format!("{text}exit code {}\n", outcome.exit_code(Some(Severity::Error)))
}

/// Every check of the rules of the case: the status, the rule, and the equation or the reason.
fn covered(outcome: &Outcome) -> String {
    let mut text = String::new();
    for entry in outcome.reports.iter().flat_map(|report| &report.entries) {
        let reason = || entry.status.reason().or(entry.about.as_ref()).map(|reason| reason.en.clone());
        let about = entry.equation.clone().or_else(reason).unwrap_or_default();
        let _ = writeln!(text, "{}", format!("{} {} {about}", entry.status.word(), entry.rule).trim_end());
    }
    text
}

/// The lines that went and the lines that came.
fn difference(was: &str, is: &str) -> String {
    let (was, is): (Vec<&str>, Vec<&str>) = (was.lines().collect(), is.lines().collect());
    let gone = was.iter().filter(|line| !is.contains(line)).map(|line| format!("  expected  {line}\n"));
    let came = is.iter().filter(|line| !was.contains(line)).map(|line| format!("  actual    {line}\n"));
    let text: String = gone.chain(came).collect();
    if text.is_empty() { "  the same lines in another order or number\n".to_owned() } else { text }
}

#[test]
fn a_required_figure_that_is_not_stated_is_an_error() {
    let rules = "ruleset: archive/2032\nunit: 万元\nfigures:\n  部门.实际: {required: true}\n";
    let book = trial::book(&[("rules.yaml", rules)]);
    let stated = trial::verdict("report.txt", "全年执行数88.20万元。\n", &book);
    assert_eq!(trial::errors(&stated), Vec::<String>::new());
    let silent = trial::verdict("report.txt", "全年预算数88.20万元。\n", &book);
    let errors = trial::errors(&silent);
    assert!(matches!(errors.as_slice(), [error] if error.contains("部门.实际")), "{errors:?}");
}

/// Passages of reports on overall expenditure in which nothing is wrong.
const SILENT: &[&str] = &[
    // each part tells its own stages: 公用经费 41.35 is not what 基本支出 came to
    "（一）基本支出\n基本支出年初预算190.00万元，调整预算214.60万元，决算201.35万元。其中：人员经费年初预算150.00万元，调整预算170.00万元，决算160.00万元；公用经费年初预算40.00万元，调整预算44.60万元，决算41.35万元。",
    // the list is that of the total that it adds up to, not of the amount per head
    "2032年基本支出480.88万元，占总支出的39.00%；人均基本支出24.04万元。其中工资福利支出400.00万元，商品和服务支出80.88万元。",
    // beside a known budget a bare amount is what was spent
    "2032年基本支出全年预算490.00万元。2032年基本支出480.88万元，用于人员和公用。",
    // a change told with last year's amount
    "2032年基本支出480.88万元，比上年455.20万元增加25.68万元，增长5.64%。",
    // a share after each part
    "2032年“三公”经费支出12.00万元，其中：公务接待费2.00万元，占16.67%；公务用车运行维护费10.00万元，占83.33%。",
    // half-years are no restatements of the year
    "基本支出480.88万元，完成预算的98.10%；1-6月支出230.00万元，7-12月支出250.88万元。",
    // three totals of the whole, each with the same parts
    "年初部门预算1000.00万元，其中基本支出500.00万元，项目支出500.00万元；调整后预算1233.06万元，其中基本支出480.88万元，项目支出752.18万元。",
    // staff costs of projects
    "基本支出决算480.88万元，其中：人员经费400.00万元，公用经费80.88万元。项目支出决算752.18万元，其中：人员经费52.18万元，设备购置费700.00万元。",
    // balances among the parts of grand totals
    "收入总计852.30万元，其中财政拨款收入800.00万元、其他收入50.00万元、年初结转和结余2.30万元。支出总计852.30万元，其中基本支出600.00万元、项目支出250.00万元、年末结转和结余2.30万元。",
    // counts among amounts
    "公务接待费支出2.35万元。其中：国内接待45批次、320人次，支出2.35万元。",
    // lines that open with what they are about
    "基本支出：年初预算300.00万元，实际支出305.00万元。\n项目支出：年初预算200.00万元，实际支出205.00万元。",
    // projects in numbered lines, each with its own budget
    "（一）项目支出\n1.步道维修，年初预算90.00万元，实际支出88.00万元。\n2.苗圃扩建，年初预算120.00万元，实际支出112.00万元。",
    // projects under headings of their own
    "（一）项目支出\n2032年项目支出预算300.00万元，其中：年初预算200.00万元，追加预算100.00万元。\n1. 步道维修\n年初预算120.00万元，追加预算40.00万元。\n2. 苗圃扩建\n年初预算80.00万元，追加预算60.00万元。",
    // projects that call their money 项目支出 too
    "1.普查项目：项目支出预算35.00万元，实际支出30.00万元，年末结余5.00万元。\n2.执法项目：项目支出预算20.00万元，实际支出20.00万元，年末结余0万元。",
    // offices below the department
    "2032年全局财政拨款收入900.00万元。\n1、局机关：财政拨款收入600.00万元。\n2、检验所：财政拨款收入300.00万元。",
    // staff costs of one project are not the department's
    "（一）基本支出\n基本支出实际支出124.00万元。\n（二）项目支出\n普查项目实际支出30.00万元，其中：人员经费12.00万元，公用经费18.00万元。",
    // a cut is taken off
    "财政拨款收入500.00万元，其中：年初预算400.00万元，追加预算110.00万元，年中追减10.00万元。",
    // the stage stands before the noun
    "2032年年初预算收入450.00万元，其中基本支出280.00万元，项目支出170.00万元。决算支出510.00万元，其中基本支出300.00万元，项目支出210.00万元。",
    // a balance of a later year
    "年末结余20.00万元。\n截至2033年5月，年末结余5.00万元。",
    // other income makes up the rest
    "2032年，我单位共取得财政拨款收入500.00万元，其中年初部门预算400.00万元，年中追加预算90.00万元，其他收入10.00万元。",
    // people counted twice
    "受益人口12.50万人，其中脱贫人口7.30万人，女性6.40万人。",
];

#[test]
fn sentences_in_which_nothing_is_wrong_stay_silent() {
    let book = trial::built_in();
    let mut alarms = String::new();
    for passage in SILENT {
        let report = format!(
            "2032年度苇塘站部门整体支出绩效自评报告\n一、部门概况\n甲。\n二、整体支出管理及使用情况\n{passage}\n\
             三、整体支出绩效情况\n甲。\n四、存在的主要问题\n甲。\n五、改进措施\n甲。\n六、其他需要说明的情况\n无。\n"
        );
        let verdict = trial::verdict("report.txt", &report, &book);
        let alarmed = verdict.findings.iter().filter(|finding| finding.severity >= Severity::Warning);
        alarmed.for_each(|finding| {
            let _ = writeln!(alarms, "{passage}\n  {}", trial::line(finding));
        });
    }
    assert!(alarms.is_empty(), "false alarms:\n{alarms}");
}
