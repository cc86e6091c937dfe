//! Plain sums: whether an equation of figures holds as printed, told without making it.

use num_traits::Zero;

use super::{Expr, ExprKind, Figures, Missing, Name, Operand, Relation};
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
        let mut sums = Sums { figures, total: Exact::zero(), dimension: None, starts: Vec::new() };
        sums.add(&self.first, false)?;
        sums.add(right, true)?;
        comparison.holds(sums.total.cmp(&Exact::zero())).then_some(sums.starts)
    }
}

impl Sums<'_> {
    /// Adds `expr`, or takes it off; `None` where it is no plain sum or has no value.
    fn add(&mut self, expr: &Expr, negative: bool) -> Option<()> {
        match &expr.kind {
            ExprKind::Name(name) => {
                let operand = self.figure(name)?.ok()?;
                self.add_figure(&operand, negative)
            }
            ExprKind::Negate(inner) => self.add(inner, !negative),
            ExprKind::Sum(addends) => {
                addends.iter().try_for_each(|addend| self.add(&addend.expr, negative != addend.negative))
            }
            ExprKind::Fallback(choices) => self.add_or_nothing(choices, negative),
            ExprKind::Literal(_) | ExprKind::Product(_) | ExprKind::Call(_) => None,
        }
    }

    /// Adds a figure that counts as nothing where it is not stated: `a ?? 0`.
    fn add_or_nothing(&mut self, choices: &[Expr], negative: bool) -> Option<()> {
        let [Expr { kind: ExprKind::Name(name), .. }, Expr { kind: ExprKind::Literal(none), .. }] = choices
        else {
            return None;
        };
        match self.figure(name)? {
            Ok(operand) => self.add_figure(&operand, negative),
            Err(missing) => {
                (missing.is_absent() && none.number.is_zero() && none.unit.is_none()).then_some(())
            }
        }
    }

    /// What `name` means, `None` where that is a parameter.
    fn figure(&self, name: &Name) -> Option<Result<Operand, Missing>> {
        name.parameter().is_none().then(|| self.figures.figure(name))
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
