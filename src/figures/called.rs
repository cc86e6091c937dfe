//! What statements are called: subject, scope and stage in the words of a vocabulary.

use std::borrow::Cow;

use foldhash::HashMap;

use super::Vocabulary;
use super::words::{WHOLE_AT, Word, Words};
use crate::language::{Role, Stage};
use crate::quantity::{Quantity, is_slip};
use crate::report::{Report, Statement, Table};

/// How many amounts of known stage an amount of unknown stage is compared with.
const MOST_KNOWN: usize = 32;

/// What a statement is called: the places of names that words stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Called {
    /// Its subject.
    pub(super) subject: usize,
    /// The subject in whose scope it stands.
    pub(super) scope: usize,
    /// Its stage, where it is known.
    pub(super) stage: Option<Stage>,
    /// Whether its stage is unknown and it fits neither of the stages that are known of its subject.
    pub(super) ambiguous: bool,
    /// Whether it is an approximation, which is asked for where nothing firm is stated.
    pub(super) approximate: bool,
}

impl Called {
    /// Whether it is told of the report as a whole or of the subject itself.
    pub(super) fn is_direct(&self) -> bool {
        self.scope == WHOLE_AT || self.scope == self.subject
    }
}

/// What the statements of a report are called.
#[derive(Debug)]
pub(super) struct Calls<'w> {
    /// What each statement is called; `None` for those that no name means.
    pub(super) called: Vec<Option<Called>>,
    /// The names of the columns of each table.
    pub(super) columns: Vec<Vec<usize>>,
    /// The names that follow after those of the dictionary.
    pub(super) names: Vec<Cow<'w, str>>,
}

impl<'w> Calls<'w> {
    /// Of all statements.
    pub(super) fn all(report: &'w Report, vocabulary: &'w Vocabulary) -> Calls<'static> {
        let Self { called, columns, names } =
            Self::of(report, vocabulary, |words, word| Some(words.resolve(word)));
        let names = names.into_iter().map(|name| name.into_owned().into()).collect();
        Calls { called, columns, names }
    }

    /// The same without the amounts in prose for whose subjects rules have no word, which are most.
    pub(super) fn asked(report: &'w Report, vocabulary: &'w Vocabulary) -> Self {
        Self::of(report, vocabulary, Words::resolve_asked)
    }

    /// Of the statements in tables and under paths, and of those in prose whose subjects are resolved by `resolve`.
    fn of(
        report: &'w Report,
        vocabulary: &'w Vocabulary,
        resolve: impl Fn(&mut Words<'w>, &'w str) -> Option<Word>,
    ) -> Self {
        let mut words = Words::new(vocabulary);
        let mut columns =
            |table: &'w Table| table.header.iter().map(|name| words.resolve(name).name).collect();
        let columns = report.tables.iter().map(&mut columns).collect();
        let call = |statement| call_one(statement, report, &mut words, &resolve);
        let mut called: Vec<Option<Called>> = report.statements.iter().map(call).collect();
        settle_bare(&report.statements, &mut called, words.count());
        Self { called, columns, names: words.names }
    }
}

fn call_one<'w>(
    statement: &'w Statement,
    report: &Report,
    words: &mut Words<'w>,
    resolve: &impl Fn(&mut Words<'w>, &'w str) -> Option<Word>,
) -> Option<Called> {
    let now = statement.period.is_none() || report.year.is_none() || statement.period == report.year;
    let approximate = statement.quantity.is_approximate();
    let told = statement.role == Role::Figure && (approximate || statement.quantity.is_firm());
    if !now || !told || is_economic(statement, report) {
        return None;
    }
    let in_prose = statement.path.is_none() && statement.cell.is_none();
    let word = if in_prose { resolve(words, &statement.subject)? } else { words.resolve(&statement.subject) };
    let Word { name, subject, stage: named } = word;
    let scope = statement.scope.as_ref().map_or(WHOLE_AT, |scope| words.resolve_scope(scope));
    // In a table 年初结转和结余 is the row itself: its stage is known, and its scope what it is told of.
    let moment = statement.cell.is_some() && statement.scope.is_some();
    let (subject, named) = match words.dictionary.stage(subject) {
        _ if statement.path.is_some() => (name, None),
        // A word that the rule set adds to the stages stands for a stage of what it is told of.
        Some(stage) if (statement.stage.is_none() || moment) && statement.quantity.unit.is_money() => {
            (scope, Some(stage))
        }
        _ => (subject, named),
    };
    Some(Called { subject, scope, stage: statement.stage.or(named), ambiguous: false, approximate })
}

/// Gives amounts of unknown stage the stage of the total that they repeat, or that they miss by a slip; those
/// that fit no known total of their subject are ambiguous. Approximations are told apart. There are so many `names`.
fn settle_bare(statements: &[Statement], terms: &mut [Option<Called>], names: usize) {
    let mut totals: HashMap<(usize, bool), Vec<usize>> = HashMap::default();
    // Most subjects have none.
    let mut has_total = vec![false; names];
    for (at, called) in terms.iter().enumerate() {
        if let Some(called) =
            called.as_ref().filter(|called| called.stage.is_some_and(Stage::is_total) && called.is_direct())
        {
            let known = totals.entry((called.subject, called.approximate)).or_default();
            if known.len() < MOST_KNOWN {
                known.push(at);
            }
            has_total[called.subject] = true;
        }
    }
    for at in 0..terms.len() {
        let own = &statements[at];
        let is_bare =
            |called: &Called| has_total[called.subject] && called.stage.is_none() && called.is_direct();
        let Some(called) = terms[at].filter(is_bare) else { continue };
        let Some(known) = totals.get(&(called.subject, called.approximate)) else { continue };
        let like = |other: &usize| statements[*other].quantity.unit.dimension == own.quantity.unit.dimension;
        if own.path.is_some() || own.cell.is_some() || !known.iter().any(like) {
            continue;
        }
        let stage = |other: &usize| terms[*other].and_then(|called| called.stage);
        let matching = |same: &dyn Fn(&Quantity) -> bool| {
            known.iter().filter(|other| same(&statements[**other].quantity)).find_map(stage)
        };
        let amount = own.quantity.amount();
        let equal = matching(&|other| amount.is_some() && other.amount() == amount);
        // Where only the budget is told with its stage, a bare amount is what was spent.
        let spent = known.iter().any(|other| stage(other) == Some(Stage::Actual));
        let slip =
            || matching(&|other| other.unit == own.quantity.unit && is_slip(other.value, own.quantity.value));
        let settled = if spent { equal.or_else(slip) } else { equal };
        if let Some(called) = terms[at].as_mut() {
            called.stage = settled;
            called.ambiguous = spent && settled.is_none();
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
