//! Names: which statements of a report a canonical name means.

use std::collections::BTreeSet;

use foldhash::HashMap;

use super::Bound;
use super::called::Calls;
use super::key::Key;
use super::words::split_last;
use crate::expr::Missing;
use crate::language::{Stage, WHOLE};
use crate::message::Message;
use crate::quantity::Dimension;

impl Bound<'_> {
    /// The statements, firm or approximate ones, that the canonical name `key` means, in order of place; none where it
    /// is stated nowhere.
    pub(super) fn statements(&self, key: &Key, approximate: bool) -> Result<Vec<usize>, Missing> {
        let rule = self.vocabulary.figure(&key.name).filter(|rule| rule.narrows());
        let found = match rule {
            Some(rule) => self.narrowed(&key.name, rule, approximate),
            None => self.named(key, approximate)?,
        };
        if !found.is_empty() {
            return Ok(if found.len() == 1 { found } else { self.of_one_dimension(&found) });
        }
        match split_last(&key.name) {
            // A dotted name with no stage and no statement of its own: what is told of the whole.
            Some((WHOLE, last)) if rule.is_none() && key.stage.is_none() => {
                self.named(&Key::of(last.to_owned(), self.vocabulary), approximate)
            }
            _ => Ok(found),
        }
    }

    /// Of `found` those that measure what most of them do: 收回306份 is no figure of 收回55万元.
    fn of_one_dimension(&self, found: &[usize]) -> Vec<usize> {
        let dimension = |at: usize| self.report.statements[at].quantity.unit.dimension;
        let mut counts: Vec<(Dimension, usize)> = Vec::new();
        for at in found {
            match counts.iter_mut().find(|(known, _)| *known == dimension(*at)) {
                Some((_, count)) => *count += 1,
                None => counts.push((dimension(*at), 1)),
            }
        }
        let most = counts.iter().rev().max_by_key(|(_, count)| *count).map(|(dimension, _)| *dimension);
        found.iter().copied().filter(|at| Some(dimension(*at)) == most).collect()
    }

    /// The firm statements by every name that they go by.
    pub(super) fn all_names(&self) -> impl Iterator<Item = &str> {
        let called = &self.all_calls().called;
        let is_firm = |at: &usize| called[*at].is_some_and(|called| !called.approximate);
        let names = self.others().iter();
        names.filter(move |(_, statements)| statements.iter().any(is_firm)).map(|(name, _)| name.as_str())
    }

    fn others(&self) -> &HashMap<String, Vec<usize>> {
        self.others.get_or_init(|| self.all_calls().by_name(self.report, self.vocabulary))
    }

    /// The statements, firm or approximate ones, that go by `name`, which is a part of learned names or not.
    fn indexed(&self, name: &str, part: Option<usize>, approximate: bool) -> impl Iterator<Item = usize> {
        let found = match part {
            Some(part) => self.index.of_part(part),
            None => self.others().get(name).map_or(&[][..], Vec::as_slice),
        };
        let called = &self.calls().called;
        let is_meant = move |at: &usize| called[*at].is_some_and(|c| c.approximate == approximate);
        found.iter().copied().filter(is_meant)
    }

    /// The statements under `key` itself.
    fn named(&self, key: &Key, approximate: bool) -> Result<Vec<usize>, Missing> {
        let stage = key.stage;
        let mut found: Vec<usize> = self.indexed(&key.name, key.part, approximate).collect();
        if stage == Some(Stage::Actual) {
            // A bare amount is told of what was spent, the natural stage of a report on execution.
            let bare = self.indexed(key.before(), key.part_before, approximate);
            found.extend(bare.filter(|at| self.stage(*at).is_none()));
            found.sort_unstable();
            found.dedup();
        }
        if stage.is_none() && found.iter().any(|at| self.stage(*at).is_some()) {
            found = self.total(&key.name, &found)?;
        }
        self.direct(&key.name, found)
    }

    /// Of the statements of a bare name, those of its total: those with no stage, else those of the one stage
    /// that is a total.
    fn total(&self, key: &str, found: &[usize]) -> Result<Vec<usize>, Missing> {
        let bare: Vec<usize> = found.iter().copied().filter(|at| self.stage(*at).is_none()).collect();
        if !bare.is_empty() {
            return Ok(bare);
        }
        let totals: Vec<usize> =
            found.iter().copied().filter(|at| self.stage(*at).is_some_and(Stage::is_total)).collect();
        let mut stages: Vec<Stage> = totals.iter().filter_map(|at| self.stage(*at)).collect();
        stages.sort_unstable();
        stages.dedup();
        let value = |at: &usize| self.report.statements[*at].quantity.amount();
        if stages.len() > 1 && totals.windows(2).any(|pair| value(&pair[0]) != value(&pair[1])) {
            let names = |join: &str| {
                stages.iter().map(|stage| format!("{key}.{}", stage.name())).collect::<Vec<_>>().join(join)
            };
            return Err(Missing::Undecided(Message::new(
                format!(
                    "`{key}` is stated for several stages with different amounts: name the one that is meant, {}",
                    names(" or ")
                ),
                format!("“{key}”有多个阶段且数值不同，规则应写明是哪一个：{}", names(" 或 ")),
            )));
        }
        Ok(totals)
    }

    /// The statements told of the report as a whole or of the subject itself, and those elsewhere that say
    /// the same; where there is none of the first, all.
    fn direct(&self, key: &str, found: Vec<usize>) -> Result<Vec<usize>, Missing> {
        let (Calls { called, names, .. }, dictionary) = (self.calls(), self.vocabulary.dictionary());
        let scope = |at: &usize| called[*at].map_or("", |called| dictionary.name(called.scope, names));
        let in_scope = |scope: &str| key.strip_prefix(scope).is_some_and(|rest| rest.starts_with('.'));
        let is_direct = |at: &usize| called[*at].is_some_and(|c| c.is_direct()) || in_scope(scope(at));
        if found.iter().all(is_direct) {
            return Ok(found);
        }
        let value = |at: &usize| self.report.statements[*at].quantity.amount();
        let values: BTreeSet<_> = found.iter().filter(|at| is_direct(at)).map(value).collect();
        if !values.is_empty() {
            return Ok(found.into_iter().filter(|at| is_direct(at) || values.contains(&value(at))).collect());
        }
        let apart = |pair: &[usize]| scope(&pair[0]) != scope(&pair[1]);
        let unlike = |pair: &[usize]| value(&pair[0]) != value(&pair[1]);
        if found.windows(2).any(apart) && found.windows(2).any(unlike) {
            let scopes: BTreeSet<&str> = found.iter().map(scope).collect();
            let told: Vec<&str> = scopes.into_iter().take(4).collect();
            return Err(Missing::Undecided(Message::new(
                format!("`{key}` is stated only of {}, each on its own", told.join(", ")),
                format!("“{key}”仅分别见于{}，没有合计数", told.join("、")),
            )));
        }
        Ok(found)
    }

    fn stage(&self, at: usize) -> Option<Stage> {
        self.calls().called[at].and_then(|called| called.stage)
    }
}
