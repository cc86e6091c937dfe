//! Plain sums: whether an equation of figures holds as printed, told without making it.

use num_traits::Zero;

use super::{Expr, ExprKind, Figures, Operand, Relation};
use crate::quantity::{Dimension, Exact, difference, sum};

/// What plain sums come to, those of the right side taken off.
struct Sums<'f> {
    figures: &'f dyn Figures,
    total: Exact,
    dimension: Option<Dimension>,
    /// Where their figures start.
    starts: Vec<usize>,
}

impl Relation {
    /// Where the figures start that it is about, if it compares two plain sums of firm figures of one dimension, and
    /// holds as they are printed. `None` does not say that it fails.
    pub fn holds_plainly(&self, figures: &dyn Figures) -> Option<Vec<usize>> {
        let [(comparison, right)] = self.rest.as_slice() else { return None };
        let starts = Vec::with_capacity(8); // most equations are about as few
        let mut sums = Sums { figures, total: Exact::zero(), dimension: None, starts };
        sums.add(&self.first, false)?;
        sums.add(right, true)?;
        comparison.holds(sums.total.cmp(&Exact::zero())).then_some(sums.starts)
    }
}

impl Sums<'_> {
    /// Adds `expr`, or takes it off; `None` where it is no plain sum or has no value.
    fn add(&mut self, expr: &Expr, negative: bool) -> Option<()> {
        match &expr.kind {
            ExprKind::Name(name) if name.parameter().is_none() => {
                self.figures.figure(name).ok().and_then(|operand| self.add_figure(&operand, negative))
            }
            ExprKind::Negate(inner) => self.add(inner, !negative),
            ExprKind::Sum(addends) => {
                addends.iter().try_for_each(|addend| self.add(&addend.expr, negative != addend.negative))
            }
            ExprKind::Fallback(choices) => self.add_or_nothing(choices, negative),
            ExprKind::Name(_) | ExprKind::Literal(_) | ExprKind::Product(_) | ExprKind::Call(_) => None,
        }
    }

    /// Adds a figure that counts as nothing where it is not stated: `a ?? 0`.
    fn add_or_nothing(&mut self, choices: &[Expr], negative: bool) -> Option<()> {
        let [Expr { kind: ExprKind::Name(name), .. }, Expr { kind: ExprKind::Literal(none), .. }] = choices
        else {
            return None;
        };
        if name.parameter().is_some() {
            return None;
        }
        match self.figures.figure(name) {
            Ok(operand) => self.add_figure(&operand, negative),
            Err(missing) => {
                (missing.is_absent() && none.number.is_zero() && none.unit.is_none()).then_some(())
            }
        }
    }

    fn add_figure(&mut self, operand: &Operand, negative: bool) -> Option<()> {
        let Operand { value, unit, places, .. } = operand;
        if value.approximate || *self.dimension.get_or_insert(unit.dimension) != unit.dimension {
            return None;
        }
        let add = if negative { difference } else { sum };
        self.total = add(&self.total, &value.value)?;
        for (_, span) in places.iter() {
            self.starts.push(span.start);
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;

    use super::super::{Filter, Missing, Name, Places, parse_relation};
    use super::*;
    use crate::message::Message;
    use crate::quantity::{Quantity, Unit};
    use crate::source::{Source, Span};

    /// A report of a few figures: the name and the amount, each at its own place.
    struct Report;

    const FIGURES: &[(&str, &str)] = &[
        ("a", "100.00万元"),
        ("b", "60.00万元"),
        ("c", "40.00万元"),
        ("about", "约40.00万元"),
        ("staff", "40人"),
    ];

    impl Figures for Report {
        fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
            let found = FIGURES.iter().position(|(known, _)| *known == &**name.told());
            let at = found.ok_or_else(|| Missing::Unstated(Arc::clone(name.told())))?;
            let quantity: Quantity = crate::quantity::scan(FIGURES[at].1).next().expect("an amount").quantity;
            let value = quantity.interval().expect("it fits");
            let places = Places::One((Arc::new(Source::new("report.txt", "")), Span::new(at, at + 1)));
            Ok(Cow::Owned(Operand { name: Arc::clone(name.told()), value, unit: quantity.unit, places }))
        }

        fn all(&self, name: &Name, _: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
            Err(Missing::Undecided(Message::same(name.told().to_string())))
        }

        fn unit(&self) -> Unit {
            Unit::NONE
        }
    }

    #[test]
    fn equations_of_plain_sums_are_told_to_hold_by_the_places_of_their_figures() {
        let cases: &[(&str, Option<&[usize]>)] = &[
            ("a = b + c", Some(&[0, 1, 2])),
            ("a - c = b", Some(&[0, 2, 1])),
            ("-(b + c) = -a", Some(&[1, 2, 0])),
            ("b <= a", Some(&[1, 0])),
            ("b + (other ?? 0) = a - c", Some(&[1, 0, 2])), // what is not stated counts as nothing
            ("b + (c ?? 0) = a", Some(&[1, 2, 0])),
            ("(one ?? 0) = (other ?? 0)", Some(&[])),
            ("a = b", None),                     // it fails
            ("a = b + other", None),             // it has no value
            ("a = b + (other ?? c)", None),      // it holds, but this is for the whole evaluation to tell
            ("a = b + (other ?? 0 万元)", None), //
            ("a = b + about", None),             // what is approximate proves nothing
            ("c = staff", None),                 // other things
            ("a = b + 40 万元", None),
            ("a = 1 * (b + c)", None),
            ("a = b + c = a", None), // a chain
        ];
        for (text, expected) in cases {
            let relation = parse_relation(text).expect(text);
            assert_eq!(relation.holds_plainly(&Report).as_deref(), *expected, "{text}");
            if expected.is_some() {
                assert_eq!(relation.holds(&Report), Ok(true), "{text}");
            }
        }
    }
}
