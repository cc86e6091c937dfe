//! The summary: one sentence that says what was checked and how it came out.

use crate::finding::Severity;
use crate::message::Lang;
use crate::outcome::Outcome;

/// The sentence in `lang`. Notes and rounding are told only where there are any; what could not be evaluated
/// is told always, and never counted as holding.
pub(super) fn summary(outcome: &Outcome, lang: Lang) -> String {
    match lang {
        Lang::En => english(outcome),
        Lang::Zh => chinese(outcome),
    }
}

fn english(outcome: &Outcome) -> String {
    let coverage = outcome.coverage();
    let count = |number: usize, word: &str| match number {
        1 => format!("1 {word}"),
        _ => format!("{number} {word}s"),
    };
    let rounding = match coverage.rounding {
        0 => String::new(),
        number => format!(" ({number} within rounding)"),
    };
    let mut parts = vec![match coverage.holds + coverage.rounding {
        1 => format!("1 holds{rounding}"),
        number => format!("{number} hold{rounding}"),
    }];
    parts.push(count(outcome.count(Severity::Error), "error"));
    parts.push(count(outcome.count(Severity::Warning), "warning"));
    match outcome.count(Severity::Info) {
        0 => {}
        notes => parts.push(count(notes, "note")),
    }
    let unread = match outcome.unreadable() {
        0 => String::new(),
        number => format!("; {} could not be read", count(number, "file")),
    };
    format!(
        "Checked {} against {}: {}; {} not evaluated, {} not applicable{unread}.",
        count(outcome.reports.len(), "report"),
        count(outcome.rules, "rule"),
        parts.join(", "),
        coverage.not_evaluated,
        coverage.not_applicable
    )
}

fn chinese(outcome: &Outcome) -> String {
    let coverage = outcome.coverage();
    let rounding = match coverage.rounding {
        0 => String::new(),
        number => format!("（其中 {number} 个在舍入范围内）"),
    };
    let notes = match outcome.count(Severity::Info) {
        0 => String::new(),
        number => format!("，说明 {number}"),
    };
    let unread = match outcome.unreadable() {
        0 => String::new(),
        number => format!("；{number} 个文件无法读取"),
    };
    format!(
        "已检查 {} 份报告、{} 条规则：{} 个等式或要求成立{rounding}；错误 {}，警告 {}{notes}；未能核对 {}，不适用 {}{unread}。",
        outcome.reports.len(),
        outcome.rules,
        coverage.holds + coverage.rounding,
        outcome.count(Severity::Error),
        outcome.count(Severity::Warning),
        coverage.not_evaluated,
        coverage.not_applicable
    )
}

/// The word for `severity` that people read.
pub(super) fn word(severity: Severity, lang: Lang) -> &'static str {
    match (severity, lang) {
        (Severity::Error, Lang::En) => "error",
        (Severity::Warning, Lang::En) => "warning",
        (Severity::Info, Lang::En) => "note",
        (Severity::Error, Lang::Zh) => "错误",
        (Severity::Warning, Lang::Zh) => "警告",
        (Severity::Info, Lang::Zh) => "说明",
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::finding::Finding;
    use crate::ledger::Coverage;
    use crate::message::Message;
    use crate::outcome::Checked;
    use crate::source::{Source, Span};

    fn outcome(reports: usize, rules: usize, coverage: Coverage, findings: &[(Severity, usize)]) -> Outcome {
        let source = Arc::new(Source::new("a.txt", "a"));
        let mut list = vec![Checked::default(); reports];
        list[0].coverage = coverage;
        let finding = |severity| Finding::at("a/b", severity, &source, Span::new(0, 1), Message::same("m"));
        let findings = findings
            .iter()
            .flat_map(|(severity, n)| std::iter::repeat_n(*severity, *n))
            .map(finding)
            .collect();
        Outcome { reports: list, findings, rules }
    }

    #[test]
    fn the_summary_counts_in_words() {
        use Severity::{Error, Info, Warning};
        let coverage = Coverage { holds: 355, rounding: 3, violated: 4, not_evaluated: 6, not_applicable: 9 };
        let big = outcome(12, 31, coverage, &[(Error, 4), (Warning, 2), (Info, 1)]);
        let one = outcome(1, 1, Coverage { holds: 1, ..Coverage::default() }, &[(Error, 1)]);
        let cases = [
            (
                &big,
                "Checked 12 reports against 31 rules: 358 hold (3 within rounding), 4 errors, 2 warnings, 1 note; 6 not \
                 evaluated, 9 not applicable.",
                "已检查 12 份报告、31 条规则：358 个等式或要求成立（其中 3 个在舍入范围内）；错误 4，警告 2，说明 1；未能核对 6，不适用 9。",
            ),
            (
                &one,
                "Checked 1 report against 1 rule: 1 holds, 1 error, 0 warnings; 0 not evaluated, 0 not applicable.",
                "已检查 1 份报告、1 条规则：1 个等式或要求成立；错误 1，警告 0；未能核对 0，不适用 0。",
            ),
        ];
        for (outcome, en, zh) in cases {
            assert_eq!(summary(outcome, Lang::En), en);
            assert_eq!(summary(outcome, Lang::Zh), zh);
        }
    }
}
