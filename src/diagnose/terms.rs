//! Terms left out of a sum or counted twice: its residual is the amount of a figure near it.

use num_traits::{Signed, Zero};

use super::system::System;
use super::{Explanation, Kind};
use crate::quantity::{digits, in_unit};
use crate::report::{Report, Statement};

/// How many figures around a sum are compared with its residual.
const MOST: usize = 400;

/// How many digits tell an amount from others: those printed, and those up to the last that is not zero.
const TELLING_DIGITS: (usize, usize) = (3, 2);

/// What explains the residual of `equation`: a term of its own counted twice or left out of the total, or an
/// amount near it that is not among its terms.
pub(super) fn explanations(system: &System<'_>, report: &Report, equation: usize) -> Vec<Explanation> {
    let told = &system.equations[equation];
    let Some(gap) = told.residual(&[]).filter(|gap| !gap.is_zero()) else { return Vec::new() };
    if told.parts.len() < 3 {
        return Vec::new();
    }
    let explanation = |kind: Kind, term: usize| Explanation {
        kind,
        changes: Vec::new(),
        term: Some(term),
        repairs: vec![equation],
        exact: true,
    };
    let mut found = Vec::new();
    for figure in told.figures().into_iter().filter(|figure| !told.is_total(*figure)) {
        let known = &system.figures[figure];
        if known.value == gap.abs() && is_telling(&report.statements[known.statement]) {
            // The total exceeds its parts by one of them: it was counted twice; or lacks it.
            let kind = if gap.is_positive() { Kind::DoubledTerm } else { Kind::OmittedTerm };
            found.push(explanation(kind, known.statement));
        }
    }
    let Some(total) = told.parts.first().map(|part| system.figures[part.figure].statement) else {
        return found;
    };
    if gap.is_positive() && found.is_empty() {
        let own: Vec<usize> =
            told.figures().into_iter().map(|figure| system.figures[figure].statement).collect();
        let unit = report.statements[total].quantity.unit;
        let wanted = in_unit(gap, unit.exponent);
        let near = around(report, total, &own).filter(|at| !own.contains(at)).find(|at| {
            let statement = &report.statements[*at];
            let other = statement.quantity.unit.exponent != unit.exponent;
            (other || Some(statement.quantity.value) == wanted)
                && statement.quantity.amount() == Some(gap)
                && statement.quantity.unit.dimension == unit.dimension
                && statement.quantity.is_firm()
                && is_telling(statement)
        });
        found.extend(near.map(|at| explanation(Kind::OmittedTerm, at)));
    }
    found
}

/// The statements among which `own`, with `total` the terms of a sum, may lack one: those of their section, or those of
/// the column or the row that the terms have in common.
fn around<'r>(report: &'r Report, total: usize, own: &[usize]) -> impl Iterator<Item = usize> + 'r {
    let stated = &report.statements[total];
    let cells = own.iter().map(|at| report.statements[*at].cell);
    let (mut in_column, mut in_row) = (true, true);
    for cell in cells {
        in_column &= cell.zip(stated.cell).is_some_and(|(one, other)| one.2 == other.2);
        in_row &= cell.zip(stated.cell).is_some_and(|(one, other)| one.1 == other.1);
    }
    let is_near = move |statement: &Statement| match (stated.cell, statement.cell) {
        (Some((table, row, column)), Some((other, other_row, other_column))) => {
            table == other && (in_column && column == other_column || in_row && row == other_row)
        }
        (None, None) => stated.section == statement.section,
        _ => false,
    };
    let first = total.saturating_sub(MOST);
    let last = (total + MOST).min(report.statements.len());
    (first..last).filter(move |at| *at != total && is_near(&report.statements[*at]))
}

/// Whether an amount hardly equals a residual by chance.
fn is_telling(statement: &Statement) -> bool {
    let value = statement.quantity.value;
    let printed = value.mantissa().unsigned_abs().to_string().len();
    printed >= TELLING_DIGITS.0 && digits(value) >= TELLING_DIGITS.1
}
