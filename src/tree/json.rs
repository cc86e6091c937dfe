//! JSON as trees: a strict reader of RFC 8259 that keeps the spelling of numbers and knows where everything
//! stands.

use std::collections::HashMap;

use super::{Entry, Lines, Mistake, Node, Value, duplicate_key, too_deep};
use crate::message::Message;
use crate::source::Span;

/// The value of a JSON text, nested at most `deepest` deep, or every mistake in it.
pub fn parse(text: &str, deepest: usize) -> Result<Node, Vec<Mistake>> {
    let mut reader = Reader { text, deepest, at: 0, lines: Lines::new(text), mistakes: Vec::new() };
    let value = reader.document();
    match value {
        Ok(node) if reader.mistakes.is_empty() => Ok(node),
        Ok(_) => Err(reader.mistakes),
        Err(mistake) => {
            reader.mistakes.push(mistake);
            Err(reader.mistakes)
        }
    }
}

/// A place in the text and the mistakes that did not end the reading.
struct Reader<'t> {
    text: &'t str,
    deepest: usize,
    at: usize,
    lines: Lines<'t>,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Mistake> {
        let value = self.value(0)?;
        self.blanks();
        if self.at < self.text.len() {
            let message =
                Message::new("something stands after the end of the value", "内容结束之后还有多余的文字");
            let help =
                Message::new("take it out, or check the brackets before it", "请删去它，或检查前面的括号");
            return Err(Mistake::new(self.here(), message).with_help(help));
        }
        Ok(value)
    }

    /// Reads a value inside `depth` collections.
    fn value(&mut self, depth: usize) -> Result<Node, Mistake> {
        self.blanks();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth >= self.deepest => {
                return Err(too_deep(self.here(), self.deepest));
            }
            Some(b'{') => self.map(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::Scalar { text: self.string()?, plain: false },
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { span: Span::new(start, self.at), value })
    }

    fn list(&mut self, depth: usize) -> Result<Value, Mistake> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Ok(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Ok(Value::List(items));
            }
            self.comma("]")?;
        }
    }

    fn map(&mut self, depth: usize) -> Result<Value, Mistake> {
        self.at += 1;
        let mut entries = Vec::new();
        let mut lines: HashMap<String, usize> = HashMap::new();
        if self.takes(b'}') {
            return Ok(Value::Map(entries));
        }
        loop {
            self.blanks();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.expected("a name in double quotes", "双引号括起的名称"));
            }
            let key = self.string()?;
            let key_span = Span::new(start, self.at);
            let line = self.lines.at(start);
            if let Some(first) = lines.get(&key) {
                self.mistakes.push(duplicate_key(&key, key_span, *first));
            } else {
                lines.insert(key.clone(), line);
            }
            if !self.takes(b':') {
                return Err(self.expected("a colon after the name", "名称后的半角冒号"));
            }
            let value = self.value(depth + 1)?;
            entries.push(Entry { key, key_span, value });
            if self.takes(b'}') {
                return Ok(Value::Map(entries));
            }
            self.comma("}")?;
        }
    }

    /// Takes the comma between two items, after which one more must come.
    fn comma(&mut self, close: &str) -> Result<(), Mistake> {
        let comma = self.here();
        if !self.takes(b',') {
            return Err(self.expected(&format!("`,` or `{close}`"), &format!("`,` 或 `{close}`")));
        }
        self.blanks();
        if self.peek().is_some_and(|byte| close.as_bytes() == [byte]) {
            let message = Message::new("there is a comma after the last item", "最后一项之后多了一个逗号");
            let help = Message::new("take the comma out", "请删去该逗号");
            return Err(Mistake::new(comma, message).with_help(help));
        }
        Ok(())
    }

    /// Reads a string from its opening quote. Wrong codes and characters are noted and left out.
    fn string(&mut self) -> Result<String, Mistake> {
        let open = self.here();
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let run =
                rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F)).unwrap_or(rest.len());
            text.push_str(&rest[..run]);
            self.at += run;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.extend(self.escape()),
                Some(byte) => {
                    let message = match byte {
                        b'\n' | b'\r' => Message::new(
                            "a text in quotes breaks off at the end of its line",
                            "引号内的文本不能换行",
                        ),
                        _ => Message::new(
                            format!("an invisible control character (U+{byte:04X}) stands here"),
                            format!("此处有不可见的控制字符（U+{byte:04X}）"),
                        ),
                    };
                    let help = Message::new(
                        "close the quotes, or write `\\n` for a line break and `\\t` for a tab",
                        "请闭合引号；换行请写成 `\\n`，制表符写成 `\\t`",
                    );
                    self.mistakes
                        .push(Mistake::new(Span::new(self.at, self.at + 1), message).with_help(help));
                    self.at += 1;
                }
                None => {
                    let message = Message::new("a text in quotes is not closed", "引号没有闭合");
                    return Err(Mistake::new(open, message)
                        .with_help(Message::new("add the closing quote", "请补上右引号")));
                }
            }
        }
    }

    /// Reads an escape from its backslash.
    fn escape(&mut self) -> Option<char> {
        let start = self.at;
        self.at += 1;
        let plain = match self.peek() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{C}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code(start),
            _ => {
                let next = self.text[self.at..].chars().next().filter(|c| !c.is_control() && *c != '"');
                self.at += next.map_or(0, char::len_utf8);
                let message =
                    Message::new("this backslash code means nothing in JSON", "JSON 中没有这种反斜杠转义");
                let help = Message::new("write `\\\\` for a backslash", "反斜杠请写成 `\\\\`");
                self.mistakes.push(Mistake::new(Span::new(start, self.at), message).with_help(help));
                return None;
            }
        };
        self.at += 1;
        Some(plain)
    }

    /// Reads `u` and the four hexadecimal digits of an escape that begins at `start`, and its second half if
    /// it has one.
    fn code(&mut self, start: usize) -> Option<char> {
        let unit = self.hex(start)?;
        if let Some(c) = char::from_u32(unit) {
            return Some(c);
        }
        let half = self.at;
        if unit < 0xDC00 && self.text[half..].starts_with("\\u") {
            self.at += 1;
            let low = self.hex(half)?;
            if (0xDC00..0xE000).contains(&low) {
                return char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
            }
            // It is a character of its own: read it again as such.
            self.at = half;
        }
        let message = Message::new("this code is one half of a character", "该转义只是半个字符");
        let help = Message::new("write the character itself", "请直接写出该字符");
        self.mistakes.push(Mistake::new(Span::new(start, half), message).with_help(help));
        None
    }

    /// Reads `u` and four hexadecimal digits of an escape that begins at `start`.
    fn hex(&mut self, start: usize) -> Option<u32> {
        self.at += 1;
        let digits = self.text[self.at..].bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
        let code = &self.text[self.at..self.at + digits];
        self.at += digits;
        if digits == 4 {
            return u32::from_str_radix(code, 16).ok();
        }
        let message = Message::new("`\\u` needs four hexadecimal digits", "`\\u` 之后须有四位十六进制数字");
        let help = Message::new(
            "write the character itself, or `\\\\` for a backslash",
            "请直接写出该字符；反斜杠请写成 `\\\\`",
        );
        self.mistakes.push(Mistake::new(Span::new(start, self.at), message).with_help(help));
        None
    }

    fn number(&mut self) -> Result<Value, Mistake> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let mut end = start + usize::from(bytes[start] == b'-');
        let whole = digits(end);
        let mut good = whole == 1 || whole > 1 && bytes[end] != b'0';
        end += whole;
        if bytes.get(end) == Some(&b'.') {
            let length = digits(end + 1);
            good &= length > 0;
            end += 1 + length;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let length = digits(end + 1 + sign);
            good &= length > 0;
            end += 1 + sign + length;
        }
        self.at = end;
        if good {
            return Ok(Value::Scalar { text: self.text[start..end].to_owned(), plain: true });
        }
        let message = Message::new("this number is not written as JSON wants it", "该数字不符合 JSON 的写法");
        let help = Message::new(
            "write digits only, without zeros in front, with digits on both sides of the point; else put it in quotes",
            "只写数字，前面不补零，小数点两侧都要有数字；否则请加双引号",
        );
        Err(Mistake::new(Span::new(start, end), message).with_help(help))
    }

    /// Reads `true`, `false` or `null`.
    fn word(&mut self) -> Result<Value, Mistake> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let word = &rest[..length];
        let value = match word {
            "null" => Value::Null,
            "true" | "false" => Value::Scalar { text: word.to_owned(), plain: true },
            "" => return Err(self.expected("a value", "一个值")),
            _ => {
                let message =
                    Message::new(format!("`{word}` is no JSON value"), format!("`{word}` 不是 JSON 的值"));
                let help = Message::new("put a text in double quotes", "文本请加双引号");
                return Err(Mistake::new(Span::new(self.at, self.at + length), message).with_help(help));
            }
        };
        self.at += length;
        Ok(value)
    }

    /// The mistake that something else was expected here.
    fn expected(&self, en: &str, zh: &str) -> Mistake {
        let found = self.here();
        let (en, zh) = match self.text.get(found.start..found.end) {
            Some(text) if !text.is_empty() => {
                (format!("{en} is expected here, not `{text}`"), format!("此处应为{zh}，而不是 `{text}`"))
            }
            _ => (format!("the text ends where {en} is expected"), format!("内容到此结束，缺少{zh}")),
        };
        let help = Message::new(
            "JSON wants double quotes around names and texts, commas between items, and no comments",
            "JSON 的名称和文本须用双引号，各项之间用逗号，且不允许注释",
        );
        Mistake::new(found, Message::new(en, zh)).with_help(help)
    }

    /// Passes over blanks and takes `byte` if it comes next.
    fn takes(&mut self, byte: u8) -> bool {
        self.blanks();
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The one character that comes next; empty at the end.
    fn here(&self) -> Span {
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::MAX_DEPTH;

    fn parse(text: &str) -> Result<Node, Vec<Mistake>> {
        super::parse(text, MAX_DEPTH)
    }

    #[test]
    fn accepts_what_serde_json_accepts() {
        let cases = [
            ("{}", true),
            (" [ ] ", true),
            ("[1, -0, 0.5, 1e9, -1.25E-3]", true),
            (r#"{"a": {"b": [true, false, null]}}"#, true),
            (r#""\u4e07\ud83d\ude00\/\n""#, true),
            ("", false),                  // nothing
            ("[1,]", false),              // a comma too many
            ("{\"a\":1,}", false),        // the same in a map
            ("{a: 1}", false),            // a name without quotes
            ("{'a': 1}", false),          // single quotes
            ("[01]", false),              // a zero in front
            ("[1.]", false),              // no digit after the point
            ("[.5]", false),              // none before it
            ("[+1]", false),              // a plus
            ("[1e]", false),              // no exponent
            ("[-]", false),               // a sign alone
            ("[NaN]", false),             // no number
            ("[truth]", false),           // no word
            ("[1] 2", false),             // trailing content
            ("[1 // x\n]", false),        // a comment
            ("\"a\nb\"", false),          // a line break in a string
            ("\"a\tb\"", false),          // a tab in a string
            ("\"\\x\"", false),           // no such escape
            ("\"\\u12g4\"", false),       // no digit
            ("\"abc", false),             // not closed
            ("[1", false),                // not closed
            ("{\"a\" 1}", false),         // no colon
            ("{\"a\":1 \"b\":2}", false), // no comma
            ("[1\u{a0}]", false),         // a blank that JSON does not know
        ];
        for (text, good) in cases {
            assert_eq!(parse(text).is_ok(), good, "{text}");
            assert_eq!(
                serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(),
                good,
                "serde_json: {text}"
            );
        }
    }

    #[test]
    fn values_keep_their_spelling_and_place() {
        let node = parse(r#" {"收入": 1.50, "b": ["甲\n", null, true]}"#).expect("it is good JSON");
        let scalar = |text: &str, plain, start, end| Node {
            span: Span::new(start, end),
            value: Value::Scalar { text: text.to_owned(), plain },
        };
        assert_eq!(node.span, Span::new(1, 45));
        assert_eq!(node.get("收入"), Some(&scalar("1.50", true, 12, 16)));
        assert_eq!(node.entries()[1].key_span, Span::new(18, 21));
        let items = node.get("b").expect("b is there").items();
        assert_eq!(items[0], scalar("甲\n", false, 24, 31));
        assert_eq!(items[1], Node { span: Span::new(33, 37), value: Value::Null });
        assert_eq!(items[2], scalar("true", true, 39, 43));
    }

    #[test]
    fn mistakes_stand_at_their_place() {
        let cases: [(&str, &[(usize, usize)]); 12] = [
            ("{\"a\": 1,\n \"a\": 2}", &[(10, 13)]),          // a key twice
            ("[1,]", &[(2, 3)]),                              // the comma, not the bracket
            ("[1] x", &[(4, 5)]),                             // trailing content
            (r#"["\ud83d", "\udc00"]"#, &[(2, 8), (12, 18)]), // two lone halves
            (r#"["\ud83d\u4e07"]"#, &[(2, 8)]),               // a half before a whole
            (r#"["\q\x", 1"#, &[(2, 4), (4, 6), (10, 10)]),   // two bad escapes, then the end
            (r#"["\u12"]"#, &[(2, 6)]),                       // digits missing
            ("[\"\u{1}\"]", &[(2, 3)]),                       // a control character
            ("[\"abc", &[(1, 2)]),                            // the quote that is open
            ("[012]", &[(1, 4)]),                             // the whole number
            ("[甲]", &[(1, 4)]),                              // one character
            ("[maybe]", &[(1, 6)]),                           // the whole word
        ];
        for (text, places) in cases {
            let mistakes = parse(text).expect_err(text);
            let found: Vec<_> =
                mistakes.iter().map(|mistake| (mistake.span.start, mistake.span.end)).collect();
            assert_eq!(found, places, "{text}: {mistakes:?}");
        }
        let twice = parse("{\n\"a\": 1,\n \"a\": 2}").expect_err("a is there twice");
        assert_eq!(twice[0].message.en, "`a` is given twice: first on line 2");
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(MAX_DEPTH)).is_ok());
        assert_eq!(parse(&nested(MAX_DEPTH + 1)).expect_err("one too deep")[0].span, Span::new(64, 65));
        assert_eq!(parse(&"[".repeat(200_000)).expect_err("too deep").len(), 1);
        assert!(parse(&"{\"a\":".repeat(200_000)).is_err());
    }

    /// Whether the two readers may differ: on what only this one refuses.
    fn stricter(mistakes: &[Mistake]) -> bool {
        mistakes
            .iter()
            .all(|mistake| mistake.message.en.contains("twice") || mistake.message.en.contains("half"))
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(text in r#"([\[\]{},: "\\unte0123\-.eE+/]|true|null|"a"|"b":|\\u|\\ud83d|甲|\n){0,14}"#) {
            let other = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            match parse(&text) {
                Ok(_) => prop_assert!(other, "{}", text),
                Err(mistakes) => prop_assert!(!other || stricter(&mistakes), "{} {:?}", text, mistakes),
            }
        }

        #[test]
        fn agrees_on_structures(text in r#"[\[{]([0-9]{1,2}|"[a-c]"|"[a-c]": ?|,|\[|\]|\{|\}|true){0,9}[\]}]"#) {
            let other = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
            match parse(&text) {
                Ok(_) => prop_assert!(other, "{}", text),
                Err(mistakes) => prop_assert!(!other || stricter(&mistakes), "{} {:?}", text, mistakes),
            }
        }
    }
}
