//! What equations imply of figures that are stated nowhere.

use super::words::implied_amount;
use super::{Heading, Ledger};
use crate::expr::Implied;
use crate::finding::Finding;
use crate::message::Message;

/// Figures that are missing: the findings that tell so, and what equations imply of them, by canonical name.
#[derive(Debug, Default)]
pub(super) struct Absences {
    found: Vec<(String, usize)>,
    implied: Vec<(String, String, Message)>,
}

impl Ledger<'_> {
    /// Whether a finding says that a figure is not stated.
    pub fn misses_any(&self) -> bool {
        !self.absences.found.is_empty()
    }

    /// Writes down a finding that the figure with the canonical name `figure` is not stated.
    pub fn miss(&mut self, figure: String, finding: Finding) {
        self.absences.found.push((figure, self.findings.len()));
        self.find(finding);
    }

    /// Writes down what `rule` implies of a figure with the canonical name `figure` that is not stated.
    pub fn imply(&mut self, rule: &Heading, figure: String, implied: &Implied<'_>) {
        self.absences.implied.push((figure, rule.id.clone(), implied_amount(implied)));
    }
}

impl Absences {
    /// Adds what is implied of a missing figure to the help of the finding that it is missing.
    pub(super) fn tell(&self, findings: &mut [Finding]) {
        for (figure, at) in &self.found {
            let Some(finding) = findings.get_mut(*at) else { continue };
            let mut told: Vec<&Message> = Vec::new();
            for (_, rule, amount) in self.implied.iter().filter(|(name, ..)| name == figure) {
                if told.contains(&amount) {
                    continue;
                }
                told.push(amount);
                let help = finding.help.get_or_insert_default();
                help.en = format!("{}; by {rule} it is {}", help.en, amount.en);
                help.zh = format!("{}；按 {rule} 推算为 {}", help.zh, amount.zh);
            }
        }
    }
}

/// Why an equation is not evaluated whose figure is missing, with what it implies of it.
pub fn with_implied(reason: &Message, implied: &Implied<'_>) -> Message {
    let amount = implied_amount(implied);
    Message::new(
        format!("{}: the others imply {}", reason.en, amount.en),
        format!("{}，由其他数据推算为 {}", reason.zh, amount.zh),
    )
}
