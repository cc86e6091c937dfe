//! Tokens: the names, numbers and signs that a formula is made of.

use std::ops::Range;

use super::{Comparison, Function, Literal, Name, PARAMS, SyntaxError};
use crate::quantity::Unit;

/// A piece of a formula.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) range: Range<usize>,
    pub(super) kind: TokenKind,
}

/// What a piece of a formula is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A number; `grouped` where it was written with thousands separators.
    Number {
        literal: Literal,
        grouped: bool,
    },
    Name(Name),
    /// A text in quotes.
    Text(String),
    Plus,
    Minus,
    Times,
    Over,
    Compare(Comparison),
    /// `??`
    Fallback,
    Open,
    Close,
    Comma,
    And,
    Where,
}

/// What is left to read of a formula.
pub(super) struct Lexer<'t> {
    pub(super) text: &'t str,
    pub(super) at: usize,
    tokens: Vec<Token>,
    errors: Vec<SyntaxError>,
}

/// The tokens of `text`, and every mistake that left one out.
pub(super) fn lex(text: &str) -> (Vec<Token>, Vec<SyntaxError>) {
    let mut lexer = Lexer { text, at: 0, tokens: Vec::new(), errors: Vec::new() };
    lexer.run();
    (lexer.tokens, lexer.errors)
}

/// Whether `segment` is read as one segment of a name without backquotes.
pub(super) fn is_word(segment: &str) -> bool {
    segment.starts_with(opens_word)
        && segment.chars().all(|c| continues_word(c) && twin(c) == c)
        && !segment.starts_with('且')
        && !matches!(segment, "and" | "where")
}

pub(super) fn opens_word(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '“')
}

pub(super) fn continues_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '“' | '”')
}

/// The ASCII sign that a full-width or typographic one stands for.
pub(super) fn twin(c: char) -> char {
    match c {
        '（' => '(',
        '）' => ')',
        '０'..='９' | '＋' | '－' | '＊' | '／' | '＝' | '＜' | '＞' | '！' | '．' | '，' | '？' => {
            char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c)
        }
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        _ => c,
    }
}

impl<'t> Lexer<'t> {
    fn run(&mut self) {
        while let Some(c) = self.rest().chars().next() {
            let wildcard = twin(c) == '*' && !self.after_operand() && self.peek_twin(1) == Some('.');
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if matches!(c, '\'' | '"') {
                self.quoted(c);
            } else if c == '`' || opens_word(c) || wildcard {
                self.name();
            } else if twin(c).is_ascii_digit() {
                self.number(self.at, None);
            } else if let Some(sign) = Unit::closing_sign(c.encode_utf8(&mut [0; 4])) {
                let start = self.at;
                self.at += c.len_utf8();
                self.number(start, Some(sign));
            } else {
                self.sign(c);
            }
        }
    }

    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    /// The character `ahead` of the next one, as its ASCII twin.
    pub(super) fn peek_twin(&self, ahead: usize) -> Option<char> {
        self.rest().chars().nth(ahead).map(twin)
    }

    /// Moves past one character.
    pub(super) fn advance(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    pub(super) fn push(&mut self, start: usize, kind: TokenKind) {
        self.tokens.push(Token { range: start..self.at, kind });
    }

    pub(super) fn fail(&mut self, error: SyntaxError) {
        self.errors.push(error);
    }

    /// Whether an operand ends here, so that a sign or a keyword must follow.
    fn after_operand(&self) -> bool {
        use TokenKind::{Close, Name, Number, Text};
        self.tokens.last().is_some_and(|t| matches!(t.kind, Close | Name(_) | Number { .. } | Text(_)))
    }

    /// Moves past what `accept` accepts and gives it.
    pub(super) fn take_while(&mut self, accept: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !accept(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// A text in quotes: `'合计'`.
    fn quoted(&mut self, quote: char) {
        let start = self.at;
        self.at += 1;
        let inner = self.take_while(|c| c != quote).to_owned();
        if self.rest().is_empty() {
            self.fail(SyntaxError::new(
                start..self.at,
                format!("the text that opens with {quote} is never closed: write {quote} at its end"),
                format!("引号 {quote} 没有配对：请在文字末尾补上 {quote}"),
            ));
            return;
        }
        self.at += 1;
        self.push(start, TokenKind::Text(inner));
    }

    /// A name with all its segments, or a keyword.
    fn name(&mut self) {
        let start = self.at;
        if self.after_operand() && self.keyword(start) {
            return;
        }
        let mut segments = Vec::new();
        loop {
            let Some(mut segment) = self.segment(segments.is_empty()) else { return };
            if segments == [PARAMS] {
                segment.push_str(self.hyphenated());
            }
            segments.push(segment);
            if self.peek_twin(0) != Some('.') {
                break;
            }
            let dot = self.at;
            self.advance();
            if !self.rest().starts_with(|c| continues_word(c) || c == '`' || twin(c) == '*') {
                self.take_while(|c| continues_word(c) || twin(c) == '.');
                self.fail(SyntaxError::new(
                    dot..self.at,
                    "a part of the name is missing after the dot: write it without a space, or remove the dot",
                    "点号后缺少名称：请紧接着写出下一段，或删去点号",
                ));
                return;
            }
        }
        let range = start..self.at;
        self.tokens.push(Token { range: range.clone(), kind: TokenKind::Name(Name::new(range, segments)) });
    }

    /// Reads `and`, `where` or 且, which open a word only where an operand has ended.
    fn keyword(&mut self, start: usize) -> bool {
        if self.rest().starts_with('且') {
            self.at += '且'.len_utf8();
            self.push(start, TokenKind::And);
            return true;
        }
        let kind = match self.take_while(continues_word) {
            "and" => TokenKind::And,
            "where" => TokenKind::Where,
            _ => {
                self.at = start;
                return false;
            }
        };
        self.push(start, kind);
        true
    }

    /// What goes on after a hyphen between letters, as in `execution-weight`.
    fn hyphenated(&mut self) -> &'t str {
        let start = self.at;
        let letter = |c: char| c.is_ascii_alphabetic();
        while self.rest().strip_prefix('-').is_some_and(|after| after.starts_with(letter)) {
            self.advance();
            self.take_while(continues_word);
        }
        &self.text[start..self.at]
    }

    /// One segment of a name: a word, `*`, or anything in backquotes. `None` once a mistake is noted.
    fn segment(&mut self, first: bool) -> Option<String> {
        let start = self.at;
        if self.rest().starts_with('`') {
            self.at += 1;
            let inner = self.take_while(|c| c != '`');
            let closed = !self.rest().is_empty();
            self.at += usize::from(closed);
            if closed && !matches!(inner.trim(), "" | "*") {
                return Some(inner.to_owned());
            }
            self.fail(SyntaxError::new(
                start..self.at,
                "a name in backquotes needs both of them and letters between: write `Program costs`",
                "反引号中的名称不完整：应写成 `Program costs` 的形式",
            ));
            return None;
        }
        if self.peek_twin(0) == Some('*') {
            self.advance();
            if !self.rest().starts_with(continues_word) {
                return Some("*".to_owned());
            }
            self.take_while(continues_word);
            self.fail(SyntaxError::new(
                start..self.at,
                "`*` stands for a whole part of a name: write a.*.b, without letters beside it",
                "* 代表名称中完整的一段：应写成 甲.*.乙，旁边不能有其他文字",
            ));
            return None;
        }
        self.word(first);
        Some(
            self.text[start..self.at]
                .chars()
                .map(|c| if twin(c).is_ascii_digit() { twin(c) } else { c })
                .collect(),
        )
    }

    /// A word; `、` and full-width brackets belong to it where word characters stand on both sides:
    /// `因公出国（境）费`.
    fn word(&mut self, first: bool) {
        let start = self.at;
        loop {
            self.take_while(continues_word);
            let rest = self.rest();
            if let Some(after) = rest.strip_prefix('、')
                && after.starts_with(continues_word)
            {
                self.at += '、'.len_utf8();
                continue;
            }
            let function = first && Function::named(&self.text[start..self.at]).is_some();
            let Some(inner) = rest.strip_prefix('（').filter(|_| !function) else { return };
            let length = inner.find(|c| !continues_word(c)).unwrap_or(inner.len());
            let Some(after) = inner[length..].strip_prefix('）') else { return };
            if length == 0 || !after.starts_with(continues_word) {
                return;
            }
            self.at = self.text.len() - after.len();
        }
    }

    /// A sign, or characters that the language does not know.
    fn sign(&mut self, c: char) {
        use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
        let start = self.at;
        let (kind, length) = match (twin(c), self.peek_twin(1)) {
            ('=', Some('=')) => (TokenKind::Compare(Equal), 2),
            ('!', Some('=')) => (TokenKind::Compare(NotEqual), 2),
            ('<', Some('=')) => (TokenKind::Compare(LessOrEqual), 2),
            ('>', Some('=')) => (TokenKind::Compare(GreaterOrEqual), 2),
            ('?', Some('?')) => (TokenKind::Fallback, 2),
            ('=', _) => (TokenKind::Compare(Equal), 1),
            ('≠', _) => (TokenKind::Compare(NotEqual), 1),
            ('<', _) => (TokenKind::Compare(Less), 1),
            ('≤', _) => (TokenKind::Compare(LessOrEqual), 1),
            ('>', _) => (TokenKind::Compare(Greater), 1),
            ('≥', _) => (TokenKind::Compare(GreaterOrEqual), 1),
            ('+', _) => (TokenKind::Plus, 1),
            ('-', _) => (TokenKind::Minus, 1),
            ('*', _) => (TokenKind::Times, 1),
            ('/', _) => (TokenKind::Over, 1),
            ('(', _) => (TokenKind::Open, 1),
            (')', _) => (TokenKind::Close, 1),
            (',', _) => (TokenKind::Comma, 1),
            _ => return self.unknown(),
        };
        (0..length).for_each(|_| self.advance());
        self.push(start, kind);
    }

    /// Notes a run of characters that the language does not know.
    fn unknown(&mut self) {
        let start = self.at;
        self.advance();
        self.take_while(|c| {
            !c.is_whitespace()
                && !continues_word(c)
                && !"`'\"+-*/=<>!(),?≠≤≥".contains(twin(c))
                && Unit::closing_sign(c.encode_utf8(&mut [0; 4])).is_none()
        });
        let found = &self.text[start..self.at];
        let error = SyntaxError::new(
            start..self.at,
            format!("`{found}` has no meaning here: remove it, or set the name it belongs to in backquotes"),
            format!("此处不能使用“{found}”：请删去，或给它所在的名称加上反引号"),
        );
        self.fail(if found.starts_with(|c| twin(c) == '.') {
            error.help("a number opens with a digit, such as 0.5", "小数须以数字开头，例如 0.5")
        } else {
            error
        });
    }
}
