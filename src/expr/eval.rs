//! The value of an expression in a report, exact and with its rounding.

use std::borrow::Cow;

use num_traits::Zero;

use super::agree::{Purpose, over, times, unify};
use super::figures::{fits, too_large};
use super::work::{Part, Work};
use super::{
    Call, Clause, Condition, Evaluated, Expr, ExprKind, Factor, Figures, Filter, Function, Literal, Missing,
    Name, Operand, Places, Relation, Step, Term, target,
};
use crate::message::Message;
use crate::quantity::{Exact, Interval, Unit, order};

impl Relation {
    /// The value of each side, in one dimension; the first reason where one has none.
    pub fn evaluate(&self, figures: &dyn Figures) -> Result<Vec<Evaluated>, Missing> {
        let mut work = Work::new(figures);
        let mut sides = Vec::with_capacity(self.rest.len() + 1);
        for side in self.sides() {
            sides.push(work.out(side)?);
        }
        unify(&mut work, &mut sides, Purpose::Compare)?;
        Ok(work.finish(sides))
    }

    /// Whether it holds of the values as printed.
    pub fn holds(&self, figures: &dyn Figures) -> Result<bool, Missing> {
        Ok(self.holds_of(&self.evaluate(figures)?))
    }

    /// Whether every link of the chain holds of the printed values of `sides`.
    pub fn holds_of(&self, sides: &[Evaluated]) -> bool {
        let mut links = self.rest.iter().zip(sides.windows(2));
        links.all(|((comparison, _), pair)| {
            comparison.holds(order(&pair[0].value.value, &pair[1].value.value))
        })
    }
}

impl Condition {
    /// Whether every clause holds of the values as printed: no as soon as one does not, else the first reason
    /// why one could not be told.
    pub fn evaluate(&self, figures: &dyn Figures) -> Result<bool, Missing> {
        let mut unknown = None;
        for clause in &self.clauses {
            let holds = match clause {
                Clause::Relation(relation) => relation.holds(figures),
                Clause::Truth(expr) => evaluate(expr, figures).map(|found| !found.value.value.is_zero()),
            };
            match holds {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(missing) => unknown = unknown.or(Some(missing)),
            }
        }
        unknown.map_or(Ok(true), Err)
    }
}

/// The value of `expr`, or the first reason why it has none.
pub fn evaluate(expr: &Expr, figures: &dyn Figures) -> Result<Evaluated, Missing> {
    let mut work = Work::new(figures);
    let part = work.out(expr)?;
    Ok(work.finish(vec![part]).remove(0))
}

impl Work<'_> {
    /// What `expr` comes to, or the first reason why it does not.
    fn out(&mut self, expr: &Expr) -> Result<Part, Missing> {
        match &expr.kind {
            ExprKind::Literal(found) => self.literal(found),
            ExprKind::Name(name) => match name.parameter() {
                Some(parameter) => {
                    let found = self.figures.parameter(parameter).ok_or_else(|| unknown(parameter))?;
                    self.literal(&found)
                }
                None => self.figures.figure(name).map(|operand| self.take(operand)),
            },
            ExprKind::Negate(inner) => self.out(inner).map(|part| self.negate(part)),
            ExprKind::Sum(addends) => {
                let start = self.terms.len();
                let mut parts = Vec::with_capacity(addends.len());
                for addend in addends {
                    let part = self.out(&addend.expr)?;
                    parts.push(if addend.negative { self.negate(part) } else { part });
                }
                self.total(parts, start)
            }
            ExprKind::Product(factors) => self.product(factors),
            ExprKind::Call(call) => self.function(call),
            ExprKind::Fallback(choices) => {
                let start = self.terms.len();
                let mut found = Err(Missing::Absent(Message::default()));
                for choice in choices {
                    self.terms.truncate(start);
                    found = self.out(choice);
                    if !found.as_ref().is_err_and(Missing::is_absent) {
                        break;
                    }
                }
                found
            }
        }
    }

    fn literal(&mut self, literal: &Literal) -> Result<Part, Missing> {
        let value = literal.value(Unit::NONE).ok_or_else(too_large)?;
        let unit = literal.unit.unwrap_or(Unit::NONE);
        let (name, value) = (literal.to_string().into(), Interval::point(value));
        let number = self.take(Operand { name, value, unit, places: Places::default() });
        Ok(Part { bare: literal.unit.is_none(), ..number })
    }

    /// The sum of `parts`, whose terms are those from `start` on; of none, a bare zero.
    fn total(&mut self, mut parts: Vec<Part>, start: usize) -> Result<Part, Missing> {
        let (unit, bare) = unify(self, &mut parts, Purpose::Add)?;
        let sum = parts.iter().all(|part| part.sum);
        let steps = if sum { Cow::default() } else { self.joined(&parts, Step::Add).into() };
        let mut value = Interval::point(Exact::zero());
        for part in &parts {
            value = fits(value.add(&part.value))?;
        }
        Ok(Part { value, unit, terms: start..self.terms.len(), sum, steps, bare })
    }

    fn product(&mut self, factors: &[Factor]) -> Result<Part, Missing> {
        let (first, rest) = factors.split_first().expect("a product has at least two factors");
        let mut product = self.out(&first.expr)?;
        let mut steps = self.steps(&product);
        product.sum = false;
        for factor in rest {
            let other = self.out(&factor.expr)?;
            steps.extend(self.steps(&other));
            steps.push(if factor.divides { Step::Divide } else { Step::Multiply });
            let unit = if factor.divides { over } else { times };
            (product.unit, product.bare) = unit(self, &product, &other)?;
            product.value = if !factor.divides {
                fits(product.value.mul(&other.value))?
            } else if other.value.contains(Exact::zero()) {
                let name = self.label(&other);
                return Err(Missing::Undecided(Message::new(
                    format!("`{name}` is zero or may be by its rounding: nothing can be divided by it"),
                    format!("“{name}”为零，或按其舍入可能为零，不能作除数"),
                )));
            } else {
                fits(product.value.div(&other.value))?
            };
            product.terms.end = self.terms.len();
        }
        product.steps = steps.into();
        Ok(product)
    }

    fn function(&mut self, call: &Call) -> Result<Part, Missing> {
        let first = call.arguments.first().expect("a call has at least one argument");
        let start = self.terms.len();
        match call.function {
            Function::Sum => {
                let parts = self.all(call)?;
                self.total(parts, start)
            }
            Function::Min => self.extreme(call, Interval::min, Step::Min),
            Function::Max => self.extreme(call, Interval::max, Step::Max),
            Function::Abs => {
                let inner = self.out(first)?;
                let mut steps = self.steps(&inner);
                steps.push(Step::Abs);
                Ok(Part { value: inner.value.abs(), sum: false, steps: steps.into(), ..inner })
            }
            Function::Count => {
                let count = i128::try_from(self.all(call)?.len()).map_err(|_| too_large())?;
                Ok(self.number(Exact::from_integer(count), start))
            }
            Function::Exists => Ok(self.exists(named(first))),
            Function::Meets => {
                let figures = self.figures;
                let texts = figures.text(named(first)).zip(figures.text(named(&call.arguments[1])));
                let (done, target) = texts.ok_or_else(|| {
                    Missing::Absent(Message::new("the table has no such columns", "表中没有这两栏"))
                })?;
                let meets = target::meets(done, target, &figures.row())?;
                Ok(self.number(Exact::from_integer(i128::from(meets)), start))
            }
            Function::Prior => self.figures.prior(named(first)).map(|operand| self.take(operand)),
            Function::Parts => {
                let parts = self.many(first, None)?;
                self.total(parts, start)
            }
        }
    }

    /// The figures that all arguments of `call` mean.
    fn all(&mut self, call: &Call) -> Result<Vec<Part>, Missing> {
        let mut parts = Vec::new();
        for argument in &call.arguments {
            parts.extend(self.many(argument, call.filter.as_ref())?);
        }
        Ok(parts)
    }

    /// The figures that an argument means: several for a name or `parts(x)`, else the one amount it comes to.
    fn many(&mut self, argument: &Expr, filter: Option<&Filter>) -> Result<Vec<Part>, Missing> {
        let operands = match &argument.kind {
            ExprKind::Name(name) => self.figures.all(name, filter)?,
            ExprKind::Call(Call { function: Function::Parts, arguments, .. }) => {
                self.figures.parts(named(&arguments[0]))?
            }
            _ => return Ok(vec![self.out(argument)?]),
        };
        Ok(operands.into_iter().map(|operand| self.take(operand)).collect())
    }

    /// The least or greatest of the figures that `call` means.
    fn extreme(
        &mut self,
        call: &Call,
        pick: fn(&Interval, &Interval) -> Interval,
        step: Step,
    ) -> Result<Part, Missing> {
        let start = self.terms.len();
        let mut parts = self.all(call)?;
        let (unit, bare) = unify(self, &mut parts, Purpose::Compare)?;
        let values = parts.iter().map(|part| part.value);
        let value = values.reduce(|a, b| pick(&a, &b)).ok_or_else(|| {
            Missing::Absent(Message::new(
                "no row meets the condition after `where`",
                "没有符合 where 条件的行",
            ))
        })?;
        let steps = self.joined(&parts, step).into();
        Ok(Part { value, unit, terms: start..self.terms.len(), sum: false, steps, bare })
    }

    /// 1 where `name` is stated, be it more than one way, else 0.
    fn exists(&mut self, name: &Name) -> Part {
        let found = if name.has_wildcard() {
            self.figures.all(name, None)
        } else {
            self.figures.figure(name).map(|operand| vec![operand.into_owned()])
        };
        let stated = match &found {
            Ok(operands) => !operands.is_empty(),
            Err(missing) => !missing.is_absent(),
        };
        let start = self.terms.len();
        self.terms.extend(found.into_iter().flatten().map(Term::from));
        self.number(Exact::from_integer(i128::from(stated)), start)
    }
}

fn unknown(parameter: &str) -> Missing {
    Missing::Undecided(Message::new(
        format!("no rule set that applies sets the parameter `{parameter}`"),
        format!("适用的规则集都没有设置参数“{parameter}”"),
    ))
}

fn named(argument: &Expr) -> &Name {
    match &argument.kind {
        ExprKind::Name(name) => name,
        _ => unreachable!("the parser takes nothing but a name here"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::super::{Agreement, compare, parse_condition, parse_expression, parse_relation};
    use super::*;
    use crate::quantity::{Quantity, show_exact};

    /// A report of a few figures: the name, the number, the unit; a name twice is undecided, a column is
    /// `t.c`.
    struct Report(&'static str);

    const FIGURES: &[(&str, &str, &str)] = &[
        ("a", "100.00", "万元"),
        ("b", "60.00", "万元"),
        ("c", "40.01", "万元"),
        ("small", "0.004", "万元"),
        ("pounds", "1.0", "£m"),
        ("people", "20", "人"),
        ("houses", "4", "家"),
        ("rate", "98.0", "%"),
        ("plain", "8", ""),
        ("twice", "1", "元"),
        ("twice", "2", "元"),
        ("zero", "0.00", "万元"),
        ("t.c.1", "1.50", "元"),
        ("t.c.2", "2.50", "元"),
        ("huge", "79228162514264337593543950335", ""),
    ];

    fn unit(word: &str) -> Unit {
        Unit::parse(word).unwrap_or(Unit::NONE)
    }

    impl Figures for Report {
        fn figure(&self, name: &Name) -> Result<Cow<'_, Operand>, Missing> {
            let mut found = self.all(name, None)?;
            if found.len() > 1 {
                return Err(Missing::Undecided(Message::same("stated more than one way")));
            }
            found.pop().map(Cow::Owned).ok_or_else(|| Missing::Absent(Message::same("absent")))
        }

        fn all(&self, name: &Name, filter: Option<&Filter>) -> Result<Vec<Operand>, Missing> {
            let (name, all) = (name.to_string(), name.has_wildcard());
            let stem = name.trim_end_matches('*');
            let stated =
                FIGURES.iter().filter(|(known, ..)| *known == name || all && known.starts_with(stem));
            let operands: Vec<_> = stated
                .map(|(known, number, word)| {
                    let quantity = Quantity::stated(Decimal::from_str_exact(number).unwrap(), unit(word));
                    let value = quantity.interval().unwrap();
                    Operand { name: (*known).into(), value, unit: quantity.unit, places: Places::default() }
                })
                .collect();
            match (operands.is_empty(), filter) {
                (true, _) => Err(Missing::Absent(Message::same("absent"))),
                (_, Some(_)) => Ok(Vec::new()), // no row meets any filter here
                _ => Ok(operands),
            }
        }

        fn unit(&self) -> Unit {
            unit(self.0)
        }
    }

    const REPORT: Report = Report("万元");

    /// The value in base units, the unit and whether it is a plain sum; or the first word of what is missing.
    fn show(text: &str) -> String {
        match evaluate(&parse_expression(text).expect(text), &REPORT) {
            Ok(found) => {
                let value = show_exact(found.value.value, 0).unwrap();
                format!("{value} {}{}", found.unit, if found.sum { " sum" } else { "" })
            }
            Err(missing) => {
                let kind = if missing.is_absent() { "absent" } else { "undecided" };
                format!("{kind}: {}", missing.message().en)
            }
        }
    }

    #[test]
    fn values_are_exact_and_in_base_units() {
        let cases = [
            ("a - b", "400000 万元 sum"),
            ("a - 10", "900000 万元 sum"), // a bare number is in the rule set's unit
            ("a - 10 元", "999990 万元 sum"), // a unit of its own
            ("(1 + 2) * 2 + a", "1060000 万元"), // bare numbers stay bare until they meet money
            ("2 * a", "2000000 万元"),     // and are pure numbers in a product
            ("a * rate", "980000 万元"),   //
            ("b / a", "0.6 %"),            // money by money is a share
            ("a / people", "50000 万元"),  // per head
            ("people / houses", "5 "),     //
            ("people * 2 + 1", "41 人"),   // next to counts a bare number is as it is
            ("rate - 0.5", "0.48 % sum"),  // and next to shares
            ("plain + people", "28 人 sum"), // a figure without a unit goes with counts
            ("-a - -b", "-400000 万元 sum"), //
            ("abs(b - a)", "400000 万元"), //
            ("min(a, b, 70)", "600000 万元"), //
            ("max(a, 0)", "1000000 万元"), //
            ("sum(t.c.*)", "4 元 sum"),    // a wildcard
            ("sum(t.c.* , b)", "600004 元 sum"), //
            ("sum(a where k = 1) + b", "600000 万元 sum"), // no row: a zero that goes with anything
            ("max(a where k = 1)", "absent: no row meets the condition after `where`"),
            ("count(t.c.*)", "2 "),
            ("count(nothing)", "absent: absent"), // a column that is nowhere is not counted as empty
            ("nothing + a", "absent: absent"),
            ("nothing ?? 0", "0  sum"),
            ("a - (nothing ?? 5)", "950000 万元 sum"),
            ("a + nothing ?? b", "600000 万元 sum"), // the fallback is for the whole sum
            ("twice ?? 0", "undecided: stated more than one way"),
            ("exists(a) + exists(nothing)", "1 "),
            ("exists(twice)", "1 "), // stated, if more than one way
            ("prior(a)", "absent: no report of the year before is at hand"),
            ("sum(parts(a))", "absent: no reports of subordinate units are at hand"),
            ("a + people", "undecided: `a` is in 万元 and `people` is in 人: they cannot be added"),
            ("a - plain", "undecided: `a` is in 万元 and `plain` has no unit: they cannot be added"),
            ("people + houses", "undecided: `people` is in 人 and `houses` is in 家: they cannot be added"),
            ("a * b", "undecided: `a` is in 万元 and `b` is in 万元: they cannot be multiplied"),
            ("1 / a", "undecided: `1` has no unit and `a` is in 万元: they cannot be divided by one another"),
            ("a / zero", "undecided: `zero` is zero or may be by its rounding: nothing can be divided by it"),
            ("a / (b - b)", "undecided: `b` is zero or may be by its rounding: nothing can be divided by it"),
            ("huge * huge", "undecided: the amounts are too large to be computed exactly: check their units"),
        ];
        for (text, expected) in cases {
            assert_eq!(show(text), expected, "{text}");
        }
        let pounds =
            "undecided: `2` has no unit and stands next to an amount in £m: write 2 £m, or set `unit:`";
        assert_eq!(show("pounds + 2"), pounds);
    }

    #[test]
    fn the_smallest_integer_is_too_large() {
        // 2^64 × -2^63 = -2^127, which has no opposite
        let text = "-(18446744073709551616 * -9223372036854775808)";
        assert_eq!(
            show(text),
            "undecided: the amounts are too large to be computed exactly: check their units"
        );
    }

    #[test]
    fn terms_keep_their_sign() {
        let relation = parse_relation("a - (b - -c) = 100 - abs(-b)").unwrap();
        let sides = relation.evaluate(&REPORT).unwrap();
        let terms: Vec<_> = sides
            .iter()
            .flat_map(|side| &side.terms)
            .map(|t| {
                let value = show_exact(t.value.value, t.unit.exponent).unwrap();
                format!("{}{} {value}{}", if t.negative { "-" } else { "+" }, t.name, t.unit)
            })
            .collect();
        // c is turned three times: by its sign, by the minus before it and by the one before the bracket
        let expected = ["+a 100万元", "-b 60万元", "-c 40.01万元", "+100 100万元", "+b 60万元"];
        assert_eq!(terms, expected);
    }

    #[test]
    fn sides_agree_exactly_within_rounding_or_not() {
        let cases = [
            ("a = b + 40", Agreement::Exact),        // 100 = 60 + 40, in 万元
            ("a = b + c", Agreement::Rounding),      // 0.01 apart, and three figures of ± 0.005
            ("a = b + c + 0.01", Agreement::Broken), // 0.02 apart
            ("a < 100", Agreement::Rounding),        // 99.995 may be meant
            ("a <= 99.99", Agreement::Broken),       //
            ("a > b", Agreement::Exact),             //
            ("a != 100", Agreement::Broken),         //
            ("people >= 20", Agreement::Exact),      //
            ("small = 0", Agreement::Broken),        // 0.004 ± 0.0005
            ("zero = 0", Agreement::Exact),          //
        ];
        for (text, expected) in cases {
            let relation = parse_relation(text).unwrap();
            let sides = relation.evaluate(&REPORT).unwrap();
            assert_eq!(compare(&sides[0], relation.rest[0].0, &sides[1]), expected, "{text}");
        }
    }

    #[test]
    fn conditions_are_judged_on_printed_values() {
        let cases = [
            ("a = b + c", Ok(false)), // 0.01 apart
            ("0 < b < a and exists(a)", Ok(true)),
            ("exists(nothing) and nothing > 0", Ok(false)),
            ("nothing > 0 and exists(nothing)", Ok(false)), // in any order
            ("nothing > 0 and exists(a)", Err(())),
            ("a - a", Ok(false)), // zero is no
        ];
        for (text, expected) in cases {
            let found = parse_condition(text).unwrap().evaluate(&REPORT);
            assert_eq!(found.map_err(|_| ()), expected, "{text}");
        }
    }

    #[test]
    fn deep_and_long_formulas_are_evaluated() {
        let deep = format!("{}a{}", "-abs(".repeat(64), ")".repeat(64));
        assert_eq!(show(&deep), "-1000000 万元");
        assert_eq!(show(&format!("a{}", " - b + b".repeat(10_000))), "1000000 万元 sum");
    }

    proptest! {
        #[test]
        fn any_amounts_are_computed_or_refused(pieces in prop::collection::vec((
            prop::sample::select(vec![" + ", " - ", " * ", " / ", " * -", " / -", " ?? "]),
            prop::sample::select(vec![
                "a", "rate", "people", "huge", "zero", "0", "3", "7%", "79228162514264337593543950335", "0.0000000000000000000000000001",
                "9223372036854775808", "18446744073709551616", "70368744177664 万亿元", "abs(-huge * 3)", "max(a, 7)", "(1 - a)",
            ]),
        ), 1..8)) {
            let text = pieces.iter().fold("1".to_owned(), |text, (sign, operand)| text + sign + operand);
            if let Ok(found) = evaluate(&parse_expression(&text).expect("a formula"), &REPORT) {
                prop_assert!(found.value.contains(found.value.value), "{}", text);
            }
        }
    }
}
