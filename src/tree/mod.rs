//! Trees: YAML, JSON and TOML values that know where they stand, and their decoding, which collects every mistake.

mod decode;
mod json;
mod syntax;
mod toml;
mod yaml;

pub use decode::{Fields, Mistakes, nearest};
pub use json::parse as parse_json;
pub use toml::parse as parse_toml;
pub use yaml::parse as parse_yaml;

use std::ops::Range;

use crate::message::Message;
use crate::source::Span;

/// How deep the values of a rule set may be nested.
pub const MAX_DEPTH: usize = 64;

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Where the value stands, without the blanks after it.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// What a node holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing: absent, `null` or `~`.
    Null,
    /// A text; numbers and booleans keep their spelling.
    Scalar {
        /// The text, unescaped.
        text: String,
        /// Whether it stands without quotes (YAML plain scalars; JSON numbers and booleans): only such may be
        /// numbers.
        plain: bool,
    },
    /// A list.
    List(Vec<Node>),
    /// A map in the document's order; keys are unique.
    Map(Vec<Entry>),
}

/// A key of a map and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Something wrong at a place of the document that is being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Where.
    pub span: Span,
    /// What.
    pub message: Message,
    /// What to do about it.
    pub help: Option<Message>,
}

impl Mistake {
    /// A mistake at `span`.
    pub fn new(span: Span, message: Message) -> Self {
        Self { span, message, help: None }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_help(mut self, help: Message) -> Self {
        self.help = Some(help);
        self
    }
}

impl Node {
    /// The value under `key`, where this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The entries of a map; of anything else none.
    pub fn entries(&self) -> &[Entry] {
        match &self.value {
            Value::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; of anything else none.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The place in `source` of a byte range of this scalar's text: exact where the text stands there as it
    /// reads, plain or in quotes, else the place of the whole value.
    pub fn inside(&self, source: &str, range: Range<usize>) -> Span {
        let exact = || {
            let text = self.text()?;
            let quotes = match self.span.len().checked_sub(text.len())? {
                0 => 0,
                2 if matches!(source.as_bytes().get(self.span.start), Some(b'"' | b'\'')) => 1,
                _ => return None,
            };
            let place = Span::new(range.start, range.end).shift(self.span.start + quotes);
            // A break folded to a space shifts nothing: equal lengths and an equal piece are enough.
            (self.span.contains(place) && source.get(place.start..place.end)? == text.get(range.clone())?)
                .then_some(place)
        };
        exact().unwrap_or(self.span)
    }
}

/// Counts lines on the way through a text.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    line: usize,
}

impl<'t> Lines<'t> {
    /// Starts at the first line.
    fn new(text: &'t str) -> Self {
        Self { text, offset: 0, line: 1 }
    }

    /// The line (from 1) of byte `offset`, which is never before that of an earlier call.
    fn at(&mut self, offset: usize) -> usize {
        self.line += self.text.get(self.offset..offset).map_or(0, |passed| passed.matches('\n').count());
        self.offset = self.offset.max(offset);
        self.line
    }
}

/// The mistake of a key that its map already has, on line `first`.
fn duplicate_key(key: &str, span: Span, first: usize) -> Mistake {
    let message = Message::new(
        format!("`{key}` is given twice: first on line {first}"),
        format!("`{key}` 重复出现：第一次在第 {first} 行"),
    );
    let help = Message::new("keep one of the two, or rename one", "请只保留其中一个，或改用不同的名称");
    Mistake::new(span, message).with_help(help)
}

/// The mistake of a value nested deeper than `deepest`.
fn too_deep(span: Span, deepest: usize) -> Mistake {
    let message = Message::new(
        format!("this is nested deeper than {deepest} levels"),
        format!("嵌套超过 {deepest} 层"),
    );
    Mistake::new(span, message).with_help(Message::new("bring it closer to the top", "请减少嵌套层次"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_scalars_are_placed_where_they_read_the_same() {
        let cases = [
            ("a: 收入 12 元", 7..9, (10, 12)),   // plain
            ("a: '收入 12 元'", 7..9, (11, 13)), // in quotes
            ("a: x\n   12", 2..4, (3, 10)),      // folded with indentation: the whole
            ("a: x\n 12", 2..4, (3, 8)),         // folded, one blank left out: the whole
            ("a: \"x\\t12\"", 2..4, (3, 10)),    // an escape: the whole
            ("a: \"x\"", 0..9, (3, 6)),          // beyond the text: the whole
        ];
        for (source, range, (start, end)) in cases {
            let node = parse_yaml(source, MAX_DEPTH).expect(source);
            let node = node.get("a").expect("a is there");
            assert_eq!(node.inside(source, range), Span::new(start, end), "{source}");
        }
    }
}
