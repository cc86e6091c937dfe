//! Binding: which statements of a report a name means.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use foldhash::HashMap;

use super::Vocabulary;
use super::called::{Called, Index, Words, call, index, settle_bare};
use super::tables::is_header;
use crate::expr::{Comparison, Filter, FilterValue, Missing, Name, Operand, evaluate};
use crate::language::{Stage, WHOLE, fold};
use crate::message::Message;
use crate::quantity::{self, Dimension, Interval, Quantity, Unit};
use crate::report::{Report, Row, Table};

/// How many different values of one figure are told apart.
const MOST_ALTERNATIVES: usize = 64;

/// A report whose statements can be asked for by name.
#[derive(Debug)]
pub struct Bound<'a> {
    /// The report.
    pub report: &'a Report,
    /// The words of the rule sets that apply.
    pub vocabulary: &'a Vocabulary,
    unit: Unit,
    /// Whether figures are cut off after their last digit, and not rounded.
    cut_off: bool,
    words: Words<'a>,
    /// What each statement is called; `None` for those that no name means.
    pub(super) called: Vec<Option<Called>>,
    /// Name → statements, in order of place, for names that the vocabulary has learned.
    index: Index,
    /// The same for all names: few reports are asked for others.
    others: OnceCell<Index>,
    /// The definitions that are being evaluated, and what came of those before.
    defining: RefCell<Vec<String>>,
    defined: RefCell<HashMap<String, Result<Operand, Missing>>>,
    /// What was found for the learned names asked for so far, by their places.
    found: RefCell<Vec<Option<Found>>>,
    /// The same report with nothing in it but its approximations; `None` where it has none.
    pub(super) approximations: Option<Box<Self>>,
}

/// A figure with every different value that is stated for it, or why there is none.
pub type Found = Rc<Result<Vec<Alternative>, Missing>>;

/// Statements of one figure that are told apart by their values.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The figure with this value.
    pub operand: Operand,
    /// The statements that state it.
    pub statements: Vec<usize>,
}

impl<'a> Bound<'a> {
    /// Binds the statements of `report` by the words of `vocabulary`; literals without a unit are in `unit`
    /// next to money.
    pub fn new(report: &'a Report, vocabulary: &'a Vocabulary, unit: Unit) -> Self {
        let any = report.statements.iter().any(|stated| stated.quantity.is_approximate());
        let approximations =
            any.then(|| Box::new(Self::of(report, vocabulary, unit, Quantity::is_approximate)));
        Self { approximations, ..Self::of(report, vocabulary, unit, Quantity::is_firm) }
    }

    /// The same where figures are cut off after their last digit, and not rounded, if `cut_off`.
    #[must_use]
    pub fn with_cut_off(self, cut_off: bool) -> Self {
        Self { cut_off, ..self }
    }

    /// The same with those statements only whose quantities are `meant`.
    fn of(report: &'a Report, vocabulary: &'a Vocabulary, unit: Unit, meant: fn(&Quantity) -> bool) -> Self {
        let mut words = Words::new(vocabulary);
        let called = |s| call(s, report, &mut words, meant);
        let mut called: Vec<Option<Called>> = report.statements.iter().map(called).collect();
        settle_bare(&report.statements, &mut called);
        let index = index(report, &called, &mut words, Some(vocabulary));
        Self {
            report,
            vocabulary,
            unit,
            cut_off: false,
            words,
            called,
            index,
            others: OnceCell::new(),
            defining: RefCell::default(),
            defined: RefCell::default(),
            found: RefCell::new(vec![None; vocabulary.places()]),
            approximations: None,
        }
    }

    /// What `quantity` stands for in this report; `None` where it does not fit.
    pub fn interval(&self, quantity: &Quantity) -> Option<Interval> {
        if self.cut_off { quantity.cut_off() } else { quantity.interval() }
    }

    /// The first of `names` that means each statement, as it is written; statements that none means are left
    /// out.
    pub fn names_of<'n>(&self, names: impl IntoIterator<Item = &'n Name>) -> BTreeMap<usize, String> {
        let mut called = BTreeMap::new();
        for name in names {
            for alternative in self.alternatives(name).iter().flatten() {
                for statement in &alternative.statements {
                    called.entry(*statement).or_insert_with(|| name.told());
                }
            }
        }
        called
    }

    /// A subject or scope of the report in the words of the vocabulary.
    pub fn word(&self, word: &str) -> Cow<'_, str> {
        match self.words.known(word) {
            Some(word) => Cow::Borrowed(&*word.name),
            None => Cow::Owned(self.vocabulary.word(word)),
        }
    }

    /// The statements of `subject` whose stage is unknown and which fit no amount whose stage is known, and
    /// those amounts.
    pub fn ambiguous(&self, subject: &str) -> Option<(Vec<usize>, Vec<usize>)> {
        if !self.called.iter().flatten().any(|called| called.ambiguous) {
            return None;
        }
        let subject = self.vocabulary.word(subject);
        let of = |at: &usize| self.called[*at].as_ref().filter(|called| *called.subject == *subject);
        let all = || (0..self.called.len()).filter(|at| of(at).is_some());
        let open: Vec<usize> = all().filter(|at| of(at).is_some_and(|called| called.ambiguous)).collect();
        let known =
            all().filter(|at| of(at).is_some_and(|c| c.is_direct() && c.stage.is_some_and(Stage::is_total)));
        (!open.is_empty()).then(|| (open, known.collect()))
    }

    /// The figure called `name` with every different value that the report states for it, the most stated
    /// first.
    pub fn alternatives(&self, name: &Name) -> Found {
        let Some(place) = self.vocabulary.place(name) else { return Rc::new(self.find(name)) };
        if let Some(found) = &self.found.borrow()[place] {
            return Rc::clone(found);
        }
        let found = Rc::new(self.find(name));
        self.found.borrow_mut()[place] = Some(Rc::clone(&found));
        found
    }

    fn find(&self, name: &Name) -> Result<Vec<Alternative>, Missing> {
        let key = self.vocabulary.canonical_name(name);
        let shown = name.told();
        let statements = self.statements(&key).map_err(|missing| match missing {
            Missing::Absent(_) if *key != *shown => absent(&shown),
            missing => missing,
        })?;
        let mut found: Vec<Alternative> = Vec::with_capacity(1); // most figures are stated alike
        for at in statements {
            let stated = &self.report.statements[at];
            let value = self.interval(&stated.quantity).ok_or_else(|| too_large(&shown))?;
            let place = (Arc::clone(&self.report.source), stated.span);
            let Some(same) = found.iter_mut().find(|other| agree(&other.operand.value, &value)) else {
                if found.len() == MOST_ALTERNATIVES {
                    return Err(Missing::Undecided(Message::new(
                        format!("`{shown}` is stated in more than {MOST_ALTERNATIVES} different ways"),
                        format!("“{shown}”的不同数值超过 {MOST_ALTERNATIVES} 个"),
                    )));
                }
                let (name, unit) = (shown.clone(), stated.quantity.unit);
                let operand = Operand { name, value, unit, places: vec![place] };
                found.push(Alternative { operand, statements: vec![at] });
                continue;
            };
            same.statements.push(at);
            same.operand.places.push(place);
            if value.width() < same.operand.value.width() {
                same.operand.value = value;
                same.operand.unit = stated.quantity.unit;
            }
        }
        found.sort_by_key(|alternative| std::cmp::Reverse(alternative.statements.len()));
        Ok(found)
    }

    /// The statements that the canonical name `key` means, in order of place.
    fn statements(&self, key: &str) -> Result<Vec<usize>, Missing> {
        let rule = self.vocabulary.figure(key).filter(|rule| rule.narrows());
        let found = match rule {
            Some(rule) => self.narrowed(key, rule),
            None => self.named(key)?,
        };
        if !found.is_empty() {
            return Ok(if found.len() == 1 { found } else { self.of_one_dimension(&found) });
        }
        if rule.is_none() && key.contains('.') {
            return self.split(key);
        }
        Err(absent(key))
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

    /// Every name of a statement.
    pub(super) fn all_names(&self) -> &Index {
        self.others.get_or_init(|| index(self.report, &self.called, &mut Words::new(self.vocabulary), None))
    }

    /// The statements that go by the name `key`.
    fn indexed(&self, key: &str) -> &[usize] {
        let index = if self.vocabulary.asks(key) { &self.index } else { self.all_names() };
        index.get(key).map_or(&[], Vec::as_slice)
    }

    /// The statements under `key` itself.
    fn named(&self, key: &str) -> Result<Vec<usize>, Missing> {
        let (subject, last) = key.rsplit_once('.').unwrap_or((key, ""));
        let stage = Stage::named(last);
        let mut found = self.indexed(key).to_vec();
        if stage == Some(Stage::Actual) {
            // A bare amount is told of what was spent, the natural stage of a report on execution.
            found.extend(self.indexed(subject).iter().filter(|at| self.stage(**at).is_none()));
            found.sort_unstable();
            found.dedup();
        }
        if stage.is_none() && found.iter().any(|at| self.stage(*at).is_some()) {
            found = self.total(key, &found)?;
        }
        self.direct(key, found)
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
        let called = |at: &usize| self.called[*at].as_ref();
        let in_scope = |scope: &str| key.strip_prefix(scope).is_some_and(|rest| rest.starts_with('.'));
        let is_direct =
            |at: &usize| called(at).is_some_and(|called| called.is_direct() || in_scope(&called.scope));
        if found.iter().all(is_direct) {
            return Ok(found);
        }
        let value = |at: usize| self.report.statements[at].quantity.amount();
        let values: BTreeSet<_> = found.iter().filter(|at| is_direct(at)).map(|at| value(*at)).collect();
        if !values.is_empty() {
            return Ok(found
                .into_iter()
                .filter(|at| is_direct(at) || values.contains(&value(*at)))
                .collect());
        }
        let scopes: BTreeSet<&str> = found.iter().filter_map(called).map(|called| &*called.scope).collect();
        if scopes.len() > 1 && found.windows(2).any(|pair| value(pair[0]) != value(pair[1])) {
            let told: Vec<&str> = scopes.into_iter().take(4).collect();
            return Err(Missing::Undecided(Message::new(
                format!("`{key}` is stated only of {}, each on its own", told.join(", ")),
                format!("“{key}”仅分别见于{}，没有合计数", told.join("、")),
            )));
        }
        Ok(found)
    }

    /// A dotted name with no stage and no statement of its own: its first segments as the scope, the rest as
    /// the figure there.
    fn split(&self, key: &str) -> Result<Vec<usize>, Missing> {
        let (subject, last) = key.rsplit_once('.').ok_or_else(|| absent(key))?;
        if subject == WHOLE && Stage::named(last).is_none() {
            return self
                .named(last)
                .and_then(|found| if found.is_empty() { Err(absent(key)) } else { Ok(found) });
        }
        Err(absent(key))
    }

    fn stage(&self, at: usize) -> Option<Stage> {
        self.called[at].as_ref().and_then(|called| called.stage)
    }

    /// The unit of literals that name none, next to money.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The table called `name`, or else the first whose name holds it.
    pub fn table(&self, name: &str) -> Option<&'a Table> {
        let wanted = self.vocabulary.word(name);
        let tables = || self.report.tables.iter();
        tables()
            .find(|t| fold(&t.name) == wanted)
            .or_else(|| tables().find(|t| fold(&t.name).contains(&wanted)))
    }

    /// The table called `table`, and the column `column` of it.
    pub(super) fn column(&self, table: &str, column: &str) -> Option<(&'a Table, usize)> {
        let table = self.table(table)?;
        let column = column_at(table, column, self.vocabulary)?;
        Some((table, column))
    }

    /// The amounts of a column, rows of totals left out; blanks count as nothing.
    pub(super) fn column_operands(
        &self,
        table: &Table,
        column: usize,
        filter: Option<&Filter>,
        name: &str,
    ) -> Result<Vec<Operand>, Missing> {
        let by = filter.map(|filter| {
            let at = column_at(table, &filter.column, self.vocabulary);
            at.map(|at| (at, filter)).ok_or_else(|| absent(&filter.column))
        });
        let by = by.transpose()?;
        let mut operands = Vec::new();
        for row in table.rows.iter().filter(|row| !row.is_total()) {
            if let Some((at, filter)) = by
                && !self.meets(row, at, filter)
            {
                continue;
            }
            let Some(statement) = row.cells.get(column).and_then(|cell| cell.statement) else { continue };
            let row = &self.report.statements[statement].subject;
            operands.push(self.operand(statement, if row.is_empty() { name } else { row })?);
        }
        Ok(operands)
    }

    /// Whether the cell of `row` in column `at` is as `filter` wants it: the same text, or an amount that
    /// compares so.
    pub fn meets(&self, row: &Row, at: usize, filter: &Filter) -> bool {
        let Some(cell) = row.cells.get(at) else { return false };
        match &filter.value {
            FilterValue::Text(wanted) => {
                (fold(&cell.text) == fold(wanted)) == (filter.comparison == Comparison::Equal)
            }
            FilterValue::Literal(literal) => {
                let stated = cell.statement.map(|statement| self.report.statements[statement].quantity);
                let quantity =
                    stated.or_else(|| quantity::cell(&cell.text, literal.unit.unwrap_or(Unit::NONE)));
                let value = quantity.and_then(|quantity| quantity.interval()).map(|interval| interval.value);
                let bare =
                    quantity.filter(|_| literal.unit.is_none()).map_or(Unit::NONE, |quantity| quantity.unit);
                value
                    .zip(literal.value(bare))
                    .is_some_and(|(value, wanted)| filter.comparison.holds(value.cmp(&wanted)))
            }
        }
    }

    /// One statement as an operand called `name`.
    pub fn operand(&self, statement: usize, name: &str) -> Result<Operand, Missing> {
        let stated = &self.report.statements[statement];
        let value = self.interval(&stated.quantity).ok_or_else(|| too_large(name))?;
        let places = vec![(Arc::clone(&self.report.source), stated.span)];
        Ok(Operand { name: name.to_owned(), value, unit: stated.quantity.unit, places })
    }

    /// Whether the figure called `name` counts as zero where it is not stated.
    pub(super) fn is_optional(&self, name: &Name) -> bool {
        self.vocabulary.figure(&self.vocabulary.canonical_name(name)).is_some_and(|rule| rule.optional)
    }

    /// Every statement that `name` means as a figure of its own; what is told of the same twice cannot be
    /// summed up.
    pub(super) fn each(&self, name: &Name) -> Result<Vec<Operand>, Missing> {
        let statements = self.statements(&self.vocabulary.canonical_of(&name.segments))?;
        let mut subjects = BTreeSet::new();
        for at in &statements {
            let subject = self.told_of(*at);
            if !subjects.insert((subject, self.report.statements[*at].section)) {
                return Err(Missing::Undecided(Message::new(
                    format!("“{subject}” is told twice"),
                    format!("“{subject}”出现两次"),
                )));
            }
        }
        statements.into_iter().map(|at| self.operand(at, self.told_of(at))).collect()
    }

    /// The figure that `define:` gives under this name.
    pub(super) fn defined(&self, name: &Name) -> Option<Result<Operand, Missing>> {
        if !self.vocabulary.may_define() {
            return None;
        }
        let key = self.vocabulary.canonical_name(name);
        let rule = self.vocabulary.figure(&key)?;
        let expr = rule.define.as_ref()?;
        if let Some(known) = self.defined.borrow().get(&*key) {
            return Some(known.clone());
        }
        let key = key.into_owned();
        if self.defining.borrow().contains(&key) {
            let text = name.told();
            return Some(Err(Missing::Undecided(Message::new(
                format!("the definition of `{text}` refers to itself"),
                format!("“{text}”的定义引用了自身"),
            ))));
        }
        self.defining.borrow_mut().push(key.clone());
        let found = evaluate(expr, self);
        self.defining.borrow_mut().pop();
        let found = found.map(|found| Operand {
            name: name.told(),
            value: found.value,
            unit: rule.unit.unwrap_or(found.unit),
            places: found.terms.into_iter().flat_map(|term| term.places).collect(),
        });
        self.defined.borrow_mut().insert(key, found.clone());
        Some(found)
    }
}

/// The first column of `table` whose header is the name `column`, else the only one whose header is as the
/// pattern of that name says.
pub(super) fn column_at(table: &Table, column: &str, vocabulary: &Vocabulary) -> Option<usize> {
    let columns = || 0..table.header.len();
    let named = || columns().find(|at| header_is(table, *at, column, vocabulary));
    let Some(pattern) = vocabulary.header(column) else { return named() };
    let only = |fits: &dyn Fn(&usize) -> bool| {
        let mut fitting = columns().filter(fits);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    only(&|at| fold(&table.header[*at]) == fold(column))
        .or_else(|| named().is_none().then(|| only(&|at| is_header(table, *at, pattern))).flatten())
}

/// Whether the header of column `at` is the name `column`.
pub(super) fn header_is(table: &Table, at: usize, column: &str, vocabulary: &Vocabulary) -> bool {
    let header = table.header.get(at).map_or("", String::as_str);
    vocabulary.word(header) == vocabulary.word(column) && !header.is_empty()
}

/// Whether two statements of one figure say the same, one perhaps more coarsely.
fn agree(left: &Interval, right: &Interval) -> bool {
    left.value == right.value || left.width() != right.width() && left.overlaps(right)
}

pub(super) fn absent(name: &str) -> Missing {
    Missing::Absent(Message::new(format!("`{name}` is not stated"), format!("报告中没有“{name}”")))
}

fn too_large(name: &str) -> Missing {
    Missing::Undecided(Message::new(
        format!("`{name}` is too large to be computed exactly"),
        format!("“{name}”数值过大，无法精确计算"),
    ))
}
