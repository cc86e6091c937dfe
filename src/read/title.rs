//! Titles: the lines at the top of a text that name the report.

use super::contents::is_contents_heading;
use crate::language::Numeral;
use crate::quantity::scan;

/// The most lines of a title.
const MOST_LINES: usize = 3;
/// The longest of them, in characters.
const LONGEST: usize = 60;
/// What a line that goes on with a title after an empty one ends in, small letters.
const DOCUMENTS: &[&str] = &[
    "报告",
    "报告书",
    "决算",
    "预算",
    "决算公开",
    "预算公开",
    "自评表",
    "公报",
    "report",
    "accounts",
    "budget",
    "statement",
];
/// What a title that is complete ends in.
const COMPLETE: &[&str] = &["报告", "报告书", "report"];

/// The first of `lines`, those at the top of a text, that may be one of the title.
pub(super) fn first(lines: &[&str]) -> Option<usize> {
    lines.iter().position(|line| !line.is_empty() && !is_attachment(line))
}

/// The first and the last line of the title among `lines`, those at the top of a text; an empty one may stand
/// between. Lines that `stand` for something else are none of it.
pub(super) fn typed(lines: &[&str], stands: impl Fn(usize) -> bool) -> Option<(usize, usize)> {
    let fits = |at: usize| lines.get(at).is_some_and(|line| is_line(line)) && !stands(at);
    let first = first(lines).filter(|at| fits(*at))?;
    let mut last = first;
    let mut length = 1;
    while length < MOST_LINES {
        let Some(next) = (last + 1..lines.len()).find(|at| !lines[*at].is_empty()) else { break };
        if next > last + 1 && !goes_on(lines[last], lines[next]) {
            break;
        }
        if !fits(next) {
            break;
        }
        (last, length) = (next, length + 1);
    }
    Some((first, last))
}

/// Whether a line says that the report is attached to something.
pub(super) fn is_attachment(line: &str) -> bool {
    line.starts_with("附件") && line.chars().count() <= 6
}

/// Whether a line at the top may be one of the title.
pub(super) fn is_line(line: &str) -> bool {
    let is_row = line.contains("  ") && line.ends_with(|c: char| c.is_ascii_digit() || c == ')');
    !line.is_empty()
        && !is_row
        && line.chars().count() <= LONGEST
        && !line.contains(['。', '；', '：', ':', '\t', '|'])
        && !line.ends_with(['，', '、', ','])
        && Numeral::opening(line).is_none()
        && !is_contents_heading(line)
        && scan(line).all(|amount| !amount.quantity.unit.is_money())
}

/// Whether `next`, which follows `line` after an empty line, belongs to the same title.
fn goes_on(line: &str, next: &str) -> bool {
    let ends = |text: &str, words: &[&str]| {
        let text = text.trim().to_lowercase();
        words.iter().any(|word| text.ends_with(word))
    };
    ends(next, DOCUMENTS) && !ends(line, COMPLETE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_the_first_lines_that_name_something() {
        let cases: [(&str, Option<(usize, usize)>); 10] = [
            ("报告\n一、概况", Some((0, 0))),
            ("\n某局整体支出\n绩效自评报告\n一、概况", Some((1, 2))),
            ("某局整体支出预算\n\n绩效自评报告\n\n一、概况", Some((0, 2))), // parted by an empty line
            ("附件3\n\n某局\n\n2031年度部门决算\n\n目录", Some((2, 4))),
            ("某局2031年度绩效自评报告\n\n部门预算\n", Some((0, 0))), // it was complete
            ("2031年度部门决算\n\n基本情况\n", Some((0, 0))),
            ("Riverside Council\n\nAnnual report\n", Some((0, 2))),
            ("2031年收入120万元\n", None),
            ("收入：\n", None),
            ("甲，\n乙。", None), // running text
        ];
        for (text, expected) in cases {
            let lines: Vec<&str> = text.split('\n').collect();
            assert_eq!(typed(&lines, |_| false), expected, "{text}");
        }
    }
}
