//! What statements are called: subject, scope and stage in the words of a vocabulary, and the names that
//! these make.

use std::collections::{BTreeMap, HashMap};

use super::Vocabulary;
use crate::language::{Role, Stage, WHOLE, fold};
use crate::quantity::is_slip;
use crate::report::{Report, Statement};

/// How many amounts of known stage an amount of unknown stage is compared with.
const MOST_KNOWN: usize = 32;

/// What a statement is called, in canonical words.
#[derive(Clone, Debug)]
pub(super) struct Called {
    /// Its subject.
    pub(super) subject: String,
    /// The subject in whose scope it stands.
    pub(super) scope: String,
    /// Its stage, where it is known.
    pub(super) stage: Option<Stage>,
    /// Whether its stage is unknown and it fits neither of the stages that are known of its subject.
    pub(super) ambiguous: bool,
}

impl Called {
    /// Whether it is told of the report as a whole or of the subject itself.
    pub(super) fn is_direct(&self) -> bool {
        self.scope == WHOLE || self.scope == self.subject
    }
}

/// A vocabulary that resolves each word of a report once.
pub(super) struct Words<'w> {
    vocabulary: &'w Vocabulary,
    known: HashMap<&'w str, String>,
}

impl<'w> Words<'w> {
    /// Nothing resolved yet.
    pub(super) fn new(vocabulary: &'w Vocabulary) -> Self {
        Self { vocabulary, known: HashMap::new() }
    }

    fn word(&mut self, word: &'w str) -> String {
        self.known.entry(word).or_insert_with(|| self.vocabulary.word(word)).clone()
    }
}

/// What `statement` is called; `None` where no identity may use it.
pub(super) fn call<'w>(statement: &'w Statement, report: &Report, words: &mut Words<'w>) -> Option<Called> {
    let now = statement.period.is_none() || report.year.is_none() || statement.period == report.year;
    if !now || statement.role != Role::Figure || !statement.quantity.is_firm() {
        return None;
    }
    let vocabulary = words.vocabulary;
    let word = words.word(&statement.subject);
    let (subject, named) = match word.rsplit_once('.') {
        Some((subject, last)) if vocabulary.stage(last).is_some() && statement.path.is_none() => {
            (subject.to_owned(), vocabulary.stage(last))
        }
        _ => (word, None),
    };
    let scope = statement.scope.as_ref().map_or_else(|| WHOLE.to_owned(), |scope| words.word(scope));
    // A word that the rule set adds to the stages stands for a stage of what it is told of.
    let (subject, named) = match vocabulary.stage(&subject) {
        Some(stage)
            if statement.stage.is_none()
                && statement.path.is_none()
                && statement.quantity.unit.is_money() =>
        {
            (scope.clone(), Some(stage))
        }
        _ => (subject, named),
    };
    Some(Called { subject, scope, stage: statement.stage.or(named), ambiguous: false })
}

/// Gives amounts of unknown stage the stage of the total that they repeat, or that they miss by a slip; those
/// that fit no known total of their subject are ambiguous.
pub(super) fn settle_bare(statements: &[Statement], terms: &mut [Option<Called>]) {
    let mut totals: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, called) in terms.iter().enumerate() {
        if let Some(called) =
            called.as_ref().filter(|called| called.stage.is_some_and(Stage::is_total) && called.is_direct())
        {
            let known = totals.entry(called.subject.clone()).or_default();
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

/// Every name that means a statement.
pub(super) fn keys(
    statement: &Statement,
    called: &Called,
    report: &Report,
    vocabulary: &Vocabulary,
) -> Vec<String> {
    let Called { subject, scope, stage, .. } = called;
    let mut keys = vec![subject.clone()];
    let stage = stage.map(Stage::name);
    let mut add = |name: String| {
        if let Some(stage) = stage {
            keys.push(format!("{name}.{stage}"));
        }
        keys.push(name);
    };
    add(subject.clone());
    if scope != subject {
        add(format!("{scope}.{subject}"));
    }
    if let Some(path) = &statement.path {
        add(vocabulary.canonical(path));
    }
    if let Some((table, _, column)) = statement.cell
        && let Some(table) = report.tables.get(table)
    {
        let header = table.header.get(column).map_or("", String::as_str);
        let name = fold(&table.name);
        add(format!("{name}.{subject}"));
        if !header.is_empty() {
            let column = vocabulary.word(header);
            keys.push(format!("{subject}.{column}"));
            keys.push(format!("{name}.{subject}.{column}"));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys.retain(|key| !key.is_empty());
    keys
}
