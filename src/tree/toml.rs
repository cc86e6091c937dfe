//! TOML as trees: the values of a document that know where they stand.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, TomlError, Value as TomlValue};

use super::{Entry, Mistake, Node, Value, too_deep};
use crate::message::Message;
use crate::source::Span;

/// The value of a TOML text, nested at most `deepest` deep, or the first mistake in it.
pub fn parse(text: &str, deepest: usize) -> Result<Node, Vec<Mistake>> {
    let document = Document::parse(text).map_err(|error| vec![syntax(text, &error)])?;
    let value = map(text, document.as_table(), Depth { at: 0, deepest }).map_err(|mistake| vec![mistake])?;
    Ok(Node { span: Span::new(0, text.trim_end().len()), value })
}

/// How many collections a value stands in, and in how many it may stand.
#[derive(Clone, Copy)]
struct Depth {
    at: usize,
    deepest: usize,
}

impl Depth {
    /// One collection further in.
    fn further(self) -> Self {
        Self { at: self.at + 1, ..self }
    }

    /// The mistake that the value at `span` stands in too many.
    fn hold(self, span: Span) -> Result<(), Mistake> {
        if self.at > self.deepest { Err(too_deep(span, self.deepest)) } else { Ok(()) }
    }
}

/// The node of an item inside `depth` collections.
fn node(text: &str, item: &Item, depth: Depth) -> Result<Node, Mistake> {
    let span = place(item.span());
    depth.hold(span)?;
    match item {
        Item::None => Ok(Node { span, value: Value::Null }),
        Item::Value(value) => of_value(text, value, depth),
        Item::Table(table) => Ok(Node { span, value: map(text, table, depth)? }),
        Item::ArrayOfTables(tables) => {
            let item = |table: &toml_edit::Table| {
                Ok(Node { span: place(table.span()), value: map(text, table, depth.further())? })
            };
            Ok(Node { span, value: Value::List(tables.iter().map(item).collect::<Result<_, _>>()?) })
        }
    }
}

fn of_value(text: &str, value: &TomlValue, depth: Depth) -> Result<Node, Mistake> {
    let span = place(value.span());
    depth.hold(span)?;
    let value = match value {
        TomlValue::String(string) => {
            let value = Value::Scalar { text: string.value().clone(), plain: false };
            return Ok(Node { span: lines(text, span), value });
        }
        TomlValue::Array(items) => {
            let items = items.iter().map(|item| of_value(text, item, depth.further()));
            Value::List(items.collect::<Result<_, _>>()?)
        }
        TomlValue::InlineTable(table) => map(text, table, depth)?,
        // Numbers keep their spelling.
        _ => Value::Scalar { text: text.get(span.start..span.end).unwrap_or("").to_owned(), plain: true },
    };
    Ok(Node { span, value })
}

fn map(text: &str, table: &dyn TableLike, depth: Depth) -> Result<Value, Mistake> {
    let entry = |(key, item): (&str, &Item)| {
        let key_span = place(table.key(key).and_then(toml_edit::Key::span));
        Ok(Entry { key: key.to_owned(), key_span, value: node(text, item, depth.further())? })
    };
    Ok(Value::Map(table.iter().map(entry).collect::<Result<_, _>>()?))
}

/// The place of a text of several lines without its three quotes; other texts keep theirs.
fn lines(text: &str, span: Span) -> Span {
    let raw = text.get(span.start..span.end).unwrap_or("");
    let in_three = |quotes: &str| raw.len() >= 6 && raw.starts_with(quotes) && raw.ends_with(quotes);
    if in_three("\"\"\"") || in_three("'''") { Span::new(span.start + 3, span.end - 3) } else { span }
}

fn place(range: Option<Range<usize>>) -> Span {
    range.map_or(Span::default(), |range| Span::new(range.start, range.end))
}

/// The mistake that the parser found.
fn syntax(text: &str, error: &TomlError) -> Mistake {
    let mut range = error.span().unwrap_or(0..0);
    // Half a character has no place.
    while !text.is_char_boundary(range.start) {
        range.start -= 1;
    }
    range.end = range.end.clamp(range.start, text.len());
    while !text.is_char_boundary(range.end) {
        range.end += 1;
    }
    let reason = error.message().lines().next().unwrap_or_default();
    let message =
        Message::new(format!("this is not valid TOML: {reason}"), format!("此处不符合 TOML 语法：{reason}"));
    let help = if text[range.start..].starts_with(|c: char| !c.is_ascii()) {
        Message::new(
            "a key that is not in English letters stands in quotes: \"支出\" = 1.5",
            "中文的键和文字须加引号，例如 \"支出\" = 1.5",
        )
    } else {
        Message::new(
            "each line is `name = value`; texts stand in quotes, and a key stands once",
            "每行写作“名称 = 值”；文字须加引号，同一名称只能出现一次",
        )
    };
    Mistake::new(Span::new(range.start, range.end), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::MAX_DEPTH;

    fn parse(text: &str) -> Result<Node, Vec<Mistake>> {
        super::parse(text, MAX_DEPTH)
    }

    /// Every scalar with its path and what stands at its place.
    fn scalars(text: &str, node: &Node, path: &str, found: &mut Vec<String>) {
        if let Value::Scalar { text: told, plain } = &node.value {
            let at = text.get(node.span.start..node.span.end).unwrap_or("nowhere");
            let mark = if *plain { "" } else { "'" };
            found.push(format!("{path} {mark}{told}{mark} at {at}"));
        }
        for entry in node.entries() {
            assert!(text[entry.key_span.start..entry.key_span.end].contains(&entry.key), "{entry:?}");
            scalars(text, &entry.value, &format!("{path}.{}", entry.key), found);
        }
        for (at, item) in node.items().iter().enumerate() {
            scalars(text, item, &format!("{path}.{}", at + 1), found);
        }
    }

    #[test]
    fn values_know_where_they_stand() {
        let cases: [(&str, &[&str]); 8] = [
            ("a = 1.50\nb = true\n", &[".a 1.50 at 1.50", ".b true at true"]), // numbers keep their zeros
            ("\"支出\" = \"1,234.50 万元\"", &[".支出 '1,234.50 万元' at \"1,234.50 万元\""]),
            ("[a]\nb.c = 1\n[a.d]\ne = '甲'\n", &[".a.b.c 1 at 1", ".a.d.e '甲' at '甲'"]),
            ("[[a]]\nb = 1\n[[a]]\nb = 2\n", &[".a.1.b 1 at 1", ".a.2.b 2 at 2"]),
            ("a = [1, [2], {b = 3}]", &[".a.1 1 at 1", ".a.2.1 2 at 2", ".a.3.b 3 at 3"]),
            ("a = 2023-01-02\n", &[".a 2023-01-02 at 2023-01-02"]),
            ("a = '''\n甲\n乙'''", &[".a '甲\n乙' at \n甲\n乙"]), // without the three quotes
            ("a = \"\"\"\"\"\"", &[".a '' at "]),
        ];
        for (text, expected) in cases {
            let mut found = Vec::new();
            scalars(text, &parse(text).expect(text), "", &mut found);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn mistakes_stand_at_their_place() {
        let deep = format!("a = {}1{}", "[".repeat(70), "]".repeat(70));
        let cases = [
            ("a = 1\n支出 = 2\n", 6, "not valid TOML"),
            ("a = 1\na = 2\n", 6, "duplicate key"),
            ("a = \"甲\n", 8, "not valid TOML"),
            (deep.as_str(), 68, "nested deeper"),
            ("a = 1 2", 4, "not valid TOML"),
        ];
        for (text, start, message) in cases {
            let [mistake] = &parse(text).expect_err(text)[..] else { panic!("one mistake in {text}") };
            assert!(mistake.message.en.contains(message), "{mistake:?}");
            assert_eq!(mistake.span.start, start, "{text}: {}", mistake.message.en);
        }
        let help = parse("支出 = 2\n").expect_err("the key has no quotes")[0].help.clone();
        assert!(help.is_some_and(|help| help.en.contains("in quotes: \"支出\"")));
    }
}
