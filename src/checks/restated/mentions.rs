//! Mentions: amounts in prose that slip from what a table, or another sentence, says of the same figure.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Case, Page, cut};
use super::scope::{Qualifiers, is_each, is_stated, is_telling, key, levels, qualifiers};
use super::{LEAST_ALIKE, claim};
use crate::language::{Origin, Role, Stage, WHOLE};
use crate::quantity::{Interval, is_rounded_slip, is_unit_slip};
use crate::report::{Band, Entry, Standing, Statement, Table, Total};

/// A label with more different amounts than these, or stated more often, is no one figure.
const MOST_AMOUNTS: usize = 24;
const MOST_STATEMENTS: usize = 256;

/// How many bytes behind an amount are looked at.
const AFTER: usize = 12;

/// How many bytes that open a paragraph, and that stand before an amount.
const BEFORE: usize = 240;

/// A statement of a figure, by its index, and where its paragraph starts.
#[derive(Clone, Copy)]
struct Mention {
    at: usize,
    start: usize,
}

/// What is stated under one label.
#[derive(Default)]
struct Figure {
    /// Every statement, whatever it means.
    all: Vec<usize>,
    /// Those in prose that clearly state the figure, in order.
    prose: Vec<Mention>,
    /// Cells of tables that clearly do, in order.
    cells: Vec<Mention>,
}

/// Claims that amounts in prose are those of tables where they differ by a slip alone.
pub(super) fn check(case: &Case<'_>, page: &mut Page<'_, '_>) {
    if case.report().tables.is_empty() && !has_several_units(case) {
        return;
    }
    let figures = figures(case);
    // What a report without a year in its title tells of no year is of the last year it names.
    let named = || case.report().statements.iter().filter_map(|statement| statement.period).max();
    let latest = case.report().year.or_else(named);
    for (name, figure) in figures
        .iter()
        .filter(|(_, figure)| !figure.prose.is_empty() && (2..=MOST_STATEMENTS).contains(&figure.all.len()))
    {
        let statement = |mention: &Mention| &case.report().statements[mention.at];
        let Some(amounts) = amounts(case, figure) else { continue };
        for (place, mention) in figure.prose.iter().enumerate() {
            let own = statement(mention);
            let Some(value) = case.bound.interval(&own.quantity) else { continue };
            let is_elsewhere = amounts
                .iter()
                .any(|(amount, first, many)| (*first != mention.at || *many) && amount.overlaps(&value));
            if is_elsewhere {
                continue;
            }
            let slips = |other: &Statement| {
                is_rounded_slip(&other.quantity, &own.quantity, LEAST_ALIKE)
                    || is_unit_slip(&other.quantity, &own.quantity)
            };
            let cells = figure.cells.iter().filter(|cell| {
                slips(statement(cell))
                    && is_same(case, latest, figure, mention, cell)
                    && is_in_scope(case, &figures, own, statement(cell))
            });
            let before = figure.prose[..place].iter().filter(|other| {
                let other_scope = &statement(other).scope;
                is_unit_slip(&statement(other).quantity, &own.quantity)
                    && is_same(case, latest, figure, mention, other)
                    && *other_scope == own.scope
            });
            let others: Vec<&Mention> = cells.chain(before).collect();
            let values: BTreeSet<_> =
                others.iter().filter_map(|other| statement(other).quantity.amount()).collect();
            let (Some(other), 1) = (others.first(), values.len()) else { continue };
            let operands = case
                .bound
                .operand(other.at, name)
                .and_then(|left| Ok((left, case.bound.operand(mention.at, name)?)));
            if let Ok((left, right)) = operands {
                page.claim(claim(&left, &right));
            }
        }
    }
}

/// Whether money is stated in several units: without tables only a unit can slip.
fn has_several_units(case: &Case<'_>) -> bool {
    let units = case.report().statements.iter().map(|statement| statement.quantity.unit);
    let mut exponents = units.filter(|unit| unit.is_money()).map(|unit| unit.exponent);
    exponents.next().is_some_and(|first| exponents.any(|exponent| exponent != first))
}

/// The different amounts stated under one label, each with the first statement of it and whether there are
/// more; `None` where there are too many.
fn amounts(case: &Case<'_>, figure: &Figure) -> Option<Vec<(Interval, usize, bool)>> {
    let mut found: Vec<(Interval, usize, bool)> = Vec::new();
    for at in &figure.all {
        let Some(value) = case.bound.interval(&case.report().statements[*at].quantity) else { continue };
        if let Some((.., many)) = found.iter_mut().find(|(known, ..)| *known == value) {
            *many = true;
        } else if found.len() == MOST_AMOUNTS {
            return None;
        } else {
            found.push((value, *at, false));
        }
    }
    Some(found)
}

/// Whether two mentions are of one stage, year and fund. An amount that tells no stage is what was spent, or, in
/// a report of budgets alone, the budget.
fn is_same(case: &Case<'_>, latest: Option<i32>, figure: &Figure, prose: &Mention, other: &Mention) -> bool {
    let statement = |at: usize| &case.report().statements[at];
    let (own, told) = (statement(prose.at), statement(other.at));
    let only = || figure.cells.iter().all(|cell| statement(cell.at).stage == told.stage);
    let stage = match (own.stage, told.stage) {
        (one, two) if one == two => true,
        (None | Some(Stage::Actual), None | Some(Stage::Actual)) => true,
        (None, Some(Stage::Initial | Stage::Budget)) => only(),
        _ => false,
    };
    let year = |statement: &Statement| {
        let table = statement.cell.and_then(|(table, ..)| case.report().tables.get(table));
        statement.period.or_else(|| table.and_then(|table| year_in(&table.name))).or(latest)
    };
    let year = year(own).zip(year(told)).is_none_or(|(one, two)| one == two);
    stage
        && year
        && qualifiers_of(case, prose) == qualifiers_of(case, other)
        && !is_told_of_each(case, prose)
        && !is_told_of_each(case, other)
}

/// The qualifiers of what a mention is told of: its label, its scope and its sections, the words that open its
/// paragraph and those before it; or its row, its column and its table.
fn qualifiers_of(case: &Case<'_>, mention: &Mention) -> Qualifiers {
    let report = case.report();
    let statement = &report.statements[mention.at];
    let titles = report.section_path(statement.section).into_iter().map(|section| section.title.as_str());
    let own = [statement.label.as_str(), statement.scope.as_deref().unwrap_or("")];
    let told = titles.chain(own).fold(0, |all, text| all | qualifiers(text));
    if let Some((table, _, column)) = statement.cell
        && let Some(table) = report.tables.get(table)
    {
        return told
            | qualifiers(&table.name)
            | table.groups.get(column).map_or(0, |group| qualifiers(group));
    }
    let (text, end) = (report.source.text(), statement.span.start);
    let opening = cut(text, mention.start, end.min(mention.start + BEFORE));
    let clause = opening.split(['，', '。', '；', ';', ',']).next().unwrap_or("");
    let before = cut(text, mention.start.max(end.saturating_sub(BEFORE)), end);
    told | qualifiers(clause) | levels(before)
}

/// Whether a mention in prose is told of one of many.
fn is_told_of_each(case: &Case<'_>, mention: &Mention) -> bool {
    let report = case.report();
    let statement = &report.statements[mention.at];
    let end = statement.span.end;
    statement.cell.is_none() && is_each(statement, cut(report.source.text(), end, end + AFTER))
}

/// The first year that a caption names.
fn year_in(name: &str) -> Option<i32> {
    let starts = name.char_indices().filter(|(_, c)| matches!(c, '1' | '2')).map(|(at, _)| at);
    starts.filter_map(|at| name.get(at..at + 4)).find_map(|text| {
        let year = text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())??;
        (1900..2200).contains(&year).then_some(year)
    })
}

/// Whether what a sentence tells its amount of is what the table of `cell` is about.
fn is_in_scope(
    case: &Case<'_>,
    figures: &BTreeMap<String, Figure>,
    prose: &Statement,
    cell: &Statement,
) -> bool {
    let Some(scope) =
        prose.scope.as_deref().filter(|scope| *scope != WHOLE && *scope != prose.subject.as_str())
    else {
        return true;
    };
    let Some((table, ..)) = cell.cell else { return false };
    let report = case.report();
    let told = |table: &Table| {
        table.name.contains(scope)
            || table.header.iter().any(|name| name.contains(scope))
            || report.section_path(table.section).iter().any(|section| section.title.contains(scope))
    };
    let row = |figure: &Figure| {
        figure
            .all
            .iter()
            .take(MOST_STATEMENTS)
            .any(|at| report.statements[*at].cell.is_some_and(|(other, ..)| other == table))
    };
    report.tables.get(table).is_some_and(told) || figures.get(&key(case, scope)).is_some_and(row)
}

/// Everything stated in money, by its label.
fn figures(case: &Case<'_>) -> BTreeMap<String, Figure> {
    let report = case.report();
    let mut figures: BTreeMap<String, Figure> = BTreeMap::new();
    for (at, statement) in report.statements.iter().enumerate() {
        let paragraph = statement.paragraph.and_then(|index| report.paragraphs.get(index));
        let start = paragraph.map_or(statement.span.start, |paragraph| paragraph.span.start);
        if !statement.quantity.unit.is_money() {
            continue;
        }
        let key = key(case, &statement.subject);
        if !is_telling(&key) {
            continue;
        }
        let clear = statement.paragraph.is_some()
            && statement.origin == Origin::Label
            && statement.role == Role::Figure
            && statement.quantity.is_firm();
        let figure = figures.entry(key).or_default();
        figure.all.push(at);
        if clear {
            figure.prose.push(Mention { at, start });
        }
    }
    for table in &report.tables {
        for (name, _, at) in rows(case, table) {
            if let Some(figure) = figures.get_mut(&name.0) {
                figure.cells.push(Mention { at, start: 0 });
            }
        }
    }
    figures
}

/// The amounts of the rows of a table that go by a name of their own: the name compared and as it stands, the
/// column, and the statement.
pub(super) fn rows<'t>(case: &Case<'_>, table: &'t Table) -> Vec<((String, &'t str), usize, usize)> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let mut told = Vec::new();
    for (band, entry) in
        table.bands.iter().flat_map(|band| band.entries.iter().map(move |entry| (band, entry)))
    {
        let whole = matches!(entry.standing, Standing::Total(Total::All | Total::Group | Total::Grand))
            && !is_named(&entry.name);
        let name = key(case, &entry.name);
        *keys.entry(name.clone()).or_default() += 1;
        if !whole && entry.standing != Standing::Apart && is_telling(&name) {
            told.push((name, entry, band));
        }
    }
    told.retain(|(name, ..)| keys.get(name) == Some(&1));
    let cells = |(name, entry, band): (String, &'t Entry, &'t Band)| {
        let columns = band.amounts.iter().filter(|column| is_stated(table, **column));
        let cells = columns.filter_map(|column| {
            let at = table.rows[entry.row].cells.get(*column)?.statement?;
            let quantity = &case.report().statements[at].quantity;
            (quantity.unit.is_money() && quantity.is_firm()).then_some((*column, at))
        });
        cells.map(|(column, at)| ((name.clone(), entry.name.as_str()), column, at)).collect::<Vec<_>>()
    };
    told.into_iter().flat_map(cells).collect()
}

/// Whether a total says of what: 本年支出合计.
fn is_named(name: &str) -> bool {
    name.chars().count() > 4
}
