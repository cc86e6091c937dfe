//! Worked examples that others have published: figures and what is to come of them are theirs.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::fmt::Write;

use crossfoot::finding::{Finding, Suggestion};
use crossfoot::ledger::Status;

/// Where an example is published, its figures, the relation that it asserts, and how that is to come out.
struct Example {
    source: &'static str,
    figures: &'static [(&'static str, &'static str)],
    identity: &'static str,
    expected: Status,
}

const EXAMPLES: &[Example] = &[
    Example {
        source: "XBRL International, Requirements for Calculations 1.1, 25 May 2022, section 2.1, actual values",
        figures: &[("debtors", "12141123"), ("cash", "45441321"), ("current assets", "57582444")],
        identity: "`current assets` = debtors + cash",
        expected: Status::Holds,
    },
    // Given there as an inconsistency that XBRL 2.1 signals for values that are consistent.
    Example {
        source: "the same, values rounded to the nearest €0.1m",
        figures: &[("debtors", "12.1"), ("cash", "45.4"), ("current assets", "57.6")],
        identity: "`current assets` = debtors + cash",
        expected: Status::Rounding,
    },
    // Weights apply to what is reported: 14.9900 × 1.99 + 10.0000 = 39.8301, valid and consistent.
    Example {
        source: "XBRL 2.1 conformance suite, 320-24-BindCalculationInferPrecision",
        figures: &[("a", "14.9900"), ("b", "10.0000"), ("parent", "39.8301")],
        identity: "parent = 1.99 * a + b",
        expected: Status::Holds,
    },
    // 1.234 and -1.223 to two decimals against 0 to one decimal: .01 rounds to .0, which is consistent.
    Example {
        source: "XBRL 2.1 conformance suite, 320-31-BindCalculationInferDecimals",
        figures: &[("a", "1.23"), ("b", "-1.22"), ("parent", "0.0")],
        identity: "parent = a + b",
        expected: Status::Rounding,
    },
];

#[test]
fn rounded_facts_agree_as_published() {
    for Example { source, figures, identity, expected } in EXAMPLES {
        let rules = format!(
            "ruleset: published/xbrl\nunit: 元\nrounding: independent\nrules:\n  relation: {{identity: '{identity}'}}\n"
        );
        let figures: Vec<String> =
            figures.iter().map(|(name, value)| format!("  {name}: {value}\n")).collect();
        let report = format!("report: Published example\nunit: 元\nfigures:\n{}", figures.concat());
        let verdict = trial::verdict("report.yaml", &report, &trial::book(&[("rules.yaml", &rules)]));
        assert_eq!(trial::lines(&verdict), Vec::<String>::new(), "{source}");
        let checked = verdict.checked.unwrap();
        let found: Vec<&Status> =
            checked.entries.iter().filter(|e| e.rule == "published/relation").map(|e| &e.status).collect();
        assert_eq!(found, [expected], "{source}");
    }
}

/// A record of the figures called by `names`, the rules that it has to obey, and the hints of all findings in
/// order.
fn hints(identities: &[&str], names: &[&str], amounts: &[&str]) -> Vec<String> {
    let mut rules = String::from("ruleset: published\nunit: 元\nrules:\n");
    for (at, identity) in identities.iter().enumerate() {
        let _ = writeln!(rules, "  r{at}: {{identity: {identity}}}");
    }
    let mut report = String::from("unit: 元\n");
    for (name, amount) in names.iter().zip(amounts) {
        let _ = writeln!(report, "{name}: {amount}");
    }
    let book = trial::book(&[("published.yaml", &rules)]);
    let found = trial::verdict("record.yaml", &report, &book);
    let told = |finding: &Finding| {
        let suggestions: Vec<String> = finding.suggestions.iter().map(told).collect();
        format!("{}: {}", finding.rule.trim_start_matches("published/"), suggestions.join(" or "))
    };
    found.findings.iter().map(told).collect()
}

/// A hint in short: `digits-swapped x4 161 → 116`.
fn told(suggestion: &Suggestion) -> String {
    let each = suggestion
        .corrections
        .iter()
        .map(|c| format!("{} {} → {}", c.figure, c.stated, c.likely.as_deref().unwrap_or("?")));
    format!("{} {}", suggestion.kind, each.collect::<Vec<_>>().join(", "))
}

/// The typing errors of Scholtus, Automatic correction of simple typing errors in numerical data with balance
/// edits, Statistics Netherlands discussion paper 09046 (2009), section 4, as given by van der Loo, de Jonge and
/// Scholtus, Correction of rounding, typing, and sign errors with the deducorrect package (2011): the true record,
/// then four with errors.
#[test]
fn typing_errors_of_scholtus_2009_are_undone() {
    let edits = ["x3 = x1 + x2", "x2 = x4", "x8 = x5 + x6 + x7", "x9 = x3 + x8", "x11 = x9 - x10"];
    let names = ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11"];
    let cases: [(&[&str], &[&str]); 5] = [
        (&["1452", "116", "1568", "116", "323", "76", "12", "411", "1979", "1842", "137"], &[]),
        (
            &["1452", "116", "1568", "161", "323", "76", "12", "411", "1979", "1842", "137"],
            &["r1: digits-swapped x4 161 → 116"],
        ),
        (
            &["1452", "116", "1568", "161", "323", "76", "12", "411", "19979", "1842", "137"],
            &[
                "r1: digits-swapped x4 161 → 116",
                "r3: digit-added x9 19979 → 1979",
                "r4: digit-added x9 19979 → 1979",
            ],
        ),
        (
            // Three figures of one sum at once are no typing error: what any of them would have to be.
            &["1452", "116", "1568", "161", "0", "0", "0", "411", "19979", "1842", "137"],
            &[
                "r1: digits-swapped x4 161 → 116",
                "r2: implied x5 0 → 411 or implied x6 0 → 411 or implied x7 0 → 411",
                "r3: digit-added x9 19979 → 1979",
                "r4: digit-added x9 19979 → 1979",
            ],
        ),
        (
            // The paper leaves it open; changing the fewest figures gives the true record.
            &["1452", "116", "1568", "161", "323", "76", "12", "0", "19979", "1842", "137"],
            &[
                "r1: digits-swapped x4 161 → 116",
                "r2: implied x8 0 → 411, x9 19979 → 1979",
                "r3: implied x8 0 → 411, x9 19979 → 1979",
                "r4: implied x8 0 → 411, x9 19979 → 1979",
            ],
        ),
    ];
    for (at, (amounts, expected)) in cases.iter().enumerate() {
        let mut found = hints(&edits, &names, amounts);
        found.sort();
        assert_eq!(&found, expected, "example 4.{at}");
    }
}

/// The one-record example of van der Loo, de Jonge and Scholtus (2011), section on typing errors.
#[test]
fn the_only_candidate_one_slip_away_is_taken() {
    assert_eq!(
        hints(&["z = x + y"], &["x", "y", "z"], &["123", "192", "252"]),
        ["r0: digits-swapped y 192 → 129"],
    );
}

/// The sign errors and interchanged amounts of Scholtus, Algorithms for detecting and resolving obvious
/// inconsistencies in business survey data (2008), chapter 3, tables 1 and 2, as given by van der Loo, de Jonge and
/// Scholtus (2011).
#[test]
fn sign_errors_of_scholtus_2008_are_undone() {
    let edits =
        ["x0 = x0r - x0c", "x1 = x1r - x1c", "x2 = x2r - x2c", "x3 = x3r - x3c", "x4 = x0 + x1 + x2 + x3"];
    let names = ["x0r", "x0c", "x0", "x1r", "x1c", "x1", "x2r", "x2c", "x2", "x3r", "x3c", "x3", "x4"];
    let cases: [(&[&str], &[&str]); 4] = [
        (
            &["2100", "1950", "150", "0", "10", "10", "20", "5", "15", "50", "10", "40", "195"],
            &["r1: sign x1 10 → -10", "r4: sign x1 10 → -10"],
        ),
        (
            &["5100", "4650", "450", "0", "130", "130", "20", "0", "20", "15", "25", "10", "610"],
            &["r1: swapped-figures x1r 0 → 130, x1c 130 → 0", "r3: swapped-figures x3r 15 → 25, x3c 25 → 15"],
        ),
        (
            &["3250", "3550", "300", "110", "10", "100", "50", "90", "40", "30", "10", "20", "-140"],
            &[
                "r0: sign x0 300 → -300",
                "r2: swapped-figures x2r 50 → 90, x2c 90 → 50",
                "r4: sign x0 300 → -300",
            ],
        ),
        (
            // The result is 277 and the sum 220: both within rounding.
            &["5726", "5449", "276", "17", "26", "10", "0", "46", "46", "0", "0", "0", "221"],
            &[
                "r1: implied x1 10 → -10, x2 46 → -46",
                "r2: implied x1 10 → -10, x2 46 → -46",
                "r4: implied x1 10 → -10, x2 46 → -46",
            ],
        ),
    ];
    for (case, (amounts, expected)) in ["a", "b", "c", "d"].iter().zip(cases) {
        let mut found = hints(&edits, &names, amounts);
        for hint in &mut found {
            // The first hint is the published one.
            if let Some((first, _)) = hint.split_once(" or ") {
                *hint = first.to_owned();
            }
        }
        found.sort();
        assert_eq!(found, expected, "case {case}");
    }
}
