//! JSON: everything a run has to say, for programs; the shape is versioned and published as a schema.

mod shape;

use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::{Options, Output};
use crate::finding::{self, Severity};
use crate::ledger;
use crate::message::Lang;
use crate::message::escape;
use crate::outcome::{Checked, Outcome};
use shape::{Check, Counted, Covered, Document, Figure, Finding, Label, Report, Summary, Tool};

/// The row.
pub(super) const OUTPUT: Output = Output {
    name: "json",
    title: ("everything, for programs; see `crossfoot schema output`", "完整结果，供程序读取"),
    render,
};

/// The name and version of the shape.
pub(super) const SCHEMA: &str = "crossfoot/1";

/// The JSON schema of this output.
pub fn schema() -> String {
    pretty(
        &SchemaSettings::draft2020_12()
            .for_serialize()
            .into_generator()
            .into_root_schema_for::<Document<'static>>(),
    )
}

/// `value` as JSON for files, terminals and build logs: indented, with a line break at the end.
pub(super) fn pretty(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).expect("structs with plain keys always have a JSON form");
    escape(json + "\n")
}

/// The whole outcome.
fn render(outcome: &Outcome, options: &Options) -> String {
    let lang = options.lang;
    let reports = &outcome.reports;
    let checks =
        || reports.iter().flat_map(|report| &report.entries).map(|entry| check(entry, lang)).collect();
    pretty(&Document {
        schema: SCHEMA,
        tool: Tool { name: "crossfoot", version: env!("CARGO_PKG_VERSION") },
        reports: reports.iter().map(|checked| report(checked, options.coverage)).collect(),
        findings: outcome.findings.iter().map(|finding| self::finding(finding, lang)).collect(),
        checks: options.coverage.then(checks),
        summary: Summary {
            reports: reports.len(),
            rules: outcome.rules,
            errors: outcome.count(Severity::Error),
            warnings: outcome.count(Severity::Warning),
            infos: outcome.count(Severity::Info),
            waived: 0,
            coverage: outcome.coverage().into(),
        },
    })
}

fn report(checked: &Checked, coverage: bool) -> Report<'_> {
    let counted = |(frame, coverage): (ledger::Frame, ledger::Coverage)| Counted {
        frame: frame.into(),
        coverage: coverage.into(),
    };
    let frames = || checked.frames().into_iter().map(counted).collect();
    Report {
        path: &checked.path,
        title: checked.title.as_deref(),
        kind: checked.kind.as_deref(),
        organization: checked.organization.as_deref(),
        year: checked.year,
        rulesets: &checked.rulesets,
        coverage: Covered { all: checked.coverage.into(), frames: coverage.then(frames) },
    }
}

fn finding(finding: &finding::Finding, lang: Lang) -> Finding<'_> {
    Finding {
        rule: &finding.rule,
        severity: finding.severity.into(),
        message: finding.message.get(lang),
        report: &finding.report,
        labels: finding.labels.iter().map(|label| self::label(label, lang)).collect(),
        figures: finding.figures.iter().map(figure).collect(),
        difference: finding.difference.as_deref(),
        help: finding.help.as_ref().map(|help| help.get(lang)),
        basis: finding.basis.as_deref(),
        suggestions: Vec::new(),
        waived: false,
    }
}

fn label(label: &finding::Label, lang: Lang) -> Label<'_> {
    let start = label.source.position(label.span.start);
    let end = label.source.position(label.span.end);
    Label {
        path: label.source.name(),
        place: label.source.place(label.span.start),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        text: label.text.get(lang),
        primary: label.primary,
    }
}

fn figure(figure: &finding::FigureValue) -> Figure<'_> {
    Figure { name: &figure.name, value: figure.value.as_deref(), unit: figure.unit.as_deref() }
}

fn check(entry: &ledger::Entry, lang: Lang) -> Check<'_> {
    Check {
        rule: &entry.rule,
        frame: entry.frame.into(),
        report: &entry.report,
        status: (&entry.status).into(),
        equation: entry.equation.as_deref(),
        reason: entry.status.reason().map(|reason| reason.get(lang)),
        figures: entry.figures.iter().map(figure).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::finding::FigureValue;
    use crate::ledger::{Entry, Status};
    use crate::message::{Message, guard};
    use crate::source::{Source, Span};

    fn outcome() -> Outcome {
        let source = Arc::new(Source::new("a\u{202e}.md", "合计\n😀支出5万元"));
        let place = Span::new(source.text().find('5').unwrap(), source.text().len());
        let message = Message::new("5 ≠ 3 \u{9b}31m", "5 不等于 3");
        let mut finding = crate::finding::Finding::at("cn/sum", Severity::Info, &source, place, message);
        finding.figures = vec![FigureValue { name: "支出".into(), value: Some("5".into()), unit: None }];
        finding.difference = Some("2".into());
        let entry = Entry {
            rule: "cn/sum".into(),
            frame: ledger::Frame::Identity,
            report: "a.md".into(),
            status: Status::NotEvaluated(Message::new("not stated", "未载明")),
            equation: None,
            about: None,
            figures: Vec::new(),
        };
        let coverage =
            ledger::Coverage { holds: 2, rounding: 1, not_evaluated: 1, ..ledger::Coverage::default() };
        let report = Checked { path: "a.md".into(), coverage, entries: vec![entry], ..Checked::default() };
        Outcome { reports: vec![report], findings: vec![finding], rules: 4 }
    }

    #[test]
    fn the_shape_is_as_published() {
        let options = Options { coverage: true, lang: Lang::Zh, ..Options::default() };
        let document: Value = serde_json::from_str(&render(&outcome(), &options)).unwrap();
        let mut coverage =
            json!({"holds": 2, "rounding": 1, "violated": 0, "not_evaluated": 1, "not_applicable": 0});
        coverage["frames"] = json!([{
            "frame": "identity", "holds": 0, "rounding": 0, "violated": 0, "not_evaluated": 1, "not_applicable": 0,
        }]);
        let expected = json!({
            "schema": "crossfoot/1",
            "tool": {"name": "crossfoot", "version": env!("CARGO_PKG_VERSION")},
            "reports": [{
                "path": "a.md", "title": null, "kind": null, "organization": null, "year": null, "rulesets": [],
                "coverage": coverage,
            }],
            "findings": [{
                "rule": "cn/sum", "severity": "info", "message": "5 不等于 3", "report": "a\u{202e}.md",
                "labels": [{
                    "path": "a\u{202e}.md", "place": null, "line": 2, "column": 4, "end_line": 2, "end_column": 7,
                    "text": "", "primary": true,
                }],
                "figures": [{"name": "支出", "value": "5", "unit": null}],
                "difference": "2", "help": null, "basis": null, "suggestions": [], "waived": false,
            }],
            "checks": [{
                "rule": "cn/sum", "frame": "identity", "report": "a.md", "status": "not_evaluated", "equation": null, "reason": "未载明",
                "figures": [],
            }],
            "summary": {
                "reports": 1, "rules": 4, "errors": 0, "warnings": 0, "infos": 1, "waived": 0, "holds": 2, "rounding": 1,
                "violated": 0, "not_evaluated": 1, "not_applicable": 0,
            },
        });
        assert_eq!(document, expected);
    }

    #[test]
    fn the_text_is_true_and_harmless() {
        let text = render(&outcome(), &Options::default());
        assert!(text.ends_with("}\n") && !text.contains("\"checks\"") && !text.contains("\"frames\""));
        assert!(text.contains(r"5 ≠ 3 \u009b31m") && text.contains(r"a\u202e.md"));
        let document: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["findings"][0]["message"], "5 ≠ 3 \u{9b}31m");
    }

    #[test]
    fn a_build_log_is_not_commanded() {
        let cases = [
            ("\u{1b}[31m", r"\u001b[31m"),
            ("a\u{202e}b", r"a\u202eb"),
            ("##vso[task.x]", r"#\u0023vso[task.x]"),
            ("\n##[error]a", r"\n#\u0023[error]a"),
            ("\n::error::a", r"\n::error::a"), // no line begins with it: it is inside a string
        ];
        for (text, expected) in cases {
            let json = pretty(&[text]);
            assert_eq!(json, format!("[\n  \"{expected}\"\n]\n"));
            assert_eq!(guard(json.clone()), json);
            assert_eq!(serde_json::from_str::<[String; 1]>(&json).unwrap(), [text]);
        }
    }

    #[test]
    fn the_schema_fits_the_output() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for coverage in [true, false] {
            let options = Options { coverage, ..Options::default() };
            let mut document: Value = serde_json::from_str(&render(&outcome(), &options)).unwrap();
            assert!(validator.is_valid(&document));
            document["findings"][0]["difference"] = json!(2); // amounts are strings
            assert!(!validator.is_valid(&document));
            document["findings"][0]["difference"] = json!(null);
            document["findings"][0].as_object_mut().unwrap().remove("help"); // absent values are null
            assert!(!validator.is_valid(&document));
        }
    }
}
