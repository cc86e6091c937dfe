//! Worked examples that others have published: figures and what is to come of them are theirs.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

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
