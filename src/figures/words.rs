//! Words: what those of a report stand for in the words of a vocabulary.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use super::Vocabulary;
use crate::language::{Stage, WHOLE};

/// The place of the name of the report as a whole.
pub(super) const WHOLE_AT: usize = 0;

/// The words of a report, each resolved once by a vocabulary.
#[derive(Debug)]
pub(super) struct Words<'w> {
    pub(super) vocabulary: &'w Vocabulary,
    /// Every name that words stand for.
    pub(super) names: Vec<Named<'w>>,
    /// The words as they are written, and the names themselves.
    known: HashMap<Cow<'w, str>, Known>,
    /// The scope resolved last.
    scope: Option<(&'w str, usize)>,
}

/// A text as a word of the report, and its place as a name.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    word: Option<Word>,
    name: Option<usize>,
}

/// A name that words of a report stand for.
#[derive(Debug)]
pub(super) struct Named<'w> {
    name: Cow<'w, str>,
    /// Its place among the parts of the names that rules ask for.
    pub(super) part: Option<usize>,
    /// The stage that it is a word for.
    pub(super) stage: Option<Stage>,
}

/// A word of a report, resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// The name it stands for.
    pub(super) name: usize,
    /// That name without its stage.
    pub(super) subject: usize,
    /// The stage in that name.
    pub(super) stage: Option<Stage>,
}

impl<'w> Words<'w> {
    /// None but the one for the report as a whole; there will be about as many as that.
    pub(super) fn new(vocabulary: &'w Vocabulary, about: usize) -> Self {
        let known = HashMap::with_capacity(about);
        let mut words = Self { vocabulary, names: Vec::with_capacity(about), known, scope: None };
        words.add(WHOLE.into());
        words
    }

    /// `word`, if it was resolved before.
    pub(super) fn known(&self, word: &str) -> Option<Word> {
        self.known.get(word)?.word
    }

    /// The place of `name`, if a word stands for it.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.known.get(name)?.name
    }

    /// The name at a place.
    pub(super) fn name(&self, at: usize) -> &str {
        &self.names[at].name
    }

    /// `word` resolved.
    pub(super) fn resolve(&mut self, word: &'w str) -> Word {
        if let Some(known) = self.known.get(word).and_then(|known| known.word) {
            return known;
        }
        let name = self.vocabulary.word(word);
        let split = split_last(&name)
            .and_then(|(before, last)| Some((before.to_owned(), self.vocabulary.stage_of_folded(last)?)));
        let at = self.add(name);
        let resolved = match split {
            Some((before, stage)) => Word { name: at, subject: self.add(before.into()), stage: Some(stage) },
            None => Word { name: at, subject: at, stage: None },
        };
        self.known.entry(word.into()).or_default().word = Some(resolved);
        resolved
    }

    /// The name that a scope stands for: statements beside each other mostly share it.
    pub(super) fn resolve_scope(&mut self, scope: &'w str) -> usize {
        match self.scope {
            Some((last, at)) if last == scope => at,
            _ => {
                let at = self.resolve(scope).name;
                self.scope = Some((scope, at));
                at
            }
        }
    }

    /// The place of `name`.
    fn add(&mut self, name: Cow<'w, str>) -> usize {
        let known = self.known.entry(name.clone()).or_default();
        *known.name.get_or_insert_with(|| {
            let (part, stage) = (self.vocabulary.part(&name), self.vocabulary.stage_of_folded(&name));
            self.names.push(Named { name, part, stage });
            self.names.len() - 1
        })
    }
}

/// The segments of a name before the last one, and the last one; `None` of a name of one segment.
pub(super) fn split_last(name: &str) -> Option<(&str, &str)> {
    let dot = name.bytes().rposition(|byte| byte == b'.')?;
    Some((&name[..dot], &name[dot + 1..]))
}
