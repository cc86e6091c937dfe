//! Bands: the tables that stand side by side in one, and what their rows are.

use super::columns::{TableColumns, Use, is_nil};
use super::entry::total_of;
use super::table::{Band, Cell, Entry, Standing, Table};
use crate::language::fold;
use crate::quantity::{Unit, cell};
use crate::source::Source;

/// How many blanks before a name are counted.
const MOST_INDENT: usize = 80;

/// How many columns further left a total may be named.
const MOST_OVER: usize = 32;

/// The bands of `table`: columns of names and codes, and the columns of figures to their right.
pub(super) fn bands_of(table: &Table, columns: &TableColumns, source: &Source) -> Vec<Band> {
    let mut bands = Vec::new();
    let mut at = 0;
    while at < columns.uses.len() {
        let names = at;
        while at < columns.uses.len() && matches!(columns.uses[at], Use::Name | Use::Code | Use::Unit) {
            at += 1;
        }
        let figures = at;
        while at < columns.uses.len() && !matches!(columns.uses[at], Use::Name | Use::Code | Use::Unit) {
            at += 1;
        }
        let mut band = band(table, columns, names..figures, figures..at);
        mark_indented(&mut band.entries, |entry| {
            indent(&table.rows[entry.row].cells, names..figures, source)
        });
        mark_parts_of_balances(&mut band.entries);
        if !band.amounts.is_empty() && !band.entries.is_empty() {
            bands.push(band);
        }
    }
    bands
}

fn band(
    table: &Table,
    columns: &TableColumns,
    names: std::ops::Range<usize>,
    figures: std::ops::Range<usize>,
) -> Band {
    let of = |wanted: Use| figures.clone().filter(|at| columns.uses[*at] == wanted).collect::<Vec<_>>();
    let is_name = |at: &usize| columns.uses[*at] == Use::Name;
    let name = names.clone().filter(is_name).filter_map(|at| table.header.get(at)).next_back();
    let amounts = of(Use::Amount);
    let header = |at: usize| table.header.get(at).map_or("", String::as_str);
    let totals = amounts.iter().copied().filter(|at| total_of(&fold(header(*at))).is_some()).collect();
    // Indicators have names like rates, but their points add up.
    let scored = amounts
        .iter()
        .any(|at| ["分值", "得分", "评分", "权重"].iter().any(|word| header(*at).contains(word)));
    let mut entries = Vec::new();
    for (row, cells) in table.rows.iter().enumerate() {
        let text = |at: usize| cells.cells.get(at).map_or("", |cell| cell.text.as_str());
        let filled = figures.clone().any(|at| !text(at).is_empty());
        let codes: String = names
            .clone()
            .filter(|at| columns.uses[*at] == Use::Code && !is_running(header(*at)))
            .map(text)
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()))
            .collect();
        let told: Vec<&str> = names
            .clone()
            .filter(|at| columns.uses[*at] != Use::Unit)
            .map(text)
            .filter(|text| !is_nil(text))
            .collect();
        let is_number = |text: &str| cell(text, Unit::NONE).is_some();
        // A line that is numbered and says nothing.
        if !filled && codes.is_empty() && told.iter().all(|text| is_number(text)) {
            continue;
        }
        let Some(last) = told.iter().rev().find(|text| !is_number(text)).or(told.last()) else {
            if filled {
                // A total that is named further left, over all columns of names.
                let before = &cells.cells[..names.start.min(cells.cells.len())];
                let over = before
                    .iter()
                    .rev()
                    .take(MOST_OVER)
                    .find(|cell| !cell.text.is_empty())
                    .filter(|cell| cell.names_total());
                entries.push(Entry::read(row, over.map_or("", |cell| &cell.text), "", true));
            }
            continue;
        };
        let mut entry = Entry::read(row, last, &codes, filled);
        // A total named before another word: 合计 | 基本支出.
        let total = |text: &&&str| matches!(Entry::read(row, text, "", true).standing, Standing::Total(_));
        if !matches!(entry.standing, Standing::Total(_)) && told.iter().any(|text| total(&text)) {
            entry.standing = Standing::Open;
        }
        if scored && matches!(entry.standing, Standing::Apart | Standing::Open) {
            entry.standing = Standing::Item;
        }
        entries.push(entry);
    }
    Band { name: name.cloned().unwrap_or_default(), amounts, totals, rates: of(Use::Rate), entries }
}

/// Marks the rows that go on with the parts of a row: those after a 其中 that stand further in than the row
/// before it.
fn mark_indented(entries: &mut [Entry], indent: impl Fn(&Entry) -> usize) {
    let mut whole = None;
    for at in 1..entries.len() {
        if entries[at].standing == Standing::Part {
            whole = whole.or_else(|| Some(indent(&entries[at - 1])));
        } else if whole.is_some_and(|whole| indent(&entries[at]) > whole) {
            entries[at].indented = true;
        } else {
            whole = None;
        }
    }
}

/// Marks the rows that break a balance down without a 其中: below 年初财政拨款结转和结余 those of its funds.
fn mark_parts_of_balances(entries: &mut [Entry]) {
    const BALANCES: &[&str] = &["年初", "年末", "上年", "结转下年"];
    const PARTS: &[&str] =
        &["一般公共预算", "政府性基金", "国有资本经营", "基本支出结转", "项目支出结转", "经营结余"];
    let mut below = false;
    for entry in entries {
        let name = fold(&entry.name).replace(' ', "");
        let item = entry.standing == Standing::Item && entry.code.is_empty();
        if below && item && PARTS.iter().any(|part| name.starts_with(part)) {
            entry.standing = Standing::Part;
        } else {
            let balance = BALANCES.iter().any(|word| name.starts_with(word)) && name.contains("结转");
            below = item && balance && entry.numbered.is_none();
        }
    }
}

/// How far in the first name of a row stands, in columns of Latin letters.
fn indent(cells: &[Cell], names: std::ops::Range<usize>, source: &Source) -> usize {
    let Some(first) = cells.get(names).and_then(|cells| cells.iter().find(|cell| !cell.text.is_empty()))
    else {
        return 0;
    };
    let before = source.text()[..first.span.start].chars().rev();
    let blanks =
        before.take_while(|c| c.is_whitespace() && !matches!(c, '\n' | '\r' | '\t')).take(MOST_INDENT);
    let within = source.slice(first.span).chars().take_while(|c| c.is_whitespace());
    blanks.chain(within).map(|c| if c == '\u{3000}' { 2 } else { 1 }).sum()
}

/// Whether the header is that of running numbers and no codes.
fn is_running(header: &str) -> bool {
    let header = header.trim().to_ascii_lowercase();
    ["行次", "栏次", "序号", "编号"].iter().any(|word| header.contains(word))
        || ["no", "no.", "#", "line", "note", "notes", "ref", "id", "rank", "排名", "名次"]
            .contains(&header.as_str())
}
