//! The coverage as a list: every check by report, and how it came out.

use super::super::Options;
use super::fill;
use crate::ledger::{Entry, Status};
use crate::message::Lang;
use crate::message::clean;
use crate::outcome::Checked;

/// Adds the checks of `reports` to `text`, a paragraph for each report that has some.
pub(super) fn list(text: &mut String, reports: &[Checked], options: &Options) {
    for report in reports.iter().filter(|report| !report.entries.is_empty()) {
        text.push_str(&clean(&report.path));
        text.push('\n');
        for entry in &report.entries {
            let mark = mark(&entry.status, options.unicode);
            let line = format!("  {mark} {}", words(entry, options.lang));
            text.push_str(&fill(&line, "    ", options.width));
            text.push('\n');
        }
        text.push('\n');
    }
}

/// The rule, its equation and why it was not decided.
fn words(entry: &Entry, lang: Lang) -> String {
    let rule = clean(&entry.rule);
    let equation = entry.equation.as_deref().or(entry.about.as_ref().map(|about| about.get(lang))).map(clean);
    let reason = entry.status.reason().map(|reason| clean(reason.get(lang)));
    match (equation, reason, lang) {
        (Some(equation), Some(reason), Lang::En) => format!("{rule}: {equation} ({reason})"),
        (Some(equation), Some(reason), Lang::Zh) => format!("{rule}: {equation}（{reason}）"),
        (Some(words), None, _) | (None, Some(words), _) => format!("{rule}: {words}"),
        (None, None, _) => rule.into_owned(),
    }
}

/// The mark for `status`, or its twin in ASCII.
fn mark(status: &Status, unicode: bool) -> char {
    let (mark, twin) = match status {
        Status::Holds => ('✓', '+'),
        Status::Rounding => ('≈', '~'),
        Status::Violated => ('✗', 'x'),
        Status::NotApplicable(_) => ('–', '-'),
        Status::NotEvaluated(_) => ('?', '?'),
    };
    if unicode { mark } else { twin }
}
