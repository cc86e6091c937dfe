//! Rows within rows: codes that continue a code, numbers below a number, and parts named by 其中.

use std::collections::{BTreeMap, HashMap};

use num_traits::{Signed, Zero};

use super::super::Page;
use super::across::is_change;
use super::grid::{Fit, Grid, Place, Slot};
use super::tell_open;
use crate::ledger::Nature;
use crate::quantity::Exact;
use crate::report::Standing;

/// A row and the rows that it is made up of.
struct Family {
    parent: usize,
    children: Vec<usize>,
    /// What kind of rows these are: families of one kind bear witness to each other.
    kind: (usize, usize),
}

/// How a family adds up over the columns.
struct Trial {
    telling: usize,
    off: Vec<(usize, Exact)>,
    closes: usize,
}

/// Claims of each row with rows below it that it is their sum, and of each 其中 that it is within its row.
pub(super) fn check(grid: &Grid<'_>, page: &mut Page<'_, '_>) {
    let mut families = by_code(grid);
    families.extend(by_number(grid));
    let trials: Vec<Trial> = families.iter().map(|family| trial(grid, family)).collect();
    let mut kinds: BTreeMap<(usize, usize), (usize, usize)> = BTreeMap::new();
    for (family, trial) in families.iter().zip(&trials) {
        let (whole, broken) = kinds.entry(family.kind).or_default();
        *whole += usize::from(trial.off.is_empty() && trial.telling > 0);
        *broken += usize::from(!trial.off.is_empty() && trial.telling == 0);
    }
    for (family, trial) in families.iter().zip(&trials) {
        judge(grid, family, trial, kinds[&family.kind], page);
    }
    check_parts(grid, page);
}

/// Claims what a family says, where it must add up.
fn judge(grid: &Grid<'_>, family: &Family, trial: &Trial, kind: (usize, usize), page: &mut Page<'_, '_>) {
    let cells = |column: usize| -> Vec<Place> {
        family.children.iter().map(|child| Place::new(*child, column)).collect()
    };
    let (whole, broken) = kind;
    let common = whole > 0 && broken <= 1 + whole / 2;
    let mut open = false;
    for column in &grid.band.amounts {
        let total = Place::new(family.parent, *column);
        let cells = cells(*column);
        match grid.fit(total, cells.iter().copied()) {
            Fit::Closes { .. } => grid.claim(total, &cells, Nature::Parts, page),
            Fit::Off(gap) => {
                let slip = || grid.is_slip(total, &cells, gap);
                let near = grid.is_near(total, gap);
                let exceeds = near && gap.is_negative() && cells.iter().all(|cell| !is_negative(grid, *cell));
                let witnessed = trial.telling > 0 && (near && trial.off.len() <= trial.closes || slip());
                let alike = trial.telling == 0 && common && (exceeds || slip());
                let wrong = witnessed || alike || exceeds && slip() && family.kind.0 < 100;
                if wrong {
                    grid.claim(total, &cells, Nature::Parts, page);
                }
                open |= !wrong;
            }
            Fit::Unknown => open = true,
            Fit::Silent => {}
        }
    }
    if open {
        tell_open(&grid.band.entries[family.parent].name, page);
    }
}

fn is_negative(grid: &Grid<'_>, place: Place) -> bool {
    grid.value(place.entry, place.column).is_none_or(|value| value.value.is_negative())
}

fn trial(grid: &Grid<'_>, family: &Family) -> Trial {
    let mut trial = Trial { telling: 0, off: Vec::new(), closes: 0 };
    for column in &grid.band.amounts {
        let parts = family.children.iter().map(|child| Place::new(*child, *column));
        match grid.fit(Place::new(family.parent, *column), parts) {
            Fit::Closes { telling } => {
                trial.closes += 1;
                trial.telling += usize::from(telling || family.children.len() == 1);
            }
            Fit::Off(gap) => trial.off.push((*column, gap)),
            Fit::Silent | Fit::Unknown => {}
        }
    }
    trial
}

/// The families of classification codes: 208 is made up of 20805 and 20808, those of 2080505 and so on.
fn by_code(grid: &Grid<'_>) -> Vec<Family> {
    let entries = &grid.band.entries;
    let mut first: HashMap<&str, usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| !entry.code.is_empty()) {
        first.entry(entry.code.as_str()).or_insert(at);
    }
    let mut children: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let code = entry.code.as_str();
        if code.is_empty() || first.get(code) != Some(&at) || !code.is_ascii() {
            continue;
        }
        let parent = (2..code.len()).rev().find_map(|end| first.get(&code[..end]));
        if let Some(parent) = parent {
            children.entry(*parent).or_default().push(at);
        }
    }
    let kind = |parent: usize, child: usize| (entries[parent].code.len(), entries[child].code.len());
    let families = children.into_iter().filter(|(_, children)| {
        // Children of different depth: some of those between are not shown.
        children.iter().all(|child| entries[*child].code.len() == entries[children[0]].code.len())
    });
    families.map(|(parent, children)| Family { kind: kind(parent, children[0]), parent, children }).collect()
}

/// The families of an outline: below 一、 stand （一）, （二）, below those 1., 2.
fn by_number(grid: &Grid<'_>) -> Vec<Family> {
    let entries = &grid.band.entries;
    let mut open: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut families = Vec::new();
    let close = |(parent, children): (usize, Vec<usize>), families: &mut Vec<Family>| {
        if let (Some(first), Some(style)) = (children.first(), entries[parent].numbered)
            && let Some(below) = entries[*first].numbered
            && children.iter().all(|child| entries[*child].numbered == Some(below))
        {
            families.push(Family { parent, children, kind: (100 + style as usize, 100 + below as usize) });
        }
    };
    for (at, entry) in entries.iter().enumerate() {
        if matches!(entry.standing, Standing::Total(_)) {
            while let Some(family) = open.pop() {
                close(family, &mut families);
            }
        }
        let Some(style) =
            entry.numbered.filter(|_| entry.standing == Standing::Item && entry.code.is_empty())
        else {
            continue;
        };
        while let Some((outer, _)) = open.last()
            && entries[*outer].numbered >= Some(style)
        {
            close(open.pop().expect("one was looked at"), &mut families);
        }
        if let Some((_, children)) = open.last_mut() {
            children.push(at);
        }
        open.push((at, Vec::new()));
    }
    while let Some(family) = open.pop() {
        close(family, &mut families);
    }
    families
}

/// Claims that what 其中 names is no more than the rows that it may be part of.
fn check_parts(grid: &Grid<'_>, page: &mut Page<'_, '_>) {
    let entries = &grid.band.entries;
    let mut before: Option<usize> = None;
    let mut largest: HashMap<usize, Exact> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        if entry.standing != Standing::Part {
            before = Some(at);
            for column in &grid.band.amounts {
                let value = grid.value(at, *column).map_or(Exact::zero(), |value| value.value);
                let known = largest.entry(*column).or_insert(value);
                *known = value.max(*known);
            }
            continue;
        }
        let Some(whole) = before.filter(|at| entries[*at].standing != Standing::Apart) else { continue };
        for column in grid.band.amounts.iter().filter(|column| !is_change(grid.heading(**column))) {
            let (part, outer) = (Place::new(at, *column), Place::new(whole, *column));
            let (Slot::Amount(inner, _), Slot::Amount(around, _)) =
                (grid.slot(at, *column), grid.slot(whole, *column))
            else {
                continue;
            };
            let within = !inner.exceeds(&around);
            // A part of a row further up: it exceeds the row before it and no other.
            let elsewhere = !within && largest.get(column).is_some_and(|most| inner.value <= *most);
            if !elsewhere && !around.value.is_negative() {
                grid.claim_within(part, outer, page);
            }
        }
    }
}
