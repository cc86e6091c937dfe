//! From tokens to expressions; every mistake that can be told apart is noted.

use std::ops::Range;

use super::lex::{Token, TokenKind, lex};
use super::mistakes::unpaired;
use super::{Addend, Clause, Comparison, Condition, Expr, ExprKind, Factor, Name, Relation, SyntaxError};

/// What is left to understand of a formula.
pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    pub(super) at: usize,
    /// One past the last token of the side under work.
    pub(super) end: usize,
    /// Whether the innermost bracket is that of a function.
    pub(super) in_call: bool,
    pub(super) errors: Vec<SyntaxError>,
}

/// The relation written as `text`, or every mistake found in it.
pub fn parse_relation(text: &str) -> Result<Relation, Vec<SyntaxError>> {
    parse(text, |parser| match parser.clause(0..parser.end)? {
        Clause::Relation(relation) => Some(relation),
        Clause::Truth(_) => parser.fail(SyntaxError::new(
            0..text.len(),
            "this compares nothing: write a relation such as total = part + part",
            "缺少比较符号：请写成 合计 = 分项 + 分项 的形式",
        )),
    })
}

/// The expression written as `text`, or every mistake found in it.
pub fn parse_expression(text: &str) -> Result<Expr, Vec<SyntaxError>> {
    parse(text, |parser| parser.side(0..parser.end))
}

/// The condition written as `text`: relations, or expressions that must not be zero, joined by `and` or 且.
pub fn parse_condition(text: &str) -> Result<Condition, Vec<SyntaxError>> {
    parse(text, |parser| {
        let parts = parser.split(0..parser.end, |kind| *kind == TokenKind::And);
        let clauses: Vec<_> = parts.into_iter().filter_map(|part| parser.clause(part)).collect();
        Some(Condition { text: text.to_owned(), clauses })
    })
}

/// The name written as `text` and nothing else, or the first mistake in it.
pub fn parse_name(text: &str) -> Result<Name, SyntaxError> {
    let (tokens, errors) = lex(text);
    if let Some(error) = errors.into_iter().next() {
        return Err(error);
    }
    match tokens.as_slice() {
        [Token { kind: TokenKind::Name(name), .. }] => Ok(name.clone()),
        _ => Err(SyntaxError::new(
            0..text.len(),
            "this is not one name: a part with spaces or signs stands in backquotes",
            "这不是一个名称：含空格或符号的部分须加反引号",
        )
        .help("such as `Program costs`.actual", "例如 `Program costs`.actual")),
    }
}

/// What `work` makes of `text`, or every mistake noted on the way.
fn parse<T>(text: &str, work: impl FnOnce(&mut Parser) -> Option<T>) -> Result<T, Vec<SyntaxError>> {
    let (tokens, mut errors) = lex(text);
    errors.extend(unpaired(&tokens));
    if errors.is_empty() {
        let end = tokens.len();
        let mut parser = Parser { text, tokens: &tokens, at: 0, end, in_call: false, errors };
        let parsed = work(&mut parser);
        if parser.errors.is_empty() {
            return Ok(parsed.expect("what was not parsed has its mistake noted"));
        }
        errors = parser.errors;
    }
    errors.sort_by_key(|error| (error.range.start, error.range.end));
    Err(errors)
}

impl Parser<'_> {
    /// Notes a mistake; nothing comes of what holds it.
    pub(super) fn fail<T>(&mut self, error: SyntaxError) -> Option<T> {
        self.errors.push(error);
        None
    }

    /// The runs of the tokens `within` between those outside all brackets that `divides` accepts.
    fn split(&self, within: Range<usize>, divides: impl Fn(&TokenKind) -> bool) -> Vec<Range<usize>> {
        let (mut parts, mut depth, mut start) = (Vec::new(), 0_usize, within.start);
        for i in within.clone() {
            match &self.tokens[i].kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                kind if depth == 0 && divides(kind) => {
                    parts.push(start..i);
                    start = i + 1;
                }
                _ => {}
            }
        }
        parts.push(start..within.end);
        parts
    }

    /// A relation or a lone expression; every side is tried, also after a mistake in another.
    fn clause(&mut self, within: Range<usize>) -> Option<Clause> {
        let parts = self.split(within.clone(), |kind| matches!(kind, TokenKind::Compare(_)));
        let signs: Vec<_> = parts[1..].iter().map(|part| part.start - 1).collect();
        let mut sides: Vec<_> = parts.into_iter().map(|part| self.side(part)).collect();
        self.check_chain(&signs);
        let first = sides.remove(0)?;
        if signs.is_empty() {
            return Some(Clause::Truth(first));
        }
        let rest = signs
            .iter()
            .zip(sides)
            .filter_map(|(sign, side)| Some((self.comparison(*sign)?, side?)))
            .collect();
        let bytes = self.tokens[within.start].range.start..self.tokens[within.end - 1].range.end;
        Some(Clause::Relation(Relation { text: self.text[bytes].to_owned(), first, rest }))
    }

    pub(super) fn comparison(&self, token: usize) -> Option<Comparison> {
        match self.tokens.get(token)?.kind {
            TokenKind::Compare(comparison) => Some(comparison),
            _ => None,
        }
    }

    /// A chain runs in one direction, and ≠ stands in none.
    fn check_chain(&mut self, signs: &[usize]) {
        use Comparison::{Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let has = |wanted: &[Comparison]| {
            signs.iter().any(|i| self.comparison(*i).is_some_and(|c| wanted.contains(&c)))
        };
        let mixed = has(&[Less, LessOrEqual]) && has(&[Greater, GreaterOrEqual]);
        if signs.len() > 1 && (mixed || has(&[NotEqual])) {
            let bytes = self.tokens[signs[0]].range.start..self.tokens[signs[signs.len() - 1]].range.end;
            self.errors.push(SyntaxError::new(
                bytes,
                "a chain runs one way, as in a = b = c or 0 <= a <= b: make this two rules",
                "连续比较的方向须一致，如 甲 = 乙 = 丙、0 <= 甲 <= 乙：请拆成两条规则",
            ));
        }
    }

    /// The expression that all the tokens `within` make up.
    fn side(&mut self, within: Range<usize>) -> Option<Expr> {
        (self.at, self.end, self.in_call) = (within.start, within.end, false);
        let expr = self.fallback()?;
        if self.at < self.end {
            return self.stray();
        }
        self.check_many(&expr, false);
        Some(expr)
    }

    pub(super) fn peek(&self) -> Option<&TokenKind> {
        self.tokens[..self.end].get(self.at).map(|token| &token.kind)
    }

    /// Moves past the next token if it is `kind`.
    pub(super) fn accept(&mut self, kind: &TokenKind) -> bool {
        let found = self.peek() == Some(kind);
        self.at += usize::from(found);
        found
    }

    /// The bytes from `start` to the end of the last token read.
    pub(super) fn since(&self, start: usize) -> Range<usize> {
        start..self.tokens[..self.at].last().map_or(start, |token| token.range.end)
    }

    pub(super) fn expr(&self, start: usize, kind: ExprKind) -> Expr {
        Expr { range: self.since(start), kind }
    }

    pub(super) fn fallback(&mut self) -> Option<Expr> {
        let first = self.sum()?;
        let start = first.range.start;
        let mut choices = vec![first];
        while self.accept(&TokenKind::Fallback) {
            choices.push(self.sum()?);
        }
        if choices.len() == 1 { choices.pop() } else { Some(self.expr(start, ExprKind::Fallback(choices))) }
    }

    fn sum(&mut self) -> Option<Expr> {
        let first = self.product()?;
        let start = first.range.start;
        let mut members = vec![Addend { negative: false, expr: first }];
        while let Some(TokenKind::Plus | TokenKind::Minus) = self.peek() {
            let negative = self.peek() == Some(&TokenKind::Minus);
            self.at += 1;
            members.push(Addend { negative, expr: self.product()? });
        }
        if members.len() == 1 {
            members.pop().map(|m| m.expr)
        } else {
            Some(self.expr(start, ExprKind::Sum(members)))
        }
    }

    fn product(&mut self) -> Option<Expr> {
        let first = self.unary()?;
        let start = first.range.start;
        let mut members = vec![Factor { divides: false, expr: first }];
        while let Some(TokenKind::Times | TokenKind::Over) = self.peek() {
            let divides = self.peek() == Some(&TokenKind::Over);
            self.at += 1;
            members.push(Factor { divides, expr: self.unary()? });
        }
        if members.len() == 1 {
            members.pop().map(|m| m.expr)
        } else {
            Some(self.expr(start, ExprKind::Product(members)))
        }
    }

    fn unary(&mut self) -> Option<Expr> {
        let start = self.tokens.get(self.at).map_or(0, |token| token.range.start);
        let mut negative = false;
        while self.accept(&TokenKind::Minus) {
            negative = !negative;
        }
        let inner = self.primary()?;
        if negative { Some(self.expr(start, ExprKind::Negate(Box::new(inner)))) } else { Some(inner) }
    }

    fn primary(&mut self) -> Option<Expr> {
        let Some(token) = self.tokens[..self.end].get(self.at) else { return self.missing() };
        let range = token.range.clone();
        match &token.kind {
            TokenKind::Number { grouped: true, .. } if self.in_call => self.fail(SyntaxError::new(
                range,
                "a comma between arguments can be read two ways: write 1000 for the number, or 1, 000 for two",
                "函数参数中的逗号有歧义：数字请写成 1000；若是两个参数，请写成 1, 000",
            )),
            TokenKind::Number { literal, .. } => {
                let literal = *literal;
                self.at += 1;
                Some(self.expr(range.start, ExprKind::Literal(literal)))
            }
            TokenKind::Name(name) => {
                let name = name.clone();
                self.at += 1;
                if self.accept(&TokenKind::Open) {
                    self.call(&name)
                } else {
                    Some(self.expr(range.start, ExprKind::Name(name)))
                }
            }
            TokenKind::Open => {
                self.at += 1;
                let outer = std::mem::replace(&mut self.in_call, false);
                let inner = self.fallback()?;
                if !self.accept(&TokenKind::Close) {
                    return self.stray();
                }
                self.in_call = outer;
                Some(inner)
            }
            TokenKind::Text(_) => self.fail(SyntaxError::new(
                range,
                "a text in quotes stands only after `where`: a name needs no quotes, or backquotes",
                "引号中的文字只能用在 where 之后：名称不加引号，必要时加反引号",
            )),
            _ => self.missing(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::FilterValue;
    use super::*;

    /// The expression with a bracket around everything that has parts.
    fn show(expr: &Expr) -> String {
        let all = |parts: Vec<&Expr>, sign: &str| parts.into_iter().map(show).collect::<Vec<_>>().join(sign);
        match &expr.kind {
            ExprKind::Literal(literal) => literal.to_string(),
            ExprKind::Name(name) => name.to_string(),
            ExprKind::Negate(inner) => format!("-{}", show(inner)),
            ExprKind::Sum(addends) => {
                let sign = |addend: &Addend| if addend.negative { " - " } else { " + " };
                let parts: Vec<_> =
                    addends.iter().flat_map(|a| [sign(a).to_owned(), show(&a.expr)]).collect();
                format!("[{}]", parts[1..].concat())
            }
            ExprKind::Product(factors) => {
                let sign = |factor: &Factor| if factor.divides { " / " } else { " * " };
                let parts: Vec<_> =
                    factors.iter().flat_map(|f| [sign(f).to_owned(), show(&f.expr)]).collect();
                format!("[{}]", parts[1..].concat())
            }
            ExprKind::Call(call) => {
                let filter = call.filter.as_ref().map_or(String::new(), |filter| {
                    let value = match &filter.value {
                        FilterValue::Literal(literal) => literal.to_string(),
                        FilterValue::Text(text) => format!("'{text}'"),
                    };
                    format!(" where {} {} {value}", filter.column, filter.comparison.symbol())
                });
                format!("{}({}{filter})", call.function.word(), all(call.arguments.iter().collect(), ", "))
            }
            ExprKind::Fallback(choices) => format!("[{}]", all(choices.iter().collect(), " ?? ")),
        }
    }

    fn show_relation(relation: &Relation) -> String {
        let rest =
            relation.rest.iter().map(|(comparison, side)| format!(" {} {}", comparison.symbol(), show(side)));
        std::iter::once(show(&relation.first)).chain(rest).collect()
    }

    #[test]
    fn relations_are_read_as_people_write_them() {
        let cases = [
            ("a = b + c - d", "a = [b + c - d]"),
            ("a=b+c", "a = [b + c]"),                           // no spaces
            ("a == b = c", "a = b = c"),                        // a chain
            ("0 <= a ≤ b", "0 ≤ a ≤ b"),                        // a chain in one direction
            ("a != b", "a ≠ b"),                                //
            ("合计＝（甲＋乙）×２", "合计 = [[甲 + 乙] * 2]"),  // full-width signs, brackets and digits
            ("a = b - -c", "a = [b - -c]"),                     // unary minus
            ("a = --b", "a = b"),                               // two cancel
            ("a = -b * c / d", "a = [-b * c / d]"),             // it binds tighter than a product
            ("a-b = c", "[a - b] = c"),                         // a hyphen is an operator
            ("a >= 5%", "a ≥ 5%"),                              //
            ("a < 0.5 万元", "a < 0.5 万元"),                   // a unit after a space
            ("a < 1,000.5万元", "a < 1000.5 万元"),             // thousands in groups
            ("a > £41.2m", "a > £41.2m"),                       // a currency sign before the number
            ("得分 <= 5 分", "得分 ≤ 5 分"),                    //
            ("a = b ?? c + 1 ?? 0", "a = [b ?? [c + 1] ?? 0]"), // a fallback takes whole sums
            ("`Program costs`.actual = x", "`Program costs`.actual = x"),
            ("部门.2021年 = x", "部门.`2021年` = x"), // after a dot a digit is no number
            ("因公出国（境）费.实际 = x", "`因公出国（境）费`.实际 = x"), // brackets inside a word
            ("“三公”经费 = 医疗、教育", "“三公”经费 = `医疗、教育`"), //
            ("sum(三公经费.*.实际) = *1", ""),        // `*` is no operand
            ("a = sum(三公经费.*.实际)", "a = sum(三公经费.*.实际)"),
            ("a = SUM（*.b，c.* * 2）", ""),      // a wildcard inside a product
            ("a = max（b，0）", "a = max(b, 0)"), // a name before a full-width bracket that is a function
            ("a = sum(b, -c, (d))", "a = sum(b, -c, d)"),
            ("a = sum(t.c where k = '合计')", "a = sum(t.c where k = '合计')"),
            ("a = sum(t.c where k != “合计”)", "a = sum(t.c where k ≠ '合计')"), // typographic quotes
            ("a = count(t.c where 金额 >= -5 万元)", "a = count(t.c where 金额 ≥ -5 万元)"),
            ("a = sum(parts(a)) + prior(b.c)", "a = [sum(parts(a)) + prior(b.c)]"),
            ("sum = a", "sum = a"), // a function's word without a bracket is a name
        ];
        for (text, expected) in cases {
            let found = parse_relation(text).map_or(String::new(), |relation| show_relation(&relation));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn conditions_join_clauses() {
        let cases = [
            ("exists(a)", vec!["exists(a)"]),
            ("a > 0 and exists(b)", vec!["a > 0", "exists(b)"]),
            ("a > 5 且 b", vec!["a > 5", "b"]),
            ("exists（a）且b <> c", vec![]), // two signs side by side
            ("a = 5人且b = c", vec!["a = 5 人", "b = c"]), // 且 right after a unit
            ("a and", vec![]),               // nothing after it
        ];
        for (text, expected) in cases {
            let clauses = parse_condition(text).map_or(Vec::new(), |condition| condition.clauses);
            let show = |clause: &Clause| match clause {
                Clause::Relation(relation) => show_relation(relation),
                Clause::Truth(expr) => show(expr),
            };
            assert_eq!(clauses.iter().map(show).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_are_told_where_they_stand() {
        // the text, what each mistake stands on, a word of its message or help
        let cases: [(&str, &[&str], &str); 27] = [
            ("a = summ(b)", &["summ"], "did you mean `sum`"),
            ("a = 出国（b）", &["出国"], "the functions are"), // nothing like a function
            ("a = 5 万圆", &["万圆"], "did you mean `万元`"),
            ("a = 2021年预算", &["年预算"], "`2021年预算`"),
            ("a = = b", &["="], "side by side"),
            ("a = b +", &["+"], "after `+`"),
            ("a = * b", &["*"], "before `*`"),
            ("a = (b + c", &["("], "never closed"),
            ("a = b) + c", &[")"], "closes nothing"),
            ("a + b", &["a + b"], "compares nothing"),
            ("a = b c", &["c"], "backquotes"),
            ("a = 1,00", &[","], "groups of three"),
            ("a = max(1,200)", &["1,200"], "two ways"),
            ("a = 1.2.3", &["1.2.3"], "no number"),
            ("a = .5", &["."], "such as 0.5"),
            (
                "a = 12345678901234567890123456789012",
                &["12345678901234567890123456789012"],
                "too many digits",
            ),
            ("a = `b", &["`b"], "both of them"),
            ("a = b.", &["."], "after the dot"),
            ("a = b.*", &["b.*"], "sum(b.*)"),
            ("a = parts(b)", &["parts(b)"], "sum(parts"),
            ("a = sum(b.*c)", &["*c"], "whole part"),
            ("a = sum(t.c where k = 合计)", &["k = 合计"], "where category"), // a text without quotes
            ("a = abs(b, c)", &["abs(b, c)"], "one amount"),
            ("a = '合计'", &["'合计'"], "only after `where`"),
            ("a < b > c", &["< b >"], "one way"),
            ("a = b # c", &["#"], "no meaning"),
            ("+ a = b + = c -", &["+", "=", "-"], "before `+`"), // every side is tried
        ];
        for (text, places, word) in cases {
            let errors = parse_relation(text).expect_err(text);
            let found: Vec<_> = errors.iter().map(|error| &text[error.range.clone()]).collect();
            assert_eq!(found, places, "{text}");
            let told = format!("{:?} {:?}", errors[0].message, errors[0].help);
            assert!(told.contains(word), "{text}: {told}");
            assert!(errors.iter().all(|error| !error.message.zh.is_empty()), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded_and_length_is_not() {
        let nested = |depth: usize| format!("a = {}b{}", "(".repeat(depth), ")".repeat(depth));
        assert!(parse_relation(&nested(64)).is_ok());
        assert_eq!(parse_relation(&nested(65)).unwrap_err()[0].range, 68..69); // 4 bytes, then 64 brackets
        assert!(parse_relation(&format!("a = b{}", " + b * -b".repeat(50_000))).is_ok());
        assert!(parse_relation(&format!("a = {}b", "-".repeat(100_000))).is_ok());
        assert_eq!(parse_relation(&"(".repeat(100_000)).unwrap_err().len(), 100_001); // each one, and the depth
    }

    #[test]
    fn names_are_read_whole() {
        let cases = [
            ("基本支出.年初预算", Some("基本支出.年初预算")),
            (" `a b` ", Some("`a b`")),
            ("params.execution-weight", Some("params.`execution-weight`")), // a hyphen between letters
            ("params.a-1", None),
            ("a b", None),
            ("2021", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_name(text).ok().map(|name| name.to_string()).as_deref(), expected, "{text}");
        }
    }

    /// Pieces of the language, put together at random.
    fn formula() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a", "预算", "b.c", ".", "*", ".*", "`", "`x y`", "1", "0.5", "1,000", ",", "，", "．", "９",
            "万元", "%", " ", "\n", "+", "-", "−", "×", "/", "÷", "=", "==", "＝", "!", "!=", "<", "≥", "(",
            ")", "（", "）", "sum(", "exists(", "parts(", "where", "and", "且", "??", "？", "'", "\"", "“",
            "”", "、", "£", "¥", "prior(", "年", "_", "#", "\u{301}", "😀",
        ]);
        prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(text in prop_oneof![formula(), any::<String>()]) {
            let results = [
                parse_relation(&text).map(|relation| relation.names().into_iter().cloned().collect()),
                parse_expression(&text).map(|expr| expr.names().into_iter().cloned().collect()),
                parse_condition(&text).map(|condition| condition.names().into_iter().cloned().collect::<Vec<_>>()),
            ];
            for result in results {
                match result {
                    Ok(names) => for name in names {
                        prop_assert!(text.get(name.range.clone()).is_some());
                        prop_assert_eq!(parse_name(&name.to_string()).expect("what is shown can be read").segments, name.segments);
                    },
                    Err(errors) => {
                        prop_assert!(!errors.is_empty());
                        for error in errors {
                            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
                        }
                    }
                }
            }
        }
    }
}
