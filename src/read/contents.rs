//! Contents pages: the lines that list the headings of a report before they come.

use std::ops::Range;

use crate::language::{Numeral, fold};
use crate::quantity::scan;

/// The longest entry, in characters.
const LONGEST_ENTRY: usize = 80;
/// How many lines with dots and a page number in a row are a contents page that has no heading.
const FEWEST_LEADERS: usize = 3;

/// The lines of the contents page, its heading included.
pub(super) fn contents_page(lines: &[&str]) -> Option<Range<usize>> {
    let Some(heading) = lines.iter().position(|line| is_contents_heading(line)) else {
        return leaders(lines);
    };
    let first = heading + 1 + lines[heading + 1..].iter().position(|line| !line.is_empty())?;
    let (entry, number) = (entry(lines[first]), number(lines[first]));
    // The report itself begins where its first heading, or at least that heading's number, comes again.
    let again = |line: &&str| {
        !has_leader(line) && (self::entry(line) == entry || number.is_some() && self::number(line) == number)
    };
    let listed = lines[first + 1..].iter().take_while(|line| is_entry(line));
    let end = listed.clone().position(again).map(|length| first + 1 + length);
    let numbered = || lines[first..].iter().take_while(|line| line.is_empty() || has_page(line)).count();
    Some(heading..end.unwrap_or_else(|| first + numbered()))
}

/// Whether a line is the heading of a contents page.
pub(super) fn is_contents_heading(line: &str) -> bool {
    // Most lines open with another word and are done with.
    let opens = |c: char| match c {
        '目' | 'c' | 'C' | 't' | 'T' | '\u{ff01}'.. => true,
        '\u{4e00}'..='\u{9fff}' => false,
        _ => !c.is_alphanumeric(),
    };
    line.len() < 40
        && line.starts_with(opens)
        && matches!(fold(line).replace(' ', "").as_str(), "目录" | "目次" | "contents" | "tableofcontents")
}

/// The first run of lines that all end in dots and a page number, none smaller than the one before.
fn leaders(lines: &[&str]) -> Option<Range<usize>> {
    let mut start = 0;
    while start < lines.len() {
        let mut last = 0;
        let goes_on = |line: &&&str| {
            let page = if has_leader(line) { page(line) } else { None };
            let goes_on = line.is_empty() || page.is_some_and(|page| page >= last);
            last = page.unwrap_or(last);
            goes_on
        };
        let run = lines[start..].iter().take_while(goes_on).count();
        if lines[start..start + run].iter().filter(|line| !line.is_empty()).count() >= FEWEST_LEADERS {
            return Some(start..start + run);
        }
        start += run.max(1);
    }
    None
}

/// The page number that ends a line.
fn page(line: &str) -> Option<u32> {
    let line = line.trim_end_matches([')', '）', '-']);
    line[line.trim_end_matches(|c: char| c.is_ascii_digit()).len()..].parse().ok()
}

/// Whether a line may be an entry: running text and amounts are none, so nothing that says something is
/// passed over.
fn is_entry(line: &str) -> bool {
    line.is_empty()
        || line.chars().count() <= LONGEST_ENTRY
            && !line.contains(['。', '；'])
            && scan(line).next().is_none()
}

/// An entry without its leader and page number, as it is compared.
fn entry(line: &str) -> String {
    let line = if has_page(line) { without_page(line) } else { line };
    let line = line.split(['…', '\t']).next().unwrap_or(line);
    fold(line.split("...").next().unwrap_or(line)).replace(' ', "")
}

/// The number of an entry.
fn number(line: &str) -> Option<Numeral> {
    Numeral::opening(line).map(|(numeral, _)| numeral)
}

/// Whether a line ends in dots or a tab and a page number.
pub(super) fn has_leader(line: &str) -> bool {
    let head = without_page(line);
    line.len() > head.len()
        && (head.ends_with(['…', '\t', '·']) || head.ends_with("...") || head.ends_with("．．"))
}

/// Whether a line ends in a page number.
fn has_page(line: &str) -> bool {
    let head = without_page(line);
    line.len() > head.len()
        && head.len() > 1
        && (has_leader(line) || line[head.len()..].starts_with([' ', '\u{3000}']))
}

/// A line without the page number at its end.
fn without_page(line: &str) -> &str {
    let bare = line.trim_end_matches([')', '）', '-']);
    let head = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    if head.len() == bare.len() || bare.len() - head.len() > 3 {
        return line;
    }
    head.trim_end_matches([' ', '\u{3000}', '(', '（', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_pages_end_where_the_report_begins() {
        let cases: [(&[&str], Option<Range<usize>>); 10] = [
            (&["报告", "目  录", "一、概况……1", "二、收支……2", "一、概况", "甲。"], Some(1..4)), // dots
            (&["目录", "第一部分 概况 1", "一、职能 1", "第一部分 概况", "一、职能"], Some(0..3)), // a blank
            (&["目录", "第一部分 概况", "第二部分 决算", "第一部分 概况", "甲。"], Some(0..3)),  // no pages
            (&["目录", "第一部分 本馆概况", "第二部分 决算", "第一部分 概况"], Some(0..3)), // the titles differ
            (&["Contents", "Introduction\t1", "Accounts\t4", "Introduction", "We ..."], Some(0..3)), // tabs
            (&["目录", "前言 1", "收支 2", "本馆设三个部室。", "前言"], Some(0..3)), // it never comes again
            (
                &["报告", "一、概况........1", "二、收支........2", "三、其他........3", "一、概况"],
                Some(1..4),
            ), // no heading
            (&["目录", "甲馆收入12万元。", "乙"], Some(0..1)),                       // the heading of a text
            (&["办公费......120", "水电费......86", "差旅费......35"], None),        // amounts
            (&["报告", "一、概况", "二、收支"], None),
        ];
        for (lines, expected) in cases {
            assert_eq!(contents_page(lines), expected, "{lines:?}");
        }
    }
}
