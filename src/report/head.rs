//! The head of a table: how many of its rows name the columns, and what they say.

use rust_decimal::Decimal;

use super::columns::is_year;
use super::draft::shortened;
use super::table::one_line;
use super::topic::{unit_line, unit_phrase};
use crate::quantity::{Unit, cell, number};
use crate::source::{Source, Span};

/// How many rows a head can have.
const MOST_ROWS: usize = 6;

/// What the first rows of a table say.
#[derive(Default)]
pub(super) struct Head {
    /// The name of each column; empty where there is no head.
    pub(super) names: Vec<String>,
    /// What stands above the names, spread over the columns that it spans.
    pub(super) groups: Vec<String>,
    /// What stands in the first row, spread over the columns to its right: 预算数 above all of its own.
    pub(super) tops: Vec<String>,
    /// The units that a row below the names gives.
    pub(super) units: Vec<Option<Unit>>,
    /// A caption inside the table.
    pub(super) caption: Option<String>,
    /// A unit for the whole table.
    pub(super) unit: Option<Unit>,
    /// How many rows these are.
    pub(super) rows: usize,
}

impl Head {
    /// Reads the head of `rows`, of which the file itself marks the first `marked` as such.
    ///
    /// ```text
    /// 科目  | 本年支出 |          |            groups
    ///       | 合计     | 基本支出 | 项目支出   names
    ///       | 万元     | 万元     | 万元       units
    /// ```
    pub(super) fn read(rows: &[Vec<Span>], marked: usize, source: &Source) -> Self {
        let mut head = Self::default();
        // A table that is marked as head and nothing else has none.
        let marked = if marked < rows.len() { marked } else { 0 };
        for (at, row) in rows.iter().enumerate().take(MOST_ROWS.max(marked)) {
            // One text may name very many columns.
            let texts: Vec<&str> = row.iter().map(|span| shortened(source.slice(*span).trim())).collect();
            let more = rows.get(at + 1).map(|row| filled(row, source));
            if !head.take(&texts, more.unwrap_or(0)) {
                if at >= marked {
                    break;
                }
                head.join(&texts);
            }
            head.rows = at + 1;
        }
        for name in head.names.iter_mut().chain(&mut head.groups).chain(&mut head.caption) {
            *name = one_line(name);
        }
        head
    }

    /// Takes a row that belongs to the head; `more` cells are filled in the row after it.
    fn take(&mut self, texts: &[&str], more: usize) -> bool {
        let told = || texts.iter().filter(|text| !text.is_empty());
        if told().any(|text| cell(text, Unit::NONE).is_some() && !names_column(text)) {
            return !self.names.is_empty() && is_numbering(texts);
        }
        let units: Vec<Option<Unit>> = texts.iter().map(|text| unit_phrase(text)).collect();
        if told().next().is_some() && told().all(|text| unit_phrase(text).is_some()) {
            self.units = units;
            return true;
        }
        if self.names.is_empty() {
            if told().count() == 1 && texts.len() > 1 && more > 1 {
                let text = told().next().expect("one text was counted");
                match unit_line(text) {
                    Some((_, unit)) => self.unit = Some(unit),
                    None => self.caption = self.caption.take().or_else(|| Some((*text).to_owned())),
                }
                return true;
            }
            self.names = texts.iter().map(|text| (*text).to_owned()).collect();
            self.groups = vec![String::new(); texts.len()];
            self.tops = spread(texts);
            return told().next().is_some();
        }
        self.divide(texts)
    }

    /// Takes a row that is marked as one of the head, whatever it holds: its texts name their columns.
    fn join(&mut self, texts: &[&str]) {
        self.names.resize(texts.len().max(self.names.len()), String::new());
        self.groups.resize(self.names.len(), String::new());
        for (at, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let above = std::mem::replace(&mut self.names[at], (*text).to_owned());
            if !above.is_empty() {
                self.groups[at] = above;
            }
        }
    }

    /// Takes a row of names below the row of those that span several of them.
    fn divide(&mut self, texts: &[&str]) -> bool {
        let above = |at: usize| self.names.get(at).map_or("", String::as_str);
        let own = |at: &usize| !texts[*at].is_empty() && texts[*at] != above(*at);
        let below: Vec<usize> = (0..texts.len()).filter(own).collect();
        let first_blank = texts.first().is_some_and(|text| text.is_empty() || *text == above(0));
        let free = below.iter().filter(|at| above(**at).is_empty()).count();
        // Above a full row of names stand those of the sides of the table.
        let sides = below.len() == texts.len() && free * 2 >= texts.len();
        if below.len() < 2 || free == 0 || !first_blank && !sides {
            return false;
        }
        self.names.resize(texts.len().max(self.names.len()), String::new());
        self.groups.resize(self.names.len(), String::new());
        let mut group = String::new();
        for (at, text) in texts.iter().enumerate() {
            if !self.names[at].is_empty() {
                group.clone_from(&self.names[at]);
            }
            if below.contains(&at) {
                let outer = std::mem::replace(&mut self.names[at], (*text).to_owned());
                self.groups[at].clone_from(if outer.is_empty() { &group } else { &outer });
            }
        }
        true
    }
}

/// Each text, and where there is none that to its left.
fn spread(texts: &[&str]) -> Vec<String> {
    let mut last = "";
    let over = texts.iter().map(|text| {
        last = if text.is_empty() { last } else { text };
        last.to_owned()
    });
    over.collect()
}

/// How many cells hold a text that is no amount.
fn filled(row: &[Span], source: &Source) -> usize {
    let is_name = |span: &&Span| {
        let text = source.slice(**span).trim();
        !text.is_empty() && (cell(text, Unit::NONE).is_none() || names_column(text))
    };
    row.iter().filter(is_name).count()
}

/// Whether a cell that looks like an amount names a column: a year, a unit such as £000, or both.
fn names_column(text: &str) -> bool {
    let both =
        || text.split_once(' ').is_some_and(|(year, unit)| is_year(year) && unit_phrase(unit).is_some());
    is_year(text) || text.starts_with(['£', '$', '€']) && unit_phrase(text).is_some() || both()
}

/// Whether a row only numbers the columns: 栏次 | 1 | 2 | 3.
fn is_numbering(texts: &[&str]) -> bool {
    let mut next = 1_u32;
    for text in texts.iter().filter(|text| !text.is_empty()) {
        match number(text).filter(|(_, length)| *length == text.len()) {
            Some((number, _)) if number == Decimal::from(next) => next += 1,
            // 栏次, however it is spread.
            None if text.chars().filter(|c| !c.is_whitespace()).count() <= 2 => {}
            _ => return false,
        }
    }
    next > 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_marked_as_head_name_the_columns_whatever_they_hold() {
        // rows, how many are marked, how many the head has, the names, the groups
        let cases = [
            ("项目|2021|2022\n甲|10|20", 0, 1, "项目|2021|2022", "||"),
            ("项目|预算\n|第1期|12.5\n甲|10|20", 0, 1, "项目|预算", "|"), // an amount ends the head
            ("项目|预算|\n|第1期|12.5\n甲|10|20", 2, 2, "项目|第1期|12.5", "|预算|"), // unless it is marked
            ("项目|本年|\n|甲|乙\n丙|10|20", 1, 2, "项目|甲|乙", "|本年|本年"), // more than is marked
            ("项目|行次|数|项目|数\n栏    次||1|栏次|2\n甲|1|10|乙|20", 0, 2, "项目|行次|数|项目|数", "||||"),
            ("项目|数\n甲|10", 2, 1, "项目|数", "|"), // a table of nothing but a head has none marked
        ];
        for (text, marked, rows, names, groups) in cases {
            let source = Source::new("t", text);
            let mut at = 0;
            let mut cell = |text: &str| {
                let span = Span::new(at, at + text.len());
                at = span.end + 1;
                span
            };
            let cells: Vec<Vec<Span>> =
                text.lines().map(|line| line.split('|').map(&mut cell).collect()).collect();
            let head = Head::read(&cells, marked, &source);
            assert_eq!(
                (head.rows, head.names.join("|"), head.groups.join("|")),
                (rows, names.to_owned(), groups.to_owned()),
                "{text}"
            );
        }
    }
}
