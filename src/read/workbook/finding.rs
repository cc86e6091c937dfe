//! Findings: what a workbook itself has wrong or leaves out, in words.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::super::parts::ill_formed;
use super::defect::Defect;
use super::number::general;
use super::sheet::{Cell, Place, Workbook};
use crate::finding::{FigureValue, Finding, Severity};
use crate::message::Message;
use crate::report::Draft;
use crate::source::{Source, Span};

/// The rule id of a cell that holds something else than its formula adds up to.
const STORED_TOTAL: &str = "stored-total";
/// The rule id of a formula that was never worked out.
const NO_RESULT: &str = "no-result";
/// The rule id of a cell that shows an error.
const CELL_ERROR: &str = "cell-error";
/// The rule id of a number that a sum does not count because it is text.
const NUMBER_AS_TEXT: &str = "number-as-text";
/// The rule id of sheets, rows and columns that are hidden and not read.
const HIDDEN: &str = "hidden";

/// How many cells of one cause a finding shows, and how many names it lists.
const MOST_SHOWN: usize = 8;

/// What is found while a workbook is written.
#[derive(Default)]
pub(super) struct Findings {
    /// By sheet and cause, the cells.
    groups: BTreeMap<(String, Cause), Group>,
    totals: Vec<StoredTotal>,
    /// The rows and columns that are hidden, as people call them.
    hidden: Vec<String>,
}

/// What several cells of a sheet may have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Uncalculated,
    Error,
    /// They are text, which the sum at this place does not count.
    Text(Place),
}

/// Cells of one cause: how many, and where the first of them were written.
#[derive(Default)]
struct Group {
    count: usize,
    shown: String,
    spans: Vec<Span>,
}

/// A cell that holds something else than its formula adds up to.
struct StoredTotal {
    span: Span,
    name: String,
    stored: Decimal,
    sum: Decimal,
}

impl Findings {
    /// Rows and columns of a sheet are hidden.
    pub(super) fn hide(&mut self, sheet: &str, hidden: Vec<String>) {
        self.hidden.extend(hidden.into_iter().map(|name| format!("{sheet}!{name}")));
    }

    /// The cell at `place` of a sheet, written at `span`, has a defect.
    pub(super) fn add(&mut self, defect: Defect, sheet: &str, place: Place, cell: &Cell, span: Span) {
        let cause = match defect {
            Defect::Differs { stored, sum } => {
                let name = format!("{sheet}!{}", place.name());
                self.totals.push(StoredTotal { span, name, stored, sum });
                return;
            }
            Defect::Uncalculated => Cause::Uncalculated,
            Defect::Error => Cause::Error,
            Defect::Text { total } => Cause::Text(total),
        };
        let group = self.groups.entry((sheet.to_owned(), cause)).or_default();
        group.count += 1;
        if group.count == 1 {
            group.shown.clone_from(&cell.shown);
        }
        if group.spans.len() < MOST_SHOWN {
            group.spans.push(span);
        }
    }

    /// Tells `draft` all that was found.
    pub(super) fn tell(self, workbook: &Workbook, source: &Arc<Source>, draft: &mut Draft) {
        let at = |rule, severity, span, message| Finding::at(rule, severity, source, span, message);
        if workbook.is_damaged {
            draft.note(ill_formed(source));
        }
        let hidden: Vec<String> = workbook.hidden.iter().cloned().chain(self.hidden).collect();
        if !hidden.is_empty() {
            let message = hidden_message(&hidden);
            draft.note(at(HIDDEN, Severity::Info, Span::default(), message).with_help(hidden_help()));
        }
        let mut notes: Vec<Finding> = self.totals.iter().map(|total| total.finding(source)).collect();
        for ((_, cause), group) in self.groups {
            let (rule, severity) = match cause {
                Cause::Uncalculated => (NO_RESULT, Severity::Warning),
                Cause::Error => (CELL_ERROR, Severity::Error),
                Cause::Text(_) => (NUMBER_AS_TEXT, Severity::Info),
            };
            let Some((first, others)) = group.spans.split_first() else { continue };
            let (message, help) = cause.words(&group);
            let finding = at(rule, severity, *first, message).with_help(help);
            let label = |finding: Finding, span: &Span| finding.with_label(*span, Message::default());
            notes.push(others.iter().fold(finding, label));
        }
        notes.sort_by_key(|note| note.primary().map(|label| label.span));
        for note in notes {
            draft.note(note);
        }
    }
}

impl StoredTotal {
    fn finding(&self, source: &Arc<Source>) -> Finding {
        let gap = self.stored.checked_sub(self.sum).unwrap_or_default();
        let [stored, sum, gap] = [self.stored, self.sum, gap].map(general);
        let message = Message::new(
            format!(
                "the cell holds {stored}, but the cells of its formula add up to {sum} (difference {gap})"
            ),
            format!("单元格的值为 {stored}，但其公式所引用的单元格之和为 {sum}（差 {gap}）"),
        );
        let help = Message::new(
            "recalculate the workbook, save it, and check it again",
            "请在表格软件中重新计算（F9）并保存，然后再检查",
        );
        let mut finding =
            Finding::at(STORED_TOTAL, Severity::Error, source, self.span, message).with_help(help);
        let figure =
            |name: &str, value| FigureValue { name: name.to_owned(), value: Some(value), unit: None };
        finding.figures = vec![figure(&self.name, stored), figure("Σ", sum)];
        finding.difference = Some(gap);
        finding
    }
}

impl Cause {
    /// What is wrong with the cells of a group, and what to do.
    fn words(self, group: &Group) -> (Message, Message) {
        let (count, shown) = (group.count, &group.shown);
        let several = count > 1;
        match self {
            Self::Uncalculated => (
                if several {
                    Message::new(
                        format!("{count} formulas of this sheet have no result: the first is {shown}"),
                        format!("本工作表有 {count} 个公式没有计算结果，第一个为 {shown}"),
                    )
                } else {
                    Message::new(
                        format!("the formula {shown} has no result"),
                        format!("公式 {shown} 没有计算结果"),
                    )
                },
                Message::new(
                    "open the file in a spreadsheet program, save it, and check it again; until then the amount counts as missing",
                    "请用表格软件打开并保存后再检查；在此之前，该数据按缺失处理",
                ),
            ),
            Self::Error => (
                if several {
                    Message::new(
                        format!("{count} cells of this sheet show an error: the first shows {shown}"),
                        format!("本工作表有 {count} 个单元格显示错误，第一个为 {shown}"),
                    )
                } else {
                    Message::new(
                        format!("the cell shows the error {shown}"),
                        format!("单元格显示错误 {shown}"),
                    )
                },
                Message::new(
                    "correct the formula; until then the amount counts as missing",
                    "请修正公式；在此之前，该数据按缺失处理",
                ),
            ),
            Self::Text(total) => {
                let total = total.name();
                (
                    if several {
                        Message::new(
                            format!(
                                "{count} numbers are stored as text, which the sum in {total} does not count"
                            ),
                            format!("有 {count} 个数字以文本形式存储，{total} 的求和公式未将其计入"),
                        )
                    } else {
                        Message::new(
                            format!("{shown} is stored as text, which the sum in {total} does not count"),
                            format!("{shown} 以文本形式存储，{total} 的求和公式未将其计入"),
                        )
                    },
                    Message::new(
                        "convert the text to a number, and recalculate the workbook",
                        "请将文本转换为数字（数据 → 分列），然后重新计算",
                    ),
                )
            }
        }
    }
}

fn hidden_message(hidden: &[String]) -> Message {
    let more = hidden.len().saturating_sub(MOST_SHOWN);
    let names = hidden.iter().take(MOST_SHOWN).map(String::as_str).collect::<Vec<_>>();
    let (more_en, more_zh) = match more {
        0 => (String::new(), String::new()),
        _ => (format!(" and {more} more"), format!(" 等 {} 处", hidden.len())),
    };
    Message::new(
        format!("hidden, and not read: {}{more_en}", names.join(", ")),
        format!("以下内容已隐藏，未读取：{}{more_zh}", names.join("、")),
    )
}

fn hidden_help() -> Message {
    Message::new("`--hidden` reads them too", "如需一并检查，请加 --hidden")
}
