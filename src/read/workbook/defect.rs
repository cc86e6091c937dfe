//! Defects: cells that hold something else than they show or say.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::formula::{Formula, Operand};
use super::sheet::{Area, Cell, Place, Sheet, Stored, Total};
use crate::quantity::{Unit, cell};

/// What is wrong with a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Defect {
    /// It holds something else than the cells of its formula add up to.
    Differs { stored: Decimal, sum: Decimal },
    /// Its formula was never worked out.
    Uncalculated,
    /// It shows an error such as `#REF!`.
    Error,
    /// It holds a number as text, which the sum at this place does not count.
    Text { total: Place },
}

/// How often a column is looked at: what sums ask beyond is not held against its cells.
const LOOKS: usize = 50_000_000;

/// The defects of a sheet, by place.
pub(super) fn defects(sheet: &Sheet) -> BTreeMap<Place, Defect> {
    let mut defects = BTreeMap::new();
    let mut columns = Columns::of(sheet);
    for row in &sheet.rows {
        for cell in &row.cells {
            let place = Place { row: row.number, column: cell.column };
            match cell.stored {
                Stored::Error => drop(defects.insert(place, Defect::Error)),
                Stored::Missing => drop(defects.insert(place, Defect::Uncalculated)),
                Stored::Number(stored) => {
                    let Some(total) = &cell.total else { continue };
                    columns.tell_texts(&total.formula, place, &mut defects);
                    let sum = columns.sum(sheet, &total.formula, place);
                    let sum = sum.filter(|(sum, largest)| !agrees(stored, *sum, *largest, total));
                    if let Some((sum, _)) = sum {
                        defects.insert(place, Defect::Differs { stored, sum });
                    }
                }
                Stored::Text => {}
            }
        }
    }
    defects
}

/// Whether a total is the sum of its cells, as far as it is shown and as far as binary fractions go; `largest` is
/// the size of what was added.
fn agrees(stored: Decimal, sum: Decimal, largest: Decimal, total: &Total) -> bool {
    let Some(gap) = stored.checked_sub(sum).map(|gap| gap.abs()) else { return true };
    let noise = largest.max(Decimal::ONE) * Decimal::new(1, 12);
    let shown = total.step.map_or(Decimal::ZERO, |step| step / Decimal::TWO);
    gap <= shown.max(noise)
}

/// The numbers of a sheet by column, so that a range is summed without a look at each of its cells.
struct Columns {
    columns: BTreeMap<u32, Column>,
    looks: usize,
}

/// The numbers of a column.
#[derive(Default)]
struct Column {
    rows: Vec<u32>,
    /// Up to and with each row: the sum, `None` once it does not fit, the sum without signs, and how many cells
    /// hold no value.
    sums: Vec<Running>,
    /// The rows in which a number is text.
    texts: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Running {
    sum: Option<Decimal>,
    size: Decimal,
    unknown: usize,
}

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        let mut columns: BTreeMap<u32, Column> = BTreeMap::new();
        for row in &sheet.rows {
            for cell in &row.cells {
                columns.entry(cell.column).or_default().push(row.number, cell);
            }
        }
        Self { columns, looks: LOOKS }
    }

    /// What the cells of a formula at `place` add up to, and the size of what is added; `None` where that cannot
    /// be told.
    fn sum(&mut self, sheet: &Sheet, formula: &Formula, place: Place) -> Option<(Decimal, Decimal)> {
        let (mut sum, mut size) = (Decimal::ZERO, Decimal::ZERO);
        for term in &formula.terms {
            let (value, more) = match &term.operand {
                Operand::Number(number) => (*number, number.abs()),
                Operand::Cell(at, _) if *at == place => return None,
                Operand::Cell(at, _) => {
                    let value = sheet.cell(*at).map_or(Some(Decimal::ZERO), value)?;
                    (value, value.abs())
                }
                Operand::Range(_) => self.range(term.operand.area()?, place)?,
            };
            let signed = if term.negative { -value } else { value };
            (sum, size) = (sum.checked_add(signed)?, size.checked_add(more)?);
        }
        Some((sum, size))
    }

    /// The sum of a range, and its size.
    fn range(&mut self, area: Area, place: Place) -> Option<(Decimal, Decimal)> {
        if area.contains(place) {
            return None;
        }
        let (mut sum, mut size) = (Decimal::ZERO, Decimal::ZERO);
        for column in self.columns.range(area.first.column..=area.last.column).map(|(_, column)| column) {
            self.looks = self.looks.checked_sub(1)?;
            let (before, upto) = (column.before(area.first.row), column.upto(area.last.row));
            if upto.unknown > before.unknown {
                return None;
            }
            sum = sum.checked_add(upto.sum?.checked_sub(before.sum?)?)?;
            size = size.checked_add(upto.size - before.size)?;
        }
        Some((sum, size))
    }

    /// Tells the numbers that are text in the ranges of the sum at `place`.
    fn tell_texts(&mut self, formula: &Formula, place: Place, defects: &mut BTreeMap<Place, Defect>) {
        let ranges = formula.terms.iter().filter(|term| matches!(term.operand, Operand::Range(_)));
        for area in ranges.filter_map(|term| term.operand.area()) {
            for (number, column) in self.columns.range(area.first.column..=area.last.column) {
                let first = column.texts.partition_point(|row| *row < area.first.row);
                let texts = column.texts[first..].iter().take_while(|row| **row <= area.last.row);
                for row in texts {
                    let Some(left) = self.looks.checked_sub(1) else { return };
                    self.looks = left;
                    let text = Place { row: *row, column: *number };
                    defects.entry(text).or_insert(Defect::Text { total: place });
                }
            }
        }
    }
}

impl Column {
    fn push(&mut self, row: u32, told: &Cell) {
        let last = self.sums.last().copied().unwrap_or(Running::START);
        let next = match told.stored {
            Stored::Number(number) => Running {
                sum: last.sum.and_then(|sum| sum.checked_add(number)),
                size: last.size.saturating_add(number.abs()),
                ..last
            },
            Stored::Error | Stored::Missing => Running { unknown: last.unknown + 1, ..last },
            Stored::Text => {
                if is_number(&told.shown) {
                    self.texts.push(row);
                }
                return;
            }
        };
        self.rows.push(row);
        self.sums.push(next);
    }

    fn before(&self, row: u32) -> Running {
        self.at(self.rows.partition_point(|at| *at < row))
    }

    fn upto(&self, row: u32) -> Running {
        self.at(self.rows.partition_point(|at| *at <= row))
    }

    fn at(&self, count: usize) -> Running {
        count.checked_sub(1).and_then(|last| self.sums.get(last)).copied().unwrap_or(Running::START)
    }
}

impl Running {
    const START: Self = Self { sum: Some(Decimal::ZERO), size: Decimal::ZERO, unknown: 0 };
}

/// The number in a cell that a sum takes by itself: one that is text counts.
fn value(told: &Cell) -> Option<Decimal> {
    match told.stored {
        Stored::Number(number) => Some(number),
        Stored::Text => cell(&told.shown, Unit::NONE).map(|quantity| quantity.value),
        Stored::Error | Stored::Missing => None,
    }
}

/// Whether a text is a number that counts: no zero, no year.
fn is_number(text: &str) -> bool {
    let text = text.trim();
    let is_year = text.len() == 4 && (text.starts_with("19") || text.starts_with("20"));
    !is_year && cell(text, Unit::NONE).is_some_and(|quantity| !quantity.value.is_zero())
}

#[cfg(test)]
mod tests {
    use super::super::number::stored;
    use super::super::sheet::Row;
    use super::*;

    /// A sheet of one column, drawn from the top: numbers, `'5` for one that is text, `#` for an error, `?` for a
    /// formula without a result, and `5=A1+A2` for one with.
    fn sheet(drawn: &str, step: Option<Decimal>) -> Sheet {
        let cell = |text: &str| {
            let (shown, formula) = text.split_once('=').unwrap_or((text, ""));
            let stored = match shown.chars().next() {
                Some('#') => Stored::Error,
                Some('?') => Stored::Missing,
                _ => stored(shown).map_or(Stored::Text, Stored::Number),
            };
            let total = Formula::parse(formula).map(|formula| Box::new(Total { formula, step }));
            let shown = shown.trim_start_matches('\'').to_owned();
            vec![Cell { column: 0, shown, stored, indent: 0, total }]
        };
        let rows = (0..).zip(drawn.split(' ')).map(|(number, text)| Row {
            number,
            hidden: false,
            cells: cell(text),
        });
        Sheet { rows: rows.collect(), ..Sheet::default() }
    }

    #[test]
    fn what_cells_hold_is_held_against_their_formulas() {
        let cent = Some(Decimal::new(1, 2));
        let cases = [
            ("1.5 2.5 4=SUM(A1:A2)", None, ""),
            ("1.5 2.5 4.1=SUM(A1:A2)", None, "A3 4.1 for 4"),
            ("0.1 0.2 0.3=A1+A2", None, ""),
            ("5 2 3=A1-A2", None, ""),
            ("5 2 7=A1-A2", None, "A3 7 for 3"),
            ("0.3 0.3 0.60000000000012=A1+A2", None, ""), // noise of binary fractions
            ("1.004 1.004 2.012=SUM(A1:A2)", cent, ""),   // 2.01 is shown, 2.008 is 2.01 too
            ("1.004 1.004 2.014=SUM(A1:A2)", cent, "A3 2.014 for 2.008"),
            ("5 '3 5=SUM(A1:A2)", None, "A2 text for A3"),
            ("5 '3 8=A1+A2", None, ""),         // plus takes text for what it says
            ("5 甲 5=SUM(A1:A2)", None, ""),    // no number
            ("5 '2021 5=SUM(A1:A2)", None, ""), // a year
            ("5 '0 5=SUM(A1:A2)", None, ""),
            ("5 # 9=SUM(A1:A2)", None, "A2 error"), // the sum cannot be told
            ("5 ? 9=A1+A2", None, "A2 uncalculated"),
            ("5 9=SUM(A1:A2)", None, ""), // a sum of itself
            ("5 5=SUM(A1:A9)", None, ""),
            ("5 6=A1+B1", None, "A2 6 for 5"), // a blank cell is nought
            ("7e27 7e27 1=SUM(A1:A2)", None, "A3 1 for 14000000000000000000000000000"),
            ("7e28 7e28 1=SUM(A1:A2)", None, ""), // it does not fit
        ];
        for (drawn, step, expected) in cases {
            let told = defects(&sheet(drawn, step)).into_iter().map(|(place, defect)| match defect {
                Defect::Differs { stored, sum } => {
                    format!("{} {stored} for {}", place.name(), sum.normalize())
                }
                Defect::Uncalculated => format!("{} uncalculated", place.name()),
                Defect::Error => format!("{} error", place.name()),
                Defect::Text { total } => format!("{} text for {}", place.name(), total.name()),
            });
            assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{drawn}");
        }
    }

    #[test]
    fn running_totals_take_no_look_at_each_cell() {
        let totals: Vec<String> = (1..20_000).map(|row| format!("0=SUM(B1:B{row})")).collect();
        assert!(defects(&sheet(&totals.join(" "), None)).is_empty());
    }
}
