//! The architecture, executable: which part of the library may use which, and where each dependency may be
//! named.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every part of the library from the ground up, and the parts it may use: only those above it in this table,
/// so that everything flows one way.
///
/// ```text
/// bytes ─▶ read ─▶ Report ─┐
///                          ├─ figures ─▶ checks ─▶ ledger ─▶ outcome ─▶ output ─▶ bytes
/// rules ─▶ tree ─▶ rules ──┘
/// ```
const MAY_USE: &[(&str, &[&str])] = &[
    ("message", &[]),
    ("source", &[]),
    ("search", &["source"]),
    ("quantity", &[]), // numbers know nothing of reports
    ("finding", &["message", "source"]),
    ("tree", &["message", "source"]), // values that know where they stand
    ("language", &["quantity", "search", "source"]), // prose in, amounts with their words out
    ("report", &["finding", "language", "quantity", "source"]),
    ("read", &["finding", "language", "message", "quantity", "report", "source", "tree"]), // no rules, no figures
    ("expr", &["message", "quantity", "source"]), // formulas know figures only by their names
    ("figures", &["expr", "language", "message", "quantity", "report", "search", "source"]),
    ("ledger", &["expr", "finding", "message", "quantity", "report", "source"]), // claims in, findings out
    ("diagnose", &["expr", "finding", "ledger", "message", "quantity", "report", "source"]), // hints, no verdicts
    ("outcome", &["finding", "ledger"]),
    (
        "checks",
        &[
            "expr", "figures", "finding", "language", "ledger", "message", "quantity", "report", "search",
            "source", "tree",
        ],
    ),
    (
        "rules",
        &[
            "checks", "expr", "figures", "finding", "language", "ledger", "message", "quantity", "read",
            "report", "search", "source", "tree",
        ],
    ),
    ("output", &["finding", "ledger", "message", "outcome", "source"]), // what came out, never how it was found
    ("error", &["message"]),
];

/// Words that stand in some files only: names of dependencies, and of what touches the world.
const KEPT: &[(&str, &[&str])] = &[
    ("miette", &["error.rs", "output/human"]),
    ("granit_parser", &["tree/yaml.rs", "tree/syntax.rs"]),
    ("encoding_rs", &["read/decode.rs", "read/parts.rs"]),
    ("ZipArchive", &["read/package.rs"]),
    ("toml_edit", &["tree/toml.rs"]),
    ("pulldown_cmark", &["read/markdown.rs"]),
    ("quick_xml", &["read/xml.rs"]),
    ("ZipArchive", &["read/package.rs"]),
    ("regex", &["search", "rules/applies.rs"]),
    ("regex_syntax", &["search"]),
    ("aho_corasick", &["search"]),
    ("num_rational", &["quantity/exact.rs"]),
    ("serde_json", &["output"]),
    ("serde_yaml", &["output"]),
    ("schemars", &["output"]),
    ("textwrap", &["output"]),
    ("unicode_width", &["output"]),
    ("clap", &["cli"]),
    ("rayon", &["cli"]),
    ("walkdir", &["cli"]),
    ("terminal_size", &["cli"]),
    // The world: files, arguments, environment, streams, the clock.
    ("std::fs", &["cli"]),
    ("std::env", &["cli", "main.rs"]),
    ("std::process", &["cli", "main.rs"]),
    ("std::time", &["cli"]),
    ("std::thread", &["cli"]),
    ("stdout", &["cli"]),
    ("stderr", &["cli"]),
    ("println!", &["cli"]),
    ("eprintln!", &["cli"]),
    // The program is built on the library, never the other way round.
    ("crossfoot::", &["cli", "main.rs"]),
];

/// A source file: its path below `src` and its code without tests and comments.
struct File {
    path: String,
    code: String,
}

#[test]
fn parts_use_only_what_lies_below_them() {
    let mut wrong = BTreeSet::new();
    for file in files() {
        let Some((part, allowed)) = MAY_USE.iter().find(|(part, _)| *part == part_of(&file.path)) else {
            continue;
        };
        for used in uses(&file).into_iter().filter(|used| used != part && !allowed.contains(&used.as_str())) {
            wrong.insert(format!("{} uses {used}: {part} may use {allowed:?}", file.path));
        }
    }
    assert!(wrong.is_empty(), "against the direction of flow:\n{}", list(&wrong));
}

#[test]
fn the_table_flows_one_way_and_names_every_part() {
    let order: Vec<&str> = MAY_USE.iter().map(|(part, _)| *part).collect();
    for (at, (part, allowed)) in MAY_USE.iter().enumerate() {
        for used in *allowed {
            assert!(order[..at].contains(used), "{part} may use {used}, which does not stand above it");
        }
    }
    let parts: BTreeSet<String> = files().iter().map(|file| part_of(&file.path).to_owned()).collect();
    let told: BTreeSet<String> =
        order.iter().chain(&["lib", "main", "cli"]).map(|part| (*part).to_owned()).collect();
    assert_eq!(parts, told, "the parts in src and those in the table");
}

#[test]
fn dependencies_and_the_world_are_named_in_their_places_only() {
    let mut wrong = BTreeSet::new();
    for file in files() {
        for (word, places) in KEPT {
            let placed = places.iter().any(|place| {
                file.path == *place || file.path.strip_prefix(place).is_some_and(|rest| rest.starts_with('/'))
            });
            if !placed && names(&file.code, word) {
                wrong.insert(format!("{} names {word}, which belongs to {places:?}", file.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", list(&wrong));
}

#[test]
fn the_scanner_sees_every_way_to_name_a_part() {
    // path, code, the parts that it uses
    let cases: [(&str, &str, &[&str]); 8] = [
        ("a.rs", "use crate::source::Span;", &["source"]),
        ("a.rs", "use crate::{message::Message, source::{Source, Span}};", &["message", "source"]),
        ("a.rs", "let unit = crate::quantity::Unit::NONE;", &["quantity"]),
        ("a.rs", "use super::finding::Finding;", &["finding"]), // a file of its own: above it is the root
        ("a/mod.rs", "use super::finding::Finding;", &["finding"]),
        ("a/b.rs", "use super::finding;\nuse super::super::tree::Node;", &["tree"]), // above it is `a`
        ("a.rs", "// crate::rules\n/// [`crate::rules`]\nfn a() {}", &[]),
        ("a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n    use crate::rules::Rule;\n}\n", &[]),
    ];
    for (path, code, expected) in cases {
        let file = File { path: path.to_owned(), code: without_tests(code) };
        let expected: BTreeSet<String> = expected.iter().map(|part| (*part).to_owned()).collect();
        assert_eq!(uses(&file), expected, "{code}");
    }
    assert!(names("use miette::Diagnostic;", "miette") && !names("let amiettes = 1;", "miette"));
}

/// Every file below `src`.
fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !name.ends_with("/tests.rs") {
                files
                    .push(File { path: name, code: without_tests(&std::fs::read_to_string(&path).unwrap()) });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The top-level part a file belongs to: `checks` for `checks/mod.rs`, `source` for `source.rs`.
fn part_of(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or(path)
}

/// `code` without comments and test modules. Code is formatted: a test module ends at the next line that is a
/// closing brace.
fn without_tests(code: &str) -> String {
    let mut kept = String::new();
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        if line == "#[cfg(test)]" && lines.peek().is_some_and(|next| next.starts_with("mod ")) {
            if lines.next().is_some_and(|opening| opening.ends_with('{')) {
                let _ = lines.by_ref().find(|line| *line == "}");
            }
            continue;
        }
        let comment = line.find("//").filter(|at| !line[..*at].contains('"')).unwrap_or(line.len());
        kept.push_str(&line[..comment]);
        kept.push('\n');
    }
    kept
}

/// The parts of the library that a file names: after `crate::`, or after as many `super::` as lead to the
/// root.
fn uses(file: &File) -> BTreeSet<String> {
    let depth = file.path.matches('/').count() + usize::from(!file.path.ends_with("mod.rs"));
    let up = "super::".repeat(depth);
    let mut found = BTreeSet::new();
    for root in ["crate::", up.as_str()] {
        for (at, _) in file.code.match_indices(root) {
            let before = &file.code[..at];
            if before.ends_with("super::") || before.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            found.extend(heads(&file.code[at + root.len()..]));
        }
    }
    found
}

/// The first words of the paths that open `text`: one, or several in braces.
fn heads(text: &str) -> Vec<String> {
    let word = |text: &str| {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
    };
    let Some(inner) = text.strip_prefix('{') else { return vec![word(text)] };
    let mut depth = 0_usize;
    let mut heads = vec![word(inner)];
    for (at, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => heads.push(word(&inner[at + 1..])),
            _ => {}
        }
    }
    heads.retain(|head| !head.is_empty());
    heads
}

/// Whether `code` holds `word` as a word of its own.
fn names(code: &str, word: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let after = &code[at + word.len()..];
        !code[..at].ends_with(part) && (!word.ends_with(part) || !after.starts_with(part))
    })
}

fn list(lines: &BTreeSet<String>) -> String {
    lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}
