//! `for: rows of <table>`, `for: tables of <table>`, `for: passages` and `where:`: what a rule is for.

use super::{Case, Decoder, Page};
use crate::expr::{Condition, ExprKind, Figures, Filter, Missing, Name, parse_condition, parse_expression};
use crate::figures::{PassageFigures, RowFigures, TableFigures};
use crate::ledger::Status;
use crate::message::Message;
use crate::tree::{Fields, Mistake, Node};

/// What a rule is for, each of them on its own.
#[derive(Clone, Debug)]
pub(super) enum Each {
    /// The rows of tables, or some of them.
    Rows(String, Option<Only>),
    /// Tables as a whole.
    Tables(String),
    /// Paragraphs, or else sections, that state all figures named.
    Passages,
}

/// What a rule is held against.
#[derive(Clone, Copy)]
pub(super) enum Place<'f, 'a> {
    /// A row.
    Row(&'f RowFigures<'a>),
    /// A table.
    Table(&'f TableFigures<'a>),
    /// A paragraph or section.
    Passage(&'f PassageFigures<'a>),
}

impl<'f, 'a> Place<'f, 'a> {
    /// Its figures.
    pub(super) fn figures(self) -> &'f (dyn Figures + 'a) {
        match self {
            Self::Row(figures) => figures,
            Self::Table(figures) => figures,
            Self::Passage(figures) => figures,
        }
    }
}

/// Which rows of the table are meant.
#[derive(Clone, Debug)]
pub(super) enum Only {
    /// Those for which a condition holds.
    Condition(Condition),
    /// Those whose cell in a column is this text.
    Cell(Filter),
}

impl Each {
    /// The rows that a rule is for, `None` where it is for the report. The error is that its mistakes are
    /// noted and the rule cannot be used.
    pub(super) fn decode(fields: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Result<Option<Self>, ()> {
        let only = match fields.take("where") {
            Some(node) => Some(only(node, decoder).ok_or(())?),
            None => None,
        };
        let Some((text, span)) = fields.text("for", decoder.mistakes) else { return Ok(None) };
        let table = |table: &str| table.trim().trim_matches('`').to_owned();
        let found = match text.split_once(" of ") {
            Some(("rows", rows)) => Self::Rows(table(rows), only),
            Some(("tables", tables)) if only.is_none() => Self::Tables(table(tables)),
            None if text == "passages" && only.is_none() => Self::Passages,
            _ => {
                let message = Message::new(
                    "write `for: rows of <table>`, `for: tables of <table>` or `for: passages`; `where:` is for rows only",
                    "请写成 for: rows of <表名>、for: tables of <表名> 或 for: passages；where 只能用于行",
                );
                decoder.mistake(Mistake::new(span, message));
                return Err(());
            }
        };
        Ok(Some(found))
    }

    /// Hands every figure that its own condition names to `change`.
    pub(super) fn each_name(&mut self, change: &mut dyn FnMut(&mut Name)) {
        if let Self::Rows(_, Some(Only::Condition(condition))) = self {
            condition.each_name(change);
        }
    }

    /// Calls `check` for the figures of each row, table or passage that is meant; `required` are the figures
    /// that a passage must state. What is not there, and where none is meant, is told: nothing is passed over
    /// in silence.
    pub(super) fn visit<'a, 'p>(
        &self,
        case: &Case<'_>,
        page: &mut Page<'p, 'a>,
        required: &[&Name],
        mut check: impl FnMut(Place<'_, '_>, &mut Page<'p, 'a>),
    ) {
        let (mut any, mut there) = (false, false);
        let mut ask = |meant: Result<bool, Missing>, place: Place<'_, '_>, page: &mut Page<'p, 'a>| {
            there = true;
            any |= !matches!(meant, Ok(false));
            match meant {
                Ok(true) => check(place, page),
                Ok(false) => {}
                Err(missing) => page.undecided(|| missing.message()),
            }
        };
        let bound = case.bound;
        match self {
            Self::Rows(name, only) => {
                for table in bound.tables(name) {
                    for row in bound.rows(table, name) {
                        let blank_is_missing = case.rule.blank_is_missing;
                        let figures = RowFigures { bound, table, row, blank_is_missing };
                        let meets = match only {
                            Some(Only::Condition(condition)) => condition.evaluate(&figures),
                            Some(Only::Cell(filter)) => figures.meets(filter),
                            None => Ok(true),
                        };
                        let meant = meets.and_then(|meets| Ok(meets && meant(&figures, case)?));
                        ask(meant, Place::Row(&figures), page);
                    }
                }
                there |= !bound.tables(name).is_empty();
            }
            Self::Tables(name) => {
                for figures in bound.whole_tables(name) {
                    ask(meant(&figures, case), Place::Table(&figures), page);
                }
            }
            Self::Passages => {
                let others: Vec<&Name> = case.rule.when.iter().flat_map(Condition::names).collect();
                for figures in bound.passages(required, &[case.rule.check.names(), others].concat()) {
                    ask(meant(&figures, case), Place::Passage(&figures), page);
                }
            }
        }
        if !there {
            page.tell(self.missing(case), Vec::new());
        } else if !any {
            page.tell(Status::NotApplicable(self.unmeant()), Vec::new());
        }
    }

    /// What is told where there is nothing of the kind; tables found by their columns need not be there.
    fn missing(&self, case: &Case<'_>) -> Status {
        let name = match self {
            Self::Rows(name, _) | Self::Tables(name) => name,
            Self::Passages => {
                return Status::NotEvaluated(Message::new(
                    "no paragraph or section states all of its figures",
                    "没有同时写明所需数据的段落或章节",
                ));
            }
        };
        let Some(rule) = case.bound.vocabulary.table(name) else {
            return Status::NotEvaluated(Message::new(
                format!("there is no table `{name}`"),
                format!("报告中没有表“{name}”"),
            ));
        };
        let columns = |join| rule.columns.join(join);
        Status::NotApplicable(Message::new(
            format!("no table is a `{name}` with the columns {}", columns(", ")),
            format!("没有含“{}”栏目的“{name}”", columns("”“")),
        ))
    }

    /// What is told where the rule's conditions leave nothing.
    fn unmeant(&self) -> Message {
        match self {
            Self::Rows(name, _) => {
                Message::new(format!("no row of `{name}` is meant"), format!("“{name}”中没有符合条件的行"))
            }
            Self::Tables(name) => {
                Message::new(format!("no table `{name}` is meant"), format!("没有符合条件的“{name}”"))
            }
            Self::Passages => Message::new("no passage is meant", "没有符合条件的段落"),
        }
    }
}

/// Whether the rule's `when` holds of these figures.
fn meant(figures: &dyn Figures, case: &Case<'_>) -> Result<bool, Missing> {
    case.rule.when.as_ref().map_or(Ok(true), |when| when.evaluate(figures))
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
