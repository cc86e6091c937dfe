//! Keys: names in their one form, with what is needed to look them up.

use super::Vocabulary;
use super::words::split_last;
use crate::language::Stage;

/// A name in the words that names are compared in.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) name: String,
    /// The stage that its last segment is.
    pub(super) stage: Option<Stage>,
    /// How long the segments before the last are; of a name of one segment, the name.
    before: usize,
    /// The places of the whole, and of the segments before the last, among the parts of learned names.
    pub(super) part: Option<usize>,
    pub(super) part_before: Option<usize>,
}

impl Key {
    /// Of a name in its one form.
    pub(super) fn of(name: String, vocabulary: &Vocabulary) -> Self {
        let (before, last) = split_last(&name).unwrap_or((&name, ""));
        let (stage, length) = (Stage::named(last), before.len());
        let (part, part_before) = (vocabulary.part(&name), vocabulary.part(before));
        Self { stage, before: length, part, part_before, name }
    }

    /// The segments before the last; of a name of one segment, the name.
    pub(super) fn before(&self) -> &str {
        &self.name[..self.before]
    }
}
