//! Sides: the grand totals of income and expenditure that stand side by side are the same.

use super::super::Page;
use super::grid::{Fit, Grid, Place};
use crate::language::fold;
use crate::ledger::Nature;
use crate::report::{Standing, Total};

/// Claims that 总计 on the left is 总计 on the right.
pub(super) fn check(grids: &[Grid<'_>], page: &mut Page<'_, '_>) {
    for pair in grids.windows(2) {
        let [left, right] = pair else { continue };
        let mut rows = right.band.entries.iter().enumerate().peekable();
        for (at, entry) in left.band.entries.iter().enumerate().filter(|(_, entry)| is_grand(entry.standing))
        {
            while rows.peek().is_some_and(|(_, other)| other.row < entry.row) {
                rows.next();
            }
            let Some((other, found)) = rows.peek() else { break };
            if found.row != entry.row
                || !is_grand(found.standing)
                || left.band.amounts.len() != right.band.amounts.len() && !is_one_beside_total(left, right)
            {
                continue;
            }
            for (one, two) in left.band.amounts.iter().zip(&right.band.amounts) {
                let (one, two) =
                    (left.side(&[Place::new(at, *one)]), right.side(&[Place::new(*other, *two)]));
                let (Some(mut one), Some(mut two)) = (one, two) else { continue };
                one.terms[0].name = side_name(left, at).into();
                two.terms[0].name = side_name(right, *other).into();
                if one.unit.dimension == two.unit.dimension {
                    page.claim(crate::ledger::Claim {
                        left: one,
                        comparison: crate::expr::Comparison::Equal,
                        right: two,
                        nature: Nature::Relation,
                    });
                }
            }
        }
    }
    for grid in grids {
        check_below(grid, page);
    }
}

/// Whether one column stands beside a column of totals and those that it is made of.
fn is_one_beside_total(left: &Grid<'_>, right: &Grid<'_>) -> bool {
    left.band.amounts.len() == 1 && right.band.amounts.first() == right.band.totals.first()
}

fn is_grand(standing: Standing) -> bool {
    standing == Standing::Total(Total::Grand)
}

/// What a grand total is called: 总计 below 收入 is 收入总计.
fn side_name(grid: &Grid<'_>, at: usize) -> String {
    let name = fold(&grid.band.entries[at].name);
    // 收　入, above the names of the columns.
    let group = grid.band.amounts.first().and_then(|column| grid.table.groups.get(*column));
    let group = group.map_or(String::new(), |group| group.split_whitespace().collect());
    let tells = |side: &str| grid.band.name.contains(side) || group == side;
    let side = ["收入", "支出"].iter().find(|side| tells(side) && !name.contains(**side));
    format!("{}{name}", side.copied().unwrap_or_default())
}

/// Where both stand in one column, one above the other, they are claimed to be the same if they are, or if a
/// slip tells them apart.
fn check_below(grid: &Grid<'_>, page: &mut Page<'_, '_>) {
    let named = |word: &str| grid.band.entries.iter().position(|entry| fold(&entry.name) == word);
    let (Some(income), Some(spent)) = (named("收入总计"), named("支出总计")) else { return };
    for column in &grid.band.amounts {
        let (one, two) = (Place::new(income, *column), Place::new(spent, *column));
        let told = match grid.fit(one, [two]) {
            Fit::Closes { .. } => true,
            Fit::Off(gap) => grid.is_slip(one, &[two], gap),
            _ => false,
        };
        if told {
            grid.claim(one, &[two], Nature::Relation, page);
        }
    }
}
