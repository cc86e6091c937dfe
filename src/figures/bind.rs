//! Binding: which statements of a report a name means.

use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashMap;

use super::Vocabulary;
use super::called::{Called, Calls};
use super::index::Index;
use super::tables::is_header;
use crate::expr::{Comparison, Filter, FilterValue, Missing, Name, Operand, Places, evaluate};
use crate::language::{Stage, fold};
use crate::message::Message;
use crate::quantity::{self, Interval, Quantity, Unit};
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
    /// Whether there are approximations in the report, and firm amounts whose stage is unknown among those called.
    approximates: bool,
    is_ambiguous: bool,
    /// What the statements are called that rules have words for, and what all are: few reports are asked for others.
    asked: Calls<'a>,
    all: OnceCell<Calls<'static>>,
    /// The statements, in order of place, by the parts of learned names that they go by.
    pub(super) index: Index,
    /// The same by all their names.
    pub(super) others: OnceCell<HashMap<String, Vec<usize>>>,
    /// The definitions that are being evaluated, and what came of those before.
    defining: RefCell<Vec<String>>,
    defined: RefCell<HashMap<String, Result<Operand, Missing>>>,
    /// What was found for the learned names asked for so far, by their places: stated firmly, and approximately.
    found: Vec<[OnceCell<Stated>; 2]>,
}

/// A figure with every different value that is stated for it, or why there is none.
type Stated = Result<Vec<Alternative>, Missing>;

/// The same, kept where the name is learned.
pub type Found<'b> = Cow<'b, Stated>;

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
        let asked = Calls::asked(report, vocabulary);
        Self {
            report,
            vocabulary,
            unit,
            cut_off: false,
            approximates: report.statements.iter().any(|statement| statement.quantity.is_approximate()),
            is_ambiguous: asked.called.iter().flatten().any(|called| called.ambiguous && !called.approximate),
            index: asked.by_part(report, vocabulary),
            asked,
            all: OnceCell::new(),
            others: OnceCell::new(),
            defining: RefCell::default(),
            defined: RefCell::default(),
            found: vec![[const { OnceCell::new() }; 2]; vocabulary.places()],
        }
    }

    /// The same where figures are cut off after their last digit, and not rounded, if `cut_off`.
    #[must_use]
    pub fn with_cut_off(self, cut_off: bool) -> Self {
        Self { cut_off, ..self }
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
                    called.entry(*statement).or_insert_with(|| name.told().to_string());
                }
            }
        }
        called
    }

    /// A subject or scope of the report in the words of the vocabulary.
    pub fn word<'w>(&'w self, word: &'w str) -> Cow<'w, str> {
        self.vocabulary.dictionary().name_of(word)
    }

    /// What the statements are called: those that rules have words for, or all where they were asked for before.
    pub(super) fn calls(&self) -> &Calls<'_> {
        self.all.get().unwrap_or(&self.asked)
    }

    /// What all statements are called.
    pub(super) fn all_calls(&self) -> &Calls<'static> {
        self.all.get_or_init(|| Calls::all(self.report, self.vocabulary))
    }

    /// The statements of `subject`, a word of the rules, whose stage is unknown and which fit no amount whose stage is
    /// known, and those amounts.
    pub fn ambiguous(&self, subject: &str) -> Option<(Vec<usize>, Vec<usize>)> {
        if !self.is_ambiguous {
            return None;
        }
        let subject = self.vocabulary.dictionary().place(&self.word(subject))?;
        let called = self.calls().called.iter().enumerate();
        let firm = called.filter_map(|(at, called)| Some((at, called.filter(|c| !c.approximate)?)));
        let all = || firm.clone().filter(|(_, called)| called.subject == subject);
        let open: Vec<usize> = all().filter(|(_, called)| called.ambiguous).map(|(at, _)| at).collect();
        let is_known = |called: &Called| called.is_direct() && called.stage.is_some_and(Stage::is_total);
        let known = || all().filter(|(_, called)| is_known(called)).map(|(at, _)| at).collect();
        (!open.is_empty()).then(|| (open, known()))
    }

    /// The figure called `name` with every different value that the report states for it, the most stated
    /// first.
    pub fn alternatives(&self, name: &Name) -> Found<'_> {
        self.stated(name, false)
    }

    /// The same of what it states approximately.
    pub(super) fn approximations(&self, name: &Name) -> Option<Found<'_>> {
        self.approximates.then(|| self.stated(name, true))
    }

    fn stated(&self, name: &Name, approximate: bool) -> Found<'_> {
        let find = || self.find(name, approximate);
        match name.place {
            Some(place) => Cow::Borrowed(self.found[place][usize::from(approximate)].get_or_init(find)),
            None => Cow::Owned(find()),
        }
    }

    fn find(&self, name: &Name, approximate: bool) -> Stated {
        let key = self.vocabulary.key(name);
        let shown = name.told();
        let mut statements = self.statements(&key, approximate)?;
        if statements.is_empty() {
            return Err(absent(name));
        }
        let value = |at: usize| {
            let stated = &self.report.statements[at].quantity;
            self.interval(stated).map(|value| (value, stated.unit)).ok_or_else(|| too_large(shown))
        };
        let mut found: Vec<Alternative> = Vec::with_capacity(1); // most figures are stated alike
        while let Some(first) = statements.first() {
            if found.len() == MOST_ALTERNATIVES {
                return Err(Missing::Undecided(Message::new(
                    format!("`{shown}` is stated in more than {MOST_ALTERNATIVES} different ways"),
                    format!("“{shown}”的不同数值超过 {MOST_ALTERNATIVES} 个"),
                )));
            }
            let mut finest = value(*first)?;
            let mut others = Vec::new();
            for at in &statements[1..] {
                let own = value(*at)?;
                if !agree(&finest.0, &own.0) {
                    others.push(*at);
                } else if own.0.width() < finest.0.width() {
                    finest = own;
                }
            }
            if !others.is_empty() {
                statements.retain(|at| others.binary_search(at).is_err());
            }
            let ((value, unit), places) = (finest, self.places(&statements));
            let operand = Operand { name: Arc::clone(shown), value, unit, places };
            found.push(Alternative { operand, statements });
            statements = others;
        }
        found.sort_by_key(|alternative| std::cmp::Reverse(alternative.statements.len()));
        Ok(found)
    }

    /// Where these statements stand.
    fn places(&self, statements: &[usize]) -> Places {
        let place = |at: &usize| (Arc::clone(&self.report.source), self.report.statements[*at].span);
        statements.iter().map(place).collect()
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
            .or_else(|| tables().find(|t| fold(&t.name).contains(&*wanted)))
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
            at.map(|at| (at, filter)).ok_or_else(|| Missing::Unstated(filter.column.as_str().into()))
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
        let places = self.places(&[statement]);
        Ok(Operand { name: name.into(), value, unit: stated.quantity.unit, places })
    }

    /// Whether the figure called `name` counts as zero where it is not stated.
    pub(super) fn is_optional(&self, name: &Name) -> bool {
        self.vocabulary.figure(&self.vocabulary.canonical_name(name)).is_some_and(|rule| rule.optional)
    }

    /// Every statement that `name` means as a figure of its own; what is told of the same twice cannot be
    /// summed up.
    pub(super) fn each(&self, name: &Name) -> Result<Vec<Operand>, Missing> {
        let key = self.vocabulary.key(name);
        let statements = self.statements(&key, false)?;
        if statements.is_empty() {
            return Err(Missing::Unstated(key.name.as_str().into()));
        }
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
            name: Arc::clone(name.told()),
            value: found.value,
            unit: rule.unit.unwrap_or(found.unit),
            places: found.terms.iter().flat_map(|term| term.places.iter().cloned()).collect(),
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

pub(super) fn absent(name: &Name) -> Missing {
    Missing::Unstated(Arc::clone(name.told()))
}

fn too_large(name: &str) -> Missing {
    Missing::Undecided(Message::new(
        format!("`{name}` is too large to be computed exactly"),
        format!("“{name}”数值过大，无法精确计算"),
    ))
}
