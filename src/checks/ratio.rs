//! `ratio`: shares, completion rates and growth follow from the amounts they are told with.

use std::sync::Arc;

use foldhash::HashMap;
use num_traits::{CheckedSub, Zero};

use super::{Case, Check, Decoder, Kind, Page};
use crate::expr::{Agreement, Comparison, Evaluated, Missing, Step, Term, compare};
use crate::finding::Severity;
use crate::language::{self, Assertion, Direction, Meant, Named, Reading, Role};
use crate::ledger::{Claim, Frame, Nature, Status};
use crate::message::Message;
use crate::quantity::{Dimension, Exact, slips_by};
use crate::report::{Report, Statement};
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "ratio",
    title: ("shares, rates and growth follow from the amounts", "占比、完成率、增减幅度与金额相符"),
    about: (
        "A percentage that a sentence tells of its amounts must follow from them: shares (占…%, accounting for), completion rates (完成年初预算的…%), changes and growth \
         (比上年增加…，增长…%, up … from …). Rounding is judged by intervals; a percentage that was cut off instead of rounded is told as information. \
         Where the amount that a percentage is of is not stated, nothing is reported.",
        "文中百分比应与同处金额相符：占比（占…%）、完成率（完成年初预算的…%）、增减额与增减幅度（比上年增加…，增长…%）。按舍入区间判断；直接截尾而未四舍五入的仅作说明。百分比所对应的金额未写明时不报告。",
    ),
    example: "ratio:\n  ratio: true",
    passages: (
        "收入110.00万元，比上年增加10.00万元，增长11.00%。",
        "收入110.00万元，比上年增加10.00万元，增长10.00%。",
    ),
    severity: Severity::Error,
    last: false,
    decode,
};

/// How many figures of one name a share is tried with.
const MOST: usize = 12;

#[derive(Debug)]
struct Ratio;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Ratio))
}

/// The figures of a report by their subject, for wholes that are named.
type Names<'r> = HashMap<&'r str, Vec<usize>>;

impl Check for Ratio {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let mut names: Option<Names<'_>> = None;
        for assertion in &report.assertions {
            page.count_as(frame(assertion));
            if let Some(finding) = contradiction(case, assertion, page) {
                page.find(finding);
                page.close(true);
                continue;
            }
            without_sign(case, assertion, page);
            let mut tried = Tried::default();
            if let Some(claim) = tried.first_that_holds(case, assertion, &assertion.readings) {
                page.claim(claim);
                continue;
            }
            let (mut more, mut meant) = (Vec::new(), assertion.meant);
            if let Some(named) = assertion.named.as_ref().filter(|_| meant != Meant::Surely) {
                let names = names.get_or_insert_with(|| index(report));
                if add_named(case, named, names, &mut more) && assertion.frame == language::Frame::Share {
                    meant = Meant::Surely;
                }
            }
            if add_listed(case, assertion, &mut more) {
                meant = Meant::Surely;
            }
            match tried.first_that_holds(case, assertion, &more) {
                Some(claim) => page.claim(claim),
                None => tried.judge(case, assertion, meant, page),
            }
        }
    }
}

/// The readings of an assertion that were tried and do not hold.
#[derive(Default)]
struct Tried {
    /// The first reading of all.
    likeliest: Option<Reading>,
    /// What the first claims that can be evaluated.
    claim: Option<Claim>,
    /// Why the first that cannot be evaluated cannot.
    missing: Option<Missing>,
}

impl Tried {
    /// The claim of the first of `readings` that holds.
    fn first_that_holds(
        &mut self,
        case: &Case<'_>,
        assertion: &Assertion,
        readings: &[Reading],
    ) -> Option<Claim> {
        for reading in readings {
            self.likeliest.get_or_insert(*reading);
            match claim(case, assertion, *reading) {
                Ok(claim) if holds(&claim) => return Some(claim),
                Ok(claim) => _ = self.claim.get_or_insert(claim),
                Err(missing) => _ = self.missing.get_or_insert(missing),
            }
        }
        None
    }

    /// Claims the likeliest reading where one must be meant; else tells why nothing can be said.
    fn judge(self, case: &Case<'_>, assertion: &Assertion, meant: Meant, page: &mut Page<'_, '_>) {
        match (self.claim, self.missing) {
            (Some(claim), _)
                if meant == Meant::Surely || meant == Meant::Likely && is_slip(case, assertion, &claim) =>
            {
                page.claim(claim);
            }
            (None, Some(_)) if meant == Meant::Surely && zero_base(case, assertion, self.likeliest, page) => {
                page.tell(Status::Violated, Vec::new());
            }
            (None, Some(missing)) => page.undecided(|| missing.message()),
            _ => page.undecided(|| unknown(case, assertion)),
        }
    }
}

/// What an assertion is counted among.
fn frame(assertion: &Assertion) -> Frame {
    match assertion.frame {
        language::Frame::Share => Frame::Share,
        language::Frame::Completion => Frame::Completion,
        language::Frame::Change => Frame::Change,
        language::Frame::Balance => Frame::Balance,
    }
}

/// Whether `claim` holds of some values that rounding allows.
fn holds(claim: &Claim) -> bool {
    compare(&claim.left, claim.comparison, &claim.right) != Agreement::Broken
}

/// Whether a single slip of the fingers in one of the amounts of `claim` explains why it fails.
fn is_slip(case: &Case<'_>, assertion: &Assertion, claim: &Claim) -> bool {
    let statements = &case.report().statements;
    let Some(gap) = claim.left.value.value.checked_sub(&claim.right.value.value) else { return false };
    let Some(reading) = assertion.readings.first() else { return false };
    let [now, then] = reading.members();
    [(assertion.told, -gap), (now, gap), (then, -gap)].into_iter().any(|(at, change)| {
        let quantity = statements[at].quantity;
        let digits = quantity.value.mantissa().unsigned_abs().to_string().trim_end_matches('0').len();
        digits >= 3 && slips_by(quantity.value, quantity.unit.exponent, change)
    })
}

/// The equation that `assertion` makes when read so.
fn claim(case: &Case<'_>, assertion: &Assertion, reading: Reading) -> Result<Claim, Missing> {
    let told = term(case, assertion.told)?;
    let [first, second] = reading.members();
    let (first, mut second) = (term(case, first)?, term(case, second)?);
    if let Reading::Turn { .. } | Reading::Same { .. } = reading {
        let (comparison, nature) = match (reading, assertion.direction) {
            (Reading::Same { .. }, _) => (Comparison::Equal, Nature::Relation),
            (_, Some(Direction::Fall)) => (Comparison::Less, Nature::Turn),
            _ => (Comparison::Greater, Nature::Turn),
        };
        return Ok(Claim { left: first.into(), comparison, right: second.into(), nature });
    }
    // 占项目支出400万元的5%: the verb is no part of what the whole is called.
    if matches!(reading, Reading::Share { .. })
        && let Some(name) = second.name.strip_prefix('占')
    {
        second.name = name.into();
    }
    let is_rate = told.unit.dimension == Dimension::Ratio;
    let (steps, nature): (&'static [Step], _) = match reading {
        Reading::Share { .. } => (Step::SHARE, Nature::Share),
        Reading::Growth { way, .. } => {
            if way == Some(Direction::Fall) {
                second.value = second.value.negate();
            }
            (Step::GROWTH, Nature::Growth)
        }
        Reading::Step { .. } if is_rate => (Step::CHANGE, Nature::Step),
        _ => (&[], Nature::Relation),
    };
    let base = second.name.clone();
    let right = if nature == Nature::Relation {
        second.negative = true;
        Evaluated::sum_of(vec![first, second])
    } else {
        Evaluated::worked_out(steps, told.unit, vec![first, second])
    };
    let right = right.ok_or_else(|| no_base(&base))?;
    let value = right.value.value;
    let falls = match assertion.direction {
        _ if assertion.frame != language::Frame::Change => false,
        _ if matches!(reading, Reading::Share { .. }) => false, // of what it was, whichever way
        Some(direction) => direction == Direction::Fall,
        None => value < Exact::zero() && told.value.value > Exact::zero(),
    };
    let mut left = Evaluated::from(told);
    if falls {
        left.value = left.value.negate();
        left.terms[0].value = left.terms[0].value.negate();
    }
    Ok(Claim { left, comparison: Comparison::Equal, right, nature })
}

/// One statement as a term.
fn term(case: &Case<'_>, at: usize) -> Result<Term, Missing> {
    let statement = &case.report().statements[at];
    case.bound.operand(at, &statement.name()).map(Term::from)
}

/// The finding that a change is told both as a rise and as a fall.
fn contradiction(
    case: &Case<'_>,
    assertion: &Assertion,
    page: &Page<'_, '_>,
) -> Option<crate::finding::Finding> {
    let reading = assertion.readings.first()?;
    let Reading::Growth { change, way, .. } = *reading else { return None };
    let (rate, amount) = (assertion.direction?, way?);
    if rate == amount {
        return None;
    }
    let statements = &case.report().statements;
    let is_negative = |at: usize| statements[at].quantity.value.is_sign_negative();
    if is_negative(change) != is_negative(assertion.told) {
        return None;
    }
    let word = |direction: Direction| match direction {
        Direction::Rise => ("a rise", "增加"),
        Direction::Fall => ("a fall", "减少"),
    };
    let (amount, rate) = (word(amount), word(rate));
    let message = Message::new(
        format!("the change is told as {} in its amount and as {} in its rate", amount.0, rate.0),
        format!("同一变动，金额写作“{}”，幅度却写作“{}”，方向相反", amount.1, rate.1),
    );
    let finding = page.finding(statements[assertion.told].span, message);
    Some(finding.with_label(statements[change].span, Message::new(amount.0, amount.1)))
}

/// Tells of a percentage without its sign.
fn without_sign(case: &Case<'_>, assertion: &Assertion, page: &mut Page<'_, '_>) {
    let report = case.report();
    let statement = &report.statements[assertion.told];
    let printed = report.source.slice(statement.span);
    if statement.quantity.unit.dimension != Dimension::Ratio
        || !printed.ends_with(|c: char| c.is_ascii_digit())
    {
        return;
    }
    let message = Message::new(format!("{printed} lacks its percent sign"), format!("{printed} 后缺少“%”"));
    let mut finding = page.finding(statement.span, message);
    finding.severity = Severity::Info;
    page.find(finding);
}

/// Tells of a percentage of nothing, where the base of the likeliest reading is zero as printed.
fn zero_base(
    case: &Case<'_>,
    assertion: &Assertion,
    likeliest: Option<Reading>,
    page: &mut Page<'_, '_>,
) -> bool {
    let statements = &case.report().statements;
    let amount = |at: usize| statements[at].quantity.amount();
    let Some(reading) = likeliest else { return false };
    let told = &statements[assertion.told];
    let (base, labels) = match reading {
        Reading::Share { part, whole } => (amount(whole), [whole, part]),
        Reading::Step { now, then } | Reading::Turn { now, then } | Reading::Same { now, then } => {
            (amount(then), [then, now])
        }
        Reading::Growth { now, change, way } => {
            let change_value = amount(change).map(|c| if way == Some(Direction::Fall) { -c } else { c });
            (amount(now).zip(change_value).map(|(now, change)| now - change), [now, change])
        }
    };
    if base != Some(Exact::zero())
        || told.quantity.unit.dimension != Dimension::Ratio
        || told.quantity.value.is_zero()
    {
        return false;
    }
    let message = match reading {
        Reading::Share { .. } => {
            Message::new("a percentage of nothing: the base is zero", "基数为零，不应计算百分比")
        }
        _ => Message::new(
            "a rate of change from nothing: what it was before is zero",
            "上期（或基期）数为零，不应计算增减幅度",
        ),
    };
    let mut finding = page.finding(told.span, message);
    for at in labels {
        finding = finding.with_label(statements[at].span, Message::default());
    }
    let help = Message::new(
        "leave the percentage out, or say that it cannot be compared",
        "请删去百分比，或注明“基数为零，不可比”",
    );
    finding.help.get_or_insert(help);
    page.find(finding);
    true
}

/// Adds a reading for every figure that `named` may mean. Whether one of them must be meant: prose tells just
/// one amount by these very words.
fn add_named(case: &Case<'_>, whole: &Named, known: &Names<'_>, readings: &mut Vec<Reading>) -> bool {
    let report = case.report();
    if whole.subject.is_empty() && whole.stage.is_none() {
        return false;
    }
    let part = &report.statements[whole.part];
    let year = |statement: &Statement| statement.period.or(report.year);
    let mut exact: Vec<Option<Exact>> = Vec::new();
    let meant = known.get(whole.subject.as_str()).map_or(&[][..], Vec::as_slice);
    let fits = |at: &&usize| {
        let other = &report.statements[**at];
        **at != whole.part
            && other.quantity.unit.dimension == part.quantity.unit.dimension
            && (whole.stage.is_none() || other.stage == whole.stage)
            && year(other) == year(part)
    };
    for at in meant.iter().filter(fits).take(MOST) {
        let other = &report.statements[*at];
        if other.paragraph.is_some()
            && other.label.ends_with(whole.words.as_str())
            && !whole.subject.is_empty()
        {
            exact.push(other.quantity.amount());
        }
        readings.push(Reading::Share { part: whole.part, whole: *at });
        if let Some(total) = part.part_of.filter(|total| total != at) {
            readings.push(Reading::Share { part: total, whole: *at });
        }
    }
    exact.sort_unstable();
    exact.dedup();
    exact.len() == 1
}

/// Adds a reading for the total that the part of a share is listed under in lines of its own. Whether that
/// must be meant: the share names no other whole.
fn add_listed(case: &Case<'_>, assertion: &Assertion, readings: &mut Vec<Reading>) -> bool {
    let statements = &case.report().statements;
    let Some(named) = &assertion.named else { return false };
    let part = named.part;
    let Some(total) = statements[part].part_of.filter(|_| assertion.frame == language::Frame::Share) else {
        return false;
    };
    let reading = Reading::Share { part, whole: total };
    if assertion.readings.contains(&reading)
        || readings.contains(&reading)
        || statements[total].paragraph == statements[part].paragraph
    {
        return false;
    }
    readings.push(reading);
    ["总", "全部", "合计"].iter().any(|word| named.words.starts_with(word)) || named.words.is_empty()
}

/// The firm figures of a report by those of their subjects that assertions name; most are told apart by length.
fn index(report: &Report) -> Names<'_> {
    let wholes = report.assertions.iter().filter_map(|assertion| assertion.named.as_ref());
    let mut names: Names<'_> = wholes.map(|whole| (whole.subject.as_str(), Vec::new())).collect();
    let lengths = names.keys().fold(0_u64, |all, name| all | 1 << (name.len() % 64));
    for (at, statement) in report.statements.iter().enumerate() {
        if lengths >> (statement.subject.len() % 64) & 1 == 1
            && statement.role == Role::Figure
            && statement.quantity.is_firm()
            && let Some(known) = names.get_mut(statement.subject.as_str())
        {
            known.push(at);
        }
    }
    names
}

/// Why an assertion could not be checked.
fn unknown(case: &Case<'_>, assertion: &Assertion) -> Message {
    let statements = &case.report().statements;
    let told = &statements[assertion.told];
    let printed = case.report().source.slice(told.span);
    let (en, zh) = frame(assertion).title();
    let words = &told.label;
    Message::new(
        format!("{en}: the amounts that `{words} {printed}` is about are not stated with it"),
        format!("{zh}：未写明“{words}{printed}”所对应的金额"),
    )
}

fn no_base(name: &str) -> Missing {
    Missing::Undecided(Message::new(
        format!("`{name}` is zero or may be by its rounding: no percentage follows from it"),
        format!("“{name}”为零，或按其舍入可能为零，无法计算百分比"),
    ))
}
