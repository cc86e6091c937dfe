//! Cells: the statements that they make, by the names of their rows and columns.

use super::Statement;
use super::table::{Entry, Standing};
use super::topic::unit_phrase;
use crate::language::{Label, fold};
use crate::quantity::{Quantity, Unit};
use crate::source::Span;

/// What the cells of a row are called, taken apart once for all of them.
pub(super) struct RowName<'t> {
    pub(super) text: &'t str,
    /// Without codes, numbers and lead-ins.
    name: String,
    label: Label,
    is_total: bool,
    /// Whether it is a word for a total or an amount and nothing else.
    bare: bool,
}

impl<'t> RowName<'t> {
    /// That of cells labelled `text`.
    pub(super) fn of(text: &'t str) -> Self {
        let Entry { name, standing, .. } = Entry::read(0, text, "", true);
        let is_total = matches!(standing, Standing::Total(_));
        Self { text, label: Label::parse(&name), is_total, bare: is_bare(&name), name }
    }
}

/// The header of a column, taken apart once for all of its cells.
pub(super) struct Header<'t> {
    text: &'t str,
    label: Label,
    bare: bool,
}

impl<'t> Header<'t> {
    /// That of a column headed `text`.
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, label: Label::parse(text), bare: is_bare(text) }
    }
}

/// The statement that a cell makes: the subject is the row's, the stage that of the row or the column. A row
/// that is only a stage is told of `about`; one that is only a total is told by its column, else by `whole`,
/// what its table or its side of it is about.
pub(super) fn statement_of_cell(
    row: &RowName<'_>,
    column: &Header<'_>,
    about: &str,
    whole: &str,
    quantity: Quantity,
    span: Span,
) -> Statement {
    let bare = row.is_total && row.bare;
    let named = !column.label.subject.is_empty() && !column.bare;
    let above = || without_unit(column.text, quantity.unit);
    let subject = match row.name.as_str() {
        "" => above().to_owned(),
        total if bare && named && !quantity.unit.is_money() && quantity.unit != Unit::NONE => {
            format!("{}{total}", above())
        }
        _ if bare && named => above().to_owned(),
        // 总计 below 收入 is 收入总计.
        total if bare => format!("{whole}{total}"),
        name => name.to_owned(),
    };
    let (label, header) = (&row.label, &column.label);
    // 年初结转和结余 is a moment of what the table is about, whatever its column is headed.
    let moment = label.stage.filter(|_| label.subject.is_empty() && quantity.unit.is_money());
    let told: Vec<&str> = [row.text, column.text].into_iter().filter(|text| !text.is_empty()).collect();
    Statement {
        scope: moment.map(|_| about.into()),
        stage: moment.or(header.stage).or(label.stage),
        period: header.period.or(label.period),
        ..Statement::labelled(told.join(" / ").into(), subject.into(), quantity, span)
    }
}

/// A header without the unit in its brackets: 支出数（万元）.
fn without_unit(header: &str, unit: Unit) -> &str {
    let header = header.trim();
    let Some(open) = header.rfind(['（', '(']) else { return header };
    let told = unit_phrase(&header[open..]).is_some_and(|told| told == unit);
    if told { header[..open].trim_end() } else { header }
}

/// Whether a name is a word for a total or an amount and nothing else.
fn is_bare(name: &str) -> bool {
    let dense = fold(name).replace(' ', "");
    matches!(
        dense.as_str(),
        "合计"
            | "总计"
            | "小计"
            | "共计"
            | "合计数"
            | "总计数"
            | "金额"
            | "total"
            | "subtotal"
            | "grandtotal"
            | "amount"
    )
}
