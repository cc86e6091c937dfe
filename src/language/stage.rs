//! Stages: the moments of the budget year, and the parts that an amount can play.

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
    /// It states what a figure was in the period that it is compared with: 由 A 增加到 B.
    Prior,
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

    /// The stage with that Chinese name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, zh, _)| *zh == name).map(|(stage, ..)| *stage)
    }

    /// Whether it is a whole (预算, 实际) and not a part of one.
    pub fn is_total(self) -> bool {
        matches!(self, Self::Budget | Self::Actual)
    }
}
