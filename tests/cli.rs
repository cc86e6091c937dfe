//! The documentation, run: every `$ crossfoot …` in the READMEs, the examples and `tests/cli` gives the
//! output that stands below it.
//!
//! `TRYCMD=overwrite cargo test --test cli` writes the present output into the files; read the difference
//! before you keep it.

use std::env;
use std::path::Path;

use crossfoot::source::Source;

/// Files with commands, each with the folder that its commands run in, from the root of the repository.
const DOCUMENTED: &[(&str, &str)] = &[
    (".", "README.md"),
    (".", "README.zh-CN.md"),
    ("examples/any-report", "README.md"),
    ("examples/self-evaluation", "README.md"),
    ("examples/structured-yaml", "README.md"),
    ("examples/project-rules", "README.md"),
    ("tests/cli", "*.md"),
    ("tests/cli", "*.toml"),
];

/// One test, because the working folder is the whole process's.
#[test]
fn commands_in_the_documentation_give_what_stands_below_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (folder, files) in DOCUMENTED {
        env::set_current_dir(root.join(folder)).expect("the folder is part of the repository");
        let cases = trycmd::TestCases::new();
        // No locale, width, colour or CI of the machine that runs the tests.
        for (name, value) in
            [("LC_ALL", "C.UTF-8"), ("COLUMNS", "80"), ("NO_COLOR", "1"), ("GITHUB_ACTIONS", ""), ("CI", "")]
        {
            cases.env(name, value);
        }
        cases.case(files);
        cases.run();
    }
}

/// Every rule set that is shown in the documentation loads without a mistake.
#[test]
fn rule_sets_in_the_documentation_load() {
    let texts = [
        include_str!("../README.md"),
        include_str!("../README.zh-CN.md"),
        include_str!("../CONTRIBUTING.md"),
    ];
    let mut found = 0;
    for text in texts {
        let blocks = text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next());
        for block in blocks.filter(|block| block.starts_with("ruleset:")) {
            let source = std::sync::Arc::new(Source::new("README", block));
            let (_, mistakes) = crossfoot::rules::load(&source);
            assert!(mistakes.is_empty(), "{mistakes:?} in\n{block}");
            found += 1;
        }
    }
    assert!(found >= 2, "each README shows a whole rule set");
}
