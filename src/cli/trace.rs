//! `crossfoot trace`.

use std::collections::BTreeSet;

use clap::Args;

use super::files::{Reports, RuleSets};
use super::terminal::{self, Screen};
use crossfoot::checks::Rule;
use crossfoot::error::Error;
use crossfoot::figures::Bound;
use crossfoot::ledger::{Claim, term_amount};
use crossfoot::message::{Lang, Message};
use crossfoot::output::trace::{Figure, Line, Place, Trace};
use crossfoot::report::Report;
use crossfoot::rules::{Book, Compiled};
use crossfoot::tree::nearest;

/// Which rule to follow through which reports.
#[derive(Debug, Args)]
pub(crate) struct Follow {
    /// The rule's id, such as cn/revenue-parts, or its last part
    #[arg(value_name = "RULE", display_order = 0)]
    rule: String,
    #[command(flatten)]
    reports: Reports,
    #[command(flatten)]
    rule_sets: RuleSets,
    /// Show every line, row and place, not only the first
    #[arg(long)]
    all: bool,
}

/// The keys of a rule that say what it computes, and of what.
const TOLD: &[&str] = &["for", "where", "when", "tolerance", "blank", "define"];

impl Follow {
    pub(crate) fn run(&self, screen: &Screen) -> Result<u8, Error> {
        let book = self.rule_sets.book()?;
        let mut gap = "";
        let trouble = self.reports.read(&book, |report, trouble| {
            let compiled = book.for_report(&report);
            match self.rule(&book, &compiled, report.source.name()) {
                Ok(rule) => {
                    let trace = follow(rule, &report, &compiled, self.all);
                    terminal::print(&format!("{gap}{}", trace.render(&screen.options)))?;
                    gap = "\n";
                }
                Err(error) => trouble.errors.push(error),
            }
            Ok(())
        })?;
        Ok(trouble.tell(screen))
    }

    /// The rule that is meant, among those that the report is held against.
    fn rule<'c>(&self, book: &Book, compiled: &'c Compiled, report: &str) -> Result<&'c Rule, Error> {
        let name = &self.rule;
        let short = format!("/{name}");
        let named = |rule: &&Rule| rule.heading.id == *name;
        let ends = |rule: &&Rule| rule.heading.id.ends_with(&short);
        if let Some(rule) = compiled.rules.iter().find(named) {
            return Ok(rule);
        }
        let ending: Vec<&Rule> = compiled.rules.iter().filter(ends).collect();
        if let [rule] = ending.as_slice() {
            return Ok(rule);
        }
        if ending.len() > 1 {
            let hint = ending.iter().map(|rule| rule.heading.id.as_str()).collect::<Vec<_>>().join(", ");
            return Err(Error::UnknownRule { name: name.clone(), hint });
        }
        let known: Vec<Rule> = book.rules().into_iter().map(|(_, rule)| rule).collect();
        if let Some(rule) = known.iter().find(|rule| named(rule) || ends(rule)) {
            return Err(Error::RuleLeftOut { rule: rule.heading.id.clone(), report: report.to_owned() });
        }
        let ids = || known.iter().map(|rule| rule.heading.id.as_str());
        let hint = nearest(name, ids()).or_else(|| {
            let last = nearest(name, ids().filter_map(|id| id.rsplit('/').next()))?;
            ids().find(|id| id.rsplit('/').next() == Some(last))
        });
        Err(Error::UnknownRule { name: name.clone(), hint: hint.map_or_else(String::new, str::to_owned) })
    }
}

/// How `rule` comes out in `report`.
fn follow(rule: &Rule, report: &Report, compiled: &Compiled, all: bool) -> Trace {
    let bound = crossfoot::bind(report, compiled);
    let traced = crossfoot::trace(&bound, compiled, &rule.heading.id);
    let is_sum = traced.lines.iter().any(|line| line.sum.is_some());
    let lines = traced.lines.into_iter().map(|line| {
        let figures = match &line.sum {
            Some((claim, _)) => figures(claim, rule, &bound),
            None => stated(rule, &bound),
        };
        let working = line.sum.map(|(_, working)| working);
        Line { status: line.status, about: line.about, figures, working }
    });
    let found = traced.findings.into_iter().map(|finding| {
        let place = finding.primary().map(|label| label.source.shown_place(label.span.start));
        (place.unwrap_or_default(), finding.message)
    });
    Trace {
        rule: rule.heading.id.clone(),
        title: rule
            .heading
            .title
            .clone()
            .unwrap_or_else(|| Message::new(rule.kind.title(Lang::En), rule.kind.title(Lang::Zh))),
        formula: formula(rule),
        report: report.source.name().to_owned(),
        lines: lines.collect(),
        findings: found.collect(),
        rounding: is_sum.then_some(traced.rounding),
        all,
    }
}

/// The lines of the rule as written that say what it computes, and of what.
fn formula(rule: &Rule) -> Vec<String> {
    let written = rule.written();
    let mut shown = Vec::new();
    let mut is_told = false;
    for line in written.lines().skip(1) {
        let key = line.trim_start().split(':').next().unwrap_or_default();
        if line.starts_with("  ") && !line.starts_with("   ") {
            is_told = TOLD.contains(&key) || key == rule.kind.key;
        }
        if is_told {
            shown.push(line.trim().to_owned());
        }
    }
    shown
}

/// The figures of `claim`, each with the places that state it, and those that state it otherwise.
fn figures(claim: &Claim, rule: &Rule, bound: &Bound<'_>) -> Vec<Figure> {
    let mut seen = BTreeSet::new();
    let mut figures = Vec::new();
    for term in claim.terms().filter(|term| !term.places.is_empty()) {
        if !seen.insert((&*term.name, term.value.value)) {
            continue;
        }
        let mut places: Vec<Place> =
            term.places.iter().map(|(_, span)| place(bound.report, span.start, None)).collect();
        let name = rule.check.names().into_iter().find(|name| *name.told() == term.name);
        let others = name.map(|name| bound.alternatives(name));
        for other in others.iter().filter_map(|found| found.as_ref().as_ref().ok()).flatten() {
            if other.operand.value.value != term.value.value {
                let amount = term_amount(&other.operand.clone().into());
                let elsewhere = other.operand.places.iter();
                places
                    .extend(elsewhere.map(|(_, span)| place(bound.report, span.start, Some(amount.clone()))));
            }
        }
        figures.push(Figure { name: term.name.to_string(), amount: term_amount(term), places });
    }
    figures
}

/// The figures that `rule` names and the report states, where there is nothing to work out.
fn stated(rule: &Rule, bound: &Bound<'_>) -> Vec<Figure> {
    let mut seen = BTreeSet::new();
    let mut figures = Vec::new();
    let names = rule.check.names().into_iter().filter(|name| seen.insert(name.told()));
    for name in names.filter(|_| !rule.check.asks_each_row()) {
        let found = bound.alternatives(name);
        let Some(first) = found.as_ref().as_ref().ok().and_then(|found| found.first()) else { continue };
        let places = first.operand.places.iter().map(|(_, span)| place(bound.report, span.start, None));
        let (places, amount) = (places.collect(), term_amount(&first.operand.clone().into()));
        figures.push(Figure { name: name.told().to_string(), amount, places });
    }
    figures
}

/// The place of the statement that starts at `start`, with the words it is told by.
fn place(report: &Report, start: usize, instead: Option<String>) -> Place {
    let statement = report.statement_at(start).map(|at| &report.statements[at]);
    let words = statement.map_or_else(String::new, |statement| statement.label.trim().to_owned());
    let around = statement.and_then(|statement| {
        let table = statement.cell.and_then(|(table, ..)| report.tables.get(table));
        let section = statement.section.and_then(|section| report.sections.get(section));
        let table = table.map(|table| table.name.clone()).filter(|name| !name.is_empty());
        table.or_else(|| section.map(|section| section.title.clone()))
    });
    let around = around.unwrap_or_default();
    Place { place: report.source.shown_place(start), words, around, instead }
}
