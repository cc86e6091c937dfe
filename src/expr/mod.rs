//! The language of identities: `财政拨款收入 = 财政拨款收入.年初预算 + 财政拨款收入.追加预算`.
//!
//! ```text
//! condition = clause { (and | 且) clause }          clause   = relation | expr
//! relation  = expr compare expr { compare expr }    compare  = "=" "==" "!=" "≠" "<" "<=" "≤" ">" ">=" "≥"
//! expr      = sum { "??" sum }                      sum      = product { ("+" | "-") product }
//! product   = unary { ("*" | "/") unary }           unary    = { "-" } primary
//! primary   = number [unit] | name | function "(" expr { "," expr } ")" | "(" expr ")"
//! call on a column = function "(" name where column compare (number [unit] | 'text') ")"
//! name      = segment { "." segment }               segment  = word | "*" | "`" anything "`"
//! parameter = "params." word { "-" word }
//! ```

mod agree;
mod call;
mod eval;
mod figures;
mod implied;
mod lex;
mod mistakes;
mod number;
mod parse;
mod plain;
mod steps;
mod syntax;
mod target;
mod work;

pub use agree::{Agreement, compare};
pub use eval::evaluate;
pub use figures::{Evaluated, Figures, Missing, Operand, Places, Term};
pub use implied::Implied;
pub use parse::{parse_condition, parse_expression, parse_name, parse_relation};
pub use steps::Step;
pub use syntax::{
    Addend, Call, Clause, Comparison, Condition, Expr, ExprKind, Factor, Filter, FilterValue, Literal, Name,
    Relation,
};

use std::ops::Range;

use crate::message::Message;

/// Every function by its name; the list is closed.
pub const FUNCTIONS: &[(&str, Function)] = &[
    ("sum", Function::Sum),
    ("min", Function::Min),
    ("max", Function::Max),
    ("abs", Function::Abs),
    ("count", Function::Count),
    ("exists", Function::Exists),
    ("prior", Function::Prior),
    ("parts", Function::Parts),
    ("meets", Function::Meets),
];

/// The first segment of the names of parameters: `params.total`.
pub(crate) const PARAMS: &str = "params";

/// A mistake in a formula, at a byte range of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in bytes of the text that was parsed.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: Message,
    /// What to write instead.
    pub help: Option<Message>,
}

/// The functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// The total of all figures meant.
    Sum,
    /// The least of them.
    Min,
    /// The greatest of them.
    Max,
    /// The amount without its sign.
    Abs,
    /// How many figures are meant.
    Count,
    /// 1 where a figure is stated, else 0.
    Exists,
    /// The figure in the same unit's report of the year before.
    Prior,
    /// The figure in each report of the subordinate units.
    Parts,
    /// 1 where what was done is as the target asks, else 0: `meets(完成值, 目标值)`.
    Meets,
}

impl SyntaxError {
    fn new(range: Range<usize>, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self { range, message: Message::new(en, zh), help: None }
    }

    fn help(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.help = Some(Message::new(en, zh));
        self
    }
}

impl Function {
    /// The word it is called by.
    pub fn word(self) -> &'static str {
        FUNCTIONS.iter().find(|(_, function)| *function == self).map_or("", |(name, _)| name)
    }

    /// The function called by `word`, in any case.
    pub fn named(word: &str) -> Option<Self> {
        FUNCTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, function)| *function)
    }

    /// Whether it takes many figures at once: wildcards, columns, `parts(x)`.
    fn takes_many(self) -> bool {
        matches!(self, Self::Sum | Self::Min | Self::Max | Self::Count)
    }
}
