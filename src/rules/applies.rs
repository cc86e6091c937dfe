//! Which reports a rule set applies to.

use regex::Regex;

use crate::figures::Vocabulary;
use crate::report::Report;
use crate::search::Expression;

/// Which reports a rule set applies to: those that meet any of the patterns, or all where there is none.
#[derive(Clone, Debug, Default)]
pub struct Applies {
    /// Patterns for the title.
    pub titles: Vec<Expression>,
    /// Patterns for the path, made from globs.
    pub paths: Vec<Regex>,
    /// Kinds of report.
    pub kinds: Vec<String>,
    /// Names of tables, one of which the report holds.
    pub tables: Vec<String>,
    /// Whether what was written could not be understood: the rule set then applies to no report.
    pub broken: bool,
}

impl Applies {
    /// Whether the rule set with these words applies to `report`.
    pub fn to(&self, report: &Report, vocabulary: &Vocabulary) -> bool {
        if self.is_empty() {
            return !self.broken;
        }
        let title = report.title.as_ref().map_or("", |(title, _)| title.as_str());
        self.titles.iter().any(|pattern| pattern.may_be_met_in(title) && pattern.is_match(title))
            || self.to_path(report.source.name())
            || report.kind.as_ref().is_some_and(|kind| self.kinds.contains(kind))
            || !report.tables.is_empty()
                && self
                    .tables
                    .iter()
                    .any(|table| vocabulary.table(table).is_some_and(|rule| rule.is_in(report, vocabulary)))
    }

    /// Whether it names no pattern.
    pub fn is_empty(&self) -> bool {
        self.titles.is_empty() && self.paths.is_empty() && self.kinds.is_empty() && self.tables.is_empty()
    }

    /// Whether a pattern for paths is met by `path`.
    pub fn to_path(&self, path: &str) -> bool {
        if self.paths.is_empty() {
            return false;
        }
        let path = path.replace('\\', "/");
        self.paths.iter().any(|pattern| pattern.is_match(&path))
    }
}

/// The pattern for the paths that the glob `glob` means: `*` within a folder, `**` across folders, `?` one
/// character. A glob without a slash is met by the file name alone.
pub(super) fn glob(glob: &str) -> Result<Regex, regex::Error> {
    let mut pattern = String::from("(?:^|/)");
    let mut rest = glob.strip_prefix("./").unwrap_or(glob);
    while let Some(character) = rest.chars().next() {
        let (piece, used) = if rest.starts_with("**/") {
            ("(?:.*/)?".to_owned(), 3)
        } else if rest.starts_with("**") {
            (".*".to_owned(), 2)
        } else {
            let piece = match character {
                '*' => "[^/]*".to_owned(),
                '?' => "[^/]".to_owned(),
                _ => regex::escape(&character.to_string()),
            };
            (piece, character.len_utf8())
        };
        pattern.push_str(&piece);
        rest = &rest[used..];
    }
    pattern.push('$');
    Regex::new(&pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_paths() {
        let cases = [
            ("*.md", "reports/a.md", true),            // a file name anywhere
            ("reports/*.md", "reports/x/a.md", false), // one star stays in its folder
            ("reports/**/*.md", "reports/x/y/a.md", true),
            ("reports/**/*.md", "reports/a.md", true),
            ("a+b.txt", "aab.txt", false), // other signs stand for themselves
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(glob(pattern).unwrap().is_match(path), expected, "{pattern} {path}");
        }
    }
}
