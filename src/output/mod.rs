//! Outputs: one file per format that an outcome is written in.

mod columns;
mod concise;
pub mod figures;
mod human;
mod json;
mod sarif;
mod summary;

pub use human::findings;
pub use json::schema;

use crate::message::{Lang, clean};
use crate::outcome::Outcome;
use crate::source::Source;

/// A format that an outcome is written in.
#[derive(Debug)]
pub struct Output {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in one line: English and Chinese.
    pub title: (&'static str, &'static str),
    /// Writes the outcome, with a line break at the end.
    pub render: fn(&Outcome, &Options) -> String,
}

/// Every output, in the order in which they are listed; the first is the default.
pub const OUTPUTS: &[Output] = &[human::OUTPUT, concise::OUTPUT, json::OUTPUT, sarif::OUTPUT];

/// How to write for the one who reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The language of messages.
    pub lang: Lang,
    /// Whether to colour with ANSI sequences.
    pub color: bool,
    /// Whether lines and marks may be drawn with more than ASCII.
    pub unicode: bool,
    /// The width of the terminal in columns.
    pub width: usize,
    /// Whether to list every check and how it came out.
    pub coverage: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { lang: Lang::En, color: false, unicode: true, width: 100, coverage: false }
    }
}

/// Where byte `offset` of `source` stands, for people: in the file's own terms where it has some, cleaned, else
/// `line:column`.
fn place(source: &Source, offset: usize) -> String {
    let position = || {
        let position = source.position(offset);
        format!("{}:{}", position.line, position.column)
    };
    source.place(offset).map_or_else(position, |place| clean(place).into_owned())
}

/// The output called `name`.
pub fn find(name: &str) -> Option<&'static Output> {
    OUTPUTS.iter().find(|output| output.name == name)
}
