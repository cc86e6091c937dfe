//! Words: what those of a report stand for in the words of a vocabulary.

use std::borrow::Cow;

use foldhash::HashMap;

use super::Vocabulary;
use crate::language::{Stage, WHOLE, fold_subject};

/// The place of the name of the report as a whole.
pub(super) const WHOLE_AT: usize = 0;

/// The words that a vocabulary knows, each resolved once for all reports.
#[derive(Clone, Debug)]
pub(super) struct Dictionary {
    names: Vec<Named>,
    known: HashMap<String, Known>,
    /// The places of the stages' own names among the parts of the names that rules ask for.
    stages: [Option<usize>; Stage::ALL.len()],
    /// One bit for each character that its words open with; characters share them.
    openings: [u64; 64],
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

/// A text as a folded word, and its place as a name.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    word: Option<Word>,
    name: Option<usize>,
    /// What it stands for where a report writes it like that: most words of rules are written as they are folded.
    written: Option<Word>,
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
        let stages = Stage::ALL.map(|(stage, ..)| vocabulary.part(stage.name()));
        let mut dictionary = Self { names: Vec::new(), known: HashMap::default(), stages, openings: [0; 64] };
        dictionary.add(WHOLE, vocabulary);
        vocabulary.words().for_each(|word| dictionary.resolve(&fold_subject(word), vocabulary));
        // A name is a word too.
        let mut at = 0;
        while let Some(Named { name, .. }) = dictionary.names.get(at) {
            let name = name.clone();
            dictionary.resolve(&name, vocabulary);
            at += 1;
        }
        let keys: Vec<String> = dictionary.known.keys().cloned().collect();
        for key in keys {
            let written = dictionary.word(&fold_subject(&key));
            dictionary.known.entry(key).or_default().written = written;
        }
        for (list, bit) in dictionary.known.keys().filter_map(|word| word.chars().next()).map(opening) {
            dictionary.openings[list] |= bit;
        }
        dictionary
    }

    /// Whether it may have a word of which `word` is a way to write it: folding leaves a Chinese character that it opens
    /// with, but for 的.
    fn may_know(&self, word: &str) -> bool {
        let is_left = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}') && c != '的';
        let is_known = |(list, bit): (usize, u64)| self.openings[list] & bit != 0;
        word.chars().next().is_none_or(|first| !is_left(first) || is_known(opening(first)))
    }

    /// A word, if rules write it like that when it is folded.
    fn written(&self, word: &str) -> Option<Word> {
        self.known.get(word)?.written
    }

    /// A folded word, if rules have it.
    fn word(&self, folded: &str) -> Option<Word> {
        self.known.get(folded)?.word
    }

    /// The place of `name`, if it has it.
    pub(super) fn place(&self, name: &str) -> Option<usize> {
        self.known.get(name)?.name
    }

    /// The name at a place; those of a report follow after its own.
    pub(super) fn name<'n>(&'n self, at: usize, names: &'n [Cow<'_, str>]) -> &'n str {
        let told = self.names.get(at).map(|named| named.name.as_str());
        told.unwrap_or_else(|| &names[at - self.names.len()])
    }

    /// The place of the name at a place among the parts of the names that rules ask for.
    pub(super) fn part(&self, at: usize) -> Option<usize> {
        self.names.get(at)?.part
    }

    /// The place of the name of `stage` among them.
    pub(super) fn part_of_stage(&self, stage: Stage) -> Option<usize> {
        self.stages[stage as usize]
    }

    /// The stage that the name at a place is a word for.
    pub(super) fn stage(&self, at: usize) -> Option<Stage> {
        self.names.get(at)?.stage
    }

    /// The name that `word` stands for.
    pub(super) fn name_of<'w>(&'w self, word: &'w str) -> Cow<'w, str> {
        let name = |word: Word| self.names[word.name].name.as_str().into();
        if let Some(word) = self.written(word) {
            return name(word);
        }
        let folded = fold_subject(word);
        self.word(&folded).map_or(folded, name)
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
    vocabulary: &'w Vocabulary,
    pub(super) dictionary: &'w Dictionary,
    /// The names that the dictionary does not know: no rule asks for them.
    pub(super) names: Vec<Cow<'w, str>>,
    /// The words as they are written, and the names that the dictionary does not know.
    known: HashMap<Cow<'w, str>, Known>,
    /// The scope resolved last.
    scope: Option<(&'w str, usize)>,
}

impl<'w> Words<'w> {
    /// None so far.
    pub(super) fn new(vocabulary: &'w Vocabulary) -> Self {
        let (names, known) = (Vec::new(), HashMap::default());
        Self { vocabulary, dictionary: vocabulary.dictionary(), names, known, scope: None }
    }

    /// The place of `name`, if a word stands for it.
    fn place(&self, name: &str) -> Option<usize> {
        self.dictionary.place(name).or_else(|| self.known.get(name)?.name)
    }

    /// How many names there are, those of the dictionary included.
    pub(super) fn count(&self) -> usize {
        self.dictionary.names.len() + self.names.len()
    }

    /// `word` resolved.
    pub(super) fn resolve(&mut self, word: &'w str) -> Word {
        if let Some(known) = self.known.get(word).and_then(|known| known.word) {
            return known;
        }
        let folded = fold_subject(word);
        let resolved = self.dictionary.word(&folded).unwrap_or_else(|| self.resolve_own(folded));
        self.known.entry(word.into()).or_default().word = Some(resolved);
        resolved
    }

    /// `word` resolved, if rules may ask for what it stands for.
    pub(super) fn resolve_asked(&mut self, word: &'w str) -> Option<Word> {
        if !self.dictionary.may_know(word) {
            return None; // told fast of most words
        }
        let written = self.dictionary.written(word);
        if written.is_some() {
            return written;
        }
        let folded = fold_subject(word);
        let told = self.dictionary.word(&folded);
        // Without its stage it may be a word of theirs.
        told.or_else(|| folded.contains('.').then(|| self.resolve(word)))
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

/// The list of the bit of a character that words open with, and the bit.
fn opening(first: char) -> (usize, u64) {
    let number = u32::from(first);
    ((number >> 6 & 63) as usize, 1 << (number & 63))
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
        // word, name, subject, stage, whether rules may ask for it
        let cases = [
            ("专项支出", "项目支出", "项目支出", None, true),
            ("“项目”支出", "项目支出", "项目支出", None, true), // the name itself
            ("的项目支出", "项目支出", "项目支出", None, true),
            ("全年支出", "部门.实际", "部门", Some(Stage::Actual), true),
            ("整体支出", "部门", "部门", None, true),
            ("设备（台）", "设备", "设备", None, false), // no word of the rules
            ("项目（个）", "项目", "项目", None, false),
            ("设备.决算", "设备.决算", "设备", Some(Stage::Actual), false),
            ("部门.决算", "部门.决算", "部门", Some(Stage::Actual), true), // a name of the rules with a stage of its own
        ];
        let mut words = Words::new(&vocabulary);
        for (word, name, subject, stage, asked) in cases {
            let known = Words::new(&vocabulary).resolve_asked(word);
            let found = words.resolve(word);
            assert_eq!(known.map(|known| known.subject), asked.then_some(found.subject), "{word}");
            let called = |at: usize| words.dictionary.name(at, &words.names);
            assert_eq!(
                (called(found.name), called(found.subject), found.stage),
                (name, subject, stage),
                "{word}"
            );
            let places = (words.place(name), words.place(subject));
            assert_eq!(places, (Some(found.name), Some(found.subject)), "{word}");
            assert_eq!(words.dictionary.name_of(word), name, "{word}");
        }
        assert_eq!(words.dictionary.stage(words.place("决算").unwrap_or_default()), Some(Stage::Actual));
    }
}
