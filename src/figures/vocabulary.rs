//! Vocabularies: other words for the same subject, and figures that words alone do not decide.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use foldhash::HashMap;

use super::TableRule;
use super::key::Key;
use super::words::Dictionary;
use crate::expr::{Expr, Literal, Name};
use crate::language::{Stage, WHOLE, fold, fold_subject, stage_names, stage_of};
use crate::quantity::Unit;
use crate::search::Expression;
use crate::source::Span;

/// How many segments a name may have that is taken apart; longer ones are looked up among all names of a report.
const MOST_SEGMENTS: usize = 8;

/// The words of a rule set.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// Folded word → the name it stands for, its segments folded and stages in their Chinese names.
    aliases: HashMap<String, String>,
    /// Folded word → the stage it names, besides the built-in ones.
    stages: BTreeMap<String, Stage>,
    /// Name → what narrows or defines it.
    figures: BTreeMap<String, FigureRule>,
    /// The names that many reports are asked for, by their places.
    learned: Vec<Key>,
    /// The segments of those → their places.
    places: HashMap<Vec<String>, usize>,
    /// Every run of segments of those → its place among them.
    parts: HashMap<String, usize>,
    /// Two parts that are one when they follow each other.
    joined: HashMap<(usize, usize), usize>,
    /// Whether a figure is defined by an expression.
    defines: bool,
    /// Name → the pattern of the headers of columns and the labels of rows that it means.
    headers: BTreeMap<String, Expression>,
    /// Name → the tables that it means.
    tables: BTreeMap<String, TableRule>,
    /// The parameters of formulas.
    parameters: BTreeMap<String, Literal>,
    /// Its words, resolved when a report first asks.
    dictionary: OnceLock<Dictionary>,
}

/// What narrows or defines a figure.
#[derive(Clone, Debug, Default)]
pub struct FigureRule {
    /// The name as written.
    pub name: String,
    /// Where it is written.
    pub span: Span,
    /// The subject, where it is not the name's first segment.
    pub subject: Option<String>,
    /// The stage.
    pub stage: Option<Stage>,
    /// What the title of a section around it holds.
    pub section: Option<Expression>,
    /// What the name of its table holds.
    pub table: Option<Expression>,
    /// The label of its row.
    pub row: Option<String>,
    /// The header of its column.
    pub column: Option<String>,
    /// What its label, or what it is told of, holds.
    pub label: Option<Expression>,
    /// What neither of them holds.
    pub except: Option<Expression>,
    /// The year.
    pub period: Option<i32>,
    /// The unit.
    pub unit: Option<Unit>,
    /// Whether it must be stated.
    pub required: bool,
    /// Whether it counts as zero where it is not stated.
    pub optional: bool,
    /// Whether each statement is a figure of its own, to be summed up or counted.
    pub many: bool,
    /// The expression that it is defined by.
    pub define: Option<Expr>,
}

impl Vocabulary {
    /// Lets `word` stand for `name`.
    pub fn add_alias(&mut self, word: &str, name: &str) {
        let name = self.canonical(name);
        let word = fold_subject(word);
        if word != name {
            self.aliases.insert(word.into_owned(), name);
        }
    }

    /// Lets `word` name `stage`.
    pub fn add_stage(&mut self, word: &str, stage: Stage) {
        self.stages.insert(fold(word), stage);
    }

    /// Adds the figure `rule`.
    pub fn add_figure(&mut self, rule: FigureRule) {
        self.defines |= rule.define.is_some();
        self.figures.insert(self.canonical(&rule.name), rule);
    }

    /// Lets `name` mean the columns and rows whose header is as `pattern` says.
    pub fn add_header(&mut self, name: &str, pattern: Expression) {
        self.headers.insert(fold(name), pattern);
    }

    /// Lets `name` mean the tables that `rule` describes.
    pub fn add_table(&mut self, name: &str, rule: TableRule) {
        self.tables.insert(fold(name), rule);
    }

    /// Sets a parameter.
    pub fn set_parameter(&mut self, name: &str, value: Literal) {
        self.parameters.insert(name.to_owned(), value);
    }

    /// The patterns of headers, by name.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &Expression)> {
        self.headers.iter().map(|(name, pattern)| (name.as_str(), pattern))
    }

    /// The pattern of the headers that `name` means.
    pub fn header(&self, name: &str) -> Option<&Expression> {
        self.headers.get(&fold(name))
    }

    /// Which tables `name` means, where they are found by their columns.
    pub fn table(&self, name: &str) -> Option<&TableRule> {
        if self.tables.is_empty() { None } else { self.tables.get(&fold(name)) }
    }

    /// The parameter called `name`.
    pub fn parameter(&self, name: &str) -> Option<Literal> {
        self.parameters.get(name).copied()
    }

    /// The names of the parameters.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        self.parameters.keys().map(String::as_str)
    }

    /// Adds the words of `other`; where both have a word, that of `other` counts.
    pub fn extend(&mut self, other: &Self) {
        self.defines |= other.defines;
        self.aliases.extend(other.aliases.clone());
        self.stages.extend(other.stages.clone());
        self.figures.extend(other.figures.clone());
        self.headers.extend(other.headers.clone());
        self.tables.extend(other.tables.clone());
        self.parameters.extend(other.parameters.clone());
    }

    /// The figures that are narrowed or defined, by name.
    pub fn figures(&self) -> impl Iterator<Item = (&str, &FigureRule)> {
        self.figures.iter().map(|(name, rule)| (name.as_str(), rule))
    }

    /// What narrows or defines the figure with this canonical name.
    pub fn figure(&self, name: &str) -> Option<&FigureRule> {
        self.figures.get(name)
    }

    /// The stage that `word` names.
    pub fn stage(&self, word: &str) -> Option<Stage> {
        self.stage_of_folded(&fold(word))
    }

    /// The stage that a word names that is folded.
    pub(super) fn stage_of_folded(&self, word: &str) -> Option<Stage> {
        stage_of(word).or_else(|| self.stages.get(word).copied())
    }

    /// `name` in the words that names are compared in: segments folded, aliases resolved, stages by their
    /// Chinese names.
    pub fn canonical(&self, name: &str) -> String {
        self.canonical_of(&name.split('.').collect::<Vec<_>>())
    }

    /// The same for the segments of a name.
    pub fn canonical_of<S: AsRef<str>>(&self, segments: &[S]) -> String {
        let whole =
            segments.iter().map(|segment| fold_subject(segment.as_ref())).collect::<Vec<_>>().join(".");
        if let Some(name) = self.aliases.get(&whole) {
            return name.clone();
        }
        let last = segments.len().saturating_sub(1);
        let segment = |(at, segment): (usize, &S)| match self.stage(segment.as_ref()) {
            Some(stage) if at == last && at > 0 => stage.name().to_owned(),
            _ => self.word(segment.as_ref()).into_owned(),
        };
        segments.iter().enumerate().map(segment).collect::<Vec<_>>().join(".")
    }

    /// Gives a name of the rules, which many reports are asked for, its place, and brings it to its one form once and
    /// for all. To be called when all words are there.
    pub fn learn(&mut self, name: &mut Name) {
        if let Some(place) = self.places.get(&name.segments) {
            name.place = Some(*place);
            return;
        }
        let canonical = self.canonical_of(&name.segments);
        let segments: Vec<&str> = canonical.split('.').collect();
        if segments.len() <= MOST_SEGMENTS {
            self.take_apart(&segments);
        }
        name.place = Some(self.learned.len());
        self.places.insert(name.segments.clone(), self.learned.len());
        self.learned.push(Key::of(canonical, self));
    }

    /// The same for the names of definitions.
    pub fn learn_definitions(&mut self) {
        let mut figures = std::mem::take(&mut self.figures);
        let defined = figures.values_mut().filter_map(|rule| rule.define.as_mut());
        defined.for_each(|expr| expr.each_name(&mut |name| self.learn(name)));
        self.figures = figures;
    }

    /// Notes every run of `segments`, and of which two it is made.
    fn take_apart(&mut self, segments: &[&str]) {
        for length in 1..=segments.len() {
            for run in segments.windows(length) {
                let next = self.parts.len();
                let whole = *self.parts.entry(run.join(".")).or_insert(next);
                for end in 1..length {
                    let [before, after] = [&run[..end], &run[end..]].map(|half| self.parts[&half.join(".")]);
                    self.joined.insert((before, after), whole);
                }
            }
        }
    }

    /// Every word that stands for something, and those that names are made of.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let told = self.places.keys().flatten();
        let own = self.aliases.keys().chain(self.stages.keys()).chain(self.parts.keys()).chain(told);
        let known = stage_names().chain(WHOLES.iter().copied());
        own.map(String::as_str).chain(known.map(|word| -> &str { word }))
    }

    /// Its words, resolved: no more can be added.
    pub(super) fn dictionary(&self) -> &Dictionary {
        self.dictionary.get_or_init(|| Dictionary::of(self))
    }

    /// The place of `name` among the parts of the learned names.
    pub(super) fn part(&self, name: &str) -> Option<usize> {
        self.parts.get(name).copied()
    }

    /// The part that is one followed by another.
    pub(super) fn joined(&self, before: usize, after: usize) -> Option<usize> {
        self.joined.get(&(before, after)).copied()
    }

    /// How many parts the learned names have.
    pub(super) fn parts(&self) -> usize {
        self.parts.len()
    }

    /// Whether a figure may be defined by an expression.
    pub(super) fn may_define(&self) -> bool {
        self.defines
    }

    /// `name` in the words that names are compared in.
    pub fn canonical_name(&self, name: &Name) -> Cow<'_, str> {
        match name.place {
            Some(place) => Cow::Borrowed(&self.learned[place].name),
            None => Cow::Owned(self.canonical_of(&name.segments)),
        }
    }

    /// The same as it is looked up.
    pub(super) fn key(&self, name: &Name) -> Cow<'_, Key> {
        match name.place {
            Some(place) => Cow::Borrowed(&self.learned[place]),
            None => Cow::Owned(Key::of(self.canonical_of(&name.segments), self)),
        }
    }

    /// How many names are learned.
    pub fn places(&self) -> usize {
        self.learned.len()
    }

    /// One word resolved: an alias, a word for the report as a whole, or itself.
    pub fn word<'v>(&'v self, word: &'v str) -> Cow<'v, str> {
        let folded = fold_subject(word);
        match self.meant(&folded) {
            Some(name) => name.into(),
            None => folded,
        }
    }

    /// What a folded word stands for, where it is not itself.
    pub(super) fn meant(&self, folded: &str) -> Option<&str> {
        let alias = self.aliases.get(folded).map(String::as_str);
        alias.or_else(|| WHOLES.contains(&folded).then_some(WHOLE))
    }
}

/// The words for the department as a whole.
const WHOLES: &[&str] =
    &["部门整体支出", "整体支出", "单位整体支出", "单位", "department", "the department", "agency", "whole"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_brought_to_one_form() {
        let mut vocabulary = Vocabulary::default();
        vocabulary.add_alias("专项支出", "项目支出");
        vocabulary.add_alias("全年支出", "部门.实际");
        let cases = [
            ("专项支出.年初预算数", "项目支出.年初预算"),
            ("“三公”经费.决算", "三公经费.实际"),
            ("Program costs.actual", "program costs.实际"),
            ("整体支出.上年结转", "部门.上年结余"),
            ("全年支出", "部门.实际"), // a word for a figure and its stage
            ("因公出国（境）费", "因公出国费"),
            ("budget", "budget"), // alone it is a subject, not a stage
        ];
        for (name, expected) in cases {
            assert_eq!(vocabulary.canonical(name), expected, "{name}");
        }
    }

    #[test]
    fn learned_names_are_made_of_parts() {
        let mut vocabulary = Vocabulary::default();
        let name = |segments: &[&str]| Name::new(0..0, segments.iter().map(|s| (*s).to_owned()).collect());
        let [mut first, mut again] = [(); 2].map(|()| name(&["基本支出", "人员经费", "决算"]));
        vocabulary.learn(&mut first);
        vocabulary.learn(&mut again);
        assert_eq!((first.place, again.place, vocabulary.places()), (Some(0), Some(0), 1));
        assert_eq!(vocabulary.canonical_name(&first), "基本支出.人员经费.实际");
        let part = |name: &str| vocabulary.part(name);
        let cases = [
            ("基本支出", "人员经费", part("基本支出.人员经费")),
            ("基本支出.人员经费", "实际", part("基本支出.人员经费.实际")),
            ("基本支出", "人员经费.实际", part("基本支出.人员经费.实际")),
            ("人员经费", "基本支出", None), // in this order no name has them
            ("基本支出", "实际", None),
        ];
        for (before, after, expected) in cases {
            let found = part(before).zip(part(after)).and_then(|(one, two)| vocabulary.joined(one, two));
            assert_eq!(found, expected, "{before} {after}");
        }
        assert!(part("基本支出.人员经费.实际").is_some() && part("决算").is_none());
        let mut long = name(&["甲"; MOST_SEGMENTS + 1]);
        vocabulary.learn(&mut long);
        assert!(long.place.is_some() && vocabulary.part("甲").is_none()); // looked up among all names
    }
}
