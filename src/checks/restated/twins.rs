//! Twins: tables that state the same figures, all but one.

use std::collections::BTreeMap;

use num_traits::Zero;

use super::super::{Case, Page};
use super::mentions::rows;
use super::scope::{Qualifiers, Sections, of_cell};
use super::{LEAST_ALIKE, claim};
use crate::language::{Stage, fold};
use crate::quantity::{Currency, Dimension, is_rounded_slip, is_unit_slip};

/// How many tables that state one figure are compared with each other.
const MOST_TABLES: usize = 8;

/// How many figures of two tables agree at least before one that differs is told.
const LEAST_SHARED: usize = 3;

/// Headers of columns that state all of a row.
const TOTALS: &[&str] = &["合计", "总计", "小计", "金额", "total", "amount"];

/// What makes cells of two tables one figure: row, column, stage, year, funds and currency.
type Meaning = (String, String, Option<Stage>, Option<i32>, Qualifiers, Currency);

/// How two tables compare.
#[derive(Default)]
struct Pair {
    agree: usize,
    slips: Vec<(usize, usize)>,
    differ: usize,
}

/// Claims that a figure is the same in two tables that state others alike.
pub(super) fn check(case: &Case<'_>, page: &mut Page<'_, '_>) {
    if case.report().tables.len() < 2 {
        return;
    }
    let statements = &case.report().statements;
    let mut pairs: BTreeMap<(usize, usize), Pair> = BTreeMap::new();
    for cells in figures(case).into_values() {
        for (place, (table, at)) in cells.iter().enumerate() {
            for (other_table, other) in &cells[..place] {
                let (left, right) = (&statements[*other].quantity, &statements[*at].quantity);
                let interval = |quantity| case.bound.interval(quantity);
                let Some((one, two)) = interval(left).zip(interval(right)) else { continue };
                if other_table == table || one.value.is_zero() && two.value.is_zero() {
                    continue;
                }
                let pair = pairs.entry((*other_table, *table)).or_default();
                if one.overlaps(&two) {
                    pair.agree += 1;
                } else if is_rounded_slip(left, right, LEAST_ALIKE) || is_unit_slip(left, right) {
                    pair.slips.push((*other, *at));
                } else {
                    pair.differ += 1;
                }
            }
        }
    }
    for pair in pairs.into_values().filter(|pair| pair.agree >= LEAST_SHARED && pair.differ == 0) {
        let [(left, right)] = pair.slips.as_slice() else { continue };
        let name = &statements[*left].subject;
        let operands =
            case.bound.operand(*left, name).and_then(|one| Ok((one, case.bound.operand(*right, name)?)));
        if let Ok((left, right)) = operands {
            page.claim(claim(&left, &right));
        }
    }
}

/// The cells that state one figure, each with its table, at most one of a table.
fn figures(case: &Case<'_>) -> BTreeMap<Meaning, Vec<(usize, usize)>> {
    let report = case.report();
    let sections = Sections::of(case);
    let mut captions: BTreeMap<&str, usize> = BTreeMap::new();
    for table in &report.tables {
        *captions.entry(&table.name).or_default() += 1;
    }
    let mut figures: BTreeMap<Meaning, Vec<(usize, usize)>> = BTreeMap::new();
    for (index, table) in report.tables.iter().enumerate() {
        // A form filled in for several things has one caption.
        if captions.get(table.name.as_str()) != Some(&1) || fold(&table.name).is_empty() {
            continue;
        }
        let of_table = sections.of_table(table);
        for ((name, row), column, at) in rows(case, table) {
            let statement = &report.statements[at];
            let text = |names: &[String]| names.get(column).map_or_else(String::new, |name| fold(name));
            let column_name = match text(&table.header) {
                name if TOTALS.contains(&name.as_str()) => String::new(),
                name => name,
            };
            let qualifiers = of_table | of_cell(row, table, column);
            let Dimension::Money(currency) = statement.quantity.unit.dimension else { continue };
            let meaning = (name, column_name, statement.stage, statement.period, qualifiers, currency);
            let cells = figures.entry(meaning).or_default();
            if cells.len() < MOST_TABLES && cells.last().is_none_or(|(last, _)| *last != index) {
                cells.push((index, at));
            }
        }
    }
    figures
}
