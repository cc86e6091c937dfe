//! Words: what those of a report stand for in the words of a vocabulary.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt};

use super::Vocabulary;
use crate::language::{Stage, WHOLE, fold_subject};

/// The place of the name of the report as a whole.
pub(super) const WHOLE_AT: usize = 0;

/// The words that a vocabulary knows, each resolved once for all reports.
#[derive(Clone, Debug)]
pub(super) struct Dictionary {
    names: Vec<Named>,
    known: HashMap<String, Known>,
}

/// A name that words stand for.
#[derive(Clone, Debug)]
struct Named {
    name: String,
    /// Its place among the parts of the names that rules ask for.
    part: Option<usize>,
    /// The stage that it is a word for.
    stage: Option<Stage>,
}

/// A text as a word, and its place as a name.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    word: Option<Word>,
    name: Option<usize>,
}

/// A word, resolved.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// The name it stands for.
    pub(super) name: usize,
    /// That name without its stage.
    pub(super) subject: usize,
    /// The stage in that name.
    pub(super) stage: Option<Stage>,
}

impl Dictionary {
    /// Of the words of `vocabulary`.
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let mut dictionary = Self { names: Vec::new(), known: HashMap::default() };
        dictionary.add(WHOLE, vocabulary);
        vocabulary.words().for_each(|word| dictionary.resolve(&fold_subject(word), vocabulary));
        // A name is a word too.
        let mut at = 0;
        while let Some(Named { name, .. }) = dictionary.names.get(at) {
            let name = name.clone();
            dictionary.resolve(&name, vocabulary);
            at += 1;
        }
        dictionary
    }

    fn resolve(&mut self, folded: &str, vocabulary: &Vocabulary) {
        let name = vocabulary.meant(folded).unwrap_or(folded);
        let at = self.add(name, vocabulary);
        let (subject, stage) = match split_stage(name, vocabulary) {
            Some((before, stage)) => (self.add(before, vocabulary), Some(stage)),
            None => (at, None),
        };
        self.known.entry(folded.to_owned()).or_default().word = Some(Word { name: at, subject, stage });
    }

    /// The place of `name`.
    fn add(&mut self, name: &str, vocabulary: &Vocabulary) -> usize {
        let known = self.known.entry(name.to_owned()).or_default();
        *known.name.get_or_insert_with(|| {
            let (part, stage) = (vocabulary.part(name), vocabulary.stage_of_folded(name));
            self.names.push(Named { name: name.to_owned(), part, stage });
            self.names.len() - 1
        })
    }
}

/// The words of a report, each resolved once by a vocabulary: their places go on after those of its dictionary.
#[derive(Debug)]
pub(super) struct Words<'w> {
    pub(super) vocabulary: &'w Vocabulary,
    dictionary: &'w Dictionary,
    /// The names that the dictionary does not know: no rule asks for them.
    names: Vec<Cow<'w, str>>,
    /// The words as they are written, and the names that the dictionary does not know.
    known: HashMap<Cow<'w, str>, Known>,
    /// The scope resolved last.
    scope: Option<(&'w str, usize)>,
}

impl<'w> Words<'w> {
    /// None so far; there will be about as many as that.
    pub(super) fn new(vocabulary: &'w Vocabulary, about: usize) -> Self {
        let (names, known) = (Vec::with_capacity(about), HashMap::with_capacity(about));
        Self { vocabulary, dictionary: vocabulary.dictionary(), names, known, scope: None }
    }

    /// `word`, if it was resolved before.
    pub(super) fn known(&self, word: &str) -> Option<Word> {
        self.known.get(word)?.word
    }

    /// The place of `name`, if a word stands for it.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        let known = self.dictionary.known.get(name).or_else(|| self.known.get(name));
        known?.name
    }

    /// The name at a place.
    pub(super) fn name(&self, at: usize) -> &str {
        let told = self.dictionary.names.get(at).map(|named| named.name.as_str());
        told.unwrap_or_else(|| &self.names[at - self.dictionary.names.len()])
    }

    /// How many names there are, those of the dictionary included.
    pub(super) fn count(&self) -> usize {
        self.dictionary.names.len() + self.names.len()
    }

    /// The place of the name at a place among the parts of the names that rules ask for.
    pub(super) fn part(&self, at: usize) -> Option<usize> {
        self.dictionary.names.get(at)?.part
    }

    /// The stage that the name at a place is a word for.
    pub(super) fn stage(&self, at: usize) -> Option<Stage> {
        self.dictionary.names.get(at)?.stage
    }

    /// `word` resolved.
    pub(super) fn resolve(&mut self, word: &'w str) -> Word {
        if let Some(known) = self.known(word) {
            return known;
        }
        let folded = fold_subject(word);
        let told = self.dictionary.known.get(&*folded).and_then(|known| known.word);
        let resolved = told.unwrap_or_else(|| self.resolve_own(folded));
        self.known.entry(word.into()).or_default().word = Some(resolved);
        resolved
    }

    /// A folded word resolved that the dictionary does not know: it stands for itself.
    fn resolve_own(&mut self, word: Cow<'w, str>) -> Word {
        let split = split_stage(&word, self.vocabulary).map(|(before, stage)| (before.to_owned(), stage));
        let name = self.add(word);
        let Some((before, stage)) = split else { return Word { name, subject: name, stage: None } };
        let subject = self.place(&before).unwrap_or_else(|| self.add(before.into()));
        Word { name, subject, stage: Some(stage) }
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

    /// The place of a name that the dictionary does not know.
    fn add(&mut self, name: Cow<'w, str>) -> usize {
        let next = self.count();
        let known = self.known.entry(name.clone()).or_default();
        let at = *known.name.get_or_insert(next);
        if at == next {
            self.names.push(name);
        }
        at
    }
}

/// A name before its stage, and the stage, where its last segment names one.
fn split_stage<'n>(name: &'n str, vocabulary: &Vocabulary) -> Option<(&'n str, Stage)> {
    let (before, last) = split_last(name)?;
    Some((before, vocabulary.stage_of_folded(last)?))
}

/// The segments of a name before the last one, and the last one; `None` of a name of one segment.
pub(super) fn split_last(name: &str) -> Option<(&str, &str)> {
    let dot = memchr::memrchr(b'.', name.as_bytes())?;
    Some((&name[..dot], &name[dot + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_for_a_name_of_the_rules_or_for_themselves() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add_alias("专项支出", "项目支出");
        vocabulary.add_alias("全年支出", "部门.实际");
        // word, name, subject, stage
        let cases = [
            ("专项支出", "项目支出", "项目支出", None),
            ("“项目”支出", "项目支出", "项目支出", None), // the name itself
            ("全年支出", "部门.实际", "部门", Some(Stage::Actual)),
            ("整体支出", "部门", "部门", None),
            ("设备（台）", "设备", "设备", None), // no word of the rules
            ("设备.决算", "设备.决算", "设备", Some(Stage::Actual)),
            ("部门.决算", "部门.决算", "部门", Some(Stage::Actual)), // a name of the rules with a stage of its own
        ];
        let mut words = Words::new(&vocabulary, cases.len());
        for (word, name, subject, stage) in cases {
            let found = words.resolve(word);
            let told = (words.name(found.name), words.name(found.subject), found.stage);
            assert_eq!(told, (name, subject, stage), "{word}");
            let places = (words.place(name), words.place(subject));
            assert_eq!(places, (Some(found.name), Some(found.subject)), "{word}");
        }
        assert_eq!(words.stage(words.place("决算").unwrap_or_default()), Some(Stage::Actual));
    }
}
