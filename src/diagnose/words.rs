//! How guesses are worded: hints in plain words, never verdicts.

use std::collections::BTreeSet;
use std::sync::Arc;

use num_traits::CheckedMul;

use crate::finding::{Correction, Suggestion};
use crate::ledger::{Nature, amount, number};
use crate::message::Message;
use crate::quantity::{Exact, Quantity, exact};
use crate::report::Report;
use crate::source::{Source, Span};

use super::doubt::Doubt;
use super::system::{Change, System};
use super::units::Mislabelled;
use super::{Explanation, Kind, Story};

/// How many guesses at one cause are told.
const MOST_TOLD: usize = 3;

/// What is told of one story: the findings that it is about, by index, and the hints.
pub(super) struct Told {
    pub(super) findings: Vec<usize>,
    pub(super) suggestions: Vec<Suggestion>,
}

/// What to tell of `story`.
pub(super) fn tell(system: &System<'_>, report: &Report, story: &Story) -> Told {
    let mut suggestions = Vec::new();
    let best = story.explanations.first().map(|first| first.kind.rank());
    let rivals = story.explanations.iter().filter(|other| Some(other.kind.rank()) == best).count();
    match story.equations.as_slice() {
        // One equation alone bears too little witness to choose among many, or between two words for one thing.
        [lone] if rivals == 0 || rivals > MOST_TOLD || is_toss_up(system, *lone, rivals) => {
            suggestions.extend(undecided(system, report, *lone));
        }
        [_] => {
            // Weaker guesses are told where they are few; many of them are chance.
            let all = story.explanations.len();
            let told = story.explanations.iter().take(if all <= MOST_TOLD { all } else { rivals });
            suggestions.extend(told.map(|explanation| suggestion(system, report, story, explanation)));
        }
        _ => {
            let told = story.explanations.iter().take(MOST_TOLD);
            suggestions.extend(told.map(|explanation| suggestion(system, report, story, explanation)));
            let further = story.explanations.len().saturating_sub(MOST_TOLD);
            if further > 0 {
                let text = Message::new(
                    format!("{further} further changes would do so as well"),
                    format!("另有 {further} 种改法同样可使各式成立"),
                );
                suggestions.push(note(Kind::Tie, story.equations.len(), text));
            }
        }
    }
    Told { findings: findings(system, &story.equations), suggestions }
}

/// What to tell of a table whose amounts are all in another unit than it says.
pub(super) fn tell_table(system: &System<'_>, report: &Report, table: &Mislabelled) -> Told {
    let known = &report.tables[table.table];
    let (name, count) = (known.name.as_str(), table.equations.len());
    let place = place(report, known.span.start);
    let factor = FACTORS.iter().find(|(power, ..)| *power == table.power.abs());
    let (en, zh) = factor.map_or(("some factor", "若干"), |(_, en, zh)| (*en, *zh));
    let text = Message::new(
        format!(
            "all of these differ by a factor of {en}: check the unit of table `{name}` ({}); with the right one \
             {count} equations hold",
            place.en,
        ),
        format!(
            "这些数均相差{zh}倍：请先核对表“{name}”（{}）的单位，单位改正后 {count} 个等式均成立",
            place.zh,
        ),
    );
    Told {
        findings: findings(system, &table.equations),
        suggestions: vec![note(Kind::UnitSlip, count, text)],
    }
}

/// What to tell of a table with the same residual in many sums.
pub(super) fn tell_doubt(system: &System<'_>, report: &Report, doubt: &Doubt) -> Told {
    let (name, count) = (report.tables[doubt.table].name.as_str(), doubt.equations.len());
    let text = Message::new(
        format!(
            "the same difference stands in {count} sums of table `{name}`: before looking for a wrong figure, check \
             whether a row or column is missing or was moved"
        ),
        format!("表“{name}”中有 {count} 个合计相差同一数额：请先核对是否漏列、错行或错栏，再查找个别数字"),
    );
    Told { findings: findings(system, &doubt.equations), suggestions: vec![note(Kind::Misread, 0, text)] }
}

/// The findings that tell of `equations`.
fn findings(system: &System<'_>, equations: &[usize]) -> Vec<usize> {
    let found = equations.iter().flat_map(|at| &system.equations[*at].findings).copied();
    found.collect::<BTreeSet<usize>>().into_iter().collect()
}

/// That the search for the cause stopped before its end.
pub(super) fn stopped() -> Suggestion {
    let text = Message::new(
        "the search for a common cause stopped at its limit: too much fails together here",
        "此处同时不成立的等式过多，查找共同原因已达上限，未能完成",
    );
    note(Kind::Tie, 0, text)
}

/// A hint that is about no figure.
pub(super) fn note(kind: Kind, repairs: usize, text: Message) -> Suggestion {
    Suggestion { kind: kind.word(), repairs, corrections: Vec::new(), text }
}

/// Whether nothing tells two statements of one figure apart: each could be the wrong one.
fn is_toss_up(system: &System<'_>, equation: usize, rivals: usize) -> bool {
    rivals > 1 && system.equations[equation].judgement.claim.nature == Nature::Restatement
}

/// That one equation alone does not tell which of its figures is wrong, and what its total would have to
/// be.
fn undecided(system: &System<'_>, report: &Report, equation: usize) -> Option<Suggestion> {
    let equation = &system.equations[equation];
    let figures = equation.figures();
    let total = figures.iter().copied().find(|figure| equation.is_total(*figure))?;
    let by = equation.needed(total)?;
    if figures.len() < 3 {
        return None;
    }
    let change = system.change(total, by);
    let (name, count) = (equation.name_of(total)?, figures.len());
    let [_, likely] = amounts(system, change);
    let text = Message::new(
        format!(
            "this equation alone does not tell which of its {count} figures is wrong; if it is {name}, it should be {likely}"
        ),
        format!("仅凭此式无法判断 {count} 个数中哪一个有误；若是{name}有误，应为 {likely}"),
    );
    let corrections = corrections(system, report, change, name);
    Some(Suggestion { kind: Kind::Tie.word(), repairs: 1, corrections, text })
}

fn suggestion(system: &System<'_>, report: &Report, story: &Story, explanation: &Explanation) -> Suggestion {
    let names: Vec<&str> =
        explanation.changes.iter().map(|change| name(system, story, change.figure)).collect();
    let repairs = explanation.repairs.len();
    let holds = match repairs {
        1 => Message::new("this equation holds", "本式成立"),
        2 => Message::new("both equations hold", "2 个等式均成立"),
        _ => Message::new(format!("all {repairs} equations hold"), format!("{repairs} 个等式均成立")),
    };
    let each = || explanation.changes.iter().zip(&names);
    let places: Vec<Vec<Correction>> =
        each().map(|(change, name)| corrections(system, report, *change, name)).collect();
    let text = match (explanation.kind, explanation.changes.as_slice()) {
        (Kind::OmittedTerm | Kind::DoubledTerm, _) => term(report, explanation),
        (Kind::SwappedFigures, [first, second]) => {
            let ([one, other], [first_amount, second_amount]) = (
                [names[0], names[1]],
                [amounts(system, *first)[0].clone(), amounts(system, *second)[0].clone()],
            );
            Message::new(
                format!("if {one} {first_amount} and {other} {second_amount} change places, {}", holds.en),
                format!("若将{one} {first_amount} 与{other} {second_amount} 对调，{}", holds.zh),
            )
        }
        (kind, changes) => {
            let (mut en, mut zh) = (Vec::new(), Vec::new());
            for ((change, name), stated_at) in each().zip(&places) {
                let [stated, likely] = amounts(system, *change);
                let reason = match kind {
                    Kind::Restatement => elsewhere(system, changes),
                    Kind::UnitSlip => factor(*change, system),
                    Kind::Implied => reason(system.slip(*change)),
                    kind => reason(kind),
                };
                let count = match stated_at.len() {
                    0 | 1 => Message::default(),
                    several => Message::new(format!("in {several} places: "), format!("共 {several} 处，")),
                };
                en.push(format!("{name} {likely} instead of {stated} ({}{})", count.en, reason.en));
                zh.push(format!("{name} {stated} 改为 {likely}（{}{}）", count.zh, reason.zh));
            }
            let together = if changes.len() > 1 { "同时" } else { "" };
            Message::new(
                format!("with {}, {}", en.join(" and "), holds.en),
                format!("若{together}将{}，{}", zh.join("、"), holds.zh),
            )
        }
    };
    let corrections = match explanation.term {
        Some(term) => vec![stated(report, term)],
        None => places.into_iter().flatten().collect(),
    };
    Suggestion { kind: explanation.kind.word(), repairs, corrections, text }
}

/// The hint that a term may have been left out of a sum or counted twice.
fn term(report: &Report, explanation: &Explanation) -> Message {
    let Some(statement) = explanation.term.map(|at| &report.statements[at]) else {
        return Message::default();
    };
    let (name, place) = (statement.name(), place(report, statement.span.start));
    let quantity = &statement.quantity;
    let value = quantity.amount().unwrap_or_default();
    let shown = amount(value, quantity.unit, quantity.value.scale() as usize);
    if explanation.kind == Kind::DoubledTerm {
        Message::new(
            format!("the difference is just {name} {shown} ({}): was it counted twice?", place.en),
            format!("差额恰为{name} {shown}（{}），是否重复计算？", place.zh),
        )
    } else {
        Message::new(
            format!("the difference is just {name} {shown} ({}): was it left out of the sum?", place.en),
            format!("差额恰为{name} {shown}（{}），是否漏计？", place.zh),
        )
    }
}

/// Where byte `offset` of the report stands: in the file's own terms where it has some, else the line.
fn place(report: &Report, offset: usize) -> Message {
    if let Some(place) = report.source.place(offset) {
        return Message::same(place);
    }
    let line = report.source.position(offset).line;
    Message::new(format!("line {line}"), format!("第 {line} 行"))
}

/// What went wrong with a figure, in a word or two.
fn reason(kind: Kind) -> Message {
    let (en, zh) = match kind {
        Kind::Sign => ("with the other sign", "正负号相反"),
        Kind::DigitsSwapped => ("two digits swapped", "相邻数字颠倒"),
        Kind::DigitDropped => ("a digit dropped", "漏写一位数字"),
        Kind::DigitAdded => ("a digit too many", "多写一位数字"),
        Kind::DigitReplaced => ("one digit different", "一位数字有误"),
        Kind::DecimalPoint => ("the decimal point moved", "小数点错位"),
        _ => ("as the other figures imply", "由其他数字推算"),
    };
    Message::new(en, zh)
}

/// That a figure is stated elsewhere with the amount that fits, and how many equations that hold bear
/// witness to that.
fn elsewhere(system: &System<'_>, changes: &[Change]) -> Message {
    let Some(change) = changes.first() else { return Message::default() };
    let likely = system.changed(*change);
    let is_copy = |at: &usize| system.equations[*at].judgement.claim.nature == Nature::Restatement;
    let copies = system.touching[change.figure].iter().filter(|at| is_copy(at));
    let others = copies.flat_map(|at| system.equations[*at].figures());
    let same = others.filter(|other| *other != change.figure && Some(system.figures[*other].value) == likely);
    let witnesses: BTreeSet<usize> = same
        .flat_map(|other| &system.touching[other])
        .filter(|at| !is_copy(at) && !system.equations[**at].fails)
        .copied()
        .collect();
    match witnesses.len() {
        0 => Message::new("as stated elsewhere", "与他处所载一致"),
        1 => Message::new(
            "as stated elsewhere, where an equation bears it out",
            "与他处所载一致，且该处另有等式印证",
        ),
        many => Message::new(
            format!("as stated elsewhere, where {many} equations bear it out"),
            format!("与他处所载一致，且该处另有 {many} 个等式印证"),
        ),
    }
}

/// The powers of ten between units, in words.
const FACTORS: [(i32, &str, &str); 4] =
    [(3, "1,000", "一千"), (4, "10,000", "一万"), (6, "1,000,000", "一百万"), (8, "100,000,000", "一亿")];

/// By how much an amount in another unit is off.
fn factor(change: Change, system: &System<'_>) -> Message {
    let (stated, likely) = (system.figures[change.figure].value, system.changed(change).unwrap_or_default());
    let is = |power: i32| {
        let times = |value: Exact| exact(1.into(), power).and_then(|factor| value.checked_mul(&factor));
        times(stated) == Some(likely) || times(likely) == Some(stated)
    };
    match FACTORS.iter().find(|(power, ..)| is(*power)) {
        Some((_, en, zh)) => {
            Message::new(format!("another unit, off by a factor of {en}"), format!("单位疑误，相差{zh}倍"))
        }
        None => Message::new("another unit", "单位疑误"),
    }
}

/// What `figure` is called where the story is about it.
fn name<'s>(system: &'s System<'_>, story: &Story, figure: usize) -> &'s str {
    let mut names = story.equations.iter().filter_map(|at| system.equations[*at].name_of(figure));
    names.find(|name| !name.is_empty()).unwrap_or(system.figures[figure].name)
}

/// The amounts before and after `change`, as people read them.
fn amounts(system: &System<'_>, change: Change) -> [String; 2] {
    let figure = &system.figures[change.figure];
    let decimals = figure.printed.scale() as usize;
    let likely = system.changed(change).unwrap_or_default();
    [figure.value, likely].map(|value| amount(value, figure.unit, decimals))
}

/// What `change` makes of its figure, at each place that states it with the same amount.
fn corrections(system: &System<'_>, report: &Report, change: Change, name: &str) -> Vec<Correction> {
    let figure = &system.figures[change.figure];
    let own = figure.places.iter().filter(|(source, _)| Arc::ptr_eq(source, &report.source));
    let stated = own.filter_map(|(source, span)| {
        let quantity = report.statements[report.statement_at(span.start)?].quantity;
        (quantity.amount() == Some(figure.value)).then_some((source, *span, quantity))
    });
    let correction = |(source, span, quantity): (&&Arc<Source>, Span, Quantity)| {
        let decimals = quantity.value.scale() as usize;
        let plain = |value: Exact| number(value, quantity.unit, decimals).replace(',', "");
        Correction {
            figure: name.to_owned(),
            stated: plain(figure.value),
            likely: system.changed(change).map(plain),
            unit: quantity.unit.word(),
            source: Arc::clone(source),
            span,
        }
    };
    stated.map(correction).collect()
}

/// A statement whose amount is not in doubt.
fn stated(report: &Report, statement: usize) -> Correction {
    let statement = &report.statements[statement];
    Correction {
        figure: statement.name(),
        stated: statement.quantity.value.to_string(),
        likely: None,
        unit: statement.quantity.unit.word(),
        source: Arc::clone(&report.source),
        span: statement.span,
    }
}
