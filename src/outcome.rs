//! The outcome: all that a run has to say.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity, UNREADABLE};
use crate::ledger::{Coverage, Entry, Frame};

/// One report as it was checked.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The path as given.
    pub path: String,
    /// Its title, where one was found.
    pub title: Option<String>,
    /// What kind of report it says it is.
    pub kind: Option<String>,
    /// Whose report it is.
    pub organization: Option<String>,
    /// The year it reports on.
    pub year: Option<i32>,
    /// The rule sets that applied, by id.
    pub rulesets: Vec<String>,
    /// What its checks came to.
    pub coverage: Coverage,
    /// Every line of the coverage, in the order of the rules; empty where they were not asked for.
    pub entries: Vec<Entry>,
    /// How many quantities were read in it.
    pub statements: usize,
}

/// Findings, coverage and counts of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The reports, in the order of the arguments; those of a folder by name.
    pub reports: Vec<Checked>,
    /// The findings by report, place and rule.
    pub findings: Vec<Finding>,
    /// How many rules were at work in at least one report.
    pub rules: usize,
}

impl Checked {
    /// What the lines of the coverage came to by what asserts them; nothing where they were not asked for.
    pub fn frames(&self) -> BTreeMap<Frame, Coverage> {
        let mut frames: BTreeMap<Frame, Coverage> = BTreeMap::new();
        for entry in &self.entries {
            frames.entry(entry.frame).or_default().count(&entry.status);
        }
        frames
    }
}

impl Outcome {
    /// How many findings have `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// How many reports could not be read.
    pub fn unreadable(&self) -> usize {
        let names =
            self.findings.iter().filter(|finding| finding.rule == UNREADABLE).map(|finding| &finding.report);
        names.collect::<BTreeSet<_>>().len()
    }

    /// The coverage of all reports together.
    pub fn coverage(&self) -> Coverage {
        let mut total = Coverage::default();
        for report in &self.reports {
            total.add(report.coverage);
        }
        total
    }

    /// The exit code: 2 where something could not be checked at all, or no report holds a figure, 1 where a
    /// finding is at or above `fail_on`, else 0. `None` never fails for findings.
    pub fn exit_code(&self, fail_on: Option<Severity>) -> u8 {
        let nothing = !self.reports.is_empty() && self.reports.iter().all(|report| report.statements == 0);
        if nothing || self.findings.iter().any(Finding::blocks) {
            return 2;
        }
        u8::from(fail_on.is_some_and(|least| self.findings.iter().any(|finding| finding.severity >= least)))
    }
}
