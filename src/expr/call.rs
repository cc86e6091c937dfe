//! Calls of functions, and the arguments that each can use.

use super::lex::TokenKind;
use super::number::nearest;
use super::parse::Parser;
use super::{
    Call, Comparison, Expr, ExprKind, FUNCTIONS, Filter, FilterValue, Function, Literal, Name, SyntaxError,
};

impl Parser<'_> {
    /// The arguments after `name(` and the closing bracket.
    pub(super) fn call(&mut self, name: &Name) -> Option<Expr> {
        let word = name.segments.join(".");
        let Some(function) = Function::named(&word) else { return self.unknown_function(name) };
        let outer = std::mem::replace(&mut self.in_call, true);
        let mut call = Call { function, arguments: vec![self.fallback()?], filter: None };
        if self.accept(&TokenKind::Where) {
            call.filter = Some(self.filter()?);
        }
        while self.accept(&TokenKind::Comma) {
            call.arguments.push(self.fallback()?);
        }
        if !self.accept(&TokenKind::Close) {
            return self.stray();
        }
        self.in_call = outer;
        let expr = self.expr(name.range.start, ExprKind::Call(call));
        self.check_arguments(&expr);
        Some(expr)
    }

    /// `column = value` after `where`.
    fn filter(&mut self) -> Option<Filter> {
        let start = self.at;
        let Some(TokenKind::Name(Name { segments, range, .. })) = self.peek().cloned() else {
            return self.bad_filter(start);
        };
        let Some(comparison) = self.comparison(self.at + 1) else { return self.bad_filter(start) };
        self.at += 2;
        let negative = self.accept(&TokenKind::Minus);
        let value = match self.peek() {
            Some(TokenKind::Number { literal, .. }) => {
                let number = if negative { -literal.number } else { literal.number };
                FilterValue::Literal(Literal { number, ..*literal })
            }
            Some(TokenKind::Text(text)) if !negative => FilterValue::Text(text.clone()),
            Some(TokenKind::Name(name)) if !negative => match quoted(name) {
                Some(text) => FilterValue::Text(text.to_owned()),
                None => return self.bad_filter(start),
            },
            _ => return self.bad_filter(start),
        };
        self.at += 1;
        let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
        let [column] = segments.as_slice() else { return self.bad_filter(start) };
        if column == "*" || ordered && matches!(value, FilterValue::Text(_)) {
            return self.bad_filter(start);
        }
        Some(Filter { range: self.since(range.start), column: column.clone(), comparison, value })
    }

    fn bad_filter<T>(&mut self, start: usize) -> Option<T> {
        let last = (self.at + 1).min(self.end) - 1;
        let bytes = self.tokens[start.min(last)].range.start..self.tokens[last].range.end;
        self.fail(
            SyntaxError::new(
                bytes,
                "after `where` stands one column, a comparison, and a number or a text in quotes",
                "where 之后须依次写一个列名、比较符号、数字或引号中的文字",
            )
            .help(
                "such as where category = '合计'; texts compare by = and != only",
                "例如 where 类别 = '合计'；文字只能用 = 或 != 比较",
            ),
        )
    }

    fn unknown_function<T>(&mut self, name: &Name) -> Option<T> {
        let word = name.segments.join(".");
        let error = SyntaxError::new(
            name.range.clone(),
            format!(
                "`{word}` is no function: a name with brackets stands in backquotes, a product needs `*`"
            ),
            format!("没有名为“{word}”的函数：名称含括号时须加反引号，相乘须写 *"),
        );
        let known = || FUNCTIONS.iter().map(|(known, _)| *known);
        let error = if let Some(near) = nearest(&word.to_ascii_lowercase(), known(), 2) {
            error.help(format!("did you mean `{near}`?"), format!("是否应为 {near}？"))
        } else {
            let known: Vec<_> = known().collect();
            error.help(
                format!("the functions are {}", known.join(", ")),
                format!("可用的函数：{}", known.join("、")),
            )
        };
        self.fail(error)
    }

    /// Every function takes the arguments it can use.
    fn check_arguments(&mut self, expr: &Expr) {
        let ExprKind::Call(Call { function, arguments, filter }) = &expr.kind else { return };
        let name = match arguments.as_slice() {
            [Expr { kind: ExprKind::Name(name), .. }] => Some(name),
            _ => None,
        };
        let word = function.word();
        let (fits, en, zh) = match function {
            Function::Sum | Function::Min | Function::Max => {
                (filter.is_none() || name.is_some(), "one column before `where`", "where 之前的一个列名")
            }
            Function::Abs => (arguments.len() == 1 && filter.is_none(), "one amount", "一个数值"),
            Function::Count => (
                arguments.iter().all(is_many) && (filter.is_none() || name.is_some()),
                "names, or one column before `where`",
                "名称，或 where 之前的一个列名",
            ),
            Function::Exists => (name.is_some() && filter.is_none(), "one name", "一个名称"),
            Function::Meets => (
                filter.is_none()
                    && matches!(arguments.as_slice(), [what, target] if is_column(what) && is_column(target)),
                "two columns, what was done and its target",
                "两个列名：完成值、目标值",
            ),
            Function::Prior | Function::Parts => (
                filter.is_none() && name.is_some_and(|name| !name.has_wildcard()),
                "one name without a wildcard",
                "一个不含通配符的名称",
            ),
        };
        if !fits {
            self.errors.push(SyntaxError::new(
                expr.range.clone(),
                format!("`{word}` takes {en}"),
                format!("{word} 的参数应为{zh}"),
            ));
        }
    }

    /// What means many figures stands only where a function makes one amount of it; `taken` is whether one
    /// does.
    pub(super) fn check_many(&mut self, expr: &Expr, taken: bool) {
        let children_taken = match &expr.kind {
            ExprKind::Call(call) if !taken && call.function == Function::Parts => {
                return self.errors.push(SyntaxError::new(
                    expr.range.clone(),
                    "`parts` gives many figures: write sum(parts(…))",
                    "parts 给出多个数值：请写成 sum(parts(…))",
                ));
            }
            ExprKind::Name(name) if !taken && name.has_wildcard() => {
                return self.errors.push(SyntaxError::new(
                    expr.range.clone(),
                    format!("`{name}` means many figures: write sum({name})"),
                    format!("“{name}”代表多个数值：请写成 sum({name})"),
                ));
            }
            ExprKind::Call(call) => call.function.takes_many() || call.function == Function::Exists,
            _ => false,
        };
        expr.each_part(&mut |part| self.check_many(part, children_taken));
    }
}

/// Whether it means figures, not an amount computed from them.
fn is_many(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) => true,
        ExprKind::Call(call) => call.function == Function::Parts,
        _ => false,
    }
}

/// Whether it is a name of one segment.
fn is_column(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if name.segments.len() == 1 && !name.has_wildcard())
}

/// The text of a word in typographic quotes: “合计”.
fn quoted(name: &Name) -> Option<&str> {
    match name.segments.as_slice() {
        [word] => word.strip_prefix('“')?.strip_suffix('”').filter(|inner| !inner.contains(['“', '”'])),
        _ => None,
    }
}
