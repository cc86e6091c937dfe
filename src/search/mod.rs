//! Searching texts: words looked for anywhere, and regular expressions that are compiled when first needed.

mod expression;
mod sieve;
mod signs;

pub use expression::Expression;
pub use sieve::Sieve;

use std::ops::RangeInclusive;

use aho_corasick::{AhoCorasick, AhoCorasickKind, packed};

/// Words that are looked for anywhere in a text.
#[derive(Clone, Debug)]
pub struct Needles {
    searchers: Vec<Searcher>,
}

/// A search for a few words in one pass.
#[derive(Clone, Debug)]
enum Searcher {
    /// With vector instructions.
    Packed(packed::Searcher),
    /// Where the machine has none that help.
    Automaton(AhoCorasick),
}

/// Words that are told apart wherever they stand in a text.
#[derive(Clone, Debug)]
pub struct Glossary(AhoCorasick);

impl Glossary {
    /// Of these words; `None` where they are too long, which takes gigabytes.
    pub fn of<W: AsRef<[u8]>>(words: &[W]) -> Option<Self> {
        // The kind that is built fastest: the texts are short.
        let kind = Some(AhoCorasickKind::NoncontiguousNFA);
        AhoCorasick::builder().kind(kind).build(words).ok().map(Self)
    }

    /// The place in the list of each word that stands in `text`, as often as it does.
    pub fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        self.0.find_overlapping_iter(text).map(|hit| hit.pattern().as_usize())
    }
}

/// How many words vector instructions look for at once.
const AT_ONCE: usize = 32;

/// How many bytes of a word vector instructions look at.
const LONG: usize = 4;

impl Needles {
    /// Of these words.
    pub fn of<W: AsRef<[u8]>>(words: &[W]) -> Self {
        // Short words blunt the search for the long ones: a Chinese mark may share their first bytes.
        let alike = |lengths: RangeInclusive<usize>| {
            let words = words.iter().map(AsRef::as_ref).filter(move |word| lengths.contains(&word.len()));
            words.collect::<Vec<&[u8]>>()
        };
        let lengths = [LONG..=usize::MAX, 2..=LONG - 1, 0..=1].map(alike);
        let searchers = lengths.iter().flat_map(|words| words.chunks(AT_ONCE)).map(Searcher::of);
        Self { searchers: searchers.collect() }
    }

    /// Where each of them ends that stands in `text`, in order. Of words that overlap one is told.
    pub fn ends(&self, text: &str) -> Vec<usize> {
        let mut ends = Vec::new();
        for searcher in &self.searchers {
            match searcher {
                Searcher::Packed(searcher) => ends.extend(searcher.find_iter(text).map(|hit| hit.end())),
                Searcher::Automaton(automaton) => ends.extend(automaton.find_iter(text).map(|hit| hit.end())),
            }
        }
        ends.sort_unstable();
        ends
    }

    /// Whether one of the words stands in `text`.
    pub fn are_in(&self, text: &str) -> bool {
        self.searchers.iter().any(|searcher| match searcher {
            Searcher::Packed(searcher) => searcher.find(text).is_some(),
            Searcher::Automaton(automaton) => automaton.is_match(text),
        })
    }
}

impl Searcher {
    fn of(words: &[&[u8]]) -> Self {
        // Single bytes are found faster without.
        match packed::Searcher::new(words).filter(|_| words.iter().all(|word| word.len() > 1)) {
            Some(searcher) => Self::Packed(searcher),
            None => Self::Automaton(AhoCorasick::new(words).expect("so few words fit")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_anywhere() {
        let needles = Needles::of(&["增加", "减少", "受"]);
        for (text, expected) in [("比上年增加3万元", true), ("增长", false), ("", false), ("受", true)]
        {
            assert_eq!(needles.are_in(text), expected, "{text}");
        }
    }

    #[test]
    fn the_ends_of_words_are_told_in_order() {
        let needles = Needles::of(&["。", ";", "增加"]);
        assert_eq!(needles.ends("增加;减少。"), [6, 7, 16]);
        assert!(needles.ends("、").is_empty());
    }

    #[test]
    fn words_are_told_apart() {
        let glossary = Glossary::of(&["基本支出", "支出", "收入", "", "出"]).unwrap();
        for (text, expected) in
            [("基本支出", vec![0, 1, 3, 4]), ("收支", vec![3]), ("", vec![3]), ("收入支出", vec![1, 2, 3, 4])]
        {
            let found: std::collections::BTreeSet<usize> = glossary.places(text).collect();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
