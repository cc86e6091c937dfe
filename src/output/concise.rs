//! Concise output: one line per finding, as compilers write them, for editors and `grep`.

use super::summary::{summary, word};
use super::{Options, Output, place};
use crate::finding::Finding;
use crate::message::Lang;
use crate::message::{clean, guard};
use crate::outcome::Outcome;

/// The row.
pub(super) const OUTPUT: Output = Output {
    name: "concise",
    title: (
        "one line per finding: path:line:column: severity[rule]: message",
        "每个问题一行：路径:行:列: 级别[规则]: 说明",
    ),
    render,
};

/// A line per finding and the summary.
fn render(outcome: &Outcome, options: &Options) -> String {
    let mut text = String::new();
    for finding in &outcome.findings {
        text.push_str(&line(finding, options.lang));
        text.push('\n');
    }
    text.push_str(&summary(outcome, options.lang));
    text.push('\n');
    guard(text)
}

/// `path:line:column: error[rule]: message`; the place in the file's own terms where it has some, the path alone
/// where there is none.
fn line(finding: &Finding, lang: Lang) -> String {
    let place = finding.primary().map_or_else(
        || clean(&finding.report).into_owned(),
        |label| format!("{}:{}", clean(label.source.name()), place(&label.source, label.span.start)),
    );
    let (word, rule) = (word(finding.severity, lang), clean(&finding.rule));
    format!("{place}: {word}[{rule}]: {}", clean(finding.message.get(lang)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Severity;
    use crate::message::Message;
    use crate::source::{Source, Span, Written};

    #[test]
    fn a_finding_is_one_line_and_no_command() {
        let source = Arc::new(Source::new("::error file=x\u{1b}]0;y", "甲乙丙\n"));
        let message = Message::new("two\nlines ##[group]", "两行\u{202e}");
        let mut finding = Finding::at("cn/a", Severity::Warning, &source, Span::new(3, 6), message);
        let mut outcome = Outcome { findings: vec![finding.clone()], ..Outcome::default() };
        let options = Options::default();
        let en = render(&outcome, &options);
        assert_eq!(en.lines().next().unwrap(), "?:error file=x?]0;y:1:2: warning[cn/a]: two lines #?[group]");
        assert_eq!(en.lines().count(), 2);
        let zh = render(&outcome, &Options { lang: Lang::Zh, ..options.clone() });
        assert_eq!(zh.lines().next().unwrap(), "?:error file=x?]0;y:1:2: 警告[cn/a]: 两行\u{fffd}");
        // a place in the file's own terms
        let mut written = Written::default();
        let cell = written.push("5", "支出!C12\u{1b}");
        let workbook = Arc::new(written.finish("b.xlsx"));
        let there = Finding::at("cn/a", Severity::Error, &workbook, cell, Message::same("no sum"));
        assert_eq!(line(&there, Lang::En), "b.xlsx:支出!C12?: error[cn/a]: no sum");
        // no place: the path alone
        finding.labels.clear();
        finding.report = "a.md".into();
        outcome.findings = vec![finding];
        assert_eq!(
            render(&outcome, &options).lines().next().unwrap(),
            "a.md: warning[cn/a]: two lines #?[group]"
        );
    }
}
