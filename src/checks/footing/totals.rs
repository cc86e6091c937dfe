//! Rows of totals: which rows they sum up, told by their words, by their place, and by the sums that close.

use super::super::Page;
use super::grid::{Fit, Grid, Place};
use super::tell_open;
use crate::language::NumeralStyle;
use crate::ledger::Nature;
use crate::report::{Entry, Standing, Total};

/// Words in the name of a table that lists only some of what its total counts.
const PARTIAL: &[&str] =
    &["主要", "部分", "前十", "前五", "排名", "排行", "top ", "selected", "largest", "main "];

/// In a table of more totals than these only sums that close are read.
const MOST_TOTALS: usize = 64;

/// The longest run of rows right above a total that is tried by its length alone.
const MOST_RUN: usize = 10;

/// A reading of a total: the entries that it sums up.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reading {
    parts: Vec<usize>,
    /// Where the stack of open entries is cut when it is taken.
    start: usize,
}

/// How a reading fits the columns.
#[derive(Clone, Debug, Default)]
struct Trial {
    telling: usize,
    weak: usize,
    off: Vec<usize>,
}

impl Trial {
    fn is_clean(&self) -> bool {
        self.off.is_empty() && self.telling > 0
    }

    fn rank(&self) -> (usize, usize, std::cmp::Reverse<usize>) {
        (self.telling, self.weak, std::cmp::Reverse(self.off.len()))
    }

    /// Whether it closes often enough to be what the total means.
    fn is_witnessed(&self) -> bool {
        self.telling > 0 || self.weak > self.off.len()
    }
}

/// Claims of each total row of `grid` what it sums up.
pub(super) fn check(grid: &Grid<'_>, page: &mut Page<'_, '_>) {
    let entries = &grid.band.entries;
    let order: Vec<usize> = (0..entries.len()).collect();
    let mut found: Vec<Option<Reading>> = vec![None; entries.len()];
    let mut settled = vec![false; entries.len()];
    for top in [false, true] {
        let order: Vec<usize> = if top { order.iter().rev().copied().collect() } else { order.clone() };
        pass(grid, &order, &mut found, &mut settled);
    }
    let totals: Vec<usize> =
        order.into_iter().filter(|at| matches!(entries[*at].standing, Standing::Total(_))).collect();
    for at in totals.iter().copied() {
        let witnessed = settled[at];
        let read = if totals.len() <= MOST_TOTALS { plain(grid, at, &settled) } else { None };
        match found[at].take().or(read) {
            Some(reading) => {
                settled[at] = true;
                claim(grid, at, &reading.parts, witnessed, page);
            }
            None if is_filled(grid, at) && entries.len() > 1 => tell_open(&entries[at].name, page),
            None => {}
        }
    }
}

fn is_filled(grid: &Grid<'_>, at: usize) -> bool {
    grid.band.amounts.iter().any(|column| matches!(grid.slot(at, *column), super::grid::Slot::Amount(..)))
}

/// Goes through the entries in `order` and settles the totals that a reading of the entries before them
/// explains. Entries that a total summed up are closed; the total stands for them.
fn pass(grid: &Grid<'_>, order: &[usize], found: &mut [Option<Reading>], settled: &mut [bool]) {
    let entries = &grid.band.entries;
    let mut open: Vec<usize> = Vec::new();
    let mut closed = vec![false; entries.len()];
    for total in (0..entries.len()).filter(|at| settled[*at]) {
        for part in found[total].iter().flat_map(|reading| &reading.parts) {
            closed[*part] = true;
        }
    }
    for at in order.iter().copied().filter(|at| !closed[*at]) {
        if grid.is_exhausted() {
            return;
        }
        let Standing::Total(total) = entries[at].standing else {
            open.push(at);
            continue;
        };
        if !settled[at]
            && let Some(reading) = best(grid, at, total, &open)
        {
            open.truncate(reading.start);
            found[at] = Some(reading);
            settled[at] = true;
        }
        open.push(at);
    }
}

/// The reading of the total at `at` that the columns bear out.
fn best(grid: &Grid<'_>, at: usize, total: Total, open: &[usize]) -> Option<Reading> {
    let mut tried: Vec<(Reading, Trial)> = Vec::new();
    for start in starts(grid, total, open) {
        for parts in variants(grid, &open[start..]) {
            let mut reading = Reading { parts, start };
            reading.parts.sort_unstable();
            // That a total repeats another, blanks beside it, says nothing of what it sums up.
            let entries = &grid.band.entries;
            let mut filled = reading.parts.iter().filter(|part| entries[**part].filled);
            let total = |part: &usize| matches!(entries[*part].standing, Standing::Total(_));
            let repeats = filled.next().is_none_or(total) && filled.next().is_none();
            if reading.parts.is_empty()
                || repeats
                || tried.iter().any(|(known, _)| known.parts == reading.parts)
            {
                continue;
            }
            let trial = trial(grid, at, &reading.parts);
            if trial.is_clean() {
                return Some(reading);
            }
            tried.push((reading, trial));
            if grid.is_exhausted() {
                return None;
            }
        }
    }
    let best = tried.iter().map(|(_, trial)| trial.rank()).max()?;
    let mut ties = tried.into_iter().filter(|(_, trial)| trial.rank() == best);
    let (reading, trial) = ties.next()?;
    // Readings that fail in different columns contradict each other.
    let contradicted = ties.any(|(_, other)| other.off != trial.off);
    (trial.is_witnessed() && !contradicted).then_some(reading)
}

/// Where the entries that a total sums up may begin on the stack of open ones, the likeliest first.
fn starts(grid: &Grid<'_>, total: Total, open: &[usize]) -> Vec<usize> {
    let entries = &grid.band.entries;
    let is_total = |at: &usize| matches!(entries[*at].standing, Standing::Total(_));
    let after_total = open.iter().rposition(is_total).map_or(0, |at| at + 1);
    let after_heading = open.iter().rposition(|at| !entries[*at].filled).unwrap_or(0);
    let mut starts = match total {
        Total::Grand => vec![0, after_total, after_heading],
        Total::Group => vec![after_total, after_heading, 0],
        Total::All | Total::Named => vec![after_heading.max(after_total), after_total, after_heading, 0],
    };
    // Total costs below income: any run of rows right above a total may be what it sums up.
    if matches!(total, Total::All | Total::Named) {
        starts.extend((2..=MOST_RUN).filter_map(|length| open.len().checked_sub(length)));
    }
    let mut seen = Vec::new();
    starts.retain(|start| {
        *start < open.len() && !seen.contains(start) && {
            seen.push(*start);
            true
        }
    });
    starts
}

/// The sets of entries that may make up a total over `open`: the outermost ones, all, those without entries
/// below them, those not further in than others, and the totals alone.
fn variants(grid: &Grid<'_>, open: &[usize]) -> Vec<Vec<usize>> {
    let entries = &grid.band.entries;
    let of = |keep: &dyn Fn(usize, &Entry) -> bool| -> Vec<usize> {
        (0..open.len()).filter(|at| keep(*at, &entries[open[*at]])).map(|at| open[at]).collect()
    };
    let whole = |entry: &Entry| !matches!(entry.standing, Standing::Part | Standing::Apart);
    let is_total = |entry: &Entry| matches!(entry.standing, Standing::Total(_));
    let level = |entry: &Entry| (entry.numbered, entry.code.len());
    let mut ordered: Vec<usize> = open.to_vec();
    ordered.sort_unstable();
    let next = |at: usize| ordered.binary_search(&open[at]).ok().and_then(|place| ordered.get(place + 1));
    let outermost = outermost(grid, open);
    let has_child = |at: usize, entry: &Entry| {
        next(at).is_some_and(|next| {
            let next = &entries[*next];
            let coded =
                !entry.code.is_empty() && next.code.starts_with(&entry.code) && next.code != entry.code;
            coded || entry.code.is_empty() && level(next).0 > level(entry).0 && entry.numbered.is_some()
        })
    };
    let totals = of(&|_, entry| is_total(entry));
    let mut sets =
        vec![outermost, of(&|_, entry| whole(entry)), of(&|at, entry| whole(entry) && !has_child(at, entry))];
    if open.iter().any(|at| entries[*at].indented) {
        sets.push(of(&|_, entry| whole(entry) && !entry.indented));
    }
    if totals.len() >= 2 {
        sets.push(totals);
    }
    if open.iter().any(|at| entries[*at].standing == Standing::Apart) {
        sets.push(of(&|_, entry| entry.standing != Standing::Part));
    }
    sets
}

/// The outermost of the entries: those whose code continues no other's, and those numbered in the outermost
/// style.
fn outermost(grid: &Grid<'_>, open: &[usize]) -> Vec<usize> {
    let entries = &grid.band.entries;
    let by_code = open.iter().any(|at| !entries[*at].code.is_empty());
    let style: Option<NumeralStyle> = open.iter().filter_map(|at| entries[*at].numbered).min();
    let mut codes: Vec<&str> = open.iter().map(|at| entries[*at].code.as_str()).collect();
    codes.sort_unstable();
    let continues = |code: &str| (1..code.len()).any(|end| codes.binary_search(&&code[..end]).is_ok());
    let keeps = |entry: &Entry| match entry.standing {
        Standing::Part | Standing::Apart => false,
        Standing::Total(_) => true,
        _ if by_code => !continues(&entry.code),
        _ => style.is_none() || entry.numbered == style,
    };
    open.iter().copied().filter(|at| keeps(&entries[*at])).collect()
}

/// How the reading `parts` of the total at `at` fits the columns.
fn trial(grid: &Grid<'_>, at: usize, parts: &[usize]) -> Trial {
    let mut trial = Trial::default();
    for column in &grid.band.amounts {
        match grid.fit(Place::new(at, *column), places(grid, parts, *column)) {
            Fit::Closes { telling: true } => trial.telling += 1,
            Fit::Closes { telling: false } => trial.weak += 1,
            Fit::Off(_) => trial.off.push(*column),
            Fit::Silent | Fit::Unknown => {}
        }
    }
    trial
}

/// The cells of `parts` in `column`.
fn places<'g>(grid: &'g Grid<'_>, parts: &'g [usize], column: usize) -> impl Iterator<Item = Place> + 'g {
    parts.iter().map(move |entry| Place {
        entry: *entry,
        column,
        negative: grid.band.entries[*entry].standing == Standing::Less,
    })
}

/// The reading of a total that no column bears out, where words and places leave only one.
fn plain(grid: &Grid<'_>, at: usize, settled: &[bool]) -> Option<Reading> {
    let entries = &grid.band.entries;
    let Standing::Total(total) = entries[at].standing else { return None };
    let name = grid.table.name.to_lowercase();
    if PARTIAL.iter().any(|word| name.contains(word)) {
        return None;
    }
    let is_total = |at: usize| matches!(entries[at].standing, Standing::Total(_));
    let unsettled =
        |range: std::ops::Range<usize>| range.into_iter().any(|other| is_total(other) && !settled[other]);
    let named = |other: Option<usize>| {
        total == Total::Named
            && other
                .and_then(|other| entries.get(other))
                .is_some_and(|e| e.standing == Standing::Total(Total::Named))
    };
    if named(at.checked_sub(1)) || named(Some(at + 1)) {
        return None;
    }
    let open: Vec<usize> = if at == 0 {
        // A total at the top is that of everything below, where there is no other.
        if (1..entries.len()).any(is_total) {
            return None;
        }
        (1..entries.len()).collect()
    } else {
        if unsettled(0..at) {
            return None;
        }
        let before = (0..at).rev().find(|other| is_total(*other));
        let from = before.map_or(0, |before| before + 1);
        match (before, total) {
            (Some(before), Total::Grand) if from < at => (before..at).collect(),
            (Some(_), _) if from == at => (0..at).filter(|other| is_total(*other)).collect(),
            (Some(_), Total::All | Total::Grand) => return None,
            _ => (from..at).collect(),
        }
    };
    let open: Vec<usize> = open.into_iter().filter(|at| entries[*at].standing != Standing::Apart).collect();
    let plain = open
        .iter()
        .all(|at| matches!(entries[*at].standing, Standing::Item | Standing::Part | Standing::Total(_)));
    let parts = outermost(grid, &open);
    let leads = open.first().is_some_and(|first| parts.contains(first));
    let one_kind = parts.len() == open.iter().filter(|at| entries[**at].standing != Standing::Part).count();
    let outlined = open.iter().all(|at| {
        let entry = &entries[*at];
        entry.numbered.is_some() || !entry.code.is_empty() || entry.standing == Standing::Part
    });
    let apart = (0..entries.len()).any(|at| entries[at].standing == Standing::Apart);
    let parts_after_unnumbered = open.iter().any(|at| entries[*at].standing == Standing::Part) && !outlined;
    let clear =
        plain && leads && (one_kind || outlined) && !apart && !parts_after_unnumbered && parts.len() >= 2;
    let reading = clear.then_some(Reading { parts, start: 0 })?;
    let trial = trial(grid, at, &reading.parts);
    let likely = |column: &usize| {
        let cells: Vec<Place> = places(grid, &reading.parts, *column).collect();
        let total = Place::new(at, *column);
        match grid.fit(total, cells.iter().copied()) {
            Fit::Off(gap) => grid.is_near(total, gap) || grid.is_slip(total, &cells, gap),
            _ => true,
        }
    };
    (trial.off.len() <= 2 && trial.off.iter().all(likely)).then_some(reading)
}

/// Claims in each column that the total at `at` is the sum of `parts`. Where one column bears the reading out,
/// others that fail are told if they are not more, or if a slip explains them.
fn claim(grid: &Grid<'_>, at: usize, parts: &[usize], witnessed: bool, page: &mut Page<'_, '_>) {
    let trial = trial(grid, at, parts);
    for column in &grid.band.amounts {
        let total = Place::new(at, *column);
        let cells: Vec<Place> = places(grid, parts, *column).collect();
        match grid.fit(total, cells.iter().copied()) {
            Fit::Silent => {}
            Fit::Unknown => tell_open(&grid.name(total), page),
            // Averages do not add up, and a reading that fails more often than it closes is none.
            Fit::Off(gap)
                if witnessed
                    && (trial.off.len() > trial.telling.max(1) || !grid.is_near(total, gap))
                    && !grid.is_slip(total, &cells, gap) =>
            {
                tell_open(&grid.name(total), page);
            }
            Fit::Off(_) | Fit::Closes { .. } => grid.claim(total, &cells, Nature::Parts, page),
        }
    }
}
