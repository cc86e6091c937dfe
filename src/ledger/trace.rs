//! Traces: the lines of one rule, worked out as on paper, and how the report was taken to round.

use super::additive::{Evidence, evidence};
use super::working::{Working, working};
use super::{Claim, Ledger, Rounding, Standard, Status};
use crate::finding::Finding;
use crate::message::Message;
use crate::quantity::Unit;
use crate::report::Report;

/// What became of one rule in one report.
#[derive(Debug)]
pub struct Trace {
    /// Its lines, in order.
    pub lines: Vec<Traced>,
    /// What it finds besides equations that fail.
    pub findings: Vec<Finding>,
    /// How the report was taken to round, and by what evidence.
    pub rounding: Message,
}

/// One line of a rule.
#[derive(Debug)]
pub struct Traced {
    /// How it came out.
    pub status: Status,
    /// What a check that is no equation was about.
    pub about: Option<Message>,
    /// The equation and how it is worked out; `None` for a check that is none.
    pub sum: Option<(Box<Claim>, Working)>,
}

impl Ledger<'_> {
    /// What became of the rule with the id `rule`. `unit` is the unit of absolute tolerances.
    pub fn trace(self, report: &Report, rule: &str, rounding: Rounding, unit: Unit) -> Trace {
        let made = self.lines.into_iter().map(|(heading, _, line)| (heading, line.made()));
        let lines: Vec<_> = made.collect();
        let claims = lines.iter().filter_map(|(_, line)| line.as_deref().ok());
        let evidence = evidence(claims, report, rounding);
        let additive = evidence.additive;
        let standard = Standard { additive, unit };
        let own = lines.into_iter().filter(|(heading, _)| heading.id == rule);
        let lines = own.map(|(heading, line)| match line {
            Err(told) => Traced { status: told.status, about: told.about, sum: None },
            Ok(claim) => {
                let status =
                    standard.status(&claim, &claim.left.value, &claim.right.value, heading.tolerance);
                let worked = working(&claim, &status, heading.tolerance, additive);
                Traced { status, about: None, sum: Some((claim, worked)) }
            }
        });
        let findings = self.findings.into_iter().filter(|finding| finding.rule == rule);
        Trace {
            lines: lines.collect(),
            findings: findings.collect(),
            rounding: conclusion(rounding, evidence),
        }
    }
}

/// How a report was taken to round, and why.
fn conclusion(rounding: Rounding, evidence: Evidence) -> Message {
    let Evidence { additive, told, exact, near } = evidence;
    let counts = Message::new(
        format!("sums that close exactly: {exact}; that miss by what rounding could explain: {near}"),
        format!("分毫不差的合计 {exact} 个，有舍入可以解释的差额的 {near} 个"),
    );
    match rounding {
        Rounding::Auto | Rounding::UsuallyAdditive if additive => Message::new(
            format!(
                "this report makes its sums close ({}): one unit of the last digit off is wrong",
                counts.en
            ),
            format!("本报告编制时已使合计相符（{}），因此末位差一也算不符", counts.zh),
        ),
        Rounding::Auto | Rounding::UsuallyAdditive if told => Message::new(
            "the report says itself that its sums may miss because of rounding: every figure is taken as rounded on its own",
            "报告中已说明合计可能因舍入而不等：按各数分别四舍五入看待",
        ),
        Rounding::Auto | Rounding::UsuallyAdditive => Message::new(
            format!(
                "every figure is taken as rounded on its own ({}): that does not show that sums are made to close",
                counts.en
            ),
            format!("按各数分别四舍五入看待（{}），不足以说明编制时已使合计相符", counts.zh),
        ),
        Rounding::Additive => Message::new(
            "the rule set says that sums are made to close (rounding: additive)",
            "规则集写明编制时已使合计相符（rounding: additive）",
        ),
        Rounding::Independent => Message::new(
            "the rule set says that every figure is rounded on its own (rounding: independent)",
            "规则集写明各数分别四舍五入（rounding: independent）",
        ),
        Rounding::Truncated => Message::new(
            "the rule set says that figures are cut off after their last digit (rounding: truncated)",
            "规则集写明末位之后直接舍去（rounding: truncated）",
        ),
    }
}
