//! Diagnosis: which figure is likely wrong, told from the equations that fail and those that hold.
//!
//! Equations that fail and share a figure are one block. A guess at what went wrong is kept only where, applied,
//! it makes the failing equations of its figures hold and breaks none: the method of Fellegi and Holt (1976), with the
//! kinds of slips of Scholtus (2008, 2009), the likelier first.

mod block;
mod doubt;
mod fewest;
mod restatement;
mod sign;
mod system;
mod terms;
mod typing;
mod units;
mod words;

use crate::ledger::Judged;
use crate::quantity::Exact;
use crate::report::Report;

use system::{Change, System};

/// What may have gone wrong with a figure: the kinds in the order in which they are thought of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The amount is in another unit: 元 for 万元.
    UnitSlip,
    /// The figure stands elsewhere with the amount that fits.
    Restatement,
    /// Two neighbouring amounts stand in each other's place.
    SwappedFigures,
    /// The amount has the wrong sign.
    Sign,
    /// An amount was left out of a sum.
    OmittedTerm,
    /// An amount was counted twice in a sum.
    DoubledTerm,
    /// Two neighbouring digits stand in each other's place.
    DigitsSwapped,
    /// A digit is missing.
    DigitDropped,
    /// There is a digit too many.
    DigitAdded,
    /// A digit is another.
    DigitReplaced,
    /// The decimal point is at another place.
    DecimalPoint,
    /// The equations leave just one value.
    Implied,
    /// Several figures may be wrong, and nothing tells which.
    Tie,
    /// The table itself may have been read or set wrongly.
    Misread,
}

impl Kind {
    /// The word that machine outputs use.
    fn word(self) -> &'static str {
        match self {
            Self::UnitSlip => "unit-slip",
            Self::Restatement => "restatement",
            Self::Sign => "sign",
            Self::SwappedFigures => "swapped-figures",
            Self::OmittedTerm => "omitted-term",
            Self::DoubledTerm => "doubled-term",
            Self::DigitsSwapped => "digits-swapped",
            Self::DigitDropped => "digit-dropped",
            Self::DigitAdded => "digit-added",
            Self::DigitReplaced => "digit-replaced",
            Self::DecimalPoint => "decimal-point",
            Self::Implied => "implied",
            Self::Tie => "tie",
            Self::Misread => "misread",
        }
    }

    /// How strong a guess is by its kind alone; smaller is stronger. The kinds of typing slips are equal.
    fn rank(self) -> u8 {
        match self {
            Self::Misread => 0,
            Self::UnitSlip => 1,
            Self::Restatement => 2,
            Self::SwappedFigures | Self::Sign => 3,
            Self::OmittedTerm | Self::DoubledTerm => 4,
            Self::DigitsSwapped
            | Self::DigitDropped
            | Self::DigitAdded
            | Self::DigitReplaced
            | Self::DecimalPoint => 5,
            Self::Implied => 6,
            Self::Tie => 7,
        }
    }
}

/// A guess at what went wrong that was found to repair what it touches.
#[derive(Clone, Debug)]
struct Explanation {
    kind: Kind,
    /// The figures that change.
    changes: Vec<Change>,
    /// The term that was left out or counted twice, an index into the report's statements.
    term: Option<usize>,
    /// The failing equations that hold afterwards, in order.
    repairs: Vec<usize>,
    /// Whether sums close exactly afterwards.
    exact: bool,
}

/// Failing equations with one cause, and the guesses at it, the best first.
#[derive(Debug)]
struct Story {
    equations: Vec<usize>,
    explanations: Vec<Explanation>,
}

/// What a kind of slip makes of one figure: the value that was likely meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Guess {
    kind: Kind,
    value: Exact,
}

/// Adds to the findings of the equations that fail which figure is likely wrong, and numbers those that have
/// one cause alike.
pub fn diagnose(report: &Report, judged: &mut Judged) {
    if judged.claims.is_empty() {
        return;
    }
    let mut system = System::new(report, judged);
    let mut stories = Vec::new();
    for table in units::mislabelled(&system, report) {
        stories.push(words::tell_table(&system, report, &table));
        system.settle(&table.equations);
    }
    for doubt in doubt::doubts(&system, report) {
        stories.push(words::tell_doubt(&system, report, &doubt));
        system.settle(&doubt.equations);
    }
    for story in block::exchanges(&system, report) {
        stories.push(words::tell(&system, report, &story));
        system.settle(&story.equations);
    }
    for block in block::blocks(&system) {
        let found = block::stories(&system, report, &block);
        let stopped = system.has_stopped();
        for story in found {
            let mut told = words::tell(&system, report, &story);
            told.suggestions.extend((stopped && story.explanations.is_empty()).then(words::stopped));
            stories.push(told);
        }
    }
    drop(system);
    for (cause, told) in (1..).zip(stories) {
        let several = told.findings.len() > 1;
        for at in told.findings {
            let finding = &mut judged.findings[at];
            finding.suggestions.clone_from(&told.suggestions);
            finding.cause = several.then_some(cause);
        }
    }
}
