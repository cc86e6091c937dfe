//! Doubts about the reading itself: the same residual in many rows of one table is no slip of the fingers.

use std::collections::BTreeMap;

use num_traits::{Signed, Zero};

use super::Kind;
use super::system::System;
use super::words::note;
use crate::finding::Suggestion;
use crate::message::Message;
use crate::quantity::Exact;
use crate::report::Report;

/// In how many sums of a table the same residual is no chance.
const ENOUGH: usize = 3;

/// The findings that tell of sums of one table with the same residual, and what to look at first.
pub(super) fn doubts(system: &System<'_>, report: &Report) -> Vec<(Vec<usize>, Suggestion)> {
    let mut alike: BTreeMap<(usize, Exact), Vec<usize>> = BTreeMap::new();
    for (at, equation) in system.equations.iter().enumerate().filter(|(_, equation)| equation.fails) {
        let statements = equation.figures().into_iter().map(|figure| system.figures[figure].statement);
        let mut tables = statements.map(|at| report.statements[at].cell.map(|(table, ..)| table));
        let Some(Some(table)) = tables.next() else { continue };
        let Some(gap) = equation.residual(&[]).filter(|gap| !gap.is_zero()) else { continue };
        if tables.all(|other| other == Some(table)) {
            alike.entry((table, gap.abs())).or_default().push(at);
        }
    }
    let mut doubts = Vec::new();
    for ((table, _), equations) in alike.into_iter().filter(|(_, equations)| equations.len() >= ENOUGH) {
        let name = report.tables[table].name.as_str();
        let count = equations.len();
        let text = Message::new(
            format!(
                "the same difference stands in {count} sums of table `{name}`: before looking for a wrong figure, check \
                 whether a row or column is missing or was moved"
            ),
            format!(
                "表“{name}”中有 {count} 个合计相差同一数额：请先核对是否漏列、错行或错栏，再查找个别数字"
            ),
        );
        let findings = equations.iter().flat_map(|at| system.equations[*at].findings.clone()).collect();
        doubts.push((findings, note(Kind::Misread, equations.len(), text)));
    }
    doubts
}
