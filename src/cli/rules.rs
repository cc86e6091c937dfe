//! `crossfoot rules`.

use clap::Args;

use super::files::RuleSets;
use super::terminal::{self, Screen};
use crossfoot::error::Error;
use crossfoot::finding::Severity;
use crossfoot::message::{clean, guard};
use crossfoot::output;

/// Which rule sets to list besides the built-in ones.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    #[command(flatten)]
    rule_sets: RuleSets,
}

impl Rules {
    pub(crate) fn run(&self, screen: &Screen) -> Result<u8, Error> {
        let book = self.rule_sets.book()?;
        let lang = screen.options.lang;
        let mut lines: Vec<String> = Vec::new();
        let mut last = "";
        for (set, rule) in book.rules() {
            if set.id != last {
                if !last.is_empty() {
                    lines.push(String::new());
                }
                let title = set.title.as_ref().map_or("", |title| title.get(lang));
                lines.push(format!("{}  {}", clean(&set.id), clean(title)).trim_end().to_owned());
                last = &set.id;
            }
            let heading = &rule.heading;
            let severity = heading.severity.map_or("off", Severity::word);
            let title = heading.title.as_ref().map_or(rule.kind.title(lang), |title| title.get(lang));
            let (id, kind) = (clean(&heading.id), rule.kind.key);
            lines.push(format!("  {id:<28} {kind:<10} {severity:<8} {}", clean(title)));
        }
        lines.push(String::new());
        terminal::print(&guard(lines.join("\n")))?;
        let findings = book.findings();
        if !findings.is_empty() {
            terminal::note(&output::findings(findings, &screen.options));
        }
        Ok(if findings.is_empty() { 0 } else { 2 })
    }
}
