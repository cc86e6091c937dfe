//! Statements: a quantity standing somewhere in a report, with its label and attributes.

use crate::quantity::Quantity;
use crate::source::Span;

/// Which moment of the budget year a figure belongs to.
///
/// ```text
/// 年初预算 + 追加预算 + 上年结余 = 预算 = 实际 + 收缴 + 年末结余
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// 年初预算: as first approved.
    Initial,
    /// 追加预算: added during the year.
    Supplement,
    /// 上年结余: brought forward.
    Opening,
    /// 预算 (全年预算, 调整预算): all that may be spent.
    Budget,
    /// 实际 (决算, 执行): what was spent or received.
    Actual,
    /// 收缴: taken back by the treasury.
    Returned,
    /// 年末结余: carried forward.
    Closing,
}

/// What part a statement plays in its sentence or table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It states a figure.
    Figure,
    /// It states a change against another period: 比上年增加 A.
    Change,
    /// It states a share or rate of something else: 占 P.
    Share,
}

/// Where the subject of a statement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Its own label.
    Label,
    /// An amount told before it in its sentence, or in the sentence before.
    Sentence,
    /// What its section, or the report as a whole, is about.
    Section,
}

/// A quantity standing somewhere in a report.
#[derive(Clone, Debug)]
pub struct Statement {
    /// The quantity.
    pub quantity: Quantity,
    /// The amount's range, unit included.
    pub span: Span,
    /// The words it is told by, as printed.
    pub label: String,
    /// What it is a figure of, without period, stage and verbs; inherited where the label has only a stage.
    pub subject: String,
    /// Where the subject comes from.
    pub origin: Origin,
    /// The subject in whose scope it stands: the total it is part of, or what its section is about.
    pub scope: Option<String>,
    /// The moment of the budget year, where it is known.
    pub stage: Option<Stage>,
    /// The year, where it is told: 2021年, 上年.
    pub period: Option<i32>,
    /// What part it plays.
    pub role: Role,
    /// The total it is listed under after 其中: an index into the report's statements.
    pub part_of: Option<usize>,
    /// The innermost section it stands in.
    pub section: Option<usize>,
    /// The paragraph it stands in, for prose.
    pub paragraph: Option<usize>,
    /// The table, row and column it stands in, counted from 0, header excluded.
    pub cell: Option<(usize, usize, usize)>,
    /// The path of keys that leads to it, for structured reports.
    pub path: Option<String>,
}

impl Stage {
    /// Every stage with its name in rule sets (Chinese, English).
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Initial, "年初预算", "initial budget"),
        (Self::Supplement, "追加预算", "supplement"),
        (Self::Opening, "上年结余", "opening balance"),
        (Self::Budget, "预算", "budget"),
        (Self::Actual, "实际", "actual"),
        (Self::Returned, "收缴", "returned"),
        (Self::Closing, "年末结余", "closing balance"),
    ];

    /// Its Chinese name, the one that rule sets use.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(stage, ..)| *stage == self).map_or("", |(_, name, _)| name)
    }

    /// Whether it is a whole (预算, 实际) and not a part of one.
    pub fn is_total(self) -> bool {
        matches!(self, Self::Budget | Self::Actual)
    }
}
