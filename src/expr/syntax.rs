//! The syntax tree of a formula.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Function, PARAMS, lex};
use crate::quantity::{Exact, Unit, exact};

/// What `when:` asks: clauses that must all hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The text it was parsed from.
    pub text: String,
    /// The clauses, at least one.
    pub clauses: Vec<Clause>,
}

/// One clause of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clause {
    /// A relation that must hold.
    Relation(Relation),
    /// An expression that must not be zero, such as `exists(x)`.
    Truth(Expr),
}

/// A relation, or a chain of them in one direction: `a = b = c`, `0 <= a <= b`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// The text it was parsed from.
    pub text: String,
    /// The first side.
    pub first: Expr,
    /// The further sides, at least one, each compared with the side before it.
    pub rest: Vec<(Comparison, Expr)>,
}

/// How two sides are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `≠`
    NotEqual,
    /// `<`
    Less,
    /// `≤`
    LessOrEqual,
    /// `>`
    Greater,
    /// `≥`
    GreaterOrEqual,
}

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// The bytes of the text it was parsed from.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is. Sums and products are flat, so that depth grows with brackets only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A number: `0.5 万元`.
    Literal(Literal),
    /// A figure.
    Name(Name),
    /// `-a`
    Negate(Box<Expr>),
    /// `a + b - c`, at least two.
    Sum(Vec<Addend>),
    /// `a * b / c`, at least two.
    Product(Vec<Factor>),
    /// `sum(a.*)`
    Call(Call),
    /// `a ?? b ?? c`, at least two: the first that is stated.
    Fallback(Vec<Expr>),
}

/// One member of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addend {
    /// Whether it is subtracted.
    pub negative: bool,
    /// What is added.
    pub expr: Expr,
}

/// One member of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// Whether the product so far is divided by it.
    pub divides: bool,
    /// What it is multiplied with.
    pub expr: Expr,
}

/// A function and what it is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The function.
    pub function: Function,
    /// Its arguments, at least one.
    pub arguments: Vec<Expr>,
    /// Which rows of the column count; the only argument is a name then.
    pub filter: Option<Filter>,
}

/// `where column = value`: which rows of a table are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Where it stands, from the column to the value.
    pub range: Range<usize>,
    /// The column's name.
    pub column: String,
    /// How the cell is compared; a text only by `=` and `≠`.
    pub comparison: Comparison,
    /// With what.
    pub value: FilterValue,
}

/// What the cells of a column are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilterValue {
    /// A number.
    Literal(Literal),
    /// A text, without its quotes.
    Text(String),
}

/// An exact number as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The number in `unit`.
    pub number: Decimal,
    /// Its unit, `None` for a bare number.
    pub unit: Option<Unit>,
}

/// The name of a figure: `基本支出.年初预算`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    /// The bytes of the text it was parsed from.
    pub range: Range<usize>,
    /// Its segments without backquotes, at least one; `*` stands for any one segment.
    pub segments: Vec<String>,
    /// Its place among the names that the vocabulary of a rule set has learned; `None` in a formula that belongs to
    /// none.
    pub place: Option<usize>,
    told: Arc<str>,
}

impl Condition {
    /// Every figure named, in order.
    pub fn names(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        for clause in &self.clauses {
            match clause {
                Clause::Relation(relation) => names.extend(relation.names()),
                Clause::Truth(expr) => expr.collect_names(&mut names),
            }
        }
        names
    }

    /// Hands every figure named to `change`.
    pub fn each_name(&mut self, change: &mut dyn FnMut(&mut Name)) {
        for clause in &mut self.clauses {
            match clause {
                Clause::Relation(relation) => relation.each_name(change),
                Clause::Truth(expr) => expr.each_name(change),
            }
        }
    }
}

impl Relation {
    /// Its sides in order, at least two.
    pub fn sides(&self) -> impl Iterator<Item = &Expr> {
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, side)| side))
    }

    /// Every figure named, in order.
    pub fn names(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.sides().for_each(|side| side.collect_names(&mut names));
        names
    }

    /// Hands every figure named to `change`.
    pub fn each_name(&mut self, change: &mut dyn FnMut(&mut Name)) {
        self.first.each_name(change);
        self.rest.iter_mut().for_each(|(_, side)| side.each_name(change));
    }

    /// Every name that it takes as a whole column to add up or compare, and which rows of it.
    pub fn columns(&self) -> Vec<(&Name, Option<&Filter>)> {
        let mut columns = Vec::new();
        self.sides().for_each(|side| side.collect_columns(&mut columns));
        columns
    }

    /// The figures without which it has no value, in order: not those with a `??` after them.
    pub fn required(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.sides().for_each(|side| side.collect_required(&mut names));
        names
    }
}

impl Expr {
    /// Every figure named, in order.
    pub fn names(&self) -> Vec<&Name> {
        let mut names = Vec::new();
        self.collect_names(&mut names);
        names
    }

    fn collect_names<'e>(&'e self, names: &mut Vec<&'e Name>) {
        match &self.kind {
            ExprKind::Name(name) => names.push(name),
            _ => self.each_part(&mut |part| part.collect_names(names)),
        }
    }

    fn collect_columns<'e>(&'e self, columns: &mut Vec<(&'e Name, Option<&'e Filter>)>) {
        if let ExprKind::Call(call) = &self.kind
            && matches!(call.function, Function::Sum | Function::Min | Function::Max)
        {
            columns.extend(call.arguments.iter().filter_map(|argument| match &argument.kind {
                ExprKind::Name(name) => Some((name, call.filter.as_ref())),
                _ => None,
            }));
        }
        self.each_part(&mut |part| part.collect_columns(columns));
    }

    fn collect_required<'e>(&'e self, names: &mut Vec<&'e Name>) {
        match &self.kind {
            ExprKind::Name(name) if name.parameter().is_none() => names.push(name),
            ExprKind::Name(_) | ExprKind::Fallback(_) => {}
            _ => self.each_part(&mut |part| part.collect_required(names)),
        }
    }

    /// Hands every figure named to `change`.
    pub fn each_name(&mut self, change: &mut dyn FnMut(&mut Name)) {
        match &mut self.kind {
            ExprKind::Name(name) => change(name),
            _ => self.each_child(&mut |child| child.each_name(change)),
        }
    }

    /// Hands the expressions it is made of to `change`, in order.
    pub(super) fn each_child(&mut self, change: &mut dyn FnMut(&mut Self)) {
        match &mut self.kind {
            ExprKind::Literal(_) | ExprKind::Name(_) => {}
            ExprKind::Negate(expr) => change(expr),
            ExprKind::Sum(members) => members.iter_mut().for_each(|addend| change(&mut addend.expr)),
            ExprKind::Product(members) => members.iter_mut().for_each(|factor| change(&mut factor.expr)),
            ExprKind::Call(call) => call.arguments.iter_mut().for_each(change),
            ExprKind::Fallback(choices) => choices.iter_mut().for_each(change),
        }
    }

    /// Hands the expressions it is made of to `see`, in order.
    pub(super) fn each_part<'e>(&'e self, see: &mut dyn FnMut(&'e Self)) {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Name(_) => {}
            ExprKind::Negate(expr) => see(expr),
            ExprKind::Sum(members) => members.iter().for_each(|addend| see(&addend.expr)),
            ExprKind::Product(members) => members.iter().for_each(|factor| see(&factor.expr)),
            ExprKind::Call(call) => call.arguments.iter().for_each(see),
            ExprKind::Fallback(choices) => choices.iter().for_each(see),
        }
    }
}

impl Comparison {
    /// The sign it is shown by.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "≠",
            Self::Less => "<",
            Self::LessOrEqual => "≤",
            Self::Greater => ">",
            Self::GreaterOrEqual => "≥",
        }
    }

    /// Whether it holds of two values that stand in the order `left` to right.
    pub fn holds(self, left: Ordering) -> bool {
        match self {
            Self::Equal => left.is_eq(),
            Self::NotEqual => left.is_ne(),
            Self::Less => left.is_lt(),
            Self::LessOrEqual => left.is_le(),
            Self::Greater => left.is_gt(),
            Self::GreaterOrEqual => left.is_ge(),
        }
    }
}

impl Literal {
    /// Its value in base units, a bare number read in `bare`; `None` where it does not fit.
    pub fn value(&self, bare: Unit) -> Option<Exact> {
        exact(self.number, self.unit.unwrap_or(bare).exponent)
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.unit.unwrap_or(Unit::NONE).around(&self.number.to_string()))
    }
}

impl Name {
    /// The name of these segments, written at `range`.
    pub fn new(range: Range<usize>, segments: Vec<String>) -> Self {
        let told = segments.join(".").into();
        Self { range, segments, place: None, told }
    }

    /// The name as people read it: segments joined by dots, without backquotes.
    pub fn told(&self) -> &Arc<str> {
        &self.told
    }

    /// The parameter that it names, if it names one: `execution-weight` for `params.execution-weight`.
    pub fn parameter(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [first, parameter] if first == PARAMS => Some(parameter),
            _ => None,
        }
    }

    /// Whether a segment of it stands for any one segment.
    pub fn has_wildcard(&self) -> bool {
        self.segments.iter().any(|segment| segment == "*")
    }
}

/// Segments joined by dots, in backquotes where the language needs them.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, segment) in self.segments.iter().enumerate() {
            let dot = if i == 0 { "" } else { "." };
            let quote = if segment == "*" || lex::is_word(segment) { "" } else { "`" };
            write!(f, "{dot}{quote}{segment}{quote}")?;
        }
        Ok(())
    }
}
