//! `crossfoot figures`.

use clap::Args;

use super::files::{Reports, RuleSets};
use super::terminal::{self, Screen};
use crossfoot::error::Error;
use crossfoot::figures::Bound;
use crossfoot::output;
use crossfoot::output::figures::{LISTINGS, List, Listed};
use crossfoot::quantity::Firmness;
use crossfoot::report::{Report, Statement};
use crossfoot::rules::Book;

/// Which reports to list, and how.
#[derive(Debug, Args)]
pub(crate) struct Figures {
    #[command(flatten)]
    reports: Reports,
    #[command(flatten)]
    rule_sets: RuleSets,
    /// How to write the list
    #[arg(long, value_name = "FORMAT", default_value = "human", value_parser = format_names())]
    format: String,
    /// List only the amounts that take part in no check: no equation uses them and no rule names them. What was
    /// read but not understood, and what stands alone, is found here
    #[arg(long)]
    unbound: bool,
}

fn format_names() -> Vec<&'static str> {
    LISTINGS.iter().map(|listing| listing.name).collect()
}

impl Figures {
    pub(crate) fn run(&self, screen: &Screen) -> Result<u8, Error> {
        let book = self.rule_sets.book()?;
        let mut listed = List { statements: Vec::new(), unbound: self.unbound };
        let mut notes = Vec::new();
        let trouble = self.reports.read(&book, |report, trouble| {
            notes.extend(report.notes.iter().cloned());
            if report.statements.is_empty() {
                trouble.findings.push(crossfoot::no_figures(&report));
            }
            listed.statements.extend(list(&report, &book));
            Ok(())
        })?;
        let listing = LISTINGS.iter().find(|listing| listing.name == self.format);
        let listing = listing.expect("the argument parser takes known formats only");
        terminal::print(&(listing.render)(&listed, &screen.options))?;
        terminal::note(&output::findings(&notes, &screen.options));
        Ok(trouble.tell(screen))
    }
}

/// The statements of `report`, in order of place.
fn list(report: &Report, book: &Book) -> Vec<Listed> {
    let compiled = book.for_report(report);
    let bound = Bound::new(report, &compiled.vocabulary, compiled.unit);
    let mut order: Vec<usize> = (0..report.statements.len()).collect();
    order.sort_by_key(|at| report.statements[*at].span);
    let mut names = bound.names_of(compiled.names());
    let seen = crossfoot::seen(&bound, &compiled);
    let entry = |at: usize| {
        let statement = &report.statements[at];
        entry(report, statement, names.remove(&at), seen.contains(&statement.span.start))
    };
    order.into_iter().map(entry).collect()
}

/// A statement with the name that it is bound to; a rule that names it looks at it.
fn entry(report: &Report, statement: &Statement, name: Option<String>, seen: bool) -> Listed {
    let start = report.source.position(statement.span.start);
    let end = report.source.position(statement.span.end);
    Listed {
        checked: seen || name.is_some(),
        report: report.source.name().to_owned(),
        name,
        subject: statement.told_subject(),
        stage: statement.stage.map(|stage| stage.name().to_owned()),
        period: statement.period,
        label: statement.label.to_string(),
        value: statement.quantity.value.to_string(),
        unit: statement.quantity.unit.word(),
        approximate: statement.quantity.firmness != Firmness::Stated,
        place: report.source.place(statement.span.start).map(str::to_owned),
        line: start.line,
        column: start.column,
        end_column: end.column,
    }
}
