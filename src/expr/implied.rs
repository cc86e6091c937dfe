//! What a relation implies of the one figure that is missing.

use num_traits::{CheckedDiv, CheckedMul, One, Zero};
use rust_decimal::Decimal;

use super::figures::fits;
use super::{Comparison, Expr, ExprKind, Figures, Function, Literal, Name, Relation, Term, evaluate};
use crate::quantity::{Exact, Interval, Unit, difference, sum};

/// A figure that is stated nowhere, with the value that a relation gives it.
#[derive(Clone, Debug)]
pub struct Implied<'r> {
    /// The figure's name.
    pub name: &'r Name,
    /// Its value in base units.
    pub value: Interval,
    /// The unit to show it in.
    pub unit: Unit,
    /// The figures that it follows from.
    pub terms: Vec<Term>,
}

impl Relation {
    /// What it implies of the only figure that is missing; `None` where none or several are, or where that
    /// figure does not enter an equation as it is or times a number.
    pub fn implied(&self, figures: &dyn Figures) -> Option<Implied<'_>> {
        let missing = self.only_missing(figures)?;
        let sides: Vec<&Expr> = self.sides().collect();
        let weights: Vec<Exact> =
            sides.iter().map(|side| weight(side, missing, figures)).collect::<Option<_>>()?;
        let (at, weight) = self.rest.iter().enumerate().find_map(|(at, (comparison, _))| {
            let weight = difference(&weights[at], &weights[at + 1])?;
            (*comparison == Comparison::Equal && !weight.is_zero()).then_some((at, weight))
        })?;
        // Without the missing figure the sides differ by what it must make up.
        let mut without = self.clone();
        without.first.leave_out(missing);
        without.rest.iter_mut().for_each(|(_, side)| side.leave_out(missing));
        let found = without.evaluate(figures).ok()?;
        let (left, right) = (&found[at], &found[at + 1]);
        let weight = fits(Some(Interval::point(weight))).ok()?;
        let value = fits(right.value.sub(&left.value)?.div(&weight)).ok()?;
        let with = if weights[at].is_zero() { right } else { left };
        let terms = left.terms.iter().chain(&right.terms).filter(|term| !term.places.is_empty());
        let terms: Vec<Term> = terms.cloned().collect();
        (!terms.is_empty()).then_some(Implied { name: missing, value, unit: with.unit, terms })
    }

    /// The only figure without which there is no value that is stated nowhere.
    fn only_missing(&self, figures: &dyn Figures) -> Option<&Name> {
        let mut missing: Option<&Name> = None;
        for name in self.required() {
            let is_known = missing.is_some_and(|known| known.segments == name.segments);
            let is_absent = || {
                figures.figure(name).is_err_and(|missing| missing.is_absent())
                    && figures.all(name, None).is_err_and(|missing| missing.is_absent())
            };
            if !is_known && is_absent() {
                if missing.is_some() {
                    return None;
                }
                missing = Some(name);
            }
        }
        missing
    }
}

impl Expr {
    /// Puts a zero in the place of the figure `name`.
    fn leave_out(&mut self, name: &Name) {
        match &mut self.kind {
            ExprKind::Name(own) if own.segments == name.segments => {
                self.kind = ExprKind::Literal(Literal { number: Decimal::ZERO, unit: None });
            }
            _ => self.each_child(&mut |child| child.leave_out(name)),
        }
    }

    fn names_it(&self, name: &Name) -> bool {
        self.names().iter().any(|own| own.segments == name.segments)
    }
}

/// How many times the figure `name` enters `expr`; `None` where it does so otherwise than times a number.
fn weight(expr: &Expr, name: &Name, figures: &dyn Figures) -> Option<Exact> {
    if !expr.names_it(name) {
        return Some(Exact::zero());
    }
    let add = |total: Exact, (negative, part): (bool, &Expr)| {
        let part = weight(part, name, figures)?;
        if negative { difference(&total, &part) } else { sum(&total, &part) }
    };
    match &expr.kind {
        ExprKind::Name(_) => Some(Exact::one()),
        ExprKind::Negate(inner) => difference(&Exact::zero(), &weight(inner, name, figures)?),
        ExprKind::Sum(addends) => {
            addends.iter().map(|addend| (addend.negative, &addend.expr)).try_fold(Exact::zero(), add)
        }
        ExprKind::Call(call) if call.function == Function::Sum && call.filter.is_none() => {
            call.arguments.iter().map(|argument| (false, argument)).try_fold(Exact::zero(), add)
        }
        ExprKind::Product(factors) => {
            let mut product = Exact::one();
            let mut seen = false;
            for factor in factors {
                let number = if factor.expr.names_it(name) {
                    if factor.divides || std::mem::replace(&mut seen, true) {
                        return None;
                    }
                    weight(&factor.expr, name, figures)?
                } else {
                    number(&factor.expr, figures)?
                };
                product = if factor.divides {
                    product.checked_div(&number)?
                } else {
                    product.checked_mul(&number)?
                };
            }
            Some(product)
        }
        _ => None,
    }
}

/// The value of an expression that names no figure.
fn number(expr: &Expr, figures: &dyn Figures) -> Option<Exact> {
    let plain = expr.names().iter().all(|name| name.parameter().is_some());
    evaluate(expr, figures).ok().filter(|_| plain).map(|found| found.value.value)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;
    use std::sync::Arc;

    use super::super::{Filter, Missing, Operand, Places, parse_relation};
    use super::*;
    use crate::message::Message;
    use crate::quantity::{Quantity, show_exact};
    use crate::source::{Source, Span};

    /// A report that states a, b and c in 万元 and r in per cent.
    struct Report;

    impl Figures for Report {
        fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
            let (number, unit) = match &**name.told() {
                "a" => ("100.00", "万元"),
                "b" => ("60.00", "万元"),
                "c" => ("40.01", "万元"),
                "r" => ("50.0", "%"),
                _ => return Err(Missing::Absent(Message::same("absent"))),
            };
            let number = Decimal::from_str_exact(number).expect("a number");
            let quantity = Quantity::stated(number, Unit::parse(unit).expect("a unit"));
            let value = quantity.interval().expect("it fits");
            let places = Places::One((Arc::new(Source::new("report.txt", "")), Span::default()));
            Ok(Cow::Owned(Operand { name: Arc::clone(name.told()), value, unit: quantity.unit, places }))
        }

        fn all(&self, name: &Name, _: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
            self.figure(name).map(|operand| vec![operand.into_owned()])
        }

        fn parameter(&self, name: &str) -> Option<Literal> {
            (name == "half").then_some(Literal { number: Decimal::new(5, 1), unit: None })
        }

        fn unit(&self) -> Unit {
            Unit::parse("万元").expect("a unit")
        }
    }

    #[test]
    fn the_only_missing_figure_of_a_linear_relation_is_implied() {
        let cases = [
            ("a = b + x", "x 40 [39.99, 40.01] 万元"), // two figures of ± 0.005
            ("x = b + c", "x 100.01 [100, 100.02] 万元"),
            ("a - x = b", "x 40 [39.99, 40.01] 万元"),
            ("a = b + x + x", "x 20 [19.995, 20.005] 万元"),
            ("a + x = b + 3 * x", "x 20 [19.995, 20.005] 万元"),
            ("a = -(b - x / 2)", "x 320 [319.98, 320.02] 万元"),
            ("a = sum(b, x)", "x 40 [39.99, 40.01] 万元"),
            ("a = b + x * params.half", "x 80 [79.98, 80.02] 万元"),
            ("a = c + 59.99 = x", "x 100 [99.995, 100.005] 万元"), // by the link that it stands in
            ("x = b / c * 0", "x 0 [0, 0] %"),
            ("x = r", "x 50 [49.95, 50.05] %"),
            ("a = b + c", "none"),         // nothing is missing
            ("a = x + y", "none"),         // two are
            ("a = b + x - x", "none"),     // it may be anything
            ("x * x = r", "none"),         // no number of times
            ("b / x = r", "none"),         //
            ("a = max(b, x)", "none"),     //
            ("a = b * exists(x)", "none"), //
            ("x = 3", "none"),             // the rule says so, no figure
            ("x <= a", "none"),            // nothing follows but a bound
            ("a = b + (x ?? 0)", "none"),  // it need not be stated
            ("prior(x) = a", "none"),      // a figure of another report
            ("x + r = a", "none"),         // what cannot be added implies nothing
        ];
        for (text, expected) in cases {
            let relation = parse_relation(text).expect(text);
            let show = |value: Exact, unit: Unit| show_exact(value, unit.exponent).expect("it fits");
            let found = relation.implied(&Report).map_or_else(
                || "none".to_owned(),
                |Implied { name, value, unit, .. }| {
                    let [is, low, high] = [value.value, value.low, value.high].map(|end| show(end, unit));
                    format!("{name} {is} [{low}, {high}] {unit}")
                },
            );
            assert_eq!(found, expected, "{text}");
        }
    }
}
