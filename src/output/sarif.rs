//! SARIF 2.1.0, for code scanning: OASIS Standard, 27 March 2020.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::json::pretty;
use super::{Options, Output};
use crate::finding::{Finding, Label, Severity};
use crate::message::Lang;
use crate::outcome::Outcome;
use crate::source::{Source, Span};

/// The row.
pub(super) const OUTPUT: Output = Output {
    name: "sarif",
    title: ("SARIF 2.1.0, for code scanning", "SARIF 2.1.0，供代码扫描平台读取"),
    render,
};

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    language: &'static str,
    column_kind: &'static str,
    results: Vec<Record<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

/// A rule that occurs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Text<'a>>,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
struct Words {
    text: String,
}

/// A finding; the standard calls it a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Words,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "crossfoot/v1")]
    first: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: Physical,
    #[serde(rename = "logicalLocations", skip_serializing_if = "Option::is_none")]
    logical: Option<[Logical; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Words>,
}

/// A place in the file's own terms, such as a cell.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

/// A place; lines and columns from 1, columns in UTF-16 code units, the end exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

/// The top of a file that has no lines, or whose place is not known: code scanning wants a line.
const TOP: Region = Region { start_line: 1, start_column: 1, end_line: 1, end_column: 1 };

/// A log of one run.
fn render(outcome: &Outcome, options: &Options) -> String {
    let mut rules: BTreeMap<&str, (Severity, &Finding)> = BTreeMap::new();
    for finding in &outcome.findings {
        let (severity, _) = rules.entry(&finding.rule).or_insert((finding.severity, finding));
        *severity = finding.severity.max(*severity);
    }
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let results =
        outcome.findings.iter().map(|finding| record(finding, index[finding.rule.as_str()], options.lang));
    let driver = Driver {
        name: "Crossfoot",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules.iter().map(|(id, (severity, finding))| rule(id, *severity, finding)).collect(),
    };
    pretty(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            language: if options.lang == Lang::Zh { "zh-CN" } else { "en-US" },
            column_kind: "utf16CodeUnits",
            results: results.collect(),
        }],
    })
}

fn rule<'a>(id: &'a str, severity: Severity, finding: &'a Finding) -> Rule<'a> {
    Rule {
        id,
        short_description: Text { text: id },
        help: finding.basis.as_deref().map(|text| Text { text }),
        default_configuration: Configuration { level: level(severity) },
    }
}

fn record(finding: &Finding, rule_index: usize, lang: Lang) -> Record<'_> {
    let primary = finding.primary();
    let others =
        finding.labels.iter().filter(|label| !primary.is_some_and(|primary| std::ptr::eq(primary, *label)));
    let related = others.enumerate().map(|(at, label)| location(label, Some(at + 1), lang));
    let whole = || Location {
        id: None,
        physical: Physical { artifact_location: Artifact { uri: uri(&finding.report) }, region: TOP },
        logical: None,
        message: None,
    };
    Record {
        rule_id: &finding.rule,
        rule_index,
        level: level(finding.severity),
        message: words(finding.message.get(lang)),
        locations: [primary.map_or_else(whole, |label| location(label, None, lang))],
        related_locations: related.collect(),
        partial_fingerprints: Fingerprints { first: fingerprint(finding) },
    }
}

fn location(label: &Label, id: Option<usize>, lang: Lang) -> Location {
    let text = label.text.get(lang);
    Location {
        id,
        physical: Physical {
            artifact_location: Artifact { uri: uri(label.source.name()) },
            region: region(&label.source, label.span),
        },
        logical: label
            .source
            .place(label.span.start)
            .map(|place| [Logical { fully_qualified_name: place.to_owned() }]),
        message: (!text.is_empty()).then(|| words(text)),
    }
}

fn region(source: &Source, span: Span) -> Region {
    if source.place(span.start).is_some() {
        return TOP; // the lines of the text that a reader wrote are none of the file's
    }
    Region {
        start_line: source.line_at(span.start),
        start_column: source.utf16_column(span.start),
        end_line: source.line_at(span.end),
        end_column: source.utf16_column(span.end),
    }
}

/// The text of a message. A report's own `[words](place)` must not become a link (section 3.11.6).
fn words(text: &str) -> Words {
    Words { text: text.replace("](", "\\](") }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A number that stays the same while rule, path and message do, whatever the language and the line: FNV-1a,
/// 64 bits.
fn fingerprint(finding: &Finding) -> String {
    let path = finding.primary().map_or(finding.report.as_str(), |label| label.source.name());
    let parts = [finding.rule.as_str(), path, finding.message.en.as_str()].join("\0");
    let hash = parts.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}

/// The path as a URI reference (RFC 3986): relative where it is relative, else a `file` URI.
fn uri(path: &str) -> String {
    let path = if std::path::MAIN_SEPARATOR == '\\' { path.replace('\\', "/") } else { path.to_owned() };
    let drive = matches!(path.as_bytes(), [letter, b':', b'/', ..] if letter.is_ascii_alphabetic());
    let (opening, rest) = match &path {
        path if path.starts_with("//") => ("file:", path.as_str()),
        path if path.starts_with('/') => ("file://", path.as_str()),
        path if drive => ("file:///", path.as_str()),
        path => ("", path.as_str()),
    };
    let mut uri = opening.to_owned();
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() || drive && at == 1 => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::{Value, json};

    use super::*;
    use crate::message::{Message, clean, guard};
    use crate::source::Written;

    /// Three findings: one with an emoji before its place and a related place, one without a place, one
    /// hostile.
    fn outcome() -> Outcome {
        let report = Arc::new(Source::new("报告 1.md", "合计\n😀支出5万元，其中：A3万元\n"));
        let start = report.text().find("5万元").unwrap();
        let message = Message::new("5 ≠ 3", "5 不等于 3");
        let mut sum = Finding::at("cn/sum", Severity::Error, &report, Span::new(start, start + 7), message);
        let part = report.text().find("3万元").unwrap();
        sum = sum.with_label(Span::new(part, part + 7), Message::same("+ 3"));
        sum.basis = Some("财预〔2020〕10 号".into());
        let hostile = Arc::new(Source::new("/tmp/a:b?[x].md", "x"));
        let message = Message::same("[click](https://evil.example)\u{202e}\u{1b}");
        let info = Finding::at("core/info", Severity::Info, &hostile, Span::new(1, 1), message);
        let mut nowhere =
            Finding::at("cn/sum", Severity::Warning, &report, Span::default(), Message::same("nowhere"));
        nowhere.labels.clear();
        let mut written = Written::default();
        written.gap("\n");
        let cell = written.push("5", "支出!C12");
        let workbook = Arc::new(written.finish("b.xlsx"));
        let placed = Finding::at("cn/sum", Severity::Error, &workbook, cell, Message::same("placed"));
        Outcome { findings: vec![sum, nowhere, info, placed], ..Outcome::default() }
    }

    #[test]
    fn a_log_fits_the_schema_of_the_standard() {
        // one pattern of the published schema is no regular expression: a bracket too many
        let text = include_str!("../../tests/schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}$");
        let schema: Value = serde_json::from_str(&text).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for outcome in [outcome(), Outcome::default()] {
            let log: Value = serde_json::from_str(&render(&outcome, &Options::default())).unwrap();
            let mistakes: Vec<_> = validator.iter_errors(&log).map(|mistake| mistake.to_string()).collect();
            assert_eq!(mistakes, [""; 0]);
        }
    }

    #[test]
    fn a_log_tells_rules_places_and_levels() {
        let text = render(&outcome(), &Options { lang: Lang::Zh, ..Options::default() });
        assert!(!text.contains(|c: char| c.is_control() && c != '\n' || c == '\u{202e}'));
        let log: Value = serde_json::from_str(&text).unwrap();
        let run = &log["runs"][0];
        assert_eq!(run["columnKind"], "utf16CodeUnits");
        let rules = &run["tool"]["driver"]["rules"];
        assert_eq!(rules[0]["id"], "cn/sum");
        assert_eq!(rules[0]["defaultConfiguration"]["level"], "error"); // the graver of error and warning
        assert_eq!(rules[1]["defaultConfiguration"]["level"], "note");
        let results = &run["results"];
        let place = &results[0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "%E6%8A%A5%E5%91%8A%201.md");
        // the emoji counts as two
        assert_eq!(place["region"], json!({"startLine": 2, "startColumn": 5, "endLine": 2, "endColumn": 8}));
        assert_eq!(results[0]["message"]["text"], "5 不等于 3");
        assert_eq!(results[0]["relatedLocations"][0]["message"]["text"], "+ 3");
        assert_eq!(results[0]["relatedLocations"].as_array().unwrap().len(), 1);
        assert_eq!(results[1]["level"], "warning");
        assert_eq!(results[1]["locations"][0]["physicalLocation"]["region"]["startLine"], 1);
        assert_eq!(results[2]["message"]["text"], "[click\\](https://evil.example)\u{202e}\u{1b}");
        // a cell has no line: the place in the file's own terms tells it
        let cell = &results[3]["locations"][0];
        assert_eq!(cell["logicalLocations"], json!([{"fullyQualifiedName": "支出!C12"}]));
        assert_eq!(cell["physicalLocation"]["region"]["startLine"], 1);
        assert!(results[0]["locations"][0].get("logicalLocations").is_none());
        let uri = &results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "file:///tmp/a%3Ab%3F%5Bx%5D.md");
    }

    #[test]
    fn a_build_log_is_not_commanded() {
        let cases =
            ["\u{1b}[31m", "a\u{202e}b", "##vso[task.x]", "\n##[error]a", "::error::a", "\n::error::a"];
        for text in cases {
            let mut outcome = outcome();
            let finding = &mut outcome.findings[0];
            (finding.message, finding.basis) = (Message::same(text), Some(text.into()));
            (finding.rule, finding.labels[1].text) = (text.into(), Message::same(text));
            outcome.findings[1].report = text.into();
            let log = render(&outcome, &Options::default());
            assert_eq!(guard(log.clone()), log, "{text:?}");
            assert!(log.lines().all(|line| clean(line) == line), "{text:?}");
            let log: Value = serde_json::from_str(&log).unwrap();
            assert_eq!(log["runs"][0]["results"][0]["message"]["text"], text);
            assert_eq!(log["runs"][0]["results"][0]["ruleId"], text);
        }
    }

    #[test]
    fn fingerprints_do_not_depend_on_language_or_line() {
        let prints = |lang| {
            let text = render(&outcome(), &Options { lang, ..Options::default() });
            let log: Value = serde_json::from_str(&text).unwrap();
            let results = log["runs"][0]["results"].as_array().unwrap().clone();
            results
                .iter()
                .map(|result| result["partialFingerprints"]["crossfoot/v1"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(prints(Lang::En), prints(Lang::Zh));
        // FNV-1a of "a", published test vector, through the same fold: rule, path and message are joined by
        // NUL
        let mut finding = outcome().findings.remove(1);
        (finding.rule, finding.report, finding.message) = (String::new(), String::new(), Message::default());
        assert_eq!(fingerprint(&finding), "08328807b4eb6fed"); // two NUL bytes
    }
}
