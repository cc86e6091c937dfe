//! The coverage: every check by report and how it came out, and their counts by what asserts them.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::super::Options;
use super::columns;
use super::fill;
use crate::ledger::{Coverage, Entry, Frame, Status};
use crate::message::{Lang, Message, clean};
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
        count(text, &report.frames(), options);
    }
}

/// Adds the counts by frame as a table. What does not apply is left out.
fn count(text: &mut String, frames: &BTreeMap<Frame, Coverage>, options: &Options) {
    let (heading, ways) = match options.lang {
        Lang::En => ("checks of", ["hold", "within rounding", "fail", "not evaluated"]),
        Lang::Zh => ("核对内容", ["成立", "在舍入范围内", "不成立", "未能核对"]),
    };
    let marks = [Status::Holds, Status::Rounding, Status::Violated, Status::NotEvaluated(Message::default())];
    let marks = marks.map(|status| mark(&status, options.unicode));
    let mut rows = vec![(heading.to_owned(), [0, 1, 2, 3].map(|at| format!("{} {}", marks[at], ways[at])))];
    for (frame, coverage) in frames {
        let Coverage { holds, rounding, violated, not_evaluated, .. } = *coverage;
        let counts = [holds, rounding, violated, not_evaluated];
        if counts.iter().any(|count| *count > 0) {
            let (en, zh) = frame.title();
            let title = if options.lang == Lang::En { en } else { zh };
            rows.push((title.to_owned(), counts.map(|count| count.to_string())));
        }
    }
    let widest = rows.iter().map(|(title, _)| columns(title)).max().unwrap_or(0);
    if rows.len() == 1 {
        return;
    }
    for (title, cells) in &rows {
        let _ = write!(text, "  {title}{}", " ".repeat(widest - columns(title)));
        for (cell, head) in cells.iter().zip(&rows[0].1) {
            let _ = write!(text, "  {}{cell}", " ".repeat(columns(head) - columns(cell)));
        }
        text.push('\n');
    }
    text.push('\n');
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
