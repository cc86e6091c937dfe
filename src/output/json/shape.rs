//! The shape of the JSON output: version 1, published; never a dump of internal types.

use schemars::JsonSchema;
use serde::Serialize;

use crate::finding::Severity;
use crate::ledger;

/// The outcome of a run of Crossfoot. Lines and columns count from 1, columns in characters; amounts are
/// strings, so that no digit is lost.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Crossfoot output")]
pub(super) struct Document<'a> {
    /// The name and version of this shape: `crossfoot/1`.
    pub(super) schema: &'a str,
    /// The program that wrote it.
    pub(super) tool: Tool,
    /// The reports that were checked, in the order of the arguments.
    pub(super) reports: Vec<Report<'a>>,
    /// What is wrong, by report, place and rule.
    pub(super) findings: Vec<Finding<'a>>,
    /// Every check and how it came out; only where the coverage was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Check<'a>>")]
    pub(super) checks: Option<Vec<Check<'a>>>,
    /// The counts of the run.
    pub(super) summary: Summary,
}

/// The program.
#[derive(Serialize, JsonSchema)]
pub(super) struct Tool {
    /// Its name.
    pub(super) name: &'static str,
    /// Its version.
    pub(super) version: &'static str,
}

/// A report as it was checked.
#[derive(Serialize, JsonSchema)]
pub(super) struct Report<'a> {
    /// The path as given.
    pub(super) path: &'a str,
    /// Its title, where one was found.
    pub(super) title: Option<&'a str>,
    /// What kind of report it says it is.
    pub(super) kind: Option<&'a str>,
    /// Whose report it is.
    pub(super) organization: Option<&'a str>,
    /// The year it reports on.
    pub(super) year: Option<i32>,
    /// The rule sets that applied, by id.
    pub(super) rulesets: &'a [String],
    /// What its checks came to.
    pub(super) coverage: Covered,
}

/// What the checks of a report came to.
#[derive(Serialize, JsonSchema)]
pub(super) struct Covered {
    /// All of them.
    #[serde(flatten)]
    pub(super) all: Coverage,
    /// The same by what asserts them; only where the coverage was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Counted>")]
    pub(super) frames: Option<Vec<Counted>>,
}

/// What the checks of one frame came to.
#[derive(Serialize, JsonSchema)]
pub(super) struct Counted {
    /// What asserts them.
    pub(super) frame: Frame,
    /// How they came out.
    #[serde(flatten)]
    pub(super) coverage: Coverage,
}

/// What asserts a check.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Frame {
    /// A sentence or list that tells a total and then its parts: 其中, of which.
    Parts,
    /// A total told after its parts: 加上…合计.
    Total,
    /// A share of a whole: 占…%.
    Share,
    /// A completion rate: 完成年初预算的…%.
    Completion,
    /// A change or its rate: 比上年增加…，增长…%.
    Change,
    /// What is left: 收支相抵，结余….
    Balance,
    /// Rows, columns, codes and rates of a table.
    Table,
    /// A figure that stands in several places.
    Restated,
    /// A rule that relates figures by their names.
    Identity,
    /// What a report must or must not say.
    Other,
}

/// How many checks came out each way.
#[derive(Serialize, JsonSchema)]
pub(super) struct Coverage {
    /// Held exactly.
    pub(super) holds: usize,
    /// Held within the rounding of the figures shown.
    pub(super) rounding: usize,
    /// Failed.
    pub(super) violated: usize,
    /// Could not be evaluated.
    pub(super) not_evaluated: usize,
    /// Did not apply.
    pub(super) not_applicable: usize,
}

/// What is wrong at a place.
#[derive(Serialize, JsonSchema)]
pub(super) struct Finding<'a> {
    /// The rule's full id.
    pub(super) rule: &'a str,
    /// How much it matters: `error`, `warning` or `info`.
    pub(super) severity: Level,
    /// One sentence that says what is wrong.
    pub(super) message: &'a str,
    /// The report or rule set it is about.
    pub(super) report: &'a str,
    /// Every place it speaks of.
    pub(super) labels: Vec<Label<'a>>,
    /// The figures it speaks of.
    pub(super) figures: Vec<Figure<'a>>,
    /// Left side minus right side, in the unit of the first figure.
    pub(super) difference: Option<&'a str>,
    /// What to look at or do.
    pub(super) help: Option<&'a str>,
    /// The regulation or agreement the rule rests on.
    pub(super) basis: Option<&'a str>,
    /// Which figure is likely wrong, best guess first.
    pub(super) suggestions: Vec<Suggestion<'a>>,
    /// The number of the cause that it shares with other findings of its report; null where it stands alone.
    pub(super) cause: Option<usize>,
    /// Whether a waiver consents to it.
    pub(super) waived: bool,
}

/// How much a finding matters.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    /// For the reader.
    Info,
    /// Must be fixed or explained.
    Warning,
    /// Must be fixed.
    Error,
}

/// A place with a word on it.
#[derive(Serialize, JsonSchema)]
pub(super) struct Label<'a> {
    /// The file.
    pub(super) path: &'a str,
    /// The place in the file's own terms, such as a cell, where it has some.
    pub(super) place: Option<&'a str>,
    /// The line it starts on.
    pub(super) line: usize,
    /// The column it starts at.
    pub(super) column: usize,
    /// The line it ends on.
    pub(super) end_line: usize,
    /// One past the column it ends at.
    pub(super) end_column: usize,
    /// What stands there.
    pub(super) text: &'a str,
    /// Whether it is the place the finding is about.
    pub(super) primary: bool,
}

/// A figure as shown.
#[derive(Serialize, JsonSchema)]
pub(super) struct Figure<'a> {
    /// Its name in the rule's words.
    pub(super) name: &'a str,
    /// Its value, a plain decimal in `unit`; null where it is not stated.
    pub(super) value: Option<&'a str>,
    /// Its unit; null for a pure number.
    pub(super) unit: Option<&'a str>,
}

/// What may have gone wrong: a hint, never a verdict. Applied, it makes equations hold that fail.
#[derive(Serialize, JsonSchema)]
pub(super) struct Suggestion<'a> {
    /// What may have gone wrong: `unit-slip`, `restatement`, `sign`, `swapped-figures`, `omitted-term`,
    /// `doubled-term`, `digits-swapped`, `digit-dropped`, `digit-added`, `digit-replaced`, `decimal-point`, `implied`;
    /// `tie` where nothing tells which figure it is, `misread` where the table itself is in doubt.
    pub(super) kind: &'a str,
    /// The figure that is likely wrong; absent where the hint is about none.
    #[serde(flatten)]
    pub(super) correction: Option<Correction<'a>>,
    /// Further figures that are wrong with it.
    pub(super) also: Vec<Correction<'a>>,
    /// How many equations that fail hold then.
    pub(super) repairs: usize,
    /// The hint in plain words.
    pub(super) text: &'a str,
}

/// A figure and what it was likely meant to say.
#[derive(Serialize, JsonSchema)]
pub(super) struct Correction<'a> {
    /// The figure's name.
    pub(super) figure: &'a str,
    /// What is stated, a plain decimal in `unit`.
    pub(super) stated: &'a str,
    /// What was likely meant, likewise; null where the amount itself is not in doubt.
    pub(super) likely: Option<&'a str>,
    /// The unit of both; null for a pure number.
    pub(super) unit: Option<&'a str>,
    /// The file it stands in.
    pub(super) path: &'a str,
    /// Where, in the file's own terms, such as `支出!C12`; null where line and column tell it.
    pub(super) place: Option<&'a str>,
    /// The line it stands on.
    pub(super) line: usize,
    /// The column it stands at.
    pub(super) column: usize,
}

/// A check and how it came out.
#[derive(Serialize, JsonSchema)]
pub(super) struct Check<'a> {
    /// The rule's full id.
    pub(super) rule: &'a str,
    /// What asserts it.
    pub(super) frame: Frame,
    /// The report's path.
    pub(super) report: &'a str,
    /// How it came out.
    pub(super) status: Status,
    /// The equation with its amounts; null for a check that is none.
    pub(super) equation: Option<&'a str>,
    /// Why it was not decided, where it was not.
    pub(super) reason: Option<&'a str>,
    /// The figures it looked at.
    pub(super) figures: Vec<Figure<'a>>,
}

/// How a check came out.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    /// It holds exactly.
    Holds,
    /// It holds within the rounding of the figures shown.
    Rounding,
    /// It fails.
    Violated,
    /// It could not be evaluated.
    NotEvaluated,
    /// It does not apply.
    NotApplicable,
}

/// The counts of a run.
#[derive(Serialize, JsonSchema)]
pub(super) struct Summary {
    /// Reports checked.
    pub(super) reports: usize,
    /// Rules at work in at least one report.
    pub(super) rules: usize,
    /// Findings that are errors.
    pub(super) errors: usize,
    /// Findings that are warnings.
    pub(super) warnings: usize,
    /// Findings that are for the reader.
    pub(super) infos: usize,
    /// Findings that a waiver consents to.
    pub(super) waived: usize,
    /// The checks of all reports; `holds` counts those that hold exactly.
    #[serde(flatten)]
    pub(super) coverage: Coverage,
}

impl From<ledger::Coverage> for Coverage {
    fn from(coverage: ledger::Coverage) -> Self {
        let ledger::Coverage { holds, rounding, violated, not_evaluated, not_applicable } = coverage;
        Self { holds, rounding, violated, not_evaluated, not_applicable }
    }
}

impl From<ledger::Frame> for Frame {
    fn from(frame: ledger::Frame) -> Self {
        match frame {
            ledger::Frame::Parts => Self::Parts,
            ledger::Frame::Total => Self::Total,
            ledger::Frame::Share => Self::Share,
            ledger::Frame::Completion => Self::Completion,
            ledger::Frame::Change => Self::Change,
            ledger::Frame::Balance => Self::Balance,
            ledger::Frame::Table => Self::Table,
            ledger::Frame::Restated => Self::Restated,
            ledger::Frame::Identity => Self::Identity,
            ledger::Frame::Other => Self::Other,
        }
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Info => Self::Info,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

impl From<&ledger::Status> for Status {
    fn from(status: &ledger::Status) -> Self {
        match status {
            ledger::Status::Holds => Self::Holds,
            ledger::Status::Rounding => Self::Rounding,
            ledger::Status::Violated => Self::Violated,
            ledger::Status::NotEvaluated(_) => Self::NotEvaluated,
            ledger::Status::NotApplicable(_) => Self::NotApplicable,
        }
    }
}
