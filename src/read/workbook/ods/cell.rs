//! Cells of ODS: what they hold, and what they show.

use rust_decimal::Decimal;

use super::super::super::xml::Element;
use super::super::formula::Formula;
use super::super::number::{general, stored};
use super::super::sheet::{Area, Cell, Place, Stored, Total};
use super::times;

/// What a formula shows that cannot be worked out.
const ERRORS: &[&str] = &["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!", "Err:"];

/// A cell that is being read.
#[derive(Debug)]
pub(super) struct CellReader {
    /// How many cells beside each other it stands for, and how many it spans.
    pub(super) copies: u32,
    rows: u32,
    columns: u32,
    /// Whether it says what it holds, and the number where it is one.
    typed: bool,
    value: Option<Decimal>,
    formula: Option<String>,
    text: String,
    /// Whether a paragraph was read, and whether one is open.
    shows: bool,
    reads: bool,
}

impl CellReader {
    /// The cell that begins.
    pub(super) fn new(element: &Element<'_>) -> Self {
        Self {
            copies: times(element, "number-columns-repeated"),
            rows: times(element, "number-rows-spanned"),
            columns: times(element, "number-columns-spanned"),
            typed: element.value("value-type").is_some(),
            value: element.value("value").and_then(|value| stored(&value)),
            formula: element.value("formula").map(|formula| plain(&formula)),
            text: String::new(),
            shows: false,
            reads: false,
        }
    }

    /// An element in it begins.
    pub(super) fn open(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "text:p" => {
                if std::mem::replace(&mut self.shows, true) {
                    self.text.push('\n');
                }
                self.reads = true;
            }
            "text:s" => {
                let blanks = element.value("c").and_then(|count| count.parse().ok()).unwrap_or(1_usize);
                self.text.push_str(&" ".repeat(blanks.min(MOST_BLANKS)));
            }
            "text:tab" => self.text.push('\t'),
            "text:line-break" => self.text.push('\n'),
            _ => {}
        }
    }

    /// An element in it ends.
    pub(super) fn close(&mut self, name: &str) {
        self.reads &= name != "text:p";
    }

    /// Text in it.
    pub(super) fn text(&mut self, text: &str) {
        if self.reads {
            self.text.push_str(text);
        }
    }

    /// The range that it spans at a place, where that is more than one cell.
    pub(super) fn spans(&self, row: u32, column: u32) -> Option<Area> {
        let last = Place {
            row: row.saturating_add(self.rows.saturating_sub(1)),
            column: column.saturating_add(self.columns.saturating_sub(1)),
        };
        let first = Place { row, column };
        (last != first).then_some(Area { first, last })
    }

    /// The cell that was read; `None` where it shows nothing.
    pub(super) fn cell(self, column: u32) -> Option<Cell> {
        let calculated = self.formula.is_some();
        let is_error = calculated && ERRORS.iter().any(|word| self.text.starts_with(word));
        let (shown, stored) = match self.value {
            _ if is_error => (self.text, Stored::Error),
            Some(value) => {
                // A column that is too narrow shows nothing but these marks.
                let narrow = self.text.chars().all(|c| c == '#') && !self.text.is_empty();
                let shown = if narrow || !self.shows { general(value) } else { self.text };
                (shown, Stored::Number(value))
            }
            None if calculated && !self.typed => {
                (format!("={}", self.formula.as_deref().unwrap_or_default()), Stored::Missing)
            }
            None => (self.text, Stored::Text),
        };
        if shown.is_empty() && stored == Stored::Text {
            return None;
        }
        let step = self.value.and_then(|value| step(&shown, value));
        let formula = self.formula.as_deref().and_then(Formula::parse);
        let total = formula.map(|formula| Box::new(Total { formula, step }));
        Some(Cell { column, shown, stored, indent: 0, total })
    }
}

/// The most blanks that are written for one mark.
const MOST_BLANKS: usize = 80;

/// A formula without the marks around its places: `of:=SUM([.C8:.C10])` is `SUM(C8:C10)`.
fn plain(formula: &str) -> String {
    let body = formula.split_once('=').map_or(formula, |(_, body)| body);
    body.replace("[.", "").replace(":.", ":").replace(']', "")
}

/// What one unit of the last digit counts that is shown of a number; `None` where all of it may be shown.
fn step(shown: &str, value: Decimal) -> Option<Decimal> {
    if shown == general(value) {
        return None;
    }
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).count();
    let decimals = shown.rsplit_once('.').map_or(0, |(_, after)| digits(after));
    let percents = if shown.contains('%') { 2 } else { 0 };
    Decimal::try_from_i128_with_scale(1, u32::try_from(decimals + percents).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_lose_the_marks_around_places() {
        let cases = [
            ("of:=SUM([.C8:.C10])", "SUM(C8:C10)"),
            ("of:=[.C8]-[.$D$9]", "C8-$D$9"),
            ("of:=SUM([$Q1.C8:.C10])", "SUM([$Q1.C8:C10)"), // another sheet: no sum that is read
            ("SUM(A1:A2)", "SUM(A1:A2)"),
        ];
        for (formula, expected) in cases {
            assert_eq!(plain(formula), expected);
        }
        assert_eq!(Formula::parse("SUM([$Q1.C8:C10)"), None);
    }

    #[test]
    fn the_last_digit_shown_counts_a_step() {
        let cases = [
            ("1,200.50", "1200.5", Some("0.01")),
            ("98.5%", "0.98456", Some("0.001")),
            ("1,201", "1200.5", Some("1")),
            ("1200.5", "1200.5", None),
        ];
        for (shown, value, expected) in cases {
            let step = step(shown, stored(value).unwrap()).map(|step| step.to_string());
            assert_eq!(step.as_deref(), expected, "{shown}");
        }
    }
}
