//! Regular expressions: compiled when first asked, most of them never.

use std::sync::{Arc, OnceLock};

use regex::Regex;

use super::signs::signs;

/// A regular expression.
#[derive(Clone, Debug)]
pub struct Expression {
    text: Arc<str>,
    compiled: Arc<OnceLock<Option<Regex>>>,
    /// Found when first asked.
    signs: Arc<OnceLock<Option<Vec<String>>>>,
}

impl Expression {
    /// The expression written as `text`, compiled at once; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, regex::Error> {
        let compiled = Regex::new(text)?;
        Ok(Self { compiled: Arc::new(OnceLock::from(Some(compiled))), ..Self::known(text) })
    }

    /// The expression written as `text`, which is known to be right.
    pub fn known(text: &str) -> Self {
        Self { text: text.into(), compiled: Arc::default(), signs: Arc::default() }
    }

    /// This expression between `before` and `after`; `None` where that is too much.
    pub fn between(&self, before: &str, after: &str) -> Option<Self> {
        let text = format!("{before}{}{after}", self.text);
        if self.compiled.get().is_some() { Self::parse(&text).ok() } else { Some(Self::known(&text)) }
    }

    /// The expression that `text` itself meets and nothing else.
    pub fn of_text(text: &str) -> String {
        regex::escape(text)
    }

    fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.text).ok()).as_ref()
    }

    /// Whether it is met anywhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex().is_some_and(|regex| regex.is_match(text))
    }

    /// The bytes of each place where it is met in `text`.
    pub fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = std::ops::Range<usize>> + 't {
        self.regex().into_iter().flat_map(|regex| regex.find_iter(text)).map(|hit| hit.range())
    }

    /// The first place of what it means to find, its first group, in `text`.
    pub fn group<'t>(&self, text: &'t str) -> Option<regex::Match<'t>> {
        self.regex()?.captures(text)?.get(1)
    }

    /// Whether it may be met in the short `text`, told without compiling it.
    pub fn may_be_met_in(&self, text: &str) -> bool {
        self.signs().is_none_or(|signs| signs.iter().any(|sign| text.contains(sign)))
    }

    /// Words of which each text that meets it holds one; `None` where there are none of use.
    pub(super) fn signs(&self) -> Option<&[String]> {
        self.signs.get_or_init(|| signs(&self.text)).as_deref()
    }
}
