//! Grids: the amounts of one band of a table, and the sums that are tried on them.

use std::cell::Cell;

use num_traits::{CheckedMul, CheckedSub, Signed, Zero};

use super::super::{Case, Page};
use crate::expr::{Comparison, Evaluated, Places, Term};
use crate::ledger::{Claim, Nature};
use crate::quantity::{Dimension, Exact, Interval, digits, slips_by};
use crate::report::{Band, Statement, Table};
use rust_decimal::Decimal;
use std::sync::Arc;

/// How often a cell may be looked at on average, and how often the cells of any table: what a table asks
/// beyond is not evaluated.
const LOOKS: (usize, usize) = (16, 1 << 20);

/// From how many units of its last digit on an amount closes a sum hardly by chance.
const TELLING: i128 = 100;

/// By how many places a decimal point is set wrong or a unit taken for another, and how many digits that are
/// not zero tell that it was.
const SHIFTS: &[u32] = &[1, 2, 3, 4, 6, 8];
const TELLING_DIGITS: usize = 3;

/// What stands in a cell.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    /// Nothing: zero in a sum.
    Blank,
    /// Something that is no amount of its column.
    Unread,
    /// An amount: its value and its statement.
    Amount(Interval, usize),
}

/// The amounts of one band of a table.
pub(super) struct Grid<'c> {
    pub(super) table: &'c Table,
    pub(super) band: &'c Band,
    case: &'c Case<'c>,
    /// By column of the table, then by entry; empty where the column holds no amounts or rates.
    slots: Vec<Vec<Slot>>,
    looks: Cell<usize>,
}

/// A cell of a sum: entry, column, and whether it is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) entry: usize,
    pub(super) column: usize,
    pub(super) negative: bool,
}

/// How a total and the sum of its parts agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// There is nothing to compare: the total is blank, or everything is zero.
    Silent,
    /// They agree; `telling` where that is hardly chance.
    Closes { telling: bool },
    /// They differ by this much, total minus sum.
    Off(Exact),
    /// A part is no amount.
    Unknown,
}

impl Place {
    pub(super) fn new(entry: usize, column: usize) -> Self {
        Self { entry, column, negative: false }
    }
}

impl<'c> Grid<'c> {
    pub(super) fn new(case: &'c Case<'c>, table: &'c Table, band: &'c Band) -> Self {
        let width = band.amounts.iter().chain(&band.rates).max().map_or(0, |last| last + 1);
        let mut slots = vec![Vec::new(); width];
        for column in band.amounts.iter().chain(&band.rates) {
            slots[*column] = column_slots(case, table, band, *column);
        }
        let cells = slots.iter().map(Vec::len).sum::<usize>();
        Self {
            table,
            band,
            case,
            slots,
            looks: Cell::new(cells.saturating_mul(LOOKS.0).saturating_add(LOOKS.1)),
        }
    }

    /// What stands in the cell of `entry` in `column`.
    pub(super) fn slot(&self, entry: usize, column: usize) -> Slot {
        self.slots.get(column).and_then(|slots| slots.get(entry)).copied().unwrap_or(Slot::Blank)
    }

    /// The value in the cell, zero where it is blank.
    pub(super) fn value(&self, entry: usize, column: usize) -> Option<Interval> {
        match self.slot(entry, column) {
            Slot::Amount(value, _) => Some(value),
            Slot::Blank => Some(Interval::point(Exact::zero())),
            Slot::Unread => None,
        }
    }

    /// Whether so many cells were looked at that the rest is left out.
    pub(super) fn is_exhausted(&self) -> bool {
        self.looks.get() == 0
    }

    /// How the amount at `total` agrees with the sum of `parts`.
    pub(super) fn fit(&self, total: Place, parts: impl IntoIterator<Item = Place>) -> Fit {
        let Slot::Amount(whole, statement) = self.slot(total.entry, total.column) else { return Fit::Silent };
        let (mut sum, mut filled) = (Interval::point(Exact::zero()), 0);
        for part in parts {
            self.looks.set(self.looks.get().saturating_sub(1));
            match self.slot(part.entry, part.column) {
                Slot::Blank => {}
                Slot::Unread => return Fit::Unknown,
                Slot::Amount(value, _) => {
                    let signed = if part.negative { value.negate() } else { value };
                    let Some(more) = sum.add(&signed) else { return Fit::Unknown };
                    sum = more;
                    filled += usize::from(!value.value.is_zero());
                }
            }
        }
        if self.is_exhausted() {
            return Fit::Unknown;
        }
        if whole.overlaps(&sum) {
            if filled == 0 {
                return Fit::Silent;
            }
            let quantum = self.statement(statement).quantity.quantum;
            let unit = if quantum.is_zero() { Decimal::ONE } else { quantum };
            let value = self.statement(statement).quantity.value;
            let digits = value.checked_div(unit).is_some_and(|units| units.abs() >= Decimal::from(TELLING));
            let slack = sum.width().zip(whole.width()).is_some_and(|(a, b)| whole.value.abs() > (a + b) * 8);
            return Fit::Closes { telling: digits && slack && filled >= 2 };
        }
        whole.value.checked_sub(&sum.value).map_or(Fit::Unknown, Fit::Off)
    }

    /// Whether a slip of the fingers in one of the cells explains that the total exceeds the sum by `gap`.
    pub(super) fn is_slip(&self, total: Place, parts: &[Place], gap: Exact) -> bool {
        let slipped = |place: &Place, change: Exact| match self.slot(place.entry, place.column) {
            Slot::Amount(_, at) => {
                let quantity = self.statement(at).quantity;
                slips_by(
                    quantity.value,
                    quantity.unit.exponent,
                    if place.negative { -change } else { change },
                )
            }
            _ => false,
        };
        let exchanged = |place: &Place, change: Exact| self.is_exchanged(*place, change);
        self.is_shifted(total, gap)
            || slipped(&total, -gap)
            || parts.iter().any(|part| slipped(part, gap))
            || exchanged(&total, -gap)
            || parts.iter().any(|part| exchanged(part, if part.negative { -gap } else { gap }))
    }

    /// Whether the amount beside `place` exceeds the one there by just `change`: the two stand in each other's
    /// place.
    fn is_exchanged(&self, place: Place, change: Exact) -> bool {
        let telling = |at: usize| digits(self.statement(at).quantity.value) >= TELLING_DIGITS;
        let Slot::Amount(own, at) = self.slot(place.entry, place.column) else { return false };
        let columns = &self.band.amounts;
        let Some(here) = columns.iter().position(|column| *column == place.column) else { return false };
        let beside = [here.checked_sub(1), here.checked_add(1)].into_iter().flatten();
        beside.filter_map(|beside| columns.get(beside)).any(|column| {
            matches!(self.slot(place.entry, *column), Slot::Amount(other, other_at)
                if (telling(at) || telling(other_at))
                    && !own.value.is_zero() && !other.value.is_zero()
                    && other.value.checked_sub(&own.value) == Some(change))
        })
    }

    /// Whether the total is its sum with the decimal point at another place.
    fn is_shifted(&self, total: Place, gap: Exact) -> bool {
        let Slot::Amount(whole, at) = self.slot(total.entry, total.column) else { return false };
        let Some(sum) = whole.value.checked_sub(&gap) else { return false };
        let (small, large) = if whole.value < sum { (whole.value, sum) } else { (sum, whole.value) };
        let digits = self.statement(at).quantity.value.mantissa().unsigned_abs().to_string();
        let telling = digits.bytes().filter(|digit| *digit != b'0').count() >= TELLING_DIGITS;
        let power = |shift: &u32| small.checked_mul(&Exact::from_integer(10_i128.pow(*shift))) == Some(large);
        telling && !sum.is_zero() && SHIFTS.iter().any(power)
    }

    /// Claims that `total` is the sum of `parts`. Where it is, what adds nothing is left out.
    pub(super) fn claim(&self, total: Place, parts: &[Place], nature: Nature, page: &mut Page<'_, '_>) {
        let closes = matches!(self.fit(total, parts.iter().copied()), Fit::Closes { .. });
        let counts = |part: &&Place| match self.slot(part.entry, part.column) {
            Slot::Amount(value, _) => !closes || !value.value.is_zero(),
            _ => false,
        };
        let kept: Vec<Place> = parts.iter().filter(counts).copied().collect();
        let (Some(left), Some(right)) = (self.side(&[total]), self.side(&kept)) else { return };
        page.claim(Claim { left, comparison: Comparison::Equal, right, nature });
    }

    /// Claims that `part` is at most `whole`.
    pub(super) fn claim_within(&self, part: Place, whole: Place, page: &mut Page<'_, '_>) {
        let (Some(left), Some(right)) = (self.side(&[part]), self.side(&[whole])) else { return };
        page.claim(Claim { left, comparison: Comparison::LessOrEqual, right, nature: Nature::Relation });
    }

    /// The sum of `places` as a side of an equation.
    pub(super) fn side(&self, places: &[Place]) -> Option<Evaluated> {
        Evaluated::sum_of(places.iter().map(|place| self.term(*place)).collect::<Option<_>>()?)
    }

    /// The amount at `place` as a term.
    pub(super) fn term(&self, place: Place) -> Option<Term> {
        let Slot::Amount(value, at) = self.slot(place.entry, place.column) else { return None };
        let stated = self.statement(at);
        Some(Term {
            name: self.name(place).into(),
            value,
            unit: stated.quantity.unit,
            negative: place.negative,
            places: Places::One((Arc::clone(&self.case.report().source), stated.span)),
        })
    }

    /// The statement with this index.
    pub(super) fn statement(&self, at: usize) -> &'c Statement {
        &self.case.report().statements[at]
    }

    /// What a cell is called: its row, and its column where there are several.
    pub(super) fn name(&self, place: Place) -> String {
        let row = self.band.entries[place.entry].name.replace([' ', '\u{3000}'], " ");
        let row = if row.is_ascii() { row } else { row.replace(' ', "") };
        // The unit in the header's brackets stands behind the amount already.
        let column = self.heading(place.column).trim_end_matches(['）', ')']);
        let column = match column.rfind(['（', '(']) {
            Some(open) if self.unit_word(place).is_some_and(|unit| column[open..].ends_with(&unit)) => {
                &column[..open]
            }
            _ => self.heading(place.column),
        };
        match (row.as_str(), column) {
            ("", column) => column.to_owned(),
            (_, "") => row,
            _ if self.band.amounts.len() + self.band.rates.len() == 1 => row,
            _ => format!("{row}.{column}"),
        }
    }

    fn unit_word(&self, place: Place) -> Option<String> {
        match self.slot(place.entry, place.column) {
            Slot::Amount(_, at) => self.statement(at).quantity.unit.word(),
            _ => None,
        }
    }

    /// The header of `column`.
    pub(super) fn heading(&self, column: usize) -> &'c str {
        self.table.header.get(column).map_or("", String::as_str)
    }
}

/// What stands in `column` by entry. Whole numbers without a unit may be rounded unless all are small.
fn column_slots(case: &Case<'_>, table: &Table, band: &Band, column: usize) -> Vec<Slot> {
    let cell = |row: usize| table.rows[row].cells.get(column);
    let statement = |row: usize| cell(row).and_then(|cell| cell.statement);
    let quantity = |at: usize| case.report().statements[at].quantity;
    let stated = || band.entries.iter().filter_map(|entry| statement(entry.row));
    let mut dimensions: Vec<(Dimension, usize)> = Vec::new();
    let mut large = false;
    for at in stated() {
        let quantity = quantity(at);
        large |= quantity.value.abs() >= Decimal::from(TELLING);
        match dimensions.iter_mut().find(|(known, _)| *known == quantity.unit.dimension) {
            Some((_, count)) => *count += 1,
            None => dimensions.push((quantity.unit.dimension, 1)),
        }
    }
    let most = dimensions.iter().rev().max_by_key(|(_, count)| *count).map(|(dimension, _)| *dimension);
    let slot = |row: usize| {
        let Some(at) = statement(row) else {
            let blank = cell(row).is_none_or(|cell| is_nil(&cell.text));
            return if blank { Slot::Blank } else { Slot::Unread };
        };
        let mut quantity = quantity(at);
        if Some(quantity.unit.dimension) != most || !quantity.is_firm() {
            return Slot::Unread;
        }
        if large && quantity.unit.dimension == Dimension::Plain && quantity.quantum.is_zero() {
            quantity.quantum = Decimal::ONE;
        }
        case.bound.interval(&quantity).map_or(Slot::Unread, |value| Slot::Amount(value, at))
    };
    band.entries.iter().map(|entry| slot(entry.row)).collect()
}

/// Whether a cell says that there is nothing.
fn is_nil(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || "-—–－/／.…".contains(c))
        || matches!(text.to_ascii_lowercase().as_str(), "nil" | "n/a" | "无")
}

impl Grid<'_> {
    /// Whether `gap` is small beside the amount at `total`.
    pub(super) fn is_near(&self, total: Place, gap: Exact) -> bool {
        self.value(total.entry, total.column).is_some_and(|total| gap.abs() * 2 <= total.value.abs())
    }
}
