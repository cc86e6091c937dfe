//! Prose snippets: a passage of a report, a line `----`, and what the built-in rule sets find in it.
//!
//! ```text
//! 本年支出300.00万元，其中：基本支出118.52万元，项目支出188.52万元。
//! ----
//! error 1: 300.00, 188.52
//! ```
//!
//! | line | says |
//! | --- | --- |
//! | `silent` | there is no error and no warning |
//! | `error 3: 118.52, 2.4` | an error labels something on line 3 and names these amounts; `warning`, `info` likewise |
//! | `holds core/ratio: 118.52, 2.4` | an equation of this rule, or of any where none is told, holds and has these amounts |
//!
//! Every line must be met, and no error or warning may be there that no line tells. What is `info` is only
//! looked at where a line asks for it. Amounts are written without thousands separators and units. A snippet is
//! a `.txt` or a `.md` file, and is read as such.
//!
//! `tests/passages/` holds many short passages, divided by lines of `----`, in which nothing is wrong: wordings that
//! look as if something was.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use crossfoot::Verdict;
use crossfoot::finding::{Finding, Severity};
use crossfoot::ledger::{Entry, Status};
use crossfoot::rules::Book;
use trial::{labelled, line, root, text, verdict};

/// How many snippets there are at least in each language.
const LEAST: usize = 40;

/// What a line after `----` expects.
enum Expected {
    Silent,
    Found { severity: Severity, line: usize, amounts: BTreeSet<String> },
    Holds { rule: Option<String>, amounts: BTreeSet<String> },
}

#[test]
fn every_snippet_comes_out_as_written() {
    let book = trial::built_in();
    let mut failures = String::new();
    for path in ["zh", "en"].into_iter().flat_map(snippets) {
        let (passage, expected) = parts(&path);
        let differences = compare(&path, &passage, &expected, &book);
        if !differences.is_empty() {
            let _ = write!(failures, "\n{}\n{differences}", path.display());
        }
    }
    assert!(failures.is_empty(), "{failures}");
}

#[test]
fn half_of_the_snippets_are_traps() {
    for language in ["zh", "en"] {
        let paths = snippets(language);
        let is_trap = |path: &&PathBuf| parts(path).1.iter().any(|e| matches!(e, Expected::Silent));
        let traps = paths.iter().filter(is_trap).count();
        assert!(paths.len() >= LEAST && traps * 2 >= LEAST, "{language}: {traps} traps of {}", paths.len());
    }
}

/// The snippets in a language, in order.
fn snippets(language: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("tests/cases/prose").join(language)).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The passage of a snippet and what is expected of it.
fn parts(path: &Path) -> (String, Vec<Expected>) {
    let text = text(path);
    let (passage, expected) = text.rsplit_once("\n----\n").unwrap_or_else(|| panic!("{}", path.display()));
    let expected: Vec<Expected> = expected
        .lines()
        .map(|line| expectation(line).unwrap_or_else(|| panic!("{}: {line}", path.display())))
        .collect();
    let faults = expected.iter().filter(
        |expected| matches!(expected, Expected::Found { severity, .. } if *severity >= Severity::Warning),
    );
    let silent = expected.iter().any(|expected| matches!(expected, Expected::Silent));
    assert!(silent != (faults.count() > 0), "{}: silent or not?", path.display());
    (format!("{passage}\n"), expected)
}

/// What one line expects; `None` where it cannot be read.
fn expectation(line: &str) -> Option<Expected> {
    let (head, tail) = line.split_once(": ").unwrap_or((line, ""));
    let amounts: BTreeSet<String> = tail.split(", ").flat_map(numbers).collect();
    if amounts.is_empty() != tail.is_empty() {
        return None;
    }
    match head.split_once(' ') {
        None if head == "silent" => Some(Expected::Silent),
        None if head == "holds" => Some(Expected::Holds { rule: None, amounts }),
        Some(("holds", rule)) => Some(Expected::Holds { rule: Some(rule.to_owned()), amounts }),
        Some((word, line)) => {
            let (severity, _) = Severity::ALL.into_iter().find(|(_, name)| *name == word)?;
            Some(Expected::Found { severity, line: line.parse().ok()?, amounts })
        }
        None => None,
    }
}

/// The expectations that are not met and the findings that none expects.
fn compare(path: &Path, passage: &str, expected: &[Expected], book: &Book) -> String {
    let extension = path.extension().unwrap().to_string_lossy();
    let verdict = verdict(&format!("report.{extension}"), passage, book);
    let mut differences = String::new();
    for expected in expected.iter().filter(|expected| !is_met(expected, &verdict)) {
        let _ = writeln!(differences, "  missing  {}", told(expected));
    }
    let faults = verdict.findings.iter().filter(|finding| finding.severity >= Severity::Warning);
    for finding in faults.filter(|finding| !expected.iter().any(|expected| tells(expected, finding))) {
        let _ = writeln!(differences, "  surplus  {}", line(finding));
    }
    differences
}

/// Whether the verdict has what is expected; what is not expected is not looked at.
fn is_met(expected: &Expected, verdict: &Verdict) -> bool {
    let entries = verdict.checked.iter().flat_map(|checked| &checked.entries);
    match expected {
        Expected::Silent => true,
        Expected::Found { .. } => verdict.findings.iter().any(|finding| tells(expected, finding)),
        Expected::Holds { rule, amounts } => entries
            .filter(|entry| rule.as_ref().is_none_or(|rule| entry.rule == *rule))
            .filter(|entry| matches!(entry.status, Status::Holds | Status::Rounding))
            .any(|entry| amounts.is_subset(&equated(entry))),
    }
}

/// Whether the finding is the expected one.
fn tells(expected: &Expected, finding: &Finding) -> bool {
    let Expected::Found { severity, line, amounts } = expected else { return false };
    finding.severity == *severity && labelled(finding).contains(line) && amounts.is_subset(&named(finding))
}

/// The amounts that a finding names or labels.
fn named(finding: &Finding) -> BTreeSet<String> {
    let labels = finding.labels.iter().flat_map(|label| [label.source.slice(label.span), &label.text.en]);
    let figures = finding.figures.iter().filter_map(|figure| figure.value.as_deref());
    labels.chain(figures).chain([finding.message.en.as_str()]).flat_map(numbers).collect()
}

/// The amounts of an equation.
fn equated(entry: &Entry) -> BTreeSet<String> {
    let figures = entry.figures.iter().filter_map(|figure| figure.value.as_deref());
    figures.chain(entry.equation.as_deref()).flat_map(numbers).collect()
}

/// The numbers of a text, without thousands separators and idle zeros: `1,055.40 %` is 1055.4.
fn numbers(text: &str) -> Vec<String> {
    let text = text.replace(',', "");
    let words = text.split(|c: char| !c.is_ascii_digit() && c != '.').map(|word| word.trim_matches('.'));
    let plain = |word: &str| match word.split_once('.') {
        Some((whole, decimals)) if decimals.trim_end_matches('0').is_empty() => whole.to_owned(),
        Some(_) => word.trim_end_matches('0').to_owned(),
        None => word.to_owned(),
    };
    words.filter(|word| !word.is_empty()).map(plain).collect()
}

/// An expectation as it is written.
fn told(expected: &Expected) -> String {
    let joined = |amounts: &BTreeSet<String>| amounts.iter().cloned().collect::<Vec<_>>().join(", ");
    match expected {
        Expected::Silent => "silent".to_owned(),
        Expected::Found { severity, line, amounts } => {
            format!("{} {line}: {}", severity.word(), joined(amounts))
        }
        Expected::Holds { rule: None, amounts } => format!("holds: {}", joined(amounts)),
        Expected::Holds { rule: Some(rule), amounts } => format!("holds {rule}: {}", joined(amounts)),
    }
}

#[test]
fn passages_in_which_nothing_is_wrong_stay_silent() {
    let book = trial::built_in();
    let mut alarms = String::new();
    for language in ["zh", "en"] {
        let passages = text(&root().join(format!("tests/passages/{language}.txt")));
        for passage in passages.split("\n----\n") {
            let drawn = passage.lines().any(|line| line.starts_with(['|', '#']));
            let verdict = verdict(if drawn { "report.md" } else { "report.txt" }, passage, &book);
            let told = verdict.findings.iter().filter(|finding| {
                finding.severity >= Severity::Warning && finding.rule != crossfoot::finding::NO_FIGURES
            });
            told.for_each(|finding| {
                let _ = write!(alarms, "\n{passage}\n  {}", line(finding));
            });
        }
    }
    assert!(alarms.is_empty(), "{alarms}");
}
