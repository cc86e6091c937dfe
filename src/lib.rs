//! Crossfoot: reads budget and performance reports, proves that their figures add up, and points at what is
//! wrong.
//!
//! # Glossary
//!
//! | noun | is |
//! | --- | --- |
//! | [source](source::Source) | a text under check, decoded |
//! | [span](source::Span) | a byte range of one source: the only way to point anywhere |
//! | [draft](report::Draft) | a report while it is being read; the only thing a reader sees |
//! | [report](report::Report) | sections, paragraphs, tables and statements, whatever file they came in |
//! | lexicon | a closed list of words, looked up by one of their characters |
//! | [quantity](quantity::Quantity) | an exact decimal with its unit and the interval that its rounding allows |
//! | [statement](report::Statement) | a quantity standing somewhere in a report, with its label and attributes |
//! | [assertion](language::Assertion) | what a sentence says of the arithmetic between the amounts that it tells |
//! | [reading](language::Reading) | one way to understand an assertion: the amounts that it may be about |
//! | figure | a name of the rule set's [vocabulary](figures::Vocabulary), [bound](figures::Bound) to the statements that state it |
//! | [rule set](rules::RuleSet), [rule](checks::Rule), [kind](checks::Kind) | the YAML file, one entry, the key that says what sort of rule it is |
//! | [check](checks::Check) | a rule that can run |
//! | [claim](ledger::Claim) | an equation that a check makes about figures |
//! | [working](ledger::Working) | a claim worked out line by line, as on paper |
//! | [frame](ledger::Frame) | what asserts an equation: a wording such as 其中 or 占…%, a table, a name |
//! | [ledger](ledger::Ledger) | every equation that the checks claimed, those that hold too |
//! | [finding](finding::Finding) | what is wrong at a place |
//! | [suggestion](finding::Suggestion) | which figure is likely wrong, and what it was meant to say |
//! | [book](rules::Book) | every rule set at hand, and which of their rules a report is held against |
//! | [verdict](Verdict) | what the check of one file came to |
//! | [outcome](outcome::Outcome) | findings, coverage and counts: all that a run has to say |
//! | [output](output::Output) | a format an outcome can be written in |
//!
//! # Flow
//!
//! ```text
//!                  read::FORMATS                                                    output::OUTPUTS
//!  file bytes ───────────────────▶ Draft ─▶ Report ─┐                             ┌────────────────▶ bytes
//!                                                   ├─ check ─▶ Ledger ─▶ diagnose ─▶ Outcome
//!  rules.yaml ─▶ tree::Node ─▶ RuleSet ─▶ Book ─────┘
//!                     checks::KINDS
//! ```
//!
//! Nothing here touches files, the clock or the terminal: bytes come in, values go out. The program around it
//! does.

pub mod checks;
pub mod diagnose;
pub mod error;
pub mod expr;
pub mod figures;
pub mod finding;
pub mod language;
pub mod ledger;
pub mod message;
pub mod outcome;
pub mod output;
pub mod quantity;
pub mod read;
pub mod report;
pub mod rules;
pub mod search;
pub mod source;
pub mod tree;

use std::collections::BTreeSet;
use std::sync::Arc;

use checks::{Case, Page, Rule};
use expr::Missing;
use figures::Bound;
use finding::{Finding, NO_FIGURES, Severity, UNREADABLE};
use ledger::{Judged, Ledger, Rounding, Trace};
use message::Message;
use outcome::{Checked, Outcome};
use read::{Format, Input};
use report::Report;
use rules::{Book, Compiled};
use source::{Source, Span};

/// What the check of one file came to.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The report, `None` where it could not be read.
    pub checked: Option<Checked>,
    /// Its findings, by place.
    pub findings: Vec<Finding>,
    /// The rules it was held against.
    pub compiled: Option<Arc<Compiled>>,
}

/// Reads `input` in `format` and holds it against the rules of `book` that apply. `keep` keeps every line of the
/// coverage, not only the counts.
pub fn check(input: &Input<'_>, format: &Format, book: &Book, keep: bool) -> Verdict {
    match read::read(input, format) {
        Ok(report) => check_report(&report, book, keep),
        Err(findings) => Verdict { findings, ..Verdict::default() },
    }
}

/// Holds `report` against the rules of `book` that apply to it.
pub fn check_report(report: &Report, book: &Book, keep: bool) -> Verdict {
    let compiled = book.for_report(report);
    let bound = bind(report, &compiled);
    let likely = compiled.sieve.likely(report.source.text());
    let ledger = hold(&bound, &compiled, &likely, |_| true, keep);
    let mut judged = ledger.judge(report, compiled.rounding, compiled.unit);
    diagnose::diagnose(report, &mut judged);
    let Judged { coverage, entries, mut findings, .. } = judged;
    findings.extend(report.notes.iter().cloned());
    if report.statements.is_empty() {
        findings.push(no_figures(report));
    }
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| finding.primary().map(|label| label.span);
        key(a).cmp(&key(b)).then_with(|| a.rule.cmp(&b.rule))
    });
    let checked = Checked {
        path: report.source.name().to_owned(),
        title: report.title.as_ref().map(|(title, _)| title.clone()),
        kind: report.kind.clone(),
        organization: report.organization.clone(),
        year: report.year,
        rulesets: compiled.ids.clone(),
        coverage,
        entries,
        statements: report.statements.len(),
    };
    Verdict { checked: Some(checked), findings, compiled: Some(compiled) }
}

/// The figures of `report`, bound by the words of the rules that apply to it.
pub fn bind<'a>(report: &'a Report, compiled: &'a Compiled) -> Bound<'a> {
    Bound::new(report, &compiled.vocabulary, compiled.unit)
        .with_cut_off(compiled.rounding == Rounding::Truncated)
}

/// What becomes of the rule with the id `rule` in the report whose figures are `bound` by `compiled`.
pub fn trace(bound: &Bound<'_>, compiled: &Compiled, rule: &str) -> Trace {
    let likely = compiled.sieve.likely(bound.report.source.text());
    let ledger = hold(bound, compiled, &likely, |_| true, true);
    ledger.trace(bound.report, rule, compiled.rounding, compiled.unit)
}

/// The ledger of the report whose figures are `bound`, held against the rules of `compiled` that are `meant`;
/// `likely` tells of each of their expressions whether the report may meet it. With `keep` every line is kept.
fn hold<'a>(
    bound: &'a Bound<'a>,
    compiled: &'a Compiled,
    likely: &'a [bool],
    meant: impl Fn(&Rule) -> bool,
    keep: bool,
) -> Ledger<'a> {
    let mut ledger = Ledger::new(keep);
    let mut rest = likely;
    for rule in &compiled.rules {
        let (likely, others) = rest.split_at(rule.check.expressions().len());
        rest = others;
        if !meant(rule) {
            continue;
        }
        let case = Case { bound, rule, likely };
        let mut page = Page::new(rule, bound.report, &mut ledger);
        match applies(&case) {
            Ok(true) => rule.check.check(&case, &mut page),
            Ok(false) => page.not_applicable(|| only_when(rule)),
            Err(missing) => page.undecided(|| missing.message()),
        }
    }
    if ledger.misses_any() {
        for rule in compiled.rules.iter().filter(|rule| meant(rule)) {
            let case = Case { bound, rule, likely: &[] };
            if matches!(applies(&case), Ok(true))
                && let Some(implied) = rule.check.implied(&case)
            {
                let figure = bound.vocabulary.canonical_name(implied.name).into_owned();
                ledger.imply(&rule.heading, figure, &implied);
            }
        }
    }
    ledger
}

/// Where the amounts start, in bytes, that the rules of `compiled` look at in the report whose figures are
/// `bound`. Rules that only tell of what the others leave are left out.
pub fn seen<'a>(bound: &'a Bound<'a>, compiled: &'a Compiled) -> BTreeSet<usize> {
    let likely = compiled.sieve.likely(bound.report.source.text());
    hold(bound, compiled, &likely, |rule| !rule.kind.last, false).seen()
}

/// What all verdicts and the rule sets themselves have to say.
pub fn conclude(verdicts: Vec<Verdict>, book: &Book) -> Outcome {
    let mut outcome = Outcome { findings: book.findings().to_vec(), ..Outcome::default() };
    let mut known: Vec<Arc<Compiled>> = Vec::new();
    for verdict in verdicts {
        outcome.reports.extend(verdict.checked);
        outcome.findings.extend(verdict.findings);
        known.extend(verdict.compiled.filter(|compiled| !known.iter().any(|one| Arc::ptr_eq(one, compiled))));
    }
    let rules: BTreeSet<&str> =
        known.iter().flat_map(|compiled| &compiled.rules).map(|rule| rule.heading.id.as_str()).collect();
    outcome.rules = rules.len();
    outcome
}

/// Whether a rule is held against the report: what its `when` says, if it has one. Rules for rows ask of each row.
fn applies(case: &Case<'_>) -> Result<bool, Missing> {
    let when = case.rule.when.as_ref().filter(|_| !case.rule.check.asks_each_row());
    when.map_or(Ok(true), |when| when.evaluate(case.bound))
}

/// Why a rule is not held against a report of which its `when` does not hold.
fn only_when(rule: &Rule) -> Message {
    let text = rule.when.as_ref().map_or("", |when| when.text.as_str());
    Message::new(format!("only when {text}"), format!("仅当 {text} 时适用"))
}

/// The finding that the file shown as `name` was not checked because of a fault in the program.
pub fn fault(name: &str) -> Finding {
    let message =
        Message::new("this file was not checked: crossfoot failed on it", "该文件未能检查：程序在处理时出错");
    let help = Message::new(
        "this is a fault of crossfoot, not of the report: please report it with the file, or the part that causes it",
        "这是程序的缺陷，与报告内容无关：请将该文件或引起问题的片段反馈给开发者",
    );
    let source = Arc::new(Source::new(name, ""));
    Finding::at(UNREADABLE, Severity::Error, &source, Span::default(), message).with_help(help)
}

/// The finding that nothing could be checked, because no amount was found.
pub fn no_figures(report: &Report) -> Finding {
    let message = Message::new(
        "no figure was found in this report: nothing can be checked",
        "报告中没有识别出任何数据，无法核对",
    );
    let help = Message::new(
        "amounts need a unit in prose (120.50 万元, £3m, 98%); is this the right file?",
        "正文中的金额应带单位（如 120.50 万元、98%）；请确认文件是否正确",
    );
    Finding::at(NO_FIGURES, Severity::Warning, &report.source, report.head(), message).with_help(help)
}
