//! Policies: how far the sides of an equation may be apart, and how a rule speaks of its findings.

use rust_decimal::Decimal;

use crate::finding::Severity;
use crate::message::Message;

/// How the figures of a report were rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rounding {
    /// Told from the report itself.
    #[default]
    Auto,
    /// Told from the report itself, where reports of its kind usually make their sums close.
    UsuallyAdditive,
    /// Every figure on its own: sums may miss by their roundings.
    Independent,
    /// Sums were made to close: one unit of the last digit off is wrong.
    Additive,
    /// Every figure was cut off after its last digit: it stands for that or up to one unit of it more.
    Truncated,
}

/// How far the sides of an equation may be apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tolerance {
    /// As far as the rounding of the figures explains.
    #[default]
    Rounding,
    /// Not at all.
    Exact,
    /// By this much, in the rule set's unit.
    Absolute(Decimal),
    /// By this share of the computed side.
    Relative(Decimal),
}

/// What a rule says of its findings, and how strictly it judges: the head of its page.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The rule's full id, such as `cn/revenue-parts`.
    pub id: String,
    /// How much its findings matter; `None` switches the rule off.
    pub severity: Option<Severity>,
    /// What the rule says in a few words.
    pub title: Option<Message>,
    /// The sentence its findings open with instead of the built-in one.
    pub message: Option<Message>,
    /// What to do about a finding.
    pub help: Option<Message>,
    /// The regulation or agreement it rests on.
    pub basis: Option<String>,
    /// How far the sides of its equations may be apart.
    pub tolerance: Tolerance,
}
