//! Numbers and the units behind them.

use rust_decimal::Decimal;

use super::lex::{Lexer, TokenKind, continues_word, opens_word, twin};
use super::{Literal, SyntaxError};
use crate::quantity::Unit;

impl Lexer<'_> {
    /// A number from `start` and its unit; `sign` is the currency sign already read.
    pub(super) fn number(&mut self, start: usize, sign: Option<&str>) {
        let Some((digits, grouped)) = self.digits() else {
            self.take_while(|c| continues_word(c) || twin(c) == '.');
            return self.fail(SyntaxError::new(
                start..self.at,
                "this is no number: write digits with at most one dot between them, such as 0.5",
                "数字写法有误：应只含数字和至多一个小数点，例如 0.5",
            ));
        };
        let Ok(number) = Decimal::from_str_exact(&digits) else {
            return self.fail(SyntaxError::new(
                start..self.at,
                "this number has too many digits to be computed exactly: write at most 28",
                "数字位数过多，无法精确计算：请不要超过 28 位",
            ));
        };
        let end = self.at;
        self.take_while(|c| matches!(c, ' ' | '\u{3000}' | '\u{a0}'));
        let word = self.at;
        let found = match sign {
            Some(sign) => Unit::after_sign(sign, self.rest()),
            None => Unit::opening(self.rest()),
        };
        self.at += found.map_or(0, |(_, length)| length);
        if self.rest().starts_with(|c| opens_word(c) || c == '`') && !self.at_keyword() {
            return self.unknown_unit(start, end, word);
        }
        if self.at == word {
            self.at = end;
        }
        let unit = found.map(|(unit, _)| unit);
        self.push(start, TokenKind::Number { literal: Literal { number, unit }, grouped });
    }

    /// Digits in ASCII with their groups closed up, and whether there were groups.
    fn digits(&mut self) -> Option<(String, bool)> {
        let mut digits: String = self.take_while(|c| twin(c).is_ascii_digit()).chars().map(twin).collect();
        if digits.is_empty() {
            return None;
        }
        let may_group = digits.len() <= 3 && !digits.starts_with('0');
        let mut grouped = false;
        while may_group && self.peek_twin(0) == Some(',') {
            let ahead = self.rest().chars();
            let group: String =
                ahead.clone().skip(1).map(twin).take_while(char::is_ascii_digit).take(4).collect();
            if group.len() != 3 {
                break;
            }
            self.at += ahead.take(4).map(char::len_utf8).sum::<usize>();
            digits.push_str(&group);
            grouped = true;
        }
        if self.peek_twin(0) == Some('.') {
            self.advance();
            let decimals = self.take_while(|c| twin(c).is_ascii_digit());
            if decimals.is_empty() || self.peek_twin(0) == Some('.') {
                return None;
            }
            digits.push('.');
            digits.extend(decimals.chars().map(twin));
        }
        Some((digits, grouped))
    }

    /// Whether a keyword stands here.
    fn at_keyword(&self) -> bool {
        let rest = self.rest();
        let word = &rest[..rest.find(|c| !continues_word(c)).unwrap_or(rest.len())];
        word.starts_with('且') || matches!(word, "and" | "where")
    }

    /// Notes that what stands at `word`, after the number from `start` to `end`, is no unit.
    fn unknown_unit(&mut self, start: usize, end: usize, word: usize) {
        self.at = word;
        self.take_while(|c| continues_word(c) || matches!(c, '`' | '%' | '‰' | '％'));
        let unknown = &self.text[word..self.at];
        let error = SyntaxError::new(
            word..self.at,
            format!(
                "`{unknown}` is no unit that is known: write such as 5 万元, 5%, 5 人, or set a sign before a name"
            ),
            format!(
                "无法识别的单位“{unknown}”：请写成 5 万元、5%、5 人 的形式；若是名称，请在前面写上运算符"
            ),
        );
        let whole = &self.text[start..self.at];
        let error = match nearest(unknown, Unit::words(), 1) {
            Some(unit) => error.help(format!("did you mean `{unit}`?"), format!("是否应为“{unit}”？")),
            None if word == end => error.help(
                format!("a name that opens with a digit stands in backquotes: `{whole}`"),
                format!("以数字开头的名称须加反引号：`{whole}`"),
            ),
            None => error,
        };
        self.fail(error);
    }
}

/// The one of `known` that differs from `word` in at most `limit` places, and in fewer than it has
/// characters.
pub(super) fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>, limit: usize) -> Option<&'k str> {
    let length = word.chars().take(30).count();
    if length == 30 {
        return None; // longer than anything known, and the comparison is quadratic
    }
    known
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit && *distance < length)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
