//! A trial: a text checked as the program would check it, and its amounts changed digit by digit.

#![allow(dead_code, reason = "every test takes what it needs of this")]

pub(crate) mod made;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crossfoot::finding::{Finding, Severity};
use crossfoot::ledger::Status;
use crossfoot::read::{detect, read};
use crossfoot::report::Report;
use crossfoot::rules::Book;
use crossfoot::{Verdict, check};
use rayon::prelude::*;

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The built-in rule sets and nothing else.
pub(crate) fn built_in() -> Book {
    book(&[])
}

/// The built-in rule sets and the given ones, as `(path, text)`.
pub(crate) fn book(given: &[(&str, &str)]) -> Book {
    let given = given.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    Book::new(given, &|path| std::fs::read_to_string(path).map_err(|error| error.to_string()))
}

/// The text of a file of the project.
pub(crate) fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The verdict on a file called `name`; its extension says the format.
pub(crate) fn verdict(name: &str, bytes: impl AsRef<[u8]>, book: &Book) -> Verdict {
    check(
        &book.input(name, bytes.as_ref()),
        detect(name).expect("the name ends in a known extension"),
        book,
        true,
    )
}

/// The report that a file called `name` is read as.
pub(crate) fn report(name: &str, bytes: impl AsRef<[u8]>, book: &Book) -> Report {
    let format = detect(name).expect("the name ends in a known extension");
    read(&book.input(name, bytes.as_ref()), format).unwrap_or_else(|findings| {
        panic!("{name} cannot be read:\n{}", findings.iter().map(line).collect::<Vec<_>>().join("\n"))
    })
}

/// A finding in one line: `10:12 error[cn/revenue-parts] …`.
pub(crate) fn line(finding: &Finding) -> String {
    let place = finding.primary().map_or_else(String::new, |label| {
        let position = label.source.position(label.span.start);
        format!("{}:{} ", position.line, position.column)
    });
    format!("{place}{}[{}] {}", finding.severity.word(), finding.rule, finding.message.zh)
}

/// The findings of a verdict in lines.
pub(crate) fn lines(verdict: &Verdict) -> Vec<String> {
    verdict.findings.iter().map(line).collect()
}

/// The findings of error severity in lines.
pub(crate) fn errors(verdict: &Verdict) -> Vec<String> {
    verdict.findings.iter().filter(|finding| finding.severity == Severity::Error).map(line).collect()
}

/// The lines of the report that a finding labels.
pub(crate) fn labelled(finding: &Finding) -> BTreeSet<usize> {
    finding.labels.iter().map(|label| label.source.position(label.span.start).line).collect()
}

/// The equations of a verdict that hold exactly.
pub(crate) fn holding(verdict: &Verdict) -> Vec<String> {
    let checked = verdict.checked.as_ref().expect("the report was read");
    checked.entries.iter().filter(|e| e.status == Status::Holds).filter_map(|e| e.equation.clone()).collect()
}

/// The digits of the amounts of money in 万元 on `lines` (from 1) of `text`: each a byte range, the unit left
/// out.
pub(crate) fn amounts(text: &str, lines: &[usize]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, line) in text.split_inclusive('\n').enumerate() {
        if lines.is_empty() || lines.contains(&(at + 1)) {
            for (unit, _) in line.match_indices("万元") {
                let digits =
                    line[..unit].bytes().rev().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
                if digits > 0 {
                    found.push(start + unit - digits..start + unit);
                }
            }
        }
        start += line.len();
    }
    found
}

/// Every text that differs from `text` by one digit of the amount at `amount`.
pub(crate) fn mutations<'t>(text: &'t str, amount: &Range<usize>) -> impl Iterator<Item = String> + 't {
    let digits = amount.clone().filter(|at| text.as_bytes()[*at].is_ascii_digit());
    digits.flat_map(move |at| {
        let own = &text[at..=at];
        let others = ('0'..='9').map(String::from).filter(move |digit| digit != own);
        others.map(move |digit| format!("{}{digit}{}", &text[..at], &text[at + 1..]))
    })
}

/// Of all changes of one digit of the amounts at `amounts`: how many there are, and those without an error
/// that labels the changed amount.
pub(crate) fn missed(name: &str, text: &str, amounts: &[Range<usize>], book: &Book) -> (usize, Vec<String>) {
    let changed: Vec<(&Range<usize>, String)> = amounts
        .iter()
        .flat_map(|amount| mutations(text, amount).map(move |changed| (amount, changed)))
        .collect();
    let misses = changed
        .par_iter()
        .filter(|(amount, changed)| !is_found(name, changed, amount, book))
        .map(|(amount, changed)| {
            let line = text[..amount.start].matches('\n').count() + 1;
            let words = text[..amount.start].chars().rev().take(12).collect::<Vec<_>>();
            let words: String = words.into_iter().rev().collect();
            let errors = errors(&verdict(name, changed, book));
            let (was, is) = (&text[(*amount).clone()], &changed[(*amount).clone()]);
            format!("line {line} …{words} {was} → {is}, errors elsewhere: {errors:?}")
        })
        .collect();
    (changed.len(), misses)
}

/// Whether an error labels the amount at `amount` of `text`.
pub(crate) fn is_found(name: &str, text: &str, amount: &Range<usize>, book: &Book) -> bool {
    let labels = |finding: &Finding| {
        finding.labels.iter().any(|label| label.span.start <= amount.start && amount.end <= label.span.end)
    };
    let verdict = verdict(name, text, book);
    verdict.findings.iter().any(|finding| finding.severity == Severity::Error && labels(finding))
}
