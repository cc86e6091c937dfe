//! What is said of tokens that do not fit together.

use super::SyntaxError;
use super::lex::{Token, TokenKind};
use super::parse::Parser;

/// How deep brackets may stand in each other.
const DEPTH: usize = 64;

/// The brackets without a partner, and those that stand too deep.
pub(super) fn unpaired(tokens: &[Token]) -> Vec<SyntaxError> {
    let (mut open, mut errors) = (Vec::new(), Vec::new());
    for token in tokens {
        match token.kind {
            TokenKind::Open => {
                open.push(token.range.clone());
                if open.len() == DEPTH + 1 {
                    errors.push(SyntaxError::new(
                        token.range.clone(),
                        format!(
                            "brackets stand more than {DEPTH} deep here: define a part as a figure of its own"
                        ),
                        format!("括号嵌套超过 {DEPTH} 层：请把其中一部分另行定义"),
                    ));
                }
            }
            TokenKind::Close if open.pop().is_none() => errors.push(SyntaxError::new(
                token.range.clone(),
                "this bracket closes nothing: remove it, or open one before it",
                "多余的右括号：请删去，或在前面补上左括号",
            )),
            _ => {}
        }
    }
    errors.extend(open.into_iter().map(|range| {
        SyntaxError::new(
            range,
            "this bracket is never closed: write ) where it ends",
            "左括号没有配对：请补上右括号",
        )
    }));
    errors
}

impl Parser<'_> {
    /// Notes that an operand is missing where the next token stands.
    pub(super) fn missing<T>(&mut self) -> Option<T> {
        let before = self.at.checked_sub(1).map(|i| &self.tokens[i]);
        let error = match (before, self.tokens.get(self.at)) {
            (
                Some(Token { kind: TokenKind::Compare(_), .. }),
                Some(token @ Token { kind: TokenKind::Compare(_), .. }),
            ) => SyntaxError::new(
                token.range.clone(),
                "two comparisons stand side by side: write one of = != < <= > >=",
                "两个比较符号连在一起：请只写 = != < <= > >= 中的一个",
            ),
            (_, Some(token)) => {
                let sign = &self.text[token.range.clone()];
                SyntaxError::new(
                    token.range.clone(),
                    format!("a figure or a number is missing before `{sign}`"),
                    format!("“{sign}”之前缺少名称或数字"),
                )
            }
            (Some(token), None) => {
                let sign = &self.text[token.range.clone()];
                SyntaxError::new(
                    token.range.clone(),
                    format!("a figure or a number is missing after `{sign}`"),
                    format!("“{sign}”之后缺少名称或数字"),
                )
            }
            (None, None) => SyntaxError::new(
                0..self.text.len(),
                "nothing is written here: write a formula such as total = part + part",
                "公式为空：请写成 合计 = 分项 + 分项 的形式",
            ),
        };
        self.fail(error)
    }

    /// Notes that the next token cannot follow an operand.
    pub(super) fn stray<T>(&mut self) -> Option<T> {
        let Some(token) = self.tokens.get(self.at) else { return self.missing() };
        let sign = &self.text[token.range.clone()];
        let (en, zh) = match token.kind {
            TokenKind::Comma => (
                "a comma stands between the arguments of a function, or between groups of three digits"
                    .to_owned(),
                "逗号只能用于分隔函数的参数，或数字的千分位（每三位一组）".to_owned(),
            ),
            TokenKind::Compare(_) => (
                "a comparison has no place in brackets or in a definition: rows are chosen by `where`"
                    .to_owned(),
                "括号内和定义中不能比较：筛选行请用 where".to_owned(),
            ),
            TokenKind::And => (
                "`and` joins the parts of a condition only: make this two rules".to_owned(),
                "“且”只能用于条件：请拆成两条规则".to_owned(),
            ),
            TokenKind::Where => (
                "`where` stands once, after the only name in sum, min, max or count".to_owned(),
                "where 只能在 sum、min、max、count 中使用一次，且前面只有一个名称".to_owned(),
            ),
            _ => (
                format!(
                    "a sign is missing before `{sign}`: write + - * /, or set a name with spaces in backquotes"
                ),
                format!("“{sign}”之前缺少运算符：请写 + - * /；名称含空格时须加反引号"),
            ),
        };
        let range = token.range.clone();
        self.fail(SyntaxError::new(range, en, zh))
    }
}
