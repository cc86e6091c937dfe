//! The tables of formats, kinds, outputs and listings: every row is unique, documented, and does what it
//! says.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crossfoot::checks::{self, KINDS, Kind};
use crossfoot::conclude;
use crossfoot::message::Lang;
use crossfoot::output::figures::{LISTINGS, List, Listed};
use crossfoot::output::{OUTPUTS, Options};
use crossfoot::read::{FORMATS, Limit, detect};
use crossfoot::rules::{PACKS, is_rule_set, load};
use crossfoot::source::Source;
use trial::{book, built_in, lines, report, root, text, verdict};

/// One report in every format: what stands in it is read alike.
const FIXTURES: &[(&str, &[u8])] = &[
    ("text", "基本支出决算480.88万元。\n".as_bytes()),
    ("markdown", "## 基本支出\n\n基本支出决算480.88万元。\n".as_bytes()),
    ("xlsx", include_bytes!("formats/figure.xlsx")),
    ("xls", include_bytes!("formats/figure.xls")),
    ("ods", include_bytes!("formats/figure.ods")),
    ("csv", "科目,决算数（万元）\n基本支出,480.88\n".as_bytes()),
    ("toml", "unit = \"万元\"\n[\"基本支出\"]\n\"实际\" = 480.88\n".as_bytes()),
    ("yaml", "unit: 万元\n基本支出:\n  实际: 480.88\n".as_bytes()),
    ("json", "{\"unit\": \"万元\", \"基本支出\": {\"实际\": 480.88}}\n".as_bytes()),
];

/// Formats of files that are no texts: `tests/formats.rs` reads a report in each.
const PACKED: &[&str] = &["docx"];

/// Kinds whose passages in the table tell of a report in words: a text that is found fault with, and one that
/// passes.
const WHOLE_REPORTS: &[(&str, &str, &str)] = &[
    ("require", "年初预算120万元。\n", "全年预算数120万元，全年执行数118万元。\n"),
    (
        "repeated",
        "收支核算由两名会计分别复核，票据逐月装订归档，往来款项每季度与对方单位核对一次，逾期三个月以上的逐笔说明原因并限期清理到位，结果报局务会研究审定。\n收支核算由两名会计分别复核，票据逐月装订归档，往来款项每季度与对方单位核对一次，逾期三个月以上的逐笔说明原因并限期清理到位，结果报局务会研究审定。\n",
        "收支核算由两名会计分别复核，票据逐月装订归档。\n往来款项每季度与对方单位核对一次，逾期三个月以上的逐笔说明原因并限期清理到位，结果报局务会研究审定。\n",
    ),
];

#[test]
fn every_row_has_a_name_of_its_own() {
    let tables: [(&str, Vec<&str>); 5] = [
        ("FORMATS", FORMATS.iter().map(|format| format.name).collect()),
        ("extensions", FORMATS.iter().flat_map(|format| format.extensions).copied().collect()),
        ("KINDS", KINDS.iter().map(|kind| kind.key).collect()),
        ("OUTPUTS", OUTPUTS.iter().map(|output| output.name).collect()),
        ("LISTINGS", LISTINGS.iter().map(|listing| listing.name).collect()),
    ];
    for (table, names) in tables {
        let unique: BTreeSet<&str> = names.iter().copied().collect();
        assert_eq!(unique.len(), names.len(), "{table}: {names:?}");
        let plain =
            |name: &&str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        assert!(names.iter().all(plain), "{table}: {names:?}");
    }
}

#[test]
fn both_readmes_name_every_row() {
    let names = FORMATS.iter().map(|format| format.name).chain(KINDS.iter().map(|kind| kind.key));
    let names = names
        .chain(OUTPUTS.iter().map(|output| output.name))
        .chain(LISTINGS.iter().map(|listing| listing.name));
    let names: BTreeSet<&str> = names.collect();
    for file in ["README.md", "README.zh-CN.md"] {
        let readme = text(&root().join(file));
        let missing: Vec<&&str> =
            names.iter().filter(|name| !readme.contains(&format!("`{name}`"))).collect();
        assert!(missing.is_empty(), "{file} does not name {missing:?} in backquotes");
        for limit in Limit::ALL {
            let key = limit.key();
            assert!(readme.contains(&format!("\n  {key}: ")), "{file} does not tell of the limit {key}");
        }
    }
}

#[test]
fn every_format_reads_the_same_report() {
    for format in FORMATS.iter().filter(|format| !PACKED.contains(&format.name)) {
        let (_, fixture) = FIXTURES.iter().find(|(name, _)| *name == format.name).expect(format.name);
        for extension in format.extensions {
            let name = format!("report.{extension}");
            assert_eq!(detect(&name).map(|format| format.name), Some(format.name));
            let report = report(&name, fixture, &built_in());
            let [stated] = report.statements.as_slice() else { panic!("{name}: {:?}", report.statements) };
            let told = (
                stated.subject.as_str(),
                stated.quantity.value.to_string(),
                stated.quantity.unit.to_string(),
            );
            assert_eq!(told.1, "480.88", "{name}");
            // Where a table or a field has no unit of its own, it is in the report's.
            assert_eq!(told.2, "万元", "{name}");
            assert!(
                told.0.contains("基本支出") || stated.path.as_deref().is_some_and(|p| p.contains("基本支出")),
                "{name}"
            );
        }
    }
}

#[test]
fn the_example_of_every_kind_is_a_rule_of_it() {
    for kind in KINDS {
        let source = Arc::new(Source::new("example.yaml", rule_set(kind)));
        let (set, mistakes) = load(&source);
        assert!(mistakes.is_empty(), "{}: {mistakes:?}", kind.key);
        let set = set.expect(kind.key);
        assert_eq!(set.rules.last().map(|rule| rule.kind.key), Some(kind.key), "{}", kind.example);
        assert_eq!(checks::find(kind.key).map(|found| found.key), Some(kind.key));
    }
}

#[test]
fn the_passages_of_every_kind_fail_and_pass() {
    let mut wrong = Vec::new();
    for kind in KINDS {
        let own = WHOLE_REPORTS.iter().find(|(key, ..)| *key == kind.key);
        let (fails, passes) = own.map_or(kind.passages, |(_, fails, passes)| (*fails, *passes));
        for (passage, fail) in [(fails, true), (passes, false)] {
            let found = findings(kind, passage);
            if found.is_empty() == fail {
                let should = if fail { "be found fault with" } else { "pass" };
                wrong.push(format!("{} should {should}:\n{passage}\n{found:?}", kind.key));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_output_and_listing_writes_in_both_languages() {
    let report_text = "财政拨款收入120.00万元，其中：年初预算100.00万元，追加预算21.00万元。\n";
    let book = built_in();
    let outcome = conclude(vec![verdict("report.txt", report_text, &book)], &book);
    let stated = Listed {
        report: "report.txt".to_owned(),
        name: Some("财政拨款收入".to_owned()),
        subject: "财政拨款收入".to_owned(),
        stage: None,
        period: Some(2021),
        label: "财政拨款收入".to_owned(),
        value: "120.00".to_owned(),
        unit: Some("万元".to_owned()),
        approximate: false,
        place: None,
        line: 1,
        column: 7,
        end_column: 15,
        checked: false,
    };
    let list = List { statements: vec![stated], unbound: false };
    for lang in [Lang::En, Lang::Zh] {
        let options = Options { lang, coverage: true, ..Options::default() };
        for output in OUTPUTS {
            let text = (output.render)(&outcome, &options);
            assert!(text.ends_with('\n') && text.contains("121"), "{}: {text}", output.name);
        }
        for listing in LISTINGS {
            let text = (listing.render)(&list, &options);
            assert!(text.ends_with('\n') && text.contains("120.00"), "{}: {text}", listing.name);
        }
    }
}

#[test]
fn every_row_tells_what_it_is_for_in_both_languages() {
    let pairs = KINDS.iter().flat_map(|kind| [(kind.key, kind.title), (kind.key, kind.about)]);
    let pairs = pairs.chain(OUTPUTS.iter().map(|output| (output.name, output.title)));
    let pairs = pairs.chain(LISTINGS.iter().map(|listing| (listing.name, listing.title)));
    for (name, (en, zh)) in pairs {
        assert!(en.starts_with(|c: char| c.is_ascii_alphabetic()), "{name}: {en}");
        assert!(zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{name}: {zh}");
    }
}

#[test]
fn the_packs_are_the_folders_of_rules_and_load_without_a_mistake() {
    let folder = root().join("rules");
    let mut found = BTreeSet::new();
    for path in rule_sets(&folder) {
        let text = text(&path);
        let id = path.parent().and_then(|folder_of| folder_of.strip_prefix(&folder).ok()).unwrap();
        let id = id.to_string_lossy().replace('\\', "/");
        let source = Arc::new(Source::new(path.to_string_lossy(), text.clone()));
        let (set, mistakes) = load(&source);
        assert!(mistakes.is_empty(), "{}: {mistakes:?}", path.display());
        assert_eq!(set.expect("a rule set without a mistake").id, id, "the id of a pack is its folder");
        assert!(PACKS.contains(&(id.as_str(), text.as_str())), "{id} is not built in");
        found.insert(id);
    }
    assert_eq!(found.len(), PACKS.len(), "{found:?}");
    for file in ["README.md", "README.zh-CN.md"] {
        let readme = crate::text(&root().join(file));
        let missing: Vec<&String> =
            found.iter().filter(|id| !readme.contains(&format!("(rules/{id})"))).collect();
        assert!(missing.is_empty(), "{file} does not name the packs {missing:?}");
    }
    assert!(built_in().findings().is_empty(), "{:?}", built_in().findings());
}

#[test]
fn the_rule_sets_of_the_examples_load_without_a_mistake() {
    for path in rule_sets(&root().join("examples")) {
        let name = path.to_string_lossy().into_owned();
        let book = book(&[(&name, &text(&path))]);
        let mistakes: Vec<String> = book.findings().iter().map(trial::line).collect();
        assert!(mistakes.is_empty(), "{name}:\n{}", mistakes.join("\n"));
    }
}

/// The example of a kind as a rule set.
fn rule_set(kind: &Kind) -> String {
    let rules: Vec<String> = kind.example.lines().map(|line| format!("  {line}")).collect();
    let rules = rules.join("\n");
    format!("ruleset: example\nunit: 万元\nrules:\n{rules}\n")
}

/// What the example of `kind` finds in a passage, in lines.
fn findings(kind: &Kind, passage: &str) -> Vec<String> {
    let book = book(&[("example.yaml", &rule_set(kind))]);
    let verdict = verdict("passage.txt", passage, &book);
    let all = verdict.findings.iter().zip(lines(&verdict));
    all.filter(|(finding, _)| finding.rule.starts_with("example/")).map(|(_, line)| line).collect()
}

/// The rule sets below `folder`, in order.
fn rule_sets(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rule_sets(&path));
        } else if path.extension().is_some_and(|end| end == "yaml" || end == "yml")
            && is_rule_set(&text(&path))
        {
            found.push(path);
        }
    }
    found.sort();
    found
}
