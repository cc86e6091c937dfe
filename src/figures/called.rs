//! What statements are called: subject, scope and stage in the words of a vocabulary, and the names that
//! these make.

use foldhash::HashMap;

use super::Vocabulary;
use super::index::Index;
use super::words::{WHOLE_AT, Word, Words};
use crate::language::{Role, Stage, fold};
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

/// What every statement of `report` is called, and the words that tell so; `None` for those that no identity may use.
pub(super) fn call<'w>(report: &'w Report, vocabulary: &'w Vocabulary) -> (Words<'w>, Vec<Option<Called>>) {
    let mut words = Words::new(vocabulary, report.statements.len() / 4);
    let headers = report.tables.iter().flat_map(|table| &table.header);
    headers.for_each(|header| _ = words.resolve(header));
    let called = report.statements.iter().map(|statement| call_one(statement, report, &mut words)).collect();
    (words, called)
}

fn call_one<'w>(statement: &'w Statement, report: &Report, words: &mut Words<'w>) -> Option<Called> {
    let now = statement.period.is_none() || report.year.is_none() || statement.period == report.year;
    let approximate = statement.quantity.is_approximate();
    let told = statement.role == Role::Figure && (approximate || statement.quantity.is_firm());
    if !now || !told || is_economic(statement, report) {
        return None;
    }
    let Word { name, subject, stage: named } = words.resolve(&statement.subject);
    let scope = statement.scope.as_ref().map_or(WHOLE_AT, |scope| words.resolve_scope(scope));
    // In a table 年初结转和结余 is the row itself: its stage is known, and its scope what it is told of.
    let moment = statement.cell.is_some() && statement.scope.is_some();
    let (subject, named) = match words.stage(subject) {
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
/// that fit no known total of their subject are ambiguous. Approximations are told apart.
pub(super) fn settle_bare(statements: &[Statement], terms: &mut [Option<Called>], words: &Words<'_>) {
    let mut totals: HashMap<(usize, bool), Vec<usize>> = HashMap::default();
    // Most subjects have none.
    let mut has_total = vec![false; words.count()];
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

/// A piece of a name: a name that words stand for, by its place, or a text.
#[derive(Clone, Copy)]
enum Piece<'p> {
    Name(usize),
    Text(&'p str),
}

/// The statements of `report` by those of their names that are parts of what rules ask for.
pub(super) fn by_part(report: &Report, called: &[Option<Called>], words: &Words<'_>) -> Index {
    let vocabulary = words.vocabulary;
    let mut found: Vec<(usize, usize)> = Vec::with_capacity(report.statements.len() / 2);
    each_name(report, called, words, true, |at, pieces, stage| {
        let part = |piece: &Piece<'_>| match *piece {
            Piece::Name(word) => words.part(word),
            Piece::Text(text) => vocabulary.part(text),
        };
        let mut parts = pieces.iter().map(part);
        let first = parts.next().flatten();
        let whole = parts.fold(first, |before, next| vocabulary.joined(before?, next?));
        let staged = whole
            .zip(stage)
            .and_then(|(whole, stage)| vocabulary.joined(whole, vocabulary.part(stage.name())?));
        for pair in whole.into_iter().chain(staged).map(|part| (part, at)) {
            if !found.iter().rev().take_while(|(_, other)| *other == at).any(|other| *other == pair) {
                found.push(pair);
            }
        }
    });
    Index::of(&found, vocabulary.parts())
}

/// The same by all of their names.
pub(super) fn by_name(
    report: &Report,
    called: &[Option<Called>],
    words: &Words<'_>,
) -> HashMap<String, Vec<usize>> {
    let mut found: HashMap<String, Vec<usize>> = HashMap::default();
    each_name(report, called, words, false, |at, pieces, stage| {
        let text = |piece: &Piece<'_>| match *piece {
            Piece::Name(word) => words.name(word).to_owned(),
            Piece::Text(text) => text.to_owned(),
        };
        let whole = pieces.iter().map(text).collect::<Vec<_>>().join(".");
        let staged = stage.map(|stage| format!("{whole}.{}", stage.name()));
        for name in [whole].into_iter().chain(staged).filter(|name| !name.is_empty()) {
            let statements = found.entry(name).or_default();
            if statements.last() != Some(&at) {
                statements.push(at);
            }
        }
    });
    found
}

/// Tells `take` every name that means a statement, some of them twice, and the stage under which it is meant as well.
/// With `asked` those are left out that no rule asks for.
fn each_name(
    report: &Report,
    called: &[Option<Called>],
    words: &Words<'_>,
    asked: bool,
    mut take: impl FnMut(usize, &[Piece<'_>], Option<Stage>),
) {
    let place = |header: &str| words.known(header).map(|word| word.name);
    let column = |header: &String| place(header).filter(|_| !header.is_empty());
    let names = |table: &Table| (fold(&table.name), table.header.iter().map(column).collect());
    let tables: Vec<(String, Vec<Option<usize>>)> = report.tables.iter().map(names).collect();
    for (at, one) in called.iter().enumerate() {
        let Some(Called { subject: own, scope, stage, .. }) = one.filter(|one| !one.ambiguous) else {
            continue;
        };
        let statement = &report.statements[at];
        // All names of an amount in prose hold its subject: most subjects are asked for by none.
        if asked && statement.path.is_none() && statement.cell.is_none() && words.part(own).is_none() {
            continue;
        }
        if scope != own {
            take(at, &[Piece::Name(scope), Piece::Name(own)], stage);
        }
        if let Some(path) = &statement.path {
            take(at, &[Piece::Text(&words.vocabulary.canonical(path))], stage);
        }
        if let Some((place, _, column)) = statement.cell
            && let Some((name, columns)) = tables.get(place)
        {
            if statement.scope.is_some() {
                let whole = words.vocabulary.canonical_of(&[name.as_str(), &statement.subject]);
                take(at, &[Piece::Text(&whole)], None);
            }
            if let Some(column) = columns.get(column).copied().flatten() {
                let column = Piece::Name(column);
                take(at, &[Piece::Name(own), column], None);
                take(at, &[Piece::Text(name), Piece::Name(own), column], None);
            }
            take(at, &[Piece::Text(name), Piece::Name(own)], stage);
        }
        take(at, &[Piece::Name(own)], stage);
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
