//! `crossfoot explain`.

use clap::Args;

use super::files::RuleSets;
use super::terminal::{self, Screen};
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
    #[command(flatten)]
    rule_sets: RuleSets,
}

impl Explain {
    pub(crate) fn run(&self, screen: &Screen) -> Result<u8, Error> {
        let book = self.rule_sets.book()?;
        let known: Vec<Rule> = book.rules().into_iter().map(|(_, rule)| rule).collect();
        let Some(rule) = known.iter().find(|rule| {
            rule.heading.id == self.rule || rule.heading.id.ends_with(&format!("/{}", self.rule))
        }) else {
            let hint = nearest(&self.rule, known.iter().map(|rule| rule.heading.id.as_str()))
                .map_or(String::new(), str::to_owned);
            return Err(Error::UnknownRule { name: self.rule.clone(), hint });
        };
        terminal::print(&guard(explain(rule, screen.options.lang)))?;
        Ok(0)
    }
}

/// What `rule` checks, its formula, its basis, and an example.
fn explain(rule: &Rule, lang: Lang) -> String {
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    let mut lines = vec![format!(
        "{}  ({})",
        clean(&rule.heading.id),
        rule.heading.severity.map_or("off", Severity::word)
    )];
    let mut tell = |title: Message, body: &str| {
        lines.push(String::new());
        lines.push(format!("{}{colon}{}", title.get(lang), clean(body)));
    };
    if let Some(title) = &rule.heading.title {
        tell(Message::new("Rule", "规则"), title.get(lang));
    }
    tell(Message::new("Kind", "种类"), &format!("{} — {}", rule.kind.key, rule.kind.title(lang)));
    tell(Message::new("What it checks", "检查内容"), rule.kind.about(lang));
    if let Some(when) = &rule.when {
        tell(Message::new("Only when", "适用条件"), &when.text);
    }
    if let Some(basis) = &rule.heading.basis {
        tell(Message::new("Basis", "依据"), basis);
    }
    if let Some(help) = &rule.heading.help {
        tell(Message::new("What to do", "处理办法"), help.get(lang));
    }
    tell(Message::new("An example of its kind that fails", "同类规则会报告的例子"), rule.kind.passages.0);
    tell(Message::new("One that passes", "同类规则会通过的例子"), rule.kind.passages.1);
    tell(Message::new("As written", "规则原文"), "");
    lines.extend(rule.written().lines().map(|line| format!("  {}", clean(line))));
    lines.push(String::new());
    lines.join("\n")
}
