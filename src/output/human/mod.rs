//! Human output: each finding with the lines it speaks of, drawn by miette, and the summary.

mod checks;
mod rows;
mod view;
mod window;

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::sync::Arc;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles,
};

use super::columns::{TAB, columns};
use super::summary::{summary, word};
use super::{Options, Output};
use crate::finding::{Finding, Label, Severity};
use crate::message::Lang;
use crate::message::{clean, guard};
use crate::outcome::Outcome;
use crate::source::Source;
use rows::{Row, snippets};
use view::{Cut, View};

/// The row.
pub(super) const OUTPUT: Output = Output {
    name: "human",
    title: ("each finding with the lines it speaks of", "逐条列出问题并标出原文"),
    render,
};

/// Columns of source text that a snippet has at the least, however narrow the terminal.
const ROOM: usize = 40;

/// One snippet as miette takes it; it says nothing but its labels.
#[derive(Debug)]
struct Snippet {
    view: View,
    labels: Vec<LabeledSpan>,
}

/// Every finding, the coverage where it is asked for, and the summary.
fn render(outcome: &Outcome, options: &Options) -> String {
    let mut text = findings(&outcome.findings, options);
    if options.coverage {
        checks::list(&mut text, &outcome.reports, options);
    }
    text.push_str(&summary(outcome, options.lang));
    text.push('\n');
    guard(text)
}

/// The findings alone, an empty line after each.
pub fn findings(findings: &[Finding], options: &Options) -> String {
    let handler = handler(options);
    let mut text = String::new();
    for finding in findings {
        draw(&mut text, finding, &handler, options);
        text.push('\n');
    }
    guard(text)
}

/// A finding: what is wrong, the snippets, what it rests on and what to do.
fn draw(text: &mut String, finding: &Finding, handler: &GraphicalReportHandler, options: &Options) {
    let opening = format!("{}[{}]", word(finding.severity, options.lang), clean(&finding.rule));
    let message = format!("{opening}: {}", clean(finding.message.get(options.lang).trim()));
    let paint = match finding.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Info => "1;36",
    };
    push_painted(text, &fill(&message, "  ", options.width), &opening, paint, options);
    if finding.labels.is_empty() {
        let corner = if options.unicode { "╰─" } else { "`-" };
        let _ = writeln!(text, "  {corner}[{}]", clean(&finding.report));
    }
    for (source, labels) in by_source(finding) {
        let cut = cut(source, &labels, options);
        for rows in snippets(source, &labels, options.lang, &cut) {
            push_snippet(text, source, &rows, &cut, handler);
        }
    }
    let (basis, help) = match options.lang {
        Lang::En => ("basis", "help"),
        Lang::Zh => ("依据", "提示"),
    };
    let notes =
        [(basis, finding.basis.as_deref()), (help, finding.help.as_ref().map(|help| help.get(options.lang)))];
    for (name, note) in notes {
        if let Some(note) = note.map(str::trim).filter(|note| !note.is_empty()) {
            let opening = format!("  {name}:");
            let indent = " ".repeat(columns(&opening) + 1);
            let note = fill(&format!("{opening} {}", clean(note)), &indent, options.width);
            push_painted(text, &note, &opening, "36", options);
        }
    }
}

/// Adds `note` as a line, its `opening` in the colour `paint` where colours are asked for.
fn push_painted(text: &mut String, note: &str, opening: &str, paint: &str, options: &Options) {
    let _ = match note.strip_prefix(opening) {
        Some(rest) if options.color => writeln!(text, "\u{1b}[{paint}m{opening}\u{1b}[0m{rest}"),
        _ => writeln!(text, "{note}"),
    };
}

/// The labels by source: that of the primary label first, the others as they come.
fn by_source(finding: &Finding) -> Vec<(&Arc<Source>, Vec<&Label>)> {
    let mut sources: Vec<(&Arc<Source>, Vec<&Label>)> = Vec::new();
    for label in finding.primary().into_iter().chain(&finding.labels) {
        if !sources.iter().any(|(source, _)| Arc::ptr_eq(source, &label.source)) {
            let here = finding.labels.iter().filter(|other| Arc::ptr_eq(&other.source, &label.source));
            sources.push((&label.source, here.collect()));
        }
    }
    sources
}

/// How to cut lines so that they stand beside their numbers within the width.
fn cut(source: &Source, labels: &[&Label], options: &Options) -> Cut {
    let last = labels.iter().map(|label| source.line_at(label.span.end)).max().unwrap_or(1);
    let gutter = last.to_string().len() + 4;
    Cut {
        room: options.width.saturating_sub(gutter).max(ROOM),
        mark: if options.unicode { "…" } else { "..." },
    }
}

/// Adds a snippet as miette draws it, without the line for its empty message.
fn push_snippet(
    text: &mut String,
    source: &Source,
    rows: &[Row],
    cut: &Cut,
    handler: &GraphicalReportHandler,
) {
    let (view, labels) = View::new(source, rows, cut);
    let mut drawn = String::new();
    let done = handler.render_report(&mut drawn, &Snippet { view, labels });
    done.expect("writing into a string cannot fail, and a view has every span that its labels name");
    // The lines that a reader wrote for a file are none of the file's: their numbers would mislead.
    let numbered = source.place(0).is_none();
    for line in drawn.lines().skip(1) {
        let line = if numbered { Cow::Borrowed(line) } else { without_number(line) };
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// A line as miette draws it, its number in the gutter replaced by blanks.
fn without_number(line: &str) -> Cow<'_, str> {
    let mut sequence = false;
    let mut blank = |c: char| {
        sequence = c == '\u{1b}' || sequence && c != 'm';
        if c.is_ascii_digit() && !sequence { ' ' } else { c }
    };
    let in_gutter = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{1b}' | '[' | ';' | 'm');
    let gutter = line.find(|c| !in_gutter(c)).unwrap_or(line.len());
    if line[gutter..].starts_with(['│', '|']) {
        Cow::Owned(line[..gutter].chars().map(&mut blank).chain(line[gutter..].chars()).collect())
    } else {
        Cow::Borrowed(line)
    }
}

/// miette's handler, told everything that it would otherwise find out from the environment.
fn handler(options: &Options) -> GraphicalReportHandler {
    let characters = if options.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if options.color { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(options.width)
        .with_links(false)
        .without_primary_span_start() // a view names the place itself
        .with_context_lines(1)
        .tab_width(TAB)
        .without_syntax_highlighting()
}

/// `text` in lines of at most `width` columns, all but the first after `indent`.
fn fill(text: &str, indent: &str, width: usize) -> String {
    textwrap::fill(text, textwrap::Options::new(width.max(ROOM)).subsequent_indent(indent))
}

impl fmt::Display for Snippet {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Snippet {}

impl Diagnostic for Snippet {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.view)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

#[cfg(test)]
mod tests;
