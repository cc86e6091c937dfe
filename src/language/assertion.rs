//! Assertions: what a sentence says of the arithmetic between the amounts that it tells.

use super::Text;
use super::stage::Stage;

/// How an assertion is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frame {
    /// 占 M 的 P: a share of a whole.
    Share,
    /// 完成年初预算的 P: what was done of what was planned.
    Completion,
    /// 比上年增加 A，增长 P: a change, as an amount or as a rate.
    Change,
    /// 收支相抵，结余 A: what is left of one amount after another.
    Balance,
}

/// Which way a change is told to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// 增加, 增长, up.
    Rise,
    /// 减少, 下降, down.
    Fall,
}

/// One way to read an assertion: which amounts it is about, as indices of what is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The rate is `part` ÷ `whole`.
    Share {
        /// What is a part.
        part: usize,
        /// Of what.
        whole: usize,
    },
    /// The rate is that of `change`, by which it came to `now`: change ÷ (now − change).
    Growth {
        /// What it came to.
        now: usize,
        /// By how much it changed.
        change: usize,
        /// Which way, as told with the amount.
        way: Option<Direction>,
    },
    /// The rate is `now` ÷ `then` − 1; the amount is `now` − `then`.
    Step {
        /// What it came to.
        now: usize,
        /// What it was.
        then: usize,
    },
    /// `now` is more than `then`, or less, as the direction says.
    Turn {
        /// What it came to.
        now: usize,
        /// What it was.
        then: usize,
    },
    /// `now` is what `then` was.
    Same {
        /// What it came to.
        now: usize,
        /// What it was.
        then: usize,
    },
}

/// What a sentence says of an amount by way of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assertion {
    /// How it is worded.
    pub frame: Frame,
    /// The rate or amount that is asserted, as an index of what is told.
    pub told: usize,
    /// Which way a change goes; `None` where the words leave that open.
    pub direction: Option<Direction>,
    /// The ways to read it, the likeliest first; none where the amounts are not told near it.
    pub readings: Vec<Reading>,
    /// A whole that may be told elsewhere in the report, and the part.
    pub named: Option<Named>,
    /// Whether one of the readings is meant.
    pub meant: Meant,
}

/// Whether one of the readings of an assertion is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// It must be: where none holds, something is wrong.
    Surely,
    /// It most likely is: where none holds, only what looks like a slip of the fingers is wrong.
    Likely,
    /// It may be.
    Perhaps,
}

/// The whole that a share is of, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The part, as an index of what is told.
    pub part: usize,
    /// The words it is named by; empty where it is not named.
    pub words: Text,
    /// Its subject.
    pub subject: Text,
    /// Its stage, where one is named.
    pub stage: Option<Stage>,
}

impl Reading {
    /// The amounts that it is about.
    pub fn members(self) -> [usize; 2] {
        match self {
            Self::Share { part, whole } => [part, whole],
            Self::Growth { now, change, .. } => [now, change],
            Self::Step { now, then } | Self::Turn { now, then } | Self::Same { now, then } => [now, then],
        }
    }
}
