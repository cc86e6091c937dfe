//! `crossfoot rules`.

use std::path::PathBuf;

use clap::Args;

use super::files;
use super::terminal::Screen;
use crossfoot::error::Error;
use crossfoot::finding::Severity;
use crossfoot::message::{clean, guard};
use crossfoot::output;

/// Which rule sets to list besides the built-in ones.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Add a rule set [default: crossfoot.yaml in the current folder, if there is one]
    #[arg(long, value_name = "FILE")]
    rules: Vec<PathBuf>,
}

impl Rules {
    pub(crate) fn run(&self, screen: &Screen) -> Result<u8, Error> {
        let book = files::book(&self.rules)?;
        let lang = screen.options.lang;
        let mut text = String::new();
        let mut last = "";
        for (set, rule) in book.rules() {
            if set.id != last {
                let title = set.title.as_ref().map_or("", |title| title.get(lang));
                let gap = if last.is_empty() { "" } else { "\n" };
                text.push_str(&format!("{gap}{}  {}\n", clean(&set.id), clean(title)));
                last = &set.id;
            }
            let severity = rule.heading.severity.map_or("off", Severity::word);
            let title = rule.heading.title.as_ref().map_or(rule.kind.title(lang), |title| title.get(lang));
            text.push_str(&format!(
                "  {:<28} {:<10} {:<8} {}\n",
                clean(&rule.heading.id),
                rule.kind.key,
                severity,
                clean(title)
            ));
        }
        screen.print(&guard(text))?;
        let findings = book.findings();
        if !findings.is_empty() {
            screen.note(&output::findings(findings, &screen.options));
        }
        Ok(if findings.is_empty() { 0 } else { 2 })
    }
}
