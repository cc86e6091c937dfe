//! Columns made of other columns: totals, balances, changes and rates.

use super::super::Page;
use super::grid::{Fit, Grid, Place};
use super::rates;
use super::tell_open;
use crate::ledger::Nature;
use crate::report::Standing;

/// How many columns to the left a change may look back.
const REACH: usize = 6;

/// The most columns of figures that are read across.
const MOST_COLUMNS: usize = 64;

/// Words in the header of a column that tells a change.
const CHANGES: &[&str] = &[
    "增减",
    "变动",
    "变化",
    "差额",
    "差异",
    "增加额",
    "change",
    "variance",
    "difference",
    "increase",
    "decrease",
    "+/-",
    "±",
];

/// Words in the headers of a balance: what was there, what came in, what went out, what is left.
const OPENING: &[&str] = &["年初", "期初", "上年结转", "上年结余", "opening", "brought forward"];
const CLOSING: &[&str] = &["年末", "期末", "结转下年", "closing", "carried forward"];
const IN: &[&str] = &["收入", "增加", "receipts", "additions", "income"];
const OUT: &[&str] = &["支出", "减少", "payments", "disposals", "expenditure"];

/// A column, and those that it is made of: each added or taken off.
pub(super) type Made = (usize, Vec<(usize, bool)>);

/// How the rows fit a reading of a column.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Witness {
    telling: usize,
    weak: usize,
    off: usize,
}

impl Witness {
    /// Whether the rows bear the reading out.
    fn convinces(self) -> bool {
        let closing = self.telling * 3 + self.weak;
        closing >= 3 && closing > self.off * 3 || self.telling > 0 && self.telling >= self.off
    }
}

/// Claims of each row that its columns make up those that are their sum or difference.
pub(super) fn check(grid: &Grid<'_>, page: &mut Page<'_, '_>) {
    if grid.band.amounts.len() + grid.band.rates.len() > MOST_COLUMNS {
        return tell_open(&grid.table.name, page);
    }
    for total in &grid.band.totals {
        let readings = readings(grid, *total);
        let alone = grid.band.totals.len() == 1 && readings.len() == 1;
        settle(grid, &readings, alone, true, page);
    }
    if let Some(made) = balance(grid) {
        settle(grid, &[made], true, true, page);
    }
    for column in grid.band.amounts.iter().filter(|column| is_change(grid.heading(**column))) {
        let pairs = changes(grid, *column);
        let alone = pairs.len() == 1;
        settle(grid, &pairs, alone, false, page);
    }
    rates::check(grid, page);
}

/// Claims of each row the reading that the rows bear out, if one is; of a reading that stands alone, also what
/// a slip explains.
fn settle(grid: &Grid<'_>, readings: &[Made], alone: bool, parts: bool, page: &mut Page<'_, '_>) {
    let mut best: Option<(Witness, &Made)> = None;
    for made in readings {
        let witness = witness(grid, made);
        if best.as_ref().is_none_or(|(known, _)| rank(witness) > rank(*known)) {
            best = Some((witness, made));
        }
        if witness.off == 0 && witness.telling > 0 || grid.is_exhausted() {
            break;
        }
    }
    let Some((witness, made)) = best else { return };
    if witness == Witness::default() {
        return;
    }
    let nature = if parts { Nature::Parts } else { Nature::Relation };
    let convinces = witness.convinces();
    let mut open = false;
    for entry in rows(grid) {
        let (total, cells) = cells(made, entry);
        match grid.fit(total, cells.iter().copied()) {
            Fit::Closes { .. } if convinces || witness.off == 0 => grid.claim(total, &cells, nature, page),
            Fit::Off(gap) => {
                let slip = grid.is_slip(total, &cells, gap);
                if convinces && (witness.telling >= 2 * witness.off || slip)
                    || alone && slip && witness.off == 1
                {
                    grid.claim(total, &cells, nature, page);
                } else {
                    open = true;
                }
            }
            _ => {}
        }
    }
    if open {
        tell_open(grid.heading(made.0), page);
    }
}

fn rank(witness: Witness) -> (usize, usize, std::cmp::Reverse<usize>) {
    (witness.telling, witness.weak, std::cmp::Reverse(witness.off))
}

/// The entries whose columns are told by one word: rows of rates are left out.
fn rows<'g>(grid: &'g Grid<'_>) -> impl Iterator<Item = usize> + 'g {
    (0..grid.band.entries.len()).filter(|at| grid.band.entries[*at].standing != Standing::Apart)
}

fn cells(made: &Made, entry: usize) -> (Place, Vec<Place>) {
    let (column, parts) = made;
    let place = |(column, negative): &(usize, bool)| Place { entry, column: *column, negative: *negative };
    (Place::new(entry, *column), parts.iter().map(place).collect())
}

fn witness(grid: &Grid<'_>, made: &Made) -> Witness {
    let mut witness = Witness::default();
    for entry in rows(grid) {
        let (column, parts) = made;
        let places =
            parts.iter().map(|(column, negative)| Place { entry, column: *column, negative: *negative });
        match grid.fit(Place::new(entry, *column), places) {
            Fit::Closes { telling: true } => witness.telling += 1,
            Fit::Closes { telling: false } => witness.weak += 1,
            Fit::Off(_) => witness.off += 1,
            Fit::Silent | Fit::Unknown => {}
        }
    }
    witness
}

/// The columns that the one headed as a total may sum up, the likeliest first: those of its group, those to
/// its right up to the next total, the totals to its right, those to its left.
fn readings(grid: &Grid<'_>, total: usize) -> Vec<Made> {
    let band = grid.band;
    let is_total = |column: &usize| band.totals.contains(column);
    let group = |column: usize| grid.table.groups.get(column).map_or("", String::as_str);
    let counts = |column: &usize| *column != total && !is_change(grid.heading(*column));
    let right: Vec<usize> =
        band.amounts.iter().copied().filter(|column| *column > total).filter(counts).collect();
    let left: Vec<usize> =
        band.amounts.iter().copied().filter(|column| *column < total).filter(counts).collect();
    let mut sets: Vec<Vec<usize>> = Vec::new();
    if !group(total).is_empty() {
        let same = |column: &usize| group(*column) == group(total) && counts(column);
        sets.push(band.amounts.iter().copied().filter(same).collect());
    }
    let near: Vec<usize> = right.iter().copied().take_while(|column| !is_total(column)).collect();
    sets.push(near.clone());
    // Up to the next that is headed like it, those of its group and the totals of groups within.
    let alike = right.iter().copied().take_while(|column| grid.heading(*column) != grid.heading(total));
    sets.push(alike.filter(|column| is_total(column) || group(*column) == group(total)).collect());
    // Totals of groups, and columns in no group.
    let outer = |columns: &[usize]| -> Vec<usize> {
        columns.iter().copied().filter(|column| is_total(column) || group(*column).is_empty()).collect()
    };
    sets.push(outer(&right));
    let before: Vec<usize> = left.iter().rev().copied().take_while(|column| !is_total(column)).collect();
    sets.push(before.into_iter().rev().collect());
    sets.push(outer(&left));
    sets.push(left);
    sets.extend((2..near.len().min(2 * REACH)).rev().map(|length| near[..length].to_vec()));
    let mut readings: Vec<Made> = Vec::new();
    for set in sets.into_iter().filter(|set| set.len() >= 2) {
        let made = (total, set.into_iter().map(|column| (column, false)).collect());
        if !readings.contains(&made) {
            readings.push(made);
        }
    }
    readings
}

/// The closing balance as what was there, what came in and what went out, where the headers tell each once.
fn balance(grid: &Grid<'_>) -> Option<Made> {
    let band = grid.band;
    let told = |words: &[&str], column: usize| {
        let group = grid.table.groups.get(column).map_or("", String::as_str);
        let name = format!("{group} {}", grid.heading(column)).to_lowercase();
        words.iter().any(|word| name.contains(word))
    };
    let ends = |column: usize| told(OPENING, column) || told(CLOSING, column);
    let one = |words: &[&str], middle: bool| {
        let found: Vec<usize> =
            band.amounts.iter().copied().filter(|at| told(words, *at) && ends(*at) != middle).collect();
        match found.as_slice() {
            [column] => Some(*column),
            // Of a group the total.
            several => several.iter().copied().find(|column| band.totals.contains(column)),
        }
    };
    let (opening, closing) = (one(OPENING, false)?, one(CLOSING, false)?);
    let (income, spent) = (one(IN, true)?, one(OUT, true)?);
    let parts = vec![(opening, false), (income, false), (spent, true)];
    (closing > opening && income != spent).then_some((closing, parts))
}

pub(super) fn is_change(header: &str) -> bool {
    let header = header.to_lowercase();
    CHANGES.iter().any(|word| header.contains(word))
}

/// The pairs of columns that the change in `column` may be the difference of, the nearest first.
fn changes(grid: &Grid<'_>, column: usize) -> Vec<Made> {
    let before: Vec<usize> = grid
        .band
        .amounts
        .iter()
        .copied()
        .filter(|at| *at < column && !is_change(grid.heading(*at)))
        .rev()
        .take(REACH)
        .collect();
    let mut pairs = Vec::new();
    for (at, later) in before.iter().enumerate() {
        for earlier in &before[at + 1..] {
            pairs.push((column, vec![(*later, false), (*earlier, true)]));
            pairs.push((column, vec![(*earlier, false), (*later, true)]));
        }
    }
    pairs
}
