//! `require`: figures that must be stated, and cells of rows that must not be blank.

use std::sync::Arc;

use super::each::{Each, Place};
use super::identity::name;
use super::{Case, Check, Decoder, Kind, Page};
use crate::expr::{Figures, Name};
use crate::figures::{RowFigures, Vocabulary};
use crate::finding::{FigureValue, Severity};
use crate::ledger::Status;
use crate::message::Message;
use crate::tree::{Fields, Node, Value};

pub(super) const KIND: Kind = Kind {
    key: "require",
    title: ("figures and cells that must be there", "必须填报的数据"),
    about: (
        "Every figure named must be stated somewhere in the report. With `for: rows of <table>` the names are columns that must not be blank, nor 无, \
         in the rows that meet `when`.",
        "列出的数据必须在报告中出现。写明 `for: rows of <表名>` 时，名称为栏目，符合 `when` 的行中该栏不得为空或填“无”。",
    ),
    example: "key-figures:\n  require: [部门.预算, 部门.实际]",
    passages: ("（报告中没有写明全年预算数）", "全年预算数120万元，全年执行数118万元。"),
    severity: Severity::Error,
    last: false,
    decode,
};

#[derive(Clone, Debug)]
struct Require {
    names: Vec<Name>,
    each: Option<Each>,
}

fn decode(node: &Node, fields: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    let each = Each::decode(fields, decoder).ok()?;
    let names: Vec<Name> = match &node.value {
        Value::List(items) => items.iter().filter_map(|item| name(item, decoder)).collect(),
        _ => name(node, decoder).into_iter().collect(),
    };
    (!names.is_empty()).then(|| Arc::new(Require { names, each }) as Arc<dyn Check>)
}

/// The check that every figure of `names` is stated.
pub(crate) fn required(names: Vec<Name>) -> Arc<dyn Check> {
    Arc::new(Require { names, each: None })
}

impl Check for Require {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        match &self.each {
            None => self.names.iter().for_each(|name| stated(name, case.bound, case, page)),
            Some(each) => self.check_each(each, case, page),
        }
    }

    fn asks_each_row(&self) -> bool {
        self.each.is_some()
    }

    fn learned_by(&self, vocabulary: &mut Vocabulary) -> Option<Arc<dyn Check>> {
        let mut learned = self.clone();
        let mut learn = |name: &mut Name| vocabulary.learn(name);
        learned.names.iter_mut().for_each(&mut learn);
        learned.each.iter_mut().for_each(|each| each.each_name(&mut learn));
        Some(Arc::new(learned))
    }

    fn names(&self) -> Vec<&Name> {
        self.names.iter().collect()
    }
}

/// Tells whether the figure `name` is stated.
fn stated(name: &Name, figures: &dyn Figures, case: &Case<'_>, page: &mut Page<'_, '_>) {
    let figure = FigureValue { name: name.told().to_string(), value: None, unit: None };
    match figures.figure(name) {
        Ok(_) => page.tell(Status::Holds, vec![figure]),
        Err(missing) if !missing.is_absent() => {
            page.tell(Status::NotEvaluated(missing.message()), vec![figure]);
        }
        Err(_) => {
            let message = Message::new(
                format!("the report does not state {}", name.told()),
                format!("报告中没有“{}”", name.told()),
            );
            let help = Message::new(
                "state it with its unit; `crossfoot figures` lists what was understood of this report",
                "请写明该数据及其单位；用 crossfoot figures 可查看本报告中识别出的全部数据",
            );
            let finding = page.finding(case.report().head(), message);
            let help = finding.help.clone().unwrap_or(help);
            let figure_name = case.bound.vocabulary.canonical_name(name).into_owned();
            page.miss(figure_name, finding.with_help(help));
            page.tell(Status::Violated, vec![figure]);
        }
    }
}

impl Require {
    fn check_each(&self, each: &Each, case: &Case<'_>, page: &mut Page<'_, '_>) {
        each.visit(case, page, &[], |place, page| {
            for name in &self.names {
                match place {
                    Place::Row(figures) => filled_in(name, figures, page),
                    _ => stated(name, place.figures(), case, page),
                }
            }
        });
    }
}

/// Tells whether the cell `name` of a row is filled in.
fn filled_in(name: &Name, figures: &RowFigures<'_>, page: &mut Page<'_, '_>) {
    let column = name.told();
    let Some((text, span, _)) = figures.cell(name) else {
        return page.undecided(|| {
            Message::new(format!("there is no column `{column}`"), format!("表中没有“{column}”一栏"))
        });
    };
    let blank = text.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '—' | '/'))
        || matches!(text, "无" | "暂无");
    let label = figures.label();
    if blank {
        let message = Message::new(
            format!("{column} is not filled in for {label}"),
            format!("“{label}”一行未填写“{column}”"),
        );
        let place = if span.is_empty() { figures.place() } else { span };
        page.find(page.finding(place, message));
    }
    page.close_about(&format!("{label}.{column}"), blank);
}
