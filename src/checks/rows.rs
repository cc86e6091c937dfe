//! `for: rows of <table>`, `for: tables of <table>` and `where:`: the rows or tables that a rule is for.

use super::{Case, Decoder, Page};
use crate::expr::{Condition, ExprKind, Figures, Filter, Missing, parse_condition, parse_expression};
use crate::figures::{RowFigures, TableFigures};
use crate::ledger::Status;
use crate::message::Message;
use crate::tree::{Fields, Mistake, Node};

/// The rows, or the tables, that a rule is for.
#[derive(Debug)]
pub(super) struct Rows {
    table: String,
    /// Whether it is for each table as a whole.
    whole: bool,
    only: Option<Only>,
}

/// What a rule is held against.
#[derive(Clone, Copy)]
pub(super) enum Place<'f, 'a> {
    /// A row.
    Row(&'f RowFigures<'a>),
    /// A table.
    Table(&'f TableFigures<'a>),
}

impl<'f, 'a> Place<'f, 'a> {
    /// Its figures.
    pub(super) fn figures(self) -> &'f (dyn Figures + 'a) {
        match self {
            Self::Row(figures) => figures,
            Self::Table(figures) => figures,
        }
    }
}

/// Which rows of the table are meant.
#[derive(Debug)]
enum Only {
    /// Those for which a condition holds.
    Condition(Condition),
    /// Those whose cell in a column is this text.
    Cell(Filter),
}

impl Rows {
    /// The rows that a rule is for, `None` where it is for the report. The error is that its mistakes are
    /// noted and the rule cannot be used.
    pub(super) fn decode(fields: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Result<Option<Self>, ()> {
        let only = match fields.take("where") {
            Some(node) => Some(only(node, decoder).ok_or(())?),
            None => None,
        };
        let Some((text, span)) = fields.text("for", decoder.mistakes) else { return Ok(None) };
        let each = [("rows of ", false), ("tables of ", true)];
        let told = each.iter().find_map(|(words, whole)| Some((text.strip_prefix(words)?.trim(), *whole)));
        let Some((table, whole)) = told else {
            let message = Message::new(
                "write `for: rows of <table>` or `for: tables of <table>`",
                "请写成 for: rows of <表名> 或 for: tables of <表名>",
            );
            decoder.mistake(Mistake::new(span, message));
            return Err(());
        };
        if whole && only.is_some() {
            let message =
                Message::new("`where:` chooses rows: write `when:`", "where 用于筛选行，此处请用 when");
            decoder.mistake(Mistake::new(span, message));
            return Err(());
        }
        Ok(Some(Self { table: table.trim_matches('`').to_owned(), whole, only }))
    }

    /// Calls `check` for the figures of each row, or of each table, that is meant. A table or column that is
    /// not there, and tables of which no row is meant, are told: nothing is passed over in silence.
    pub(super) fn each<'a, 'p>(
        &self,
        case: &Case<'_>,
        page: &mut Page<'p, 'a>,
        mut check: impl FnMut(Place<'_, '_>, &mut Page<'p, 'a>),
    ) {
        let name = &self.table;
        let (mut any, mut there) = (false, false);
        let mut ask =
            |meant: Result<bool, Missing>, place: Place<'_, '_>, page: &mut Page<'p, 'a>| match meant {
                Ok(true) => {
                    any = true;
                    check(place, page);
                }
                Ok(false) => {}
                Err(missing) => {
                    any = true;
                    page.tell(Status::NotEvaluated(missing.message().clone()), Vec::new());
                }
            };
        if self.whole {
            for figures in case.bound.whole_tables(name) {
                there = true;
                ask(self.meant(None, &figures, case), Place::Table(&figures), page);
            }
        } else {
            for table in case.bound.tables(name) {
                there = true;
                for row in case.bound.rows(table, name) {
                    let blank_is_missing = case.rule.blank_is_missing;
                    let figures = RowFigures { bound: case.bound, table, row, blank_is_missing };
                    ask(self.meant(Some(&figures), &figures, case), Place::Row(&figures), page);
                }
            }
        }
        if !there {
            page.tell(missing(name, case), Vec::new());
        } else if !any {
            let reason = if self.whole {
                Message::new(format!("no table `{name}` is meant"), format!("没有符合条件的“{name}”"))
            } else {
                Message::new(format!("no row of `{name}` is meant"), format!("“{name}”中没有符合条件的行"))
            };
            page.tell(Status::NotApplicable(reason), Vec::new());
        }
    }

    /// Whether the rule is for these figures: the row meets `where`, and they meet the rule's `when`.
    fn meant(
        &self,
        row: Option<&RowFigures<'_>>,
        figures: &dyn Figures,
        case: &Case<'_>,
    ) -> Result<bool, Missing> {
        let meets = match (&self.only, row) {
            (Some(Only::Condition(condition)), _) => condition.evaluate(figures)?,
            (Some(Only::Cell(filter)), Some(row)) => row.meets(filter)?,
            _ => true,
        };
        Ok(meets && case.rule.when.as_ref().map_or(Ok(true), |when| when.evaluate(figures))?)
    }
}

/// What is told of tables that the report does not hold: those found by their columns need not be there.
fn missing(name: &str, case: &Case<'_>) -> Status {
    match case.bound.vocabulary.table(name) {
        Some(rule) => {
            let columns = |join| rule.columns.join(join);
            Status::NotApplicable(Message::new(
                format!("no table is a `{name}` with the columns {}", columns(", ")),
                format!("没有含“{}”栏目的“{name}”", columns("”“")),
            ))
        }
        None => Status::NotEvaluated(Message::new(
            format!("there is no table `{name}`"),
            format!("报告中没有表“{name}”"),
        )),
    }
}

/// A condition, or `column = 'text'` as in `sum(… where …)`.
fn only(node: &Node, decoder: &mut Decoder<'_>) -> Option<Only> {
    const CALL: &str = "sum(x where ";
    let text = node.text().unwrap_or_default();
    if !text.contains(['\'', '"', '“', '‘']) {
        return decoder.formula(node, parse_condition).map(Only::Condition);
    }
    match parse_expression(&format!("{CALL}{text})")).map(|expr| expr.kind) {
        Ok(ExprKind::Call(call)) => call.filter.map(Only::Cell),
        Ok(_) => None,
        Err(errors) => {
            for error in errors {
                let place = |at: usize| at.saturating_sub(CALL.len()).min(text.len());
                let span =
                    node.inside(decoder.source.text(), place(error.range.start)..place(error.range.end));
                decoder.mistake(Mistake { span, message: error.message, help: error.help });
            }
            None
        }
    }
}
