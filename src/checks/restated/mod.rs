//! `restated`: the same figure, wherever it stands, is the same.

mod mentions;
mod scope;
mod twins;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use foldhash::HashMap;

use super::identity::name;
use super::{Case, Check, Decoder, Kind, Page};
use crate::expr::{Comparison, Evaluated, Missing, Name, Operand, Places};
use crate::figures::{Alternative, Bound, Vocabulary};
use crate::finding::Severity;
use crate::language::fold;
use crate::language::{Origin, Role, Stage};
use crate::ledger::{Claim, Frame, Nature};
use crate::message::Message;
use crate::quantity::{Interval, grouped, is_telling_slip};
use crate::report::Statement;
use crate::search::Needles;
use crate::tree::{Fields, Mistake, Node, Value};

pub(super) const KIND: Kind = Kind {
    key: "restated",
    title: ("a figure stated again is the same", "同一数据在各处应一致"),
    about: (
        "Every statement of one figure must give the same amount; a coarser one must agree within its rounding. A list of names \
         compares all that is bound to each name. `true` needs no vocabulary: it compares statements with the same subject, stage and \
         scope, and tells of those that differ by a single slip of the fingers, because two projects may go by one word. A sentence is \
         held against the rows of tables of the same name and scope, and tables that agree elsewhere against each other.",
        "同一数据在报告各处应一致；精度较低的表述应在其舍入范围内一致。写名称列表时比较绑定到各名称的全部表述；写 true 时无需词表，比较主体、阶段、范围均相同的表述，只报告相差恰为一处录入差错的，因为不同项目可能用同一名称。正文还与名称、范围相同的表格行比较，其他数据一致的两张表之间也相互比较。",
    ),
    example: "restated:\n  restated: [基本支出.实际, 项目支出.实际]",
    passages: (
        "基本支出决算480.88万元。基本支出决算408.88万元。",
        "基本支出决算480.88万元。基本支出决算480.88万元。",
    ),
    severity: Severity::Error,
    last: false,
    decode,
};

/// How many differing statements of one figure are told.
const MOST_CONFLICTS: usize = 32;

/// How many digits of two amounts must agree before they are taken for one figure that slipped.
const LEAST_ALIKE: usize = 3;

/// Words for a level of government, or for a plan, in the title of a section.
const LEVELS: &[&str] = &[
    "全省",
    "全市",
    "全县",
    "全区",
    "全镇",
    "省本级",
    "市本级",
    "县本级",
    "区本级",
    "本级",
    "省级",
    "市级",
    "县级",
    "区级",
    "草案",
    "安排",
    "计划",
];

static LEVEL_WORDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(LEVELS));

#[derive(Clone, Debug)]
struct Restated {
    /// The figures compared; all that are clearly the same where empty.
    names: Vec<Name>,
}

fn decode(node: &Node, _: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    let names = match &node.value {
        Value::List(items) => items.iter().filter_map(|item| name(item, decoder)).collect(),
        Value::Scalar { text, .. } if text == "true" => Vec::new(),
        _ => {
            let message =
                Message::new("`true` or a list of figures is expected", "此处应为 true 或数据名称列表");
            decoder.mistake(Mistake::new(node.span, message));
            return None;
        }
    };
    Some(Arc::new(Restated { names }))
}

impl Check for Restated {
    fn check<'a>(&'a self, case: &Case<'a>, page: &mut Page<'_, 'a>) {
        let bound = case.bound;
        for name in &self.names {
            match &*bound.alternatives(name) {
                Ok(alternatives) => match alternatives.as_slice() {
                    [Alternative { operand, statements }] if statements.len() > 1 => {
                        let starts = operand.places.iter().map(|(_, span)| span.start);
                        page.hold(Nature::Restatement, starts, move || stated_again(bound, name));
                    }
                    alternatives => compare(alternatives, page),
                },
                Err(missing) if missing.is_absent() => {}
                Err(missing) => page.undecided(|| missing.message()),
            }
        }
        let mut subjects: Vec<&str> = self.names.iter().map(|name| name.segments[0].as_str()).collect();
        subjects.dedup();
        for subject in subjects {
            tell_ambiguous(subject, case, page);
        }
        if self.names.is_empty() {
            let compared = page.used(Nature::Restatement);
            let start = |at: usize| case.report().statements[at].span.start;
            let stated = stated(case);
            for group in stated.chunk_by(|(one, _), (next, _)| one == next) {
                if group.len() < 2 || group.iter().all(|(_, at)| compared.binary_search(&start(*at)).is_ok())
                {
                    continue;
                }
                // Without a vocabulary two projects may go by one word: only what looks like a slip is told.
                let mut found = alternatives(case, group);
                let amount = |one: &Alternative| first_of(case, one).quantity.value;
                if let Some(first) = found.first().cloned() {
                    let value = &first.operand.value;
                    found.retain(|one| {
                        let coarser =
                            one.operand.value.width() != value.width() && one.operand.value.overlaps(value);
                        one.operand.value == *value
                            || coarser
                            || is_telling_slip(amount(one), amount(&first), LEAST_ALIKE)
                    });
                }
                compare(&found, page);
            }
            mentions::check(case, page);
            twins::check(case, page);
        }
    }

    fn frame(&self) -> Frame {
        Frame::Restated
    }

    fn learned_by(&self, vocabulary: &mut Vocabulary) -> Option<Arc<dyn Check>> {
        let mut learned = self.clone();
        learned.names.iter_mut().for_each(|name| vocabulary.learn(name));
        Some(Arc::new(learned))
    }

    fn names(&self) -> Vec<&Name> {
        self.names.iter().collect()
    }
}

/// The first statement of an alternative.
fn first_of<'c>(case: &Case<'c>, one: &Alternative) -> &'c Statement {
    &case.report().statements[one.statements[0]]
}

/// Claims that the first alternative is what each other says, or, where all agree, that two of its places do.
fn compare(alternatives: &[Alternative], page: &mut Page<'_, '_>) {
    let Some((first, others)) = alternatives.split_first() else { return };
    for other in others.iter().take(MOST_CONFLICTS) {
        page.claim(claim(&first.operand, &other.operand));
    }
    if others.is_empty()
        && let Some(claim) = again(&first.operand)
    {
        page.claim(claim);
    }
}

/// The claim that the first place of a figure says what the others do, if there are others.
fn again(operand: &Operand) -> Option<Claim> {
    let (place, rest) = operand.places.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let one = Operand { places: Places::One(place.clone()), ..operand.clone() };
    let again = Operand { places: rest.iter().cloned().collect(), ..operand.clone() };
    Some(claim(&one, &again))
}

/// The same of the figure called `name`.
fn stated_again(bound: &Bound<'_>, name: &Name) -> Result<Claim, Missing> {
    match &*bound.alternatives(name) {
        Ok(alternatives) => {
            let claim = alternatives.first().and_then(|first| again(&first.operand));
            claim.ok_or_else(|| Missing::Unstated(Arc::clone(name.told())))
        }
        Err(missing) => Err(missing.clone()),
    }
}

/// Tells of amounts of `subject` that say no stage and agree with none of those that do.
fn tell_ambiguous(subject: &str, case: &Case<'_>, page: &mut Page<'_, '_>) {
    let Some((open, known)) = case.bound.ambiguous(subject) else { return };
    let statements = &case.report().statements;
    let amount = |at: usize| {
        let quantity = statements[at].quantity;
        quantity.unit.around(&grouped(&quantity.value.to_string()))
    };
    for at in open {
        let amount_here = amount(at);
        let message = Message::new(
            format!("{subject} {amount_here}: is this the budget or what was spent? It agrees with neither"),
            format!("{subject} {amount_here} 未写明是预算数还是实际数，且与两者均不一致"),
        );
        let mut finding = page.finding(statements[at].span, message);
        finding.severity = finding.severity.min(Severity::Warning);
        for other in &known {
            let stage = statements[*other].stage.map_or("", Stage::name);
            let text = Message::same(format!("{stage} {}", amount(*other)));
            finding = finding.with_label(statements[*other].span, text);
        }
        page.find(finding);
    }
}

fn claim(left: &Operand, right: &Operand) -> Claim {
    let [left, right] = [left, right].map(|operand| Evaluated::from(operand.clone()));
    Claim { left, comparison: Comparison::Equal, right, nature: Nature::Restatement }
}

/// What makes statements those of one figure: subject, scope, stage, year, and whether they are listed.
type Key<'k> = (Cow<'k, str>, String, Option<Stage>, Option<i32>, bool);

/// The different values of the figure that the statements of `group` state, the most stated first.
fn alternatives(case: &Case<'_>, group: &[(Key<'_>, usize)]) -> Vec<Alternative> {
    let Some(((subject, _, stage, ..), _)) = group.first() else { return Vec::new() };
    let name = stage.map_or_else(|| subject.to_string(), |stage| format!("{subject}.{}", stage.name()));
    let statement = |at: usize| &case.report().statements[at];
    let value = |at: usize| case.bound.interval(&statement(at).quantity);
    let mut values: Vec<(Interval, usize)> =
        group.iter().filter_map(|(_, at)| Some((value(*at)?, *at))).collect();
    values.sort_by_key(|(value, at)| (value.low, value.high, *at));
    let same = |(one, _): &(Interval, usize), (next, _): &(Interval, usize)| {
        (one.low, one.high) == (next.low, next.high)
    };
    let alternative = |values: &[(Interval, usize)]| {
        let statements: Vec<usize> = values.iter().map(|(_, at)| *at).collect();
        let mut operand = case.bound.operand(statements[0], &name).ok()?;
        let source = &case.report().source;
        operand.places = statements.iter().map(|at| (Arc::clone(source), statement(*at).span)).collect();
        Some(Alternative { operand, statements })
    };
    let mut found: Vec<Alternative> = values.chunk_by(same).filter_map(alternative).collect();
    found.sort_by_key(|alternative| {
        (std::cmp::Reverse(alternative.statements.len()), alternative.statements[0])
    });
    found
}

/// Statements in prose that clearly state a figure, those of one figure beside each other: same subject, told by
/// the sentence itself, same scope, stage, year and unit of measure. Those that no other can be like are left out.
fn stated<'c>(case: &Case<'c>) -> Vec<(Key<'c>, usize)> {
    let mut told = Vec::new();
    let clear = |s: &Statement| {
        s.paragraph.is_some()
            && s.origin != Origin::Section
            && s.role == Role::Figure
            && s.quantity.is_firm()
            && s.quantity.unit.is_money()
            && !s.subject.is_empty()
    };
    for (at, statement) in case.report().statements.iter().enumerate().filter(|(_, s)| clear(s)) {
        let subject = case.bound.word(&statement.subject);
        // Grand totals need no stage: there is one of each.
        if statement.stage.is_none() && !subject.ends_with("总计") {
            continue;
        }
        let period = statement.period.or(case.report().year);
        let listed = statement.part_of.is_some() && statement.origin == Origin::Label;
        for subject in both_sides(subject).into_iter().flatten() {
            told.push(((subject, statement.stage, period, listed), at));
        }
    }
    told.sort_unstable();
    // Few are told apart by their scope alone.
    let shared = told.chunk_by(|(one, _), (next, _)| one == next).filter(|group| group.len() > 1).flatten();
    let mut settings: HashMap<Option<usize>, String> = HashMap::default();
    let mut stated: Vec<(Key<'c>, usize)> = Vec::new();
    for ((subject, stage, period, listed), at) in shared {
        let Statement { subject: whole, scope, section, .. } = &case.report().statements[*at];
        let scope = scope.as_ref().map_or(Cow::default(), |scope| case.bound.word(scope));
        let own_scope = if scope == case.bound.word(whole) { String::new() } else { fold(&scope) };
        let own_scope = own_scope + settings.entry(*section).or_insert_with(|| setting(case, *section));
        stated.push(((subject.clone(), own_scope, *stage, *period, *listed), *at));
    }
    stated.sort_unstable();
    stated
}

/// The year and the level of government that `section` and those around it name: 2024年预算草案, 市本级情况.
fn setting(case: &Case<'_>, section: Option<usize>) -> String {
    let mut setting = String::new();
    for section in case.report().section_path(section) {
        let year =
            section.title.match_indices('年').find_map(|(at, _)| section.title.get(at.checked_sub(4)?..at));
        let year = year.filter(|year| year.bytes().all(|byte| byte.is_ascii_digit()));
        let level = || LEVELS.iter().find(|level| section.title.contains(**level));
        let level = if LEVEL_WORDS.are_in(&section.title) { level() } else { None };
        setting.extend(year.into_iter().chain(level.copied()));
    }
    setting
}

/// The figures that `subject` names: 收入支出总计 is both 收入总计 and 支出总计.
fn both_sides(subject: Cow<'_, str>) -> [Option<Cow<'_, str>>; 2] {
    match subject.strip_suffix("收入支出总计") {
        Some(before) => ["收入总计", "支出总计"].map(|side| Some(Cow::Owned(format!("{before}{side}")))),
        None => [Some(subject), None],
    }
}
