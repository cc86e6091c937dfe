//! `identity`: a relation between figures, or between the columns of each row of a table.

use std::borrow::Cow;
use std::sync::Arc;

use super::each::{Each, Place};
use super::{Case, Check, Decoder, Kind, Page};
use crate::expr::{
    Evaluated, Figures, Filter, Implied, Literal, Missing, Name, Operand, Relation, parse_name,
    parse_relation,
};
use crate::figures::{Alternative, Bound, Found, Vocabulary};
use crate::finding::Severity;
use crate::ledger::{Claim, Frame, Nature, with_implied};
use crate::message::Message;
use crate::quantity::Unit;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "identity",
    title: ("a relation between figures", "数据之间的勾稽关系"),
    about: (
        "The two sides of the relation are computed exactly from the figures of the report and compared; rounding is judged by \
         the digits shown. With `for: rows of <table>` the names are the columns of each row, with `for: tables of <table>` those of each table, \
         and with `for: passages` what each paragraph or section states. A figure that is not stated makes the \
         relation not evaluated, never passed.",
        "按报告中的数据精确计算等式两边并比较，按所示位数判断四舍五入。写明 `for: rows of <表名>` 时，名称为每一行的各栏；`for: tables of <表名>` 为每一张表的各栏；`for: passages` 为每一段或每一节写明的数据。缺少任一数据则记为“未能核对”，绝不算通过。",
    ),
    example: "revenue-parts:\n  identity: 财政拨款收入 = 财政拨款收入.年初预算 + 财政拨款收入.追加预算",
    passages: (
        "财政拨款收入120.00万元，其中：年初预算100.00万元，追加预算21.00万元。",
        "财政拨款收入121.00万元，其中：年初预算100.00万元，追加预算21.00万元。",
    ),
    severity: Severity::Error,
    last: false,
    decode,
};

/// How many ways of choosing among differing statements of the figures are tried.
const MOST_CHOICES: usize = 64;

/// A relation, and the rows it is held against.
#[derive(Clone, Debug)]
struct Identity {
    relation: Relation,
    each: Option<Each>,
}

fn decode(node: &Node, fields: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    let each = Each::decode(fields, decoder).ok()?;
    let relation = decoder.formula(node, parse_relation)?;
    Some(Arc::new(Identity { relation, each }))
}

impl Check for Identity {
    fn check<'a>(&'a self, case: &Case<'a>, page: &mut Page<'_, 'a>) {
        let Some(each) = &self.each else {
            if let Some(starts) = self.relation.holds_plainly(case.bound) {
                let bound = case.bound;
                return page.hold(Nature::Relation, starts, || self.first_claim(bound));
            }
            if let Some(reason) = self.unusable(case) {
                return page.undecided(|| reason);
            }
            return self.hold(best(&self.relation, case.bound), case.bound, page);
        };
        let required = self.relation.required();
        each.visit(case, page, &required, |place, page| {
            if let Place::Table(figures) = place
                && let Some(reason) = self.blank(case, |name, _| figures.blank(name))
            {
                return page.undecided(|| reason);
            }
            self.hold(self.relation.evaluate(place.figures()), place.figures(), page);
        });
    }

    fn implied(&self, case: &Case<'_>) -> Option<Implied<'_>> {
        let whole = self.each.is_none() && self.unusable(case).is_none();
        whole.then(|| self.relation.implied(case.bound)).flatten()
    }

    fn asks_each_row(&self) -> bool {
        self.each.is_some()
    }

    fn frame(&self) -> Frame {
        Frame::Identity
    }

    fn learned_by(&self, vocabulary: &mut Vocabulary) -> Option<Arc<dyn Check>> {
        let mut learned = self.clone();
        let mut learn = |name: &mut Name| vocabulary.learn(name);
        learned.relation.each_name(&mut learn);
        learned.each.iter_mut().for_each(|each| each.each_name(&mut learn));
        Some(Arc::new(learned))
    }

    fn names(&self) -> Vec<&Name> {
        self.relation.names()
    }
}

impl Identity {
    /// What its first two sides claim.
    fn first_claim(&self, figures: &dyn Figures) -> Result<Claim, Missing> {
        let mut sides = self.relation.evaluate(figures)?;
        let (right, left) = (sides.swap_remove(1), sides.swap_remove(0));
        Ok(Claim { left, comparison: self.relation.rest[0].0, right, nature: Nature::Relation })
    }

    /// Why it has no value although none of its figures is missing: one is stated in a way that cannot be used, or
    /// stands in a blank cell.
    fn unusable(&self, case: &Case<'_>) -> Option<Message> {
        let is_undecided = |missing: &Missing| !missing.is_absent();
        let undecided = |name: &Name| match &*case.bound.alternatives(name) {
            // What is defined has its value all the same.
            Err(missing) if is_undecided(missing) => {
                case.bound.figure(name).is_err_and(|found| is_undecided(&found)).then(|| missing.message())
            }
            _ => None,
        };
        let blank = || self.blank(case, |name, filter| case.bound.blank(name, filter));
        self.relation.names().into_iter().find_map(undecided).or_else(blank)
    }

    /// Why it has no value where blanks are missing and a column that it takes as a whole has one.
    fn blank(
        &self,
        case: &Case<'_>,
        find: impl Fn(&Name, Option<&Filter>) -> Option<Missing>,
    ) -> Option<Message> {
        let columns = if case.rule.blank_is_missing { self.relation.columns() } else { Vec::new() };
        columns.into_iter().find_map(|(name, filter)| find(name, filter)).map(|missing| missing.message())
    }

    /// Claims each relation of the chain, or tells why there is no value, with what is implied of the only figure
    /// that is missing.
    fn hold(&self, sides: Result<Vec<Evaluated>, Missing>, figures: &dyn Figures, page: &mut Page<'_, '_>) {
        let mut sides = match sides {
            Err(missing) => {
                return page.undecided(|| match self.relation.implied(figures) {
                    Some(implied) => with_implied(&missing.message(), &implied),
                    None => missing.message(),
                });
            }
            Ok(sides) => sides.into_iter().peekable(),
        };
        let mut left = sides.next();
        for (comparison, _) in &self.relation.rest {
            let Some((one, right)) = left.zip(sides.next()) else { return };
            // Of a chain, what stands on the right of one link stands on the left of the next.
            left = sides.peek().map(|_| right.clone());
            page.claim(Claim { left: one, comparison: *comparison, right, nature: Nature::Relation });
        }
    }
}

/// The sides of `relation`; where a figure is stated with different values, those for which it holds if there
/// are any, else the ones stated most. Which statement is wrong is for the rule on restated figures to tell.
fn best(relation: &Relation, bound: &Bound<'_>) -> Result<Vec<Evaluated>, Missing> {
    let first = relation.evaluate(bound);
    if first.as_ref().is_ok_and(|sides| relation.holds_of(sides)) {
        return first;
    }
    let found: Vec<(&Name, Found<'_>)> =
        relation.names().into_iter().map(|name| (name, bound.alternatives(name))).collect();
    let open: Vec<(&Name, &[Alternative])> = found
        .iter()
        .filter_map(|(name, found)| Some((*name, found.as_deref().ok()?)))
        .filter(|(_, alternatives)| alternatives.len() > 1)
        .collect();
    let ways =
        open.iter().fold(1_usize, |ways, (_, found)| ways.saturating_mul(found.len()).min(MOST_CHOICES));
    for way in 1..ways {
        let mut rest = way;
        let mut chosen = Vec::with_capacity(open.len());
        for (name, alternatives) in &open {
            chosen.push((*name, &alternatives[rest % alternatives.len()].operand));
            rest /= alternatives.len();
        }
        if let Ok(sides) = relation.evaluate(&Chosen { bound, chosen })
            && relation.holds_of(&sides)
        {
            return Ok(sides);
        }
    }
    first
}

/// The figures of a report with some values chosen.
struct Chosen<'a> {
    bound: &'a Bound<'a>,
    chosen: Vec<(&'a Name, &'a Operand)>,
}

impl Figures for Chosen<'_> {
    fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
        match self.chosen.iter().find(|(chosen, _)| chosen.segments == name.segments) {
            Some((_, operand)) => Ok(Cow::Borrowed(operand)),
            None => self.bound.figure(name),
        }
    }

    fn all(&self, name: &Name, filter: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
        self.bound.all(name, filter)
    }

    fn parameter(&self, name: &str) -> Option<Literal> {
        self.bound.parameter(name)
    }

    fn unit(&self) -> Unit {
        self.bound.unit()
    }
}

/// A name written in a list of names.
pub(super) fn name(node: &Node, decoder: &mut Decoder<'_>) -> Option<Name> {
    decoder.formula(node, |text| parse_name(text).map_err(|error| vec![error]))
}
