//! What an expression asks of a report, and the values it makes of the answers.

use std::borrow::Cow;
use std::ops::Deref;
use std::slice;
use std::sync::Arc;

use super::{Filter, Literal, Name, Step};
use crate::message::Message;
use crate::quantity::{Exact, Interval, Unit};
use crate::source::{Source, Span};

/// What an expression may ask of a report.
pub trait Figures {
    /// The one figure that `name` means.
    fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing>;

    /// Every figure that `name` means, for `sum`, `min`, `max` and `count`: by wildcards, as a column of a
    /// table, or the one figure of that name. Empty where the column is there and no row meets `filter`;
    /// absent where nothing is.
    fn all(&self, name: &Name, filter: Option<&Filter>) -> Result<Vec<Operand>, Missing>;

    /// The figure in the same unit's report of the year before.
    fn prior(&self, _name: &Name) -> Result<Operand, Missing> {
        Err(Missing::Absent(Message::new(
            "no report of the year before is at hand",
            "没有上一年度的报告可供比较",
        )))
    }

    /// The figure in each report of the subordinate units.
    fn parts(&self, _name: &Name) -> Result<Vec<Operand>, Missing> {
        Err(Missing::Absent(Message::new(
            "no reports of subordinate units are at hand",
            "没有下属单位的报告可供汇总",
        )))
    }

    /// The text of the cell in the column `name`, where the figures are those of a row.
    fn text(&self, _name: &Name) -> Option<&str> {
        None
    }

    /// What the row is about in all its words, where the figures are those of a row.
    fn row(&self) -> String {
        String::new()
    }

    /// The parameter called `name`.
    fn parameter(&self, _name: &str) -> Option<Literal> {
        None
    }

    /// The unit that a number without one is in where it meets money; [`Unit::NONE`] where the rule set names
    /// none.
    fn unit(&self) -> Unit;
}

/// Where something is stated: a text and the bytes of it.
type Place = (Arc<Source>, Span);

/// Where a figure is stated, in the report's order; whoever clones them shares them. Most are stated in one place.
#[derive(Clone, Debug, Default)]
pub enum Places {
    /// Nowhere.
    #[default]
    None,
    /// In one place.
    One(Place),
    /// In several.
    Several(Arc<[Place]>),
}

impl Deref for Places {
    type Target = [Place];

    fn deref(&self) -> &[Place] {
        match self {
            Self::None => &[],
            Self::One(place) => slice::from_ref(place),
            Self::Several(places) => places,
        }
    }
}

impl FromIterator<Place> for Places {
    fn from_iter<I: IntoIterator<Item = Place>>(places: I) -> Self {
        let mut places = places.into_iter();
        match (places.next(), places.next()) {
            (None, _) => Self::None,
            (Some(place), None) => Self::One(place),
            (Some(first), Some(second)) => Self::Several([first, second].into_iter().chain(places).collect()),
        }
    }
}

/// A figure as the report states it.
#[derive(Clone, Debug)]
pub struct Operand {
    /// Its name in the rule's words.
    pub name: Arc<str>,
    /// Its value in base units.
    pub value: Interval,
    /// The unit it is shown in.
    pub unit: Unit,
    /// Where it is stated, in the report's order.
    pub places: Places,
}

/// One figure of an equation where it stands.
#[derive(Clone, Debug)]
pub struct Term {
    /// The figure's name in the rule's words.
    pub name: Arc<str>,
    /// The value it enters the equation with, in base units.
    pub value: Interval,
    /// The unit it is shown in.
    pub unit: Unit,
    /// Whether it is subtracted on its side.
    pub negative: bool,
    /// Where it is stated, in the report's order; empty for a literal.
    pub places: Places,
}

/// Why there is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The figure of this name is stated nowhere: `??` and `exists` apply.
    Unstated(Arc<str>),
    /// It is nowhere, for the reason given: likewise.
    Absent(Message),
    /// It is stated more than one way, or cannot be used, for the reason given.
    Undecided(Message),
}

/// The value of an expression and what it was computed from.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The value in base units.
    pub value: Interval,
    /// The unit to show it in.
    pub unit: Unit,
    /// Every figure and number used, in order, with its sign.
    pub terms: Vec<Term>,
    /// Whether it is a plain sum of its terms, so that their roundings add up.
    pub sum: bool,
    /// How it is worked out from its terms where it is no plain sum.
    pub steps: Cow<'static, [Step]>,
    /// Whether it is made of numbers without a unit only, and takes the unit of what it meets.
    pub bare: bool,
}

impl Missing {
    /// Whether it is nowhere: `??` and `exists` apply.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Unstated(_) | Self::Absent(_))
    }

    /// The reason.
    pub fn message(&self) -> Message {
        match self {
            Self::Unstated(name) => {
                Message::new(format!("`{name}` is not stated"), format!("报告中没有“{name}”"))
            }
            Self::Absent(message) | Self::Undecided(message) => message.clone(),
        }
    }
}

impl From<Operand> for Term {
    fn from(operand: Operand) -> Self {
        let Operand { name, value, unit, places } = operand;
        Self { name, value, unit, negative: false, places }
    }
}

impl From<Cow<'_, Operand>> for Term {
    fn from(operand: Cow<'_, Operand>) -> Self {
        operand.into_owned().into()
    }
}

impl From<Operand> for Evaluated {
    fn from(operand: Operand) -> Self {
        Term::from(operand).into()
    }
}

impl From<Term> for Evaluated {
    fn from(term: Term) -> Self {
        let (value, unit) = (term.value, term.unit);
        Self { value, unit, terms: vec![term], sum: true, steps: Cow::default(), bare: false }
    }
}

impl Evaluated {
    /// The sum of `terms`, each with its sign, shown in the unit of the first; `None` where it does not fit.
    pub fn sum_of(terms: Vec<Term>) -> Option<Self> {
        let unit = terms.first().map_or(Unit::NONE, |term| term.unit);
        let empty = Interval::point(Exact::from_integer(0));
        let mut side = Self { value: empty, unit, terms, sum: true, steps: Cow::default(), bare: false };
        side.value = side.with(side.terms.iter().map(|term| term.value))?;
        Some(side)
    }

    /// What `steps` make of `terms`, shown in `unit`; `None` where it does not fit or cannot be told.
    pub fn worked_out(steps: &'static [Step], unit: Unit, terms: Vec<Term>) -> Option<Self> {
        let empty = Interval::point(Exact::from_integer(0));
        let mut side = Self { value: empty, unit, terms, sum: false, steps: steps.into(), bare: false };
        side.value = side.with(side.terms.iter().map(|term| term.value))?;
        Some(side)
    }
}

/// The interval, where it fits with a little room: the smallest integer has no opposite.
pub(super) fn fits(found: Option<Interval>) -> Result<Interval, Missing> {
    found
        .filter(|i| ![i.value, i.low, i.high].iter().any(|end| *end.numer() == i128::MIN))
        .ok_or_else(too_large)
}

pub(super) fn too_large() -> Missing {
    Missing::Undecided(Message::new(
        "the amounts are too large to be computed exactly: check their units",
        "数值过大，无法精确计算：请检查单位",
    ))
}
