//! What statements are called: subject, scope and stage in the words of a vocabulary, and the names that
//! these make.

use std::collections::BTreeMap;
use std::rc::Rc;

use foldhash::HashMap;

use super::Vocabulary;
use crate::language::{Role, Stage, WHOLE, fold};
use crate::quantity::{Quantity, is_slip};
use crate::report::{Report, Statement};

/// How many amounts of known stage an amount of unknown stage is compared with.
const MOST_KNOWN: usize = 32;

/// What a statement is called, in canonical words.
#[derive(Clone, Debug)]
pub(super) struct Called {
    /// Its subject.
    pub(super) subject: Rc<str>,
    /// The subject in whose scope it stands.
    pub(super) scope: Rc<str>,
    /// Its stage, where it is known.
    pub(super) stage: Option<Stage>,
    /// Whether its stage is unknown and it fits neither of the stages that are known of its subject.
    pub(super) ambiguous: bool,
}

impl Called {
    /// Whether it is told of the report as a whole or of the subject itself.
    pub(super) fn is_direct(&self) -> bool {
        &*self.scope == WHOLE || self.scope == self.subject
    }
}

/// Name → statements, in order of place.
pub(super) type Index = HashMap<String, Vec<usize>>;

/// A vocabulary that resolves each word of a report once.
#[derive(Debug)]
pub(super) struct Words<'w> {
    vocabulary: &'w Vocabulary,
    known: HashMap<&'w str, Word>,
    /// The report as a whole.
    whole: Rc<str>,
}

/// A word of a report, resolved.
#[derive(Clone, Debug)]
pub(super) struct Word {
    /// The name it stands for.
    pub(super) name: Rc<str>,
    /// That name without its stage.
    subject: Rc<str>,
    /// The stage in that name.
    named: Option<Stage>,
    /// The stage that the subject is a word for.
    stage: Option<Stage>,
}

impl<'w> Words<'w> {
    /// Nothing resolved yet.
    pub(super) fn new(vocabulary: &'w Vocabulary) -> Self {
        Self { vocabulary, known: HashMap::default(), whole: WHOLE.into() }
    }

    /// `word`, if it was resolved before.
    pub(super) fn known(&self, word: &str) -> Option<&Word> {
        self.known.get(word)
    }

    fn word(&mut self, word: &'w str) -> &Word {
        self.known.entry(word).or_insert_with(|| Word::of(word, self.vocabulary))
    }
}

impl Word {
    fn of(word: &str, vocabulary: &Vocabulary) -> Self {
        let name: Rc<str> = vocabulary.word(word).into();
        let split = name
            .rsplit_once('.')
            .and_then(|(subject, last)| Some((subject, vocabulary.stage_of_folded(last)?)));
        let (subject, named) = match split {
            Some((subject, stage)) => (subject.into(), Some(stage)),
            None => (Rc::clone(&name), None),
        };
        let stage = vocabulary.stage_of_folded(&subject);
        Self { name, subject, named, stage }
    }
}

/// What `statement` is called; `None` where no identity may use it, or its quantity is not `meant`.
pub(super) fn call<'w>(
    statement: &'w Statement,
    report: &Report,
    words: &mut Words<'w>,
    meant: fn(&Quantity) -> bool,
) -> Option<Called> {
    let now = statement.period.is_none() || report.year.is_none() || statement.period == report.year;
    let told = statement.role == Role::Figure && meant(&statement.quantity);
    if !now || !told || is_economic(statement, report) {
        return None;
    }
    let Word { name, subject, named, stage } = words.word(&statement.subject).clone();
    let scope = match &statement.scope {
        Some(scope) => Rc::clone(&words.word(scope).name),
        None => Rc::clone(&words.whole),
    };
    // In a table 年初结转和结余 is the row itself: its stage is known, and its scope what it is told of.
    let moment = statement.cell.is_some() && statement.scope.is_some();
    let (subject, named) = match stage {
        _ if statement.path.is_some() => (name, None),
        // A word that the rule set adds to the stages stands for a stage of what it is told of.
        Some(stage) if (statement.stage.is_none() || moment) && statement.quantity.unit.is_money() => {
            (Rc::clone(&scope), Some(stage))
        }
        _ => (subject, named),
    };
    Some(Called { subject, scope, stage: statement.stage.or(named), ambiguous: false })
}

/// Gives amounts of unknown stage the stage of the total that they repeat, or that they miss by a slip; those
/// that fit no known total of their subject are ambiguous.
pub(super) fn settle_bare(statements: &[Statement], terms: &mut [Option<Called>]) {
    let mut totals: BTreeMap<Rc<str>, Vec<usize>> = BTreeMap::new();
    for (at, called) in terms.iter().enumerate() {
        if let Some(called) =
            called.as_ref().filter(|called| called.stage.is_some_and(Stage::is_total) && called.is_direct())
        {
            let known = totals.entry(Rc::clone(&called.subject)).or_default();
            if known.len() < MOST_KNOWN {
                known.push(at);
            }
        }
    }
    for at in 0..terms.len() {
        let Some(called) = terms[at].as_ref().filter(|called| called.stage.is_none() && called.is_direct())
        else {
            continue;
        };
        let Some(known) = totals
            .get(&called.subject)
            .filter(|_| statements[at].path.is_none() && statements[at].cell.is_none())
        else {
            continue;
        };
        let own = statements[at].quantity;
        let matching = |same: &dyn Fn(usize) -> bool| {
            let mut stages: Vec<_> = known
                .iter()
                .copied()
                .filter(|other| same(*other))
                .filter_map(|o| terms[o].as_ref()?.stage)
                .collect();
            stages.dedup();
            stages.first().copied()
        };
        let like = |other: usize| statements[other].quantity.unit.dimension == own.unit.dimension;
        if !known.iter().any(|other| like(*other)) {
            continue;
        }
        let equal = matching(&|other| {
            let both = statements[other].quantity.interval().zip(own.interval());
            both.is_some_and(|(left, right)| left.value == right.value)
        });
        let slip = matching(&|other| {
            statements[other].quantity.unit == own.unit
                && is_slip(statements[other].quantity.value, own.value)
        });
        // Where only the budget is told with its stage, a bare amount is what was spent.
        let spent =
            known.iter().any(|other| terms[*other].as_ref().is_some_and(|c| c.stage == Some(Stage::Actual)));
        let settled = if spent { equal.or(slip) } else { equal };
        if let Some(called) = terms[at].as_mut() {
            called.stage = settled;
            called.ambiguous = spent && settled.is_none();
        }
    }
}

/// The statements of `report` by those of their names that a vocabulary asks for, or by all.
pub(super) fn index<'a>(
    report: &'a Report,
    called: &[Option<Called>],
    words: &mut Words<'a>,
    asking: Option<&Vocabulary>,
) -> Index {
    let wanted = |key: &str| asking.is_none_or(|vocabulary| vocabulary.asks(key));
    let mut index = Index::default();
    let mut key = String::new();
    for (at, one) in called.iter().enumerate() {
        let Some(one) = one.as_ref().filter(|one| !one.ambiguous) else { continue };
        let statement = &report.statements[at];
        // All names of an amount in prose hold its subject: most subjects are asked for by none.
        let in_prose = statement.path.is_none() && statement.cell.is_none();
        if in_prose && asking.is_some_and(|vocabulary| !vocabulary.asks_part(&one.subject)) {
            continue;
        }
        each_key(statement, one, report, words, &mut key, |key| match index.get_mut(key) {
            Some(statements) if statements.last() == Some(&at) => {}
            Some(statements) => statements.push(at),
            None if wanted(key) => {
                index.insert(key.to_owned(), vec![at]);
            }
            None => {}
        });
    }
    index
}

/// Tells `take` every name that means a statement, some of them twice; they are put together in `key`.
fn each_key<'w>(
    statement: &'w Statement,
    called: &Called,
    report: &'w Report,
    words: &mut Words<'w>,
    key: &mut String,
    mut take: impl FnMut(&str),
) {
    let (subject, scope) = (&*called.subject, &*called.scope);
    let stage = called.stage.map(Stage::name);
    let mut add = |segments: &[&str], stage: Option<&str>| {
        key.clear();
        for (at, segment) in segments.iter().enumerate() {
            key.push_str(if at == 0 { "" } else { "." });
            key.push_str(segment);
        }
        if !key.is_empty() {
            take(key);
        }
        if let Some(stage) = stage {
            key.push('.');
            key.push_str(stage);
            take(key);
        }
    };
    add(&[subject], stage);
    if scope != subject {
        add(&[scope, subject], stage);
    }
    if let Some(path) = &statement.path {
        add(&[&words.vocabulary.canonical(path)], stage);
    }
    if let Some((table, _, column)) = statement.cell
        && let Some(table) = report.tables.get(table)
    {
        let header = table.header.get(column).map_or("", String::as_str);
        let name = fold(&table.name);
        add(&[&name, subject], stage);
        if statement.scope.is_some() {
            add(&[&words.vocabulary.canonical_of(&[name.as_str(), statement.subject.as_str()])], None);
        }
        if !header.is_empty() {
            let column = &*words.word(header).name;
            add(&[subject, column], None);
            add(&[&name, subject, column], None);
        }
    }
}

/// Whether a statement stands in the row of an economic classification (30217 公务接待费): what one fund paid, where
/// the name alone means all of them.
fn is_economic(statement: &Statement, report: &Report) -> bool {
    let row = statement.cell.and_then(|(table, row, _)| report.tables.get(table)?.rows.get(row));
    let first =
        row.and_then(|row| row.cells.iter().map(|cell| cell.text.as_str()).find(|text| !text.is_empty()));
    first.is_some_and(|code| {
        code.len() == 5 && code.starts_with('3') && code.bytes().all(|b| b.is_ascii_digit())
    })
}
