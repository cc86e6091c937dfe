//! The rule sets that are built in.

/// Every built-in rule set: its id and its text. `core` needs no vocabulary and applies to every report.
pub const PACKS: &[(&str, &str)] = &[
    ("core", include_str!("../../rules/core/rules.yaml")),
    ("cn/department-self-evaluation", include_str!("../../rules/cn/department-self-evaluation/rules.yaml")),
    ("cn/self-evaluation-table", include_str!("../../rules/cn/self-evaluation-table/rules.yaml")),
    ("cn/final-accounts", include_str!("../../rules/cn/final-accounts/rules.yaml")),
    ("cn/budget-execution", include_str!("../../rules/cn/budget-execution/rules.yaml")),
];
