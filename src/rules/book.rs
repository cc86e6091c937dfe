//! The rule book: every rule set at hand, and which of their rules a report is held against.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::{Override, PACKS, RuleSet, load};
use crate::checks::Rule;
use crate::expr::{Condition, Name};
use crate::figures::Vocabulary;
use crate::finding::{Finding, RULE_SET, Severity};
use crate::ledger::Rounding;
use crate::message::Message;
use crate::quantity::Unit;
use crate::read::{Input, Layout, Limits};
use crate::report::Report;
use crate::search::Sieve;
use crate::source::{Source, Span};
use crate::tree::{Mistake, nearest};

/// Every rule set at hand.
#[derive(Debug)]
pub struct Book {
    /// The sets, those extended before those that extend them.
    sets: Vec<RuleSet>,
    /// For each set, the sets it extends, all the way down, in order.
    below: Vec<Vec<usize>>,
    /// Whether a set was given by the user, and not only extended or built in.
    given: Vec<bool>,
    /// What is wrong in the rule sets given.
    findings: Vec<Finding>,
    /// What the limits of all sets come to; later ones win.
    limits: Limits,
    /// The layout where no set tells one.
    usual: Layout,
    compiled: Mutex<BTreeMap<Vec<usize>, Arc<Compiled>>>,
}

/// The rules that a report is held against, everything merged.
#[derive(Debug, Default)]
pub struct Compiled {
    /// The ids of the sets.
    pub ids: Vec<String>,
    /// The rules that are not switched off, in order.
    pub rules: Vec<Rule>,
    /// The words of all sets.
    pub vocabulary: Vocabulary,
    /// The unit of literals that name none.
    pub unit: Unit,
    /// How the reports round.
    pub rounding: Rounding,
    /// The expressions that the rules look for, rule by rule.
    pub sieve: Sieve,
}

impl Compiled {
    /// Every figure that the rules name, in the order of the rules; those of rows of tables are left out.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.rules.iter().filter(|rule| !rule.check.asks_each_row()).flat_map(|rule| rule.check.names())
    }
}

/// Reads the text of a rule set at a path that another names; the error says why it cannot.
pub(crate) type Opener<'o> = dyn Fn(&str) -> Result<String, String> + 'o;

impl Book {
    /// The built-in sets and those given as `(path, text)`. `open` reads further files that `extends:` names,
    /// by path.
    pub fn new(given: Vec<(String, String)>, open: &Opener<'_>) -> Self {
        let mut book = Self {
            sets: Vec::new(),
            below: Vec::new(),
            given: Vec::new(),
            findings: Vec::new(),
            limits: Limits::default(),
            usual: Layout::default(),
            compiled: Mutex::new(BTreeMap::new()),
        };
        for (id, text) in PACKS {
            let source = Arc::new(Source::new(format!("<built-in>/{id}/rules.yaml"), *text));
            book.add(&source, false, open, &mut Vec::new());
        }
        for (path, text) in given {
            book.add(&Arc::new(Source::new(path, text)), true, open, &mut Vec::new());
        }
        for (limit, most) in book.sets.iter().flat_map(|set| &set.limits) {
            book.limits.set(*limit, *most);
        }
        book.check_overrides();
        book.check_parameters();
        book.findings.sort_by_key(|finding| {
            let place = finding.primary().map(|label| (label.source.name().to_owned(), label.span));
            (place, finding.message.en.clone())
        });
        book
    }

    /// What is wrong in the rule sets.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Every rule of every set, as the sets that extend it leave it, with its set, in order.
    pub fn rules(&self) -> Vec<(&RuleSet, Rule)> {
        let mut rules: Vec<(&RuleSet, Rule)> =
            self.sets.iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule.clone()))).collect();
        for change in self.sets.iter().flat_map(|set| &set.overrides) {
            for (_, rule) in rules.iter_mut().filter(|(_, rule)| rule.heading.id == change.rule) {
                apply(change, rule);
            }
        }
        rules
    }

    /// The file shown as `name` that holds `bytes`, as its reader takes it.
    pub fn input<'a>(&'a self, name: &'a str, bytes: &'a [u8]) -> Input<'a> {
        Input { name, bytes, layout: self.layout(name), limits: &self.limits, hidden: false }
    }

    /// The program, with its arguments, that turns files with this extension into texts. Only the rule sets that
    /// the user gave can name one: no set that they extend, and none that is built in.
    pub fn converter(&self, extension: &str) -> Option<&[String]> {
        let given = self.sets.iter().zip(&self.given).rev().filter(|(_, given)| **given);
        let told = given.flat_map(|(set, _)| &set.convert).find(|told| told.extension == extension)?;
        Some(&told.command)
    }

    /// How much a report may make the program read.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The layout that a structured report at `path` is read with.
    fn layout(&self, path: &str) -> &Layout {
        let told = || self.sets.iter().rev().filter(|set| set.layout.is_some());
        let by_path = told().find(|set| set.applies.to_path(path));
        let set = by_path.or_else(|| told().find(|set| set.applies.paths.is_empty()));
        set.and_then(|set| set.layout.as_ref()).unwrap_or(&self.usual)
    }

    /// The rules that `report` is held against: the sets given by the user and the built-in ones that apply,
    /// what they extend, and `core`. Later sets win; the general rules of `core` come last.
    pub fn for_report(&self, report: &Report) -> Arc<Compiled> {
        let mut order: Vec<usize> = Vec::new();
        let mut add = |at: usize| {
            for at in self.below[at].iter().copied().chain([at]) {
                if !order.contains(&at) {
                    order.push(at);
                }
            }
        };
        let extended_only = |at: usize| !self.given[at] && at >= PACKS.len();
        for at in 0..self.sets.len() {
            if !extended_only(at) && self.applies(at, report) {
                add(at);
            }
        }
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(compiled.entry(order.clone()).or_insert_with(|| Arc::new(self.compile(&order))))
    }

    /// Whether a set applies to `report`; where it does not say to which it does, one of those it extends
    /// must.
    fn applies(&self, at: usize, report: &Report) -> bool {
        let set = &self.sets[at];
        let mut below = self.below[at]
            .iter()
            .map(|below| &self.sets[*below])
            .filter(|set| !set.applies.is_empty())
            .peekable();
        if set.applies.is_empty() && !set.applies.broken && below.peek().is_some() {
            return below.any(|set| set.applies.to(report, &set.vocabulary));
        }
        set.applies.to(report, &set.vocabulary)
    }

    /// The sets at `order` merged, later ones winning.
    fn compile(&self, order: &[usize]) -> Compiled {
        let mut compiled = Compiled::default();
        let mut rules: Vec<(usize, Rule)> = Vec::new();
        for at in order {
            let set = &self.sets[*at];
            compiled.ids.push(set.id.clone());
            compiled.vocabulary.extend(&set.vocabulary);
            compiled.unit = set.unit.unwrap_or(compiled.unit);
            compiled.rounding = set.rounding.unwrap_or(compiled.rounding);
            for rule in &set.rules {
                match rules.iter_mut().find(|(_, known)| known.heading.id == rule.heading.id) {
                    Some(known) => *known = (*at, rule.clone()),
                    None => rules.push((*at, rule.clone())),
                }
            }
            for change in &set.overrides {
                if let Some((_, rule)) = rules.iter_mut().find(|(_, rule)| rule.heading.id == change.rule) {
                    apply(change, rule);
                }
            }
        }
        rules.retain(|(_, rule)| rule.heading.severity.is_some());
        // The user's own rules come first and the general rules of `core` last, so that the rule that knows
        // most of the report tells a story first.
        rules.sort_by_key(|(at, rule)| (rule.kind.last, self.sets[*at].id == "core", !self.given[*at]));
        compiled.rules = rules.into_iter().map(|(_, rule)| rule).collect();
        for rule in &mut compiled.rules {
            if let Some(check) = rule.check.learned_by(&mut compiled.vocabulary) {
                rule.check = check;
            }
            if let Some(when) = &mut rule.when {
                when.each_name(&mut |name| compiled.vocabulary.learn(name));
            }
        }
        compiled.vocabulary.learn_definitions();
        compiled.sieve = Sieve::of(compiled.rules.iter().flat_map(|rule| rule.check.expressions()));
        compiled
    }

    /// Loads a set and those it extends. `trail` holds the names of the sets being loaded.
    fn add(
        &mut self,
        source: &Arc<Source>,
        given: bool,
        open: &Opener<'_>,
        trail: &mut Vec<String>,
    ) -> Option<usize> {
        let (set, mistakes) = load(source);
        self.findings.extend(mistakes.into_iter().map(|mistake| rule_set_finding(source, mistake)));
        let set = set?;
        trail.push(source.name().to_owned());
        let mut below = Vec::new();
        for (name, span) in &set.extends {
            if let Some(at) = self.extended(name, *span, source, open, trail) {
                for at in self.below[at].iter().copied().chain([at]) {
                    if !below.contains(&at) {
                        below.push(at);
                    }
                }
            }
        }
        trail.pop();
        if let Some(same) = self.sets.iter().find(|known| known.id == set.id) {
            let message = Message::new(
                format!("another rule set is called `{}` too: {}", set.id, same.source.name()),
                format!("另有规则集也叫“{}”：{}", set.id, same.source.name()),
            );
            self.findings.push(rule_set_finding(source, Mistake::new(Span::new(0, 0), message)));
        }
        self.sets.push(set);
        self.below.push(below);
        self.given.push(given);
        Some(self.sets.len() - 1)
    }

    /// The set that `extends:` names: built in by its id, or a file beside the one that names it.
    fn extended(
        &mut self,
        name: &str,
        span: Span,
        source: &Arc<Source>,
        open: &Opener<'_>,
        trail: &mut Vec<String>,
    ) -> Option<usize> {
        if let Some(at) = self.sets.iter().position(|set| set.id == name) {
            return Some(at);
        }
        let fail = |book: &mut Self, message: Message, help: Message| {
            book.findings.push(rule_set_finding(source, Mistake::new(span, message).with_help(help)));
            None
        };
        if !is_path(name) {
            let known = PACKS.iter().map(|(id, _)| *id);
            let listed = known.clone().collect::<Vec<_>>().join(", ");
            let near = nearest(name, known).map_or(listed, str::to_owned);
            let message = Message::new(
                format!("no built-in rule set is called `{name}`"),
                format!("没有名为“{name}”的内置规则集"),
            );
            let help = Message::new(
                format!("did you mean {near}? A file is named by its path: ./rules.yaml"),
                format!("是否为 {near}？若是文件请写路径，如 ./rules.yaml"),
            );
            return fail(self, message, help);
        }
        let absolute = name.starts_with(['/', '\\']) || name.contains(':');
        let outside = absolute || name.split(['/', '\\']).any(|part| part == "..");
        if outside {
            let message = Message::new(
                "a rule set reads nothing outside its own folder",
                "规则集只能引用所在文件夹内的文件",
            );
            let help = Message::new(
                "move the file beside this one and name it by a relative path",
                "请把该文件移到本文件夹内，用相对路径引用",
            );
            return fail(self, message, help);
        }
        let folder = source.name().rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
        let parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "."));
        let name = parts.collect::<Vec<_>>().join("/");
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        if trail.contains(&path) {
            let message = Message::new("these rule sets extend each other in a circle", "规则集之间循环引用");
            let help = Message::new("take one of the `extends:` out", "请去掉其中一处 extends");
            return fail(self, message, help);
        }
        if let Some(at) = self.sets.iter().position(|set| set.source.name() == path) {
            return Some(at);
        }
        match open(&path) {
            Ok(text) => self.add(&Arc::new(Source::new(path, text)), false, open, trail),
            Err(reason) => {
                let message = Message::new(
                    format!("cannot read {path}: {reason}"),
                    format!("无法读取 {path}：{reason}"),
                );
                let help =
                    Message::new("the path is relative to this file's folder", "路径相对于本文件所在文件夹");
                fail(self, message, help)
            }
        }
    }

    /// Notes the parameters that a rule names and neither its set nor one that it extends sets.
    fn check_parameters(&mut self) {
        let mut found = Vec::new();
        for (set, below) in self.sets.iter().zip(&self.below) {
            let sets = || below.iter().map(|at| &self.sets[*at]).chain([set]);
            for rule in &set.rules {
                let names = rule.check.names().into_iter().chain(rule.when.iter().flat_map(Condition::names));
                let unset = |name: &&str| sets().all(|set| set.vocabulary.parameter(name).is_none());
                let unset: BTreeSet<&str> = names.filter_map(Name::parameter).filter(unset).collect();
                for name in unset {
                    let message = Message::new(
                        format!("the parameter `{name}` is not set under `params:`"),
                        format!("params 中没有设置参数“{name}”"),
                    );
                    let mut mistake = Mistake::new(rule.span, message);
                    let known = sets().flat_map(|set| set.vocabulary.parameters());
                    if let Some(near) = nearest(name, known) {
                        mistake = mistake.with_help(Message::new(
                            format!("did you mean {near}?"),
                            format!("是否为 {near}？"),
                        ));
                    }
                    found.push(rule_set_finding(&set.source, mistake));
                }
            }
        }
        self.findings.extend(found);
    }

    /// Notes the overrides that name no rule.
    fn check_overrides(&mut self) {
        let ids: Vec<String> = self.rules().into_iter().map(|(_, rule)| rule.heading.id).collect();
        let mut found = Vec::new();
        for set in &self.sets {
            for change in set.overrides.iter().filter(|change| !ids.contains(&change.rule)) {
                let rule = &change.rule;
                let message =
                    Message::new(format!("no rule is called `{rule}`"), format!("没有名为“{rule}”的规则"));
                let mut mistake = Mistake::new(change.span, message);
                if let Some(near) = nearest(rule, ids.iter().map(String::as_str)) {
                    mistake = mistake
                        .with_help(Message::new(format!("did you mean {near}?"), format!("是否为 {near}？")));
                }
                found.push(rule_set_finding(&set.source, mistake));
            }
        }
        self.findings.extend(found);
    }
}

/// Whether a name in `extends:` is a path of a file.
fn is_path(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    name.starts_with(['.', '/']) || matches!(extension, Some("yaml" | "yml"))
}

fn rule_set_finding(source: &Arc<Source>, mistake: Mistake) -> Finding {
    let mut finding = Finding::at(RULE_SET, Severity::Error, source, mistake.span, mistake.message);
    finding.help = mistake.help;
    finding
}

fn apply(change: &Override, rule: &mut Rule) {
    if let Some(severity) = change.severity {
        rule.heading.severity = severity;
    }
    rule.heading.title = change.title.clone().or(rule.heading.title.take());
    rule.heading.message = change.message.clone().or(rule.heading.message.take());
    rule.heading.help = change.help.clone().or(rule.heading.help.take());
    rule.heading.basis = change.basis.clone().or(rule.heading.basis.take());
    rule.heading.tolerance = change.tolerance.unwrap_or(rule.heading.tolerance);
}
