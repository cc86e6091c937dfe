//! What may be added to, compared with, multiplied by what; and how two sides agree.

use num_traits::Zero;
use rust_decimal::Decimal;

use super::figures::{fits, too_large};
use super::work::{Part, Work};
use super::{Comparison, Evaluated, Missing, Step};
use crate::message::Message;
use crate::quantity::{Dimension, Exact, Interval, Unit, exact, order};

/// How two sides of a relation agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// The relation holds of the values as printed.
    Exact,
    /// It holds of some of the values that rounding allows.
    Rounding,
    /// It holds of none.
    Broken,
}

/// What two amounts were brought together for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    Add,
    Compare,
    Multiply,
    Divide,
}

/// How `left` and `right` agree, their intervals taken as independent.
pub fn compare(left: &Evaluated, comparison: Comparison, right: &Evaluated) -> Agreement {
    comparison.agree(&left.value, &right.value)
}

impl Comparison {
    /// How `left` and `right` agree, the two taken as independent; `!=` is judged on the printed values
    /// alone. What is stated approximately proves nothing exactly.
    pub fn agree(self, left: &Interval, right: &Interval) -> Agreement {
        let printed = self.holds(order(&left.value, &right.value));
        if printed && !left.approximate && !right.approximate {
            return Agreement::Exact;
        }
        let possible = match self {
            Self::Equal => left.overlaps(right),
            Self::NotEqual => printed,
            Self::Less => order(&left.low, &right.high).is_lt(),
            Self::LessOrEqual => !left.exceeds(right),
            Self::Greater => order(&left.high, &right.low).is_gt(),
            Self::GreaterOrEqual => !right.exceeds(left),
        };
        if possible { Agreement::Rounding } else { Agreement::Broken }
    }
}

/// Brings `parts` to one dimension and gives the unit to show them in, and whether all of them are bare
/// numbers.
///
/// Bare numbers take the unit of what they meet: next to money the one of [`Figures::unit`](super::Figures::unit), elsewhere they
/// stay as they are. Figures without a unit go with ratios and counts, never with money.
pub(super) fn unify(
    work: &mut Work<'_>,
    parts: &mut [Part],
    purpose: Purpose,
) -> Result<(Unit, bool), Missing> {
    let mut leader: Option<&Part> = None;
    for part in parts.iter().filter(|part| !part.bare) {
        match leader {
            Some(first) if !joins(first.unit.dimension, part.unit.dimension) => {
                return Err(refused(work, purpose, first, part));
            }
            Some(first) if first.unit.dimension != Dimension::Plain => {}
            _ => leader = Some(part),
        }
    }
    let Some(unit) = leader.map(|part| part.unit) else { return Ok((Unit::NONE, true)) };
    for part in parts.iter_mut().filter(|part| part.bare) {
        adopt(work, part, unit)?;
    }
    Ok((unit, false))
}

/// The unit of a product, and whether it is a bare number still.
pub(super) fn times(work: &Work<'_>, left: &Part, right: &Part) -> Result<(Unit, bool), Missing> {
    use Dimension::{Count, Money, Ratio};
    if left.bare {
        return Ok((right.unit, right.bare));
    }
    let unit = match (left.unit.dimension, right.unit.dimension) {
        _ if right.bare => left.unit,
        (Money(_), Money(_)) => return Err(refused(work, Purpose::Multiply, left, right)),
        (_, Money(_)) => right.unit,
        (Money(_), _) | (Ratio, Ratio) => left.unit,
        (Count(_), Count(_)) => Unit::NONE,
        (_, Count(_)) => right.unit,
        (Count(_), _) => left.unit,
        _ => Unit::NONE,
    };
    Ok((unit, false))
}

/// The unit of a quotient, and whether it is a bare number still.
pub(super) fn over(work: &Work<'_>, left: &Part, right: &Part) -> Result<(Unit, bool), Missing> {
    use Dimension::{Count, Money};
    let unit = match (left.unit.dimension, right.unit.dimension) {
        _ if right.bare => return Ok((left.unit, left.bare)),
        (Money(a), Money(b)) if a == b => percent(),
        (Count(a), Count(b)) if a == b => percent(),
        (_, Money(_)) => return Err(refused(work, Purpose::Divide, left, right)),
        (Money(_), _) => left.unit,
        (_, Count(_)) => Unit::NONE,
        _ => left.unit,
    };
    Ok((unit, false))
}

fn percent() -> Unit {
    Unit::parse("%").expect("% is a unit")
}

/// Whether amounts of both dimensions may be added and compared.
fn joins(left: Dimension, right: Dimension) -> bool {
    use Dimension::{Count, Plain, Ratio};
    left == right || matches!((left, right), (Plain, Ratio | Count(_)) | (Ratio | Count(_), Plain))
}

/// Reads the bare number `part` next to an amount in `unit`; next to money it is in the rule set's unit.
fn adopt(work: &mut Work<'_>, part: &mut Part, unit: Unit) -> Result<(), Missing> {
    part.bare = false;
    part.unit = unit;
    if !unit.is_money() || part.value == Interval::point(Exact::zero()) {
        return Ok(());
    }
    let own = work.figures.unit();
    if own.dimension != unit.dimension {
        let (name, unit) = (work.label(part), unit.to_string());
        return Err(Missing::Undecided(Message::new(
            format!(
                "`{name}` has no unit and stands next to an amount in {unit}: write {name} {unit}, or set `unit:`"
            ),
            format!("“{name}”没有单位，无法与单位为{unit}的金额一起计算：请写成 {name} {unit}，或设置 unit"),
        )));
    }
    let factor = Interval::point(exact(Decimal::ONE, own.exponent).ok_or_else(too_large)?);
    part.unit = own;
    part.value = fits(part.value.mul(&factor))?;
    if part.sum {
        for term in &mut work.terms[part.terms.clone()] {
            term.unit = own;
            term.value = fits(term.value.mul(&factor))?;
        }
    } else {
        part.steps.to_mut().extend([Step::Number(factor), Step::Multiply]);
    }
    Ok(())
}

/// Why `left` and `right` do not go together.
fn refused(work: &Work<'_>, purpose: Purpose, left: &Part, right: &Part) -> Missing {
    let (en, zh) = match purpose {
        Purpose::Add => ("added", "相加减"),
        Purpose::Compare => ("compared", "比较"),
        Purpose::Multiply => ("multiplied", "相乘"),
        Purpose::Divide => ("divided by one another", "相除"),
    };
    let told = |part: &Part| match part.unit.word() {
        Some(unit) => (format!("is in {unit}"), format!("的单位是{unit}")),
        None => ("has no unit".to_owned(), "没有单位".to_owned()),
    };
    let (left_name, right_name, left, right) = (work.label(left), work.label(right), told(left), told(right));
    Missing::Undecided(Message::new(
        format!("`{left_name}` {} and `{right_name}` {}: they cannot be {en}", left.0, right.0),
        format!("“{left_name}”{}，“{right_name}”{}，不能{zh}", left.1, right.1),
    ))
}
