//! `crossfoot check`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use clap::Args;
use rayon::ThreadPoolBuilder;
use rayon::prelude::*;

use super::file::{Contents, File};
use super::files::{Reports, RuleSets};
use super::terminal::{self, Screen};
use crossfoot::error::Error;
use crossfoot::finding::Severity;
use crossfoot::output::{self, OUTPUTS, Options};
use crossfoot::rules::Book;
use crossfoot::{Verdict, check, conclude, fault};

/// Which reports to check, against what, and how to tell.
#[derive(Debug, Args)]
pub(crate) struct Check {
    #[command(flatten)]
    reports: Reports,
    #[command(flatten)]
    rule_sets: RuleSets,
    /// How to write the result
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format_names())]
    format: String,
    /// List every check: what holds, what fails, and what could not be checked, with the reason
    #[arg(long)]
    coverage: bool,
    /// The least severity that makes the exit code 1
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Info,
    Never,
}

fn format_names() -> Vec<&'static str> {
    OUTPUTS.iter().map(|output| output.name).collect()
}

impl Check {
    pub(crate) fn run(&self, screen: &Screen) -> Result<u8, Error> {
        let book = self.rule_sets.book()?;
        let (found, mut errors) = self.reports.find(&book);
        let run = |file: &File| self.one(file, &book);
        // This thread is one of those that check.
        let _ = ThreadPoolBuilder::new().use_current_thread().build_global();
        let mut verdicts = Vec::with_capacity(found.len());
        for verdict in found.par_iter().map(run).collect::<Vec<_>>() {
            match verdict {
                Ok(verdict) => verdicts.extend(verdict),
                Err(error) => errors.push(error),
            }
        }
        if verdicts.is_empty() && errors.is_empty() {
            errors.push(self.reports.none());
        }
        let outcome = conclude(verdicts, &book);
        if !outcome.reports.is_empty() || !outcome.findings.is_empty() {
            let options = Options { coverage: self.coverage, ..screen.options.clone() };
            let output = output::find(&self.format).expect("the argument parser takes known formats only");
            terminal::print(&(output.render)(&outcome, &options))?;
        }
        for error in &errors {
            screen.complain(error);
        }
        let fail_on = match self.fail_on {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Info => Some(Severity::Info),
            FailOn::Never => None,
        };
        Ok(if errors.is_empty() { outcome.exit_code(fail_on) } else { 2 })
    }

    /// The verdict on one file; `None` for a rule set among the reports of a folder.
    fn one(&self, file: &File, book: &Book) -> Result<Option<Verdict>, Error> {
        let name = file.name();
        let (bytes, format) = match file.contents(book)? {
            Contents::Report(bytes, format) => (bytes, format),
            Contents::Refused(findings) => return Ok(Some(Verdict { findings, ..Verdict::default() })),
            Contents::RuleSet => return Ok(None),
        };
        let input = self.reports.input(book, &name, &bytes);
        // A fault in the program ends the check of this file, never that of the others.
        let run = || check(&input, format, book, self.coverage);
        let verdict = catch_unwind(AssertUnwindSafe(run));
        let fault = |_| Verdict { findings: vec![fault(&name)], ..Verdict::default() };
        Ok(Some(verdict.unwrap_or_else(fault)))
    }
}
