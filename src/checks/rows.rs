//! `for: rows of <table>` and `where:`: the rows that a rule is for.

use super::{Case, Decoder, Page};
use crate::expr::{Condition, ExprKind, Filter, Missing, parse_condition, parse_expression};
use crate::figures::RowFigures;
use crate::ledger::Status;
use crate::message::Message;
use crate::tree::{Fields, Mistake, Node};

/// The rows that a rule is for.
#[derive(Debug)]
pub(super) struct Rows {
    table: String,
    only: Option<Only>,
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
        let Some(table) = text.strip_prefix("rows of ").map(str::trim) else {
            let message = Message::new("write `for: rows of <table>`", "请写成 for: rows of <表名>");
            decoder.mistake(Mistake::new(span, message));
            return Err(());
        };
        Ok(Some(Self { table: table.trim_matches('`').to_owned(), only }))
    }

    /// Calls `check` for each row meant. A table or column that is not there, and a table of which no row is
    /// meant, are told: nothing is passed over in silence.
    pub(super) fn each<'a, 'p>(
        &self,
        case: &Case<'_>,
        page: &mut Page<'p, 'a>,
        mut check: impl FnMut(&RowFigures<'_>, &mut Page<'p, 'a>),
    ) {
        let table = &self.table;
        let Some(found) = case.bound.table(table) else {
            let reason =
                Message::new(format!("there is no table `{table}`"), format!("报告中没有表“{table}”"));
            return page.tell(Status::NotEvaluated(reason), Vec::new());
        };
        let mut any = false;
        for row in (0..found.rows.len()).filter(|row| !found.rows[*row].is_total()) {
            let blank_is_missing = case.rule.blank_is_missing;
            let figures = RowFigures { bound: case.bound, table: found, row, blank_is_missing };
            match self.meant(&figures, case) {
                Ok(true) => {
                    any = true;
                    check(&figures, page);
                }
                Ok(false) => {}
                Err(missing) => {
                    return page.tell(Status::NotEvaluated(missing.message().clone()), Vec::new());
                }
            }
        }
        if !any {
            let reason =
                Message::new(format!("no row of `{table}` is meant"), format!("“{table}”中没有符合条件的行"));
            page.tell(Status::NotApplicable(reason), Vec::new());
        }
    }

    /// Whether the rule is for this row: it meets `where` and the rule's `when`.
    fn meant(&self, figures: &RowFigures<'_>, case: &Case<'_>) -> Result<bool, Missing> {
        let meets = match &self.only {
            Some(Only::Condition(condition)) => condition.evaluate(figures)?,
            Some(Only::Cell(filter)) => figures.meets(filter)?,
            None => true,
        };
        Ok(meets && case.rule.when.as_ref().map_or(Ok(true), |when| when.evaluate(figures))?)
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
