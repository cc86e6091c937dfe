//! Stacked tables: forms that change their columns half-way, with a row of headers for each part.

use std::collections::BTreeSet;

use crate::quantity::{Unit, cell};
use crate::source::{Source, Span};

/// What the headers of forms hold.
const HEADERS: &[&str] = &[
    "分值",
    "权重",
    "得分",
    "执行率",
    "预算数",
    "决算数",
    "执行数",
    "编制数",
    "控制率",
    "批复规模",
    "实际规模",
    "一级指标",
    "二级指标",
    "三级指标",
    "指标值",
    "完成值",
    "目标值",
    "偏差原因",
];

/// The fewest texts in a row of headers, and of these the fewest that headers of forms hold.
const LEAST: (usize, usize) = (3, 2);

/// The parts of a table, each with its row of headers first. The first `head` rows belong together.
pub(super) fn parts<'r>(rows: &'r [Vec<Span>], head: usize, source: &Source) -> Vec<&'r [Vec<Span>]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for at in head.max(1)..rows.len() {
        // A page may repeat the headers of the one before it.
        let repeats = || rows[start..at].iter().take(head.max(1)).any(|row| alike(row, &rows[at], source));
        if is_header(&rows[at], source) && at + 1 < rows.len() && !repeats() {
            parts.push(&rows[start..at]);
            start = at;
        }
    }
    parts.push(&rows[start..]);
    parts
}

fn alike(one: &[Span], two: &[Span], source: &Source) -> bool {
    let texts = |row: &[Span]| row.iter().map(|span| source.slice(*span).trim()).collect::<Vec<_>>();
    texts(one) == texts(two)
}

fn is_header(row: &[Span], source: &Source) -> bool {
    let texts = || row.iter().map(|span| source.slice(*span).trim()).filter(|text| !text.is_empty());
    let holds_header = |text: &&str| HEADERS.iter().any(|word| text.contains(word));
    // What stands on both sides of a table counts once.
    let told = || texts().filter(holds_header).collect::<BTreeSet<&str>>();
    texts().count() >= LEAST.0
        && texts().all(|text| cell(text, Unit::NONE).is_none() && text.chars().count() <= 20)
        && told().len() >= LEAST.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_headers_begins_another_part() {
        let text = "项目资金|预算数|执行数|得分\n总额|10|9|9\n一级指标|三级指标|分值|得分\n产出|数量|90|85\n效益|权重得分说明|甲|乙";
        let source = Source::new("t", text);
        let mut at = 0;
        let rows: Vec<Vec<Span>> = text
            .lines()
            .map(|line| {
                let cells = line.split('|').map(|cell| {
                    let span = Span::new(at, at + cell.len());
                    at += cell.len() + 1;
                    span
                });
                cells.collect()
            })
            .collect();
        let lengths = |head| parts(&rows, head, &source).iter().map(|part| part.len()).collect::<Vec<_>>();
        assert_eq!((lengths(0), lengths(3)), (vec![2, 3], vec![5]));
    }

    #[test]
    fn headers_of_two_sides_and_of_the_next_page_begin_none() {
        let cases = [
            "收入||支出|\n项目|决算数|项目|决算数\n甲|1|乙|2",
            "项目|预算数|决算数\n甲|1|2\n项目|预算数|决算数\n乙|3|4",
        ];
        for text in cases {
            let source = Source::new("t", text);
            let mut at = 0;
            let mut cell = |cell: &str| {
                let span = Span::new(at, at + cell.len());
                at = span.end + 1;
                span
            };
            let rows: Vec<Vec<Span>> =
                text.lines().map(|line| line.split('|').map(&mut cell).collect()).collect();
            assert_eq!(parts(&rows, 0, &source).len(), 1, "{text}");
        }
    }
}
