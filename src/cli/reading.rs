//! Reading the reports of a command one after the other, and telling of those that cannot be read.

use super::file::{Contents, File};
use super::files::Reports;
use super::terminal::{self, Screen};
use crossfoot::error::Error;
use crossfoot::finding::Finding;
use crossfoot::output;
use crossfoot::read::{Input, read};
use crossfoot::report::Report;
use crossfoot::rules::Book;

/// What went wrong while reports were read; nothing of it ends the run.
#[derive(Default)]
pub(crate) struct Trouble {
    /// What cannot be read, at its place.
    pub(crate) findings: Vec<Finding>,
    /// What has no place in a report.
    pub(crate) errors: Vec<Error>,
}

impl Reports {
    /// Reads every report against `book` and hands it to `visit`, which may add to the trouble.
    pub(crate) fn read(
        &self,
        book: &Book,
        mut visit: impl FnMut(Report, &mut Trouble) -> Result<(), Error>,
    ) -> Result<Trouble, Error> {
        let (found, errors) = self.find(book);
        let mut trouble = Trouble { findings: book.findings().to_vec(), errors };
        for file in found {
            match self.read_one(&file, book) {
                Ok(Some(Ok(report))) => visit(report, &mut trouble)?,
                Ok(Some(Err(findings))) => trouble.findings.extend(findings),
                Ok(None) => {}
                Err(error) => trouble.errors.push(error),
            }
        }
        Ok(trouble)
    }

    /// The report that `file` holds, or why it cannot be read; `None` for a rule set.
    fn read_one(&self, file: &File, book: &Book) -> Result<Option<Result<Report, Vec<Finding>>>, Error> {
        Ok(match file.contents(book)? {
            Contents::Report(bytes, format) => Some(read(&self.input(book, &file.name(), &bytes), format)),
            Contents::Refused(findings) => Some(Err(findings)),
            Contents::RuleSet => None,
        })
    }

    /// The `bytes` of the file called `name` as they are to be read.
    pub(crate) fn input<'a>(&self, book: &'a Book, name: &'a str, bytes: &'a [u8]) -> Input<'a> {
        Input { hidden: self.hidden, ..book.input(name, bytes) }
    }
}

impl Trouble {
    /// Tells it on the screen, and gives the exit code.
    pub(crate) fn tell(&self, screen: &Screen) -> u8 {
        terminal::note(&output::findings(&self.findings, &screen.options));
        for error in &self.errors {
            screen.complain(error);
        }
        if self.errors.is_empty() && self.findings.is_empty() { 0 } else { 2 }
    }
}
