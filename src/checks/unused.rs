//! `unused`: amounts that no rule looks at, among amounts that rules do look at.

use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::language::Role;
use crate::ledger::Nature;
use crate::message::Message;
use crate::quantity::{Quantity, grouped};
use crate::report::Statement;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "unused",
    title: ("amounts that no rule looks at", "未参与任何勾稽的金额"),
    about: (
        "In a paragraph where rules look at at least half of the amounts of money, the others are named: each may be a \
         figure that is missing from a sum. Approximate amounts, changes and shares are left out.",
        "某段文字中至少一半的金额已由规则核对时，列出其余金额：它们可能是漏计的数据。约数、增减额和占比除外。",
    ),
    example: "parts:\n  identity: 收入 = 收入.甲 + 收入.乙\nunused:\n  unused: true",
    passages: (
        "收入100万元，其中：甲60万元，乙40万元。往来款18.87万元。",
        "收入100万元，其中：甲60万元，乙40万元。",
    ),
    severity: Severity::Info,
    last: true,
    decode,
};

#[derive(Debug)]
struct Unused;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Unused))
}

impl Check for Unused {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let related = page.used(Nature::Relation);
        let is_among = |used: &[usize], s: &Statement| used.binary_search(&s.span.start).is_ok();
        let counts = |s: &&Statement| {
            s.paragraph.is_some()
                && s.role == Role::Figure
                && s.quantity.is_firm()
                && s.quantity.unit.is_money()
        };
        let mut idle: Vec<&Statement> = Vec::new();
        for paragraph in case.report().statements.chunk_by(|one, next| one.paragraph == next.paragraph) {
            let (before, mut known) = (idle.len(), 0);
            for amount in paragraph.iter().filter(counts) {
                if is_among(&related, amount) {
                    known += 1;
                } else {
                    idle.push(amount);
                }
            }
            if known < 2 || known < idle.len() - before {
                idle.truncate(before);
            }
        }
        if !idle.is_empty() {
            let listed = page.used(Nature::Parts);
            idle.retain(|statement| !is_among(&listed, statement));
        }
        for statement in idle {
            tell(statement, page);
        }
    }
}

fn tell(statement: &Statement, page: &mut Page<'_, '_>) {
    let Quantity { value, unit, .. } = statement.quantity;
    let amount = unit.around(&grouped(&value.to_string()));
    let stage = statement.stage.map_or(String::new(), |stage| format!(".{}", stage.name()));
    let subject = format!("{}{stage}", statement.subject);
    let message = Message::new(
        format!("{subject} {amount} takes part in no equation"),
        format!("{subject} {amount} 未参与任何勾稽关系"),
    );
    let help = Message::new(
        "check whether it belongs to a sum here, or say in the text what became of it",
        "请核对该金额是否应计入本段的合计，或在文中说明其去向",
    );
    let mut finding = page.finding(statement.span, message);
    finding.help.get_or_insert(help);
    page.find(finding);
}
