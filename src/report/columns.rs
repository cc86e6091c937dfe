//! Columns: what the columns of a table are for, and the statement that a cell makes.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Statement;
use crate::language::{Label, Origin, Role};
use crate::quantity::{Dimension, Quantity, Unit, cell};
use crate::source::{Source, Span};

/// What the columns of a table are for.
pub(super) struct TableColumns {
    /// Whether a column holds row labels: no amount and no target stands in it.
    labels: Vec<bool>,
    /// The unit of each column, `None` for codes and running numbers.
    units: Vec<Option<Unit>>,
    /// The most decimals shown in each column: a zero dropped at the end of an amount is no lost precision.
    decimals: Vec<u32>,
}

impl TableColumns {
    /// What `header` and `rows` say of the columns; amounts that name no unit are in `unit`.
    pub(super) fn of(header: &[String], rows: &[Vec<Span>], source: &Source, unit: Unit) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(header.len());
        let mut labels = vec![true; width];
        for row in rows {
            for (column, span) in row.iter().enumerate() {
                let text = source.slice(*span).trim();
                let target = text.starts_with(['≥', '≤', '>', '<', '＞', '＜']);
                labels[column] &= cell(text, unit).is_none() && !target && !is_date(text);
            }
        }
        keep_telling(&mut labels, rows, source);
        let unit_of = |column: usize| {
            let name = header.get(column).map_or("", String::as_str);
            let code = ["编码", "代码", "序号", "行次", "栏次"].iter().any(|word| name.contains(word))
                || ["年度", "年份"].contains(&name)
                || ["no", "no.", "code", "year", "id"].contains(&name.to_ascii_lowercase().as_str());
            let score =
                ["分值", "得分", "权重", "满分", "评分", "执行率"].iter().any(|word| name.contains(word));
            (!code).then(|| header_unit(name).unwrap_or(if score { Unit::NONE } else { unit }))
        };
        let units: Vec<Option<Unit>> = (0..width).map(unit_of).collect();
        let mut decimals = vec![0; width];
        for row in rows {
            for (column, span) in row.iter().enumerate() {
                let shown = cell(source.slice(*span), units[column].unwrap_or(unit));
                decimals[column] = shown.map_or(0, |quantity| quantity.value.scale()).max(decimals[column]);
            }
        }
        Self { labels, units, decimals }
    }

    /// The quantity in a cell of `column`; codes are none.
    pub(super) fn quantity(&self, column: usize, text: &str) -> Option<Quantity> {
        let mut quantity = cell(text, self.units.get(column).copied().flatten()?)?;
        let decimals = self.decimals[column].max(quantity.value.scale());
        if !quantity.quantum.is_zero() || quantity.unit.dimension == Dimension::Plain && decimals > 0 {
            quantity.quantum = Decimal::new(1, decimals);
        }
        Some(quantity)
    }

    /// The label of each cell of a row: the nearest label column to its left, else the nearest text.
    pub(super) fn row_labels<'s>(&self, row: &[Span], source: &'s Source) -> Vec<&'s str> {
        let (mut named, mut any) = ("", "");
        let mut labels = Vec::with_capacity(row.len());
        for (column, span) in row.iter().enumerate() {
            labels.push(if named.is_empty() { any } else { named });
            let text = source.slice(*span).trim();
            if !text.is_empty() && self.labels[column] {
                named = text;
            }
            if !text.is_empty() && cell(text, Unit::NONE).is_none() {
                any = text;
            }
        }
        labels
    }
}

/// Of label columns side by side, leaves the one whose texts differ most: names and not the classes they fall
/// into.
fn keep_telling(labels: &mut [bool], rows: &[Vec<Span>], source: &Source) {
    let mut texts: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); labels.len()];
    for row in rows {
        for (column, span) in row.iter().enumerate().filter(|(column, _)| labels[*column]) {
            texts[column].insert(source.slice(*span).trim());
        }
    }
    let mut best: Option<(usize, usize)> = None;
    for column in 0..labels.len() {
        if !labels[column] {
            best = None;
            continue;
        }
        let count = texts[column].len();
        match best {
            Some((_, most)) if count <= most => labels[column] = false,
            Some((before, _)) => {
                labels[before] = false;
                best = Some((column, count));
            }
            None => best = Some((column, count)),
        }
    }
}

/// The statement that a cell makes: the subject is the row's, the stage that of the row or the column. A row
/// that is only a stage is told of `about`.
pub(super) fn statement_of_cell(
    row: &str,
    column: &str,
    about: &str,
    quantity: Quantity,
    span: Span,
) -> Statement {
    let (label, header) = (Label::parse(row), Label::parse(column));
    let about = if label.stage.is_some() && quantity.unit.is_money() { about } else { "" };
    let subjects = [label.subject.as_str(), about, header.subject.as_str()];
    let subject = subjects.into_iter().find(|subject| !subject.is_empty()).unwrap_or_default().to_owned();
    Statement {
        quantity,
        span,
        label: [row, column].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" / "),
        subject,
        origin: Origin::Label,
        scope: None,
        stage: header.stage.or(label.stage),
        period: header.period.or(label.period),
        role: Role::Figure,
        part_of: None,
        complete: false,
        section: None,
        paragraph: None,
        cell: None,
        path: None,
    }
}

/// Whether a cell holds a date: digits and the marks between them.
fn is_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "-/.:年月日 ".contains(c))
}

/// Whether a cell holds a year, as the header of a column may.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// The unit in the brackets of a column header: 预算数（万元）.
fn header_unit(header: &str) -> Option<Unit> {
    let inner = header.rsplit(['（', '(']).next()?.strip_suffix(['）', ')'])?;
    Unit::parse(inner)
}
