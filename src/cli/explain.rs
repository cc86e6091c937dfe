//! `crossfoot explain`.

use std::path::PathBuf;

use clap::Args;

use super::files;
use super::terminal::Screen;
use crossfoot::checks::Rule;
use crossfoot::error::Error;
use crossfoot::finding::Severity;
use crossfoot::message::{Lang, Message};
use crossfoot::message::{clean, guard};
use crossfoot::tree::nearest;

/// Which rule to explain.
#[derive(Debug, Args)]
pub(crate) struct Explain {
    /// The rule's id, such as cn/revenue-parts, as findings and `crossfoot rules` show it
    #[arg(value_name = "RULE")]
    rule: String,
    /// Add a rule set [default: crossfoot.yaml in the current folder, if there is one]
    #[arg(long, value_name = "FILE")]
    rules: Vec<PathBuf>,
}

impl Explain {
    pub(crate) fn run(&self, screen: &Screen) -> Result<u8, Error> {
        let book = files::book(&self.rules)?;
        let known: Vec<&Rule> = book.rules().map(|(_, rule)| rule).collect();
        let Some(rule) = known.iter().find(|rule| {
            rule.heading.id == self.rule || rule.heading.id.ends_with(&format!("/{}", self.rule))
        }) else {
            let hint = nearest(&self.rule, known.iter().map(|rule| rule.heading.id.as_str()))
                .map_or(String::new(), str::to_owned);
            return Err(Error::UnknownRule { name: self.rule.clone(), hint });
        };
        screen.print(&guard(explain(rule, screen.options.lang)))?;
        Ok(0)
    }
}

/// What `rule` checks, its formula, its basis, and an example.
fn explain(rule: &Rule, lang: Lang) -> String {
    let mut text =
        format!("{}  ({})\n", clean(&rule.heading.id), rule.heading.severity.map_or("off", Severity::word));
    let mut line = |title: Message, body: &str| {
        let colon = if lang == Lang::Zh { "：" } else { ": " };
        text.push_str(&format!("\n{}{colon}{}\n", title.get(lang), clean(body)));
    };
    if let Some(title) = &rule.heading.title {
        line(Message::new("Rule", "规则"), title.get(lang));
    }
    line(Message::new("Kind", "种类"), &format!("{} — {}", rule.kind.key, rule.kind.title(lang)));
    line(Message::new("What it checks", "检查内容"), rule.kind.about(lang));
    if let Some(when) = &rule.when {
        line(Message::new("Only when", "适用条件"), &when.text);
    }
    let written = rule.written();
    if !written.is_empty() {
        line(Message::new("As written", "规则原文"), "");
        text.push_str(&indent(&written));
    }
    let mut line = |title: Message, body: &str| {
        let colon = if lang == Lang::Zh { "：" } else { ": " };
        text.push_str(&format!("\n{}{colon}{}\n", title.get(lang), clean(body)));
    };
    if let Some(basis) = &rule.heading.basis {
        line(Message::new("Basis", "依据"), basis);
    }
    if let Some(help) = &rule.heading.help {
        line(Message::new("What to do", "处理办法"), help.get(lang));
    }
    line(Message::new("An example of its kind that fails", "同类规则会报告的例子"), rule.kind.passages.0);
    line(Message::new("One that passes", "同类规则会通过的例子"), rule.kind.passages.1);
    text
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {}\n", clean(line))).collect()
}
