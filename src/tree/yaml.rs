//! YAML as trees: granit-parser's events, and what YAML leaves open: duplicate keys, documents, depth,
//! aliases.

use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle};

use super::syntax::describe;
use super::{Entry, Lines, Mistake, Node, Value, duplicate_key, too_deep};
use crate::message::Message;
use crate::source::Span;

/// The value of a YAML text of one document, nested at most `deepest` deep, or every mistake in it.
pub fn parse(text: &str, deepest: usize) -> Result<Node, Vec<Mistake>> {
    let options = granit_parser::options! {
        emit_comments: false,
        emit_unresolved_aliases: true,
        flow_nesting_limit: deepest,
        block_nesting_limit: deepest,
    };
    let mut builder = Builder::new(text, deepest);
    for event in Parser::new_from_str_with_options(text, options) {
        let told = match event {
            Ok((event, span)) => {
                let range = span.byte_range().unwrap_or(builder.end..builder.end);
                builder.event(event, Span::new(range.start, range.end))
            }
            Err(error) => Err(syntax(text, &error, builder.end, deepest)),
        };
        if let Err(mistake) = told {
            builder.mistakes.push(mistake);
            break;
        }
    }
    if builder.mistakes.is_empty() {
        Ok(builder.root.unwrap_or(Node { span: Span::default(), value: Value::Null }))
    } else {
        Err(builder.mistakes)
    }
}

/// The tree that the events so far make.
struct Builder<'t> {
    text: &'t str,
    deepest: usize,
    documents: usize,
    root: Option<Node>,
    /// The collections that are open, outermost first.
    open: Vec<Open>,
    /// The end of the last content, where block collections end.
    end: usize,
    lines: Lines<'t>,
    mistakes: Vec<Mistake>,
}

/// A collection whose end has not come yet.
struct Open {
    start: usize,
    style: StructureStyle,
    holds: Holds,
}

/// What an open collection holds so far.
enum Holds {
    List(Vec<Node>),
    Map {
        entries: Vec<Entry>,
        /// The key whose value comes next.
        key: Option<(String, Span)>,
        /// The line of every key.
        lines: HashMap<String, usize>,
    },
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, deepest: usize) -> Self {
        Self {
            text,
            deepest,
            documents: 0,
            root: None,
            open: Vec::new(),
            end: 0,
            lines: Lines::new(text),
            mistakes: Vec::new(),
        }
    }

    /// Takes one event. A mistake that is given back ends the reading.
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Mistake> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(second_document(self.text, span));
                }
            }
            Event::MappingStart(style, ..) => {
                let holds = Holds::Map { entries: Vec::new(), key: None, lines: HashMap::new() };
                self.open(style, span, holds)?;
            }
            Event::SequenceStart(style, ..) => self.open(style, span, Holds::List(Vec::new()))?,
            Event::MappingEnd | Event::SequenceEnd => self.close(span),
            Event::Scalar(text, style, _, tag) => {
                // An absent value comes as `~` with an empty range.
                let absent = style == ScalarStyle::Plain && span.is_empty();
                let plain = style == ScalarStyle::Plain && tag.is_none();
                let null = absent || plain && matches!(&*text, "~" | "null" | "Null" | "NULL");
                let span = if absent { span } else { self.trimmed(span) };
                if let Some(Open { holds: Holds::Map { key: key @ None, lines, .. }, .. }) =
                    self.open.last_mut()
                {
                    self.end = self.end.max(span.end);
                    let line = self.lines.at(span.start);
                    let text = if absent { String::new() } else { text.into_owned() };
                    if absent {
                        self.mistakes.push(nameless(span));
                    } else if let Some(first) = lines.get(&text) {
                        self.mistakes.push(duplicate_key(&text, span, *first));
                    } else {
                        lines.insert(text.clone(), line);
                    }
                    *key = Some((text, span));
                } else if null {
                    self.null(span, absent);
                } else {
                    self.place(Node { span, value: Value::Scalar { text: text.into_owned(), plain } });
                }
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                self.mistakes.push(alias(self.text, span));
                self.place(Node { span, value: Value::Null });
            }
            _ => {}
        }
        Ok(())
    }

    /// Opens a collection.
    fn open(&mut self, style: StructureStyle, span: Span, holds: Holds) -> Result<(), Mistake> {
        if self.open.len() >= self.deepest {
            return Err(too_deep(character(self.text, span.start), self.deepest));
        }
        let in_map = matches!(self.open.last(), Some(Open { holds: Holds::Map { .. }, .. }));
        let start = match holds {
            Holds::List(_) if in_map && style == StructureStyle::Block => self.dash_before(span.start),
            _ => span.start,
        };
        self.open.push(Open { start, style, holds });
        Ok(())
    }

    /// The start of a block list in a map. The parser tells that of the first item where the list is not
    /// indented.
    fn dash_before(&self, start: usize) -> usize {
        let before = self.text[..start].trim_end();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        if before[line..].trim_start() == "-" { before.len() - 1 } else { start }
    }

    /// Closes the innermost collection.
    fn close(&mut self, span: Span) {
        let Some(Open { start, style, holds }) = self.open.pop() else { return };
        // A block collection is closed by the token after it: it ends with its content.
        let end = if style == StructureStyle::Flow { span.end } else { self.end.max(start) };
        let value = match holds {
            Holds::List(items) => Value::List(items),
            Holds::Map { entries, .. } => Value::Map(entries),
        };
        self.place(Node { span: Span::new(start, end), value });
    }

    /// Puts an empty value where it belongs; an absent one stands right after the colon of its key.
    fn null(&mut self, span: Span, absent: bool) {
        let mut span = span;
        if absent
            && let Some(Open { holds: Holds::Map { key: Some((_, key_span)), .. }, .. }) = self.open.last()
        {
            let rest = &self.text[span.start..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            if rest[blanks..].starts_with(':') {
                let place = span.start + blanks + 1;
                span = Span::new(place, place);
            } else if let Some((offset, colon)) = glued_colon(&self.text[key_span.start..key_span.end]) {
                let start = key_span.start + offset;
                self.mistakes.push(no_space(Span::new(start, start + colon.len())));
            }
        }
        self.place(Node { span, value: Value::Null });
    }

    /// Puts a value where it belongs.
    fn place(&mut self, node: Node) {
        self.end = self.end.max(node.span.end);
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open { holds: Holds::List(items), .. }) => items.push(node),
            Some(Open { holds: Holds::Map { entries, key, .. }, .. }) => {
                if let Some((key, key_span)) = key.take() {
                    entries.push(Entry { key, key_span, value: node });
                    return;
                }
                *key = Some((String::new(), node.span));
                // An alias has been noted already.
                if node.value != Value::Null {
                    self.mistakes.push(not_a_name(node.span));
                }
            }
        }
    }

    /// The span without the blank lines after it.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.text.get(span.start..span.end).unwrap_or("");
        Span::new(span.start, span.start + text.trim_end().len())
    }
}

/// Where a colon in `text` stands that separates nothing: a full-width one, or one without a space after it.
fn glued_colon(text: &str) -> Option<(usize, &'static str)> {
    let found = text.char_indices().find_map(|(offset, c)| match c {
        '：' => Some((offset, "：")),
        ':' => Some((offset, ":")),
        _ => None,
    })?;
    let rest = &text[found.0 + found.1.len()..];
    (found.0 > 0
        && !text.starts_with(['"', '\''])
        && (found.1 == "：" || !rest.is_empty() && !rest.starts_with(['/', ' ', '\t'])))
    .then_some(found)
}

/// The one character at byte `offset`; empty at the end of a line.
fn character(text: &str, offset: usize) -> Span {
    let next = text.get(offset..).and_then(|rest| rest.chars().next()).filter(|c| *c != '\n' && *c != '\r');
    Span::new(offset.min(text.len()), offset.min(text.len()) + next.map_or(0, char::len_utf8))
}

fn no_space(span: Span) -> Mistake {
    let message =
        Message::new("this colon does not part a name from its value", "此处的冒号没有把名称和值分开");
    Mistake::new(span, message).with_help(Message::new(
        "write an ASCII colon and a space: `name: value`",
        "请改用半角冒号，并在其后加一个空格：`名称: 值`",
    ))
}

fn nameless(span: Span) -> Mistake {
    Mistake::new(span, Message::new("there is no name before this colon", "冒号前缺少名称"))
        .with_help(Message::new("write `name: value`", "请写成 `名称: 值`"))
}

fn not_a_name(span: Span) -> Mistake {
    let message =
        Message::new("a list or a map stands where a name is expected", "此处应为名称，实际是列表或键值表");
    Mistake::new(span, message).with_help(Message::new(
        "write a text as the name; a text with brackets or braces needs quotes around it",
        "名称须为文本；含有方括号或花括号的文本请加引号",
    ))
}

fn alias(text: &str, span: Span) -> Mistake {
    let name = text.get(span.start..span.end).unwrap_or("*");
    let message =
        Message::new(format!("`{name}` refers to a value elsewhere"), format!("`{name}` 引用了别处的值"));
    Mistake::new(span, message).with_help(Message::new(
        "references are not supported: write the value out here; a text that begins with `*` needs quotes around it",
        "不支持引用：请在此处写出该值；以 `*` 开头的文本请加引号",
    ))
}

fn second_document(text: &str, span: Span) -> Mistake {
    let span = if span.is_empty() { character(text, span.start) } else { span };
    let message = Message::new("a second document begins here", "此处开始了第二个文档");
    Mistake::new(span, message).with_help(Message::new(
        "keep one document in a file: take out the `---` or `...` line, or move the rest to a file of its own",
        "每个文件只能有一个文档：请删去 `---` 或 `...` 行，或把其后的内容移到另一个文件",
    ))
}

/// The parser's error in one sentence, at its place; `end` is where the content before it ends.
fn syntax(text: &str, error: &ScanError, end: usize, deepest: usize) -> Mistake {
    let mut offset = error.marker().byte_offset().unwrap_or(text.len());
    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
        return too_deep(character(text, offset), deepest);
    }
    if matches!(
        error.kind(),
        ErrorKind::SimpleKeyExpected | ErrorKind::MappingValueNotAllowed | ErrorKind::ExpectedBlockMappingKey
    ) && let Some(span) = colon_near(text, offset)
    {
        return no_space(span);
    }
    if matches!(
        error.kind(),
        ErrorKind::InvalidQuotedScalarIndent | ErrorKind::DocumentIndicatorInQuotedScalar
    ) {
        // The parser points at the line that cannot belong to the text: point at the quote that is open.
        let open = text.get(end..offset).and_then(|between| between.find(['"', '\'']));
        offset = open.map_or(offset, |at| end + at);
    }
    let (message, help) = describe(error.kind());
    Mistake::new(character(text, offset), message).with_help(help)
}

/// The glued colon on the line of byte `offset` or on the line with text before it, if it is what broke the
/// syntax.
fn colon_near(text: &str, offset: usize) -> Option<Span> {
    let before = text.get(..offset)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let above = before[..start].trim_end();
    let above_start = above.rfind('\n').map_or(0, |at| at + 1);
    [(above_start, above.len()), (start, end)].into_iter().find_map(|(start, end)| {
        let line = text.get(start..end)?;
        let line = line.split(" #").next().unwrap_or(line);
        if line.trim_start().starts_with('#')
            || line.trim_end().ends_with(':')
            || line.contains(": ") && line.find(": ") < line.find('：')
        {
            return None;
        }
        let (at, colon) = glued_colon(line)?;
        Some(Span::new(start + at, start + at + colon.len()))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tree::MAX_DEPTH;

    fn parse(text: &str) -> Result<Node, Vec<Mistake>> {
        super::parse(text, MAX_DEPTH)
    }

    /// The tree with the place of every value, in a line.
    fn shown(node: &Node) -> String {
        let body = match &node.value {
            Value::Null => "null".to_owned(),
            Value::Scalar { text, plain: true } => text.clone(),
            Value::Scalar { text, plain: false } => format!("{text:?}"),
            Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(" ")),
            Value::Map(entries) => {
                let entry = |entry: &Entry| {
                    format!(
                        "{}@{}-{} {}",
                        entry.key,
                        entry.key_span.start,
                        entry.key_span.end,
                        shown(&entry.value)
                    )
                };
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(" "))
            }
        };
        format!("{body}@{}-{}", node.span.start, node.span.end)
    }

    #[test]
    fn values_know_where_they_stand() {
        let cases = [
            ("甲: 1.50\n", "{甲@0-3 1.50@5-9}@0-9"), // the span ends before the line break
            ("a: 'x'  # c\n", "{a@0-1 \"x\"@3-6}@0-6"), // quotes belong to the value
            ("a:\nb: ~\nc: null\n", "{a@0-1 null@2-2 b@3-4 null@6-7 c@8-9 null@11-15}@0-15"), // three ways to say nothing
            ("a:\n- x\n\n# c\nb: [1, ]\n", "{a@0-1 [x@5-6]@3-6 b@12-13 [1@16-17]@15-20}@0-20"), // blocks end with their content
            ("a: x\n  y\n", "{a@0-1 x y@3-8}@0-8"), // a folded plain text
            ("a: |\n  x\n  y\n\nb: 2", "{a@0-1 \"x\\ny\\n\"@7-12 b@14-15 2@17-18}@0-18"), // block text without its header
            ("a: !!str 1", "{a@0-1 \"1\"@9-10}@0-10"), // a tag makes it a text
            ("a: \"\"", "{a@0-1 \"\"@3-5}@0-5"),       // an empty text is not nothing
            ("{b: , c: 1}", "{b@1-2 null@3-3 c@6-7 1@9-10}@0-11"), // absent in braces
            ("- \n- 1", "[null@2-2 1@5-6]@0-6"),       // absent in a list
            ("~: 1", "{~@0-1 1@3-4}@0-4"),             // a name that looks like nothing
            ("# only a comment\n", "null@0-0"),        // nothing at all
            ("a: &x 1\n", "{a@0-1 1@6-7}@0-7"),        // an anchor alone does no harm
        ];
        for (text, tree) in cases {
            assert_eq!(shown(&parse(text).expect(text)), tree, "{text}");
        }
    }

    #[test]
    fn mistakes_stand_at_their_place_in_plain_words() {
        let cases: [(&str, &[(usize, &str)]); 23] = [
            ("a: 1\nb: 2\na: 3\nb: 4\n", &[(10, "first on line 1"), (15, "first on line 2")]), // each duplicate
            ("a: {x: 1, x: 2}\nb: {x: 1}\n", &[(10, "first on line 1")]), // maps are apart
            ("a: 1\n---\nb: 2\n", &[(5, "second document")]),             // three dashes
            ("a: 1\n...\nb\n", &[(9, "second document")]),                // three dots
            ("a: &x 1\nb: *x\nc: *y\n", &[(11, "`*x` refers"), (17, "`*y` refers")]), // known or not
            ("[a]: 1\n{b: 1}: 2\n", &[(0, "where a name"), (7, "where a name")]), // names that are none
            (": 1\n", &[(0, "no name")]),                                 // a name left out
            ("甲: 1\n乙：2\n", &[(10, "this colon")]),                    // full width after a good line
            ("甲：1\n乙: 2\n", &[(3, "this colon")]),                     // and before one
            ("{甲：1, 乙: 2}", &[(4, "this colon")]),                     // and in braces
            ("a: 1\nb:2\n", &[(6, "this colon")]),                        // no space after the colon
            ("a: 1\n  b: 2\n", &[(8, "already begun")]),                  // indented too far
            ("a: b: c\n", &[(4, "already begun")]),                       // a colon in a text
            ("a:\n\t- b\n", &[(4, "tab")]),                               // a tab
            ("a: \"x\n", &[(3, "quotes is not closed")]),
            ("a: \"x\nb: 1\n", &[(3, "quotes is not closed")]), // a quote
            ("a: [1, 2\n", &[(3, "`[` is not closed")]),        // a bracket
            ("a: [x}\n", &[(3, "`[` is closed by `}`")]),       // the wrong one
            ("a: }\n", &[(3, "closes nothing")]),               // one too many
            ("a: @x\n", &[(3, "begin with the sign @")]),       // reserved
            ("a: 'it's'\n", &[(7, "after the closing quote")]), // a quote in quotes
            ("- a\nb: 1\n", &[(4, "list item")]),               // a map in a list
            ("a: 1\na: 2\nb: [\n", &[(5, "twice"), (13, "not closed")]), // what came before the end counts
        ];
        for (text, expected) in cases {
            let mistakes = parse(text).expect_err(text);
            assert_eq!(mistakes.len(), expected.len(), "{text}: {mistakes:?}");
            for (mistake, (start, words)) in mistakes.iter().zip(expected) {
                assert!(
                    mistake.span.start == *start && mistake.message.en.contains(words),
                    "{text}: {mistake:?}"
                );
                assert!(mistake.help.is_some() && !mistake.message.zh.is_ascii(), "{text}: {mistake:?}");
            }
        }
    }

    #[test]
    fn depth_is_bounded() {
        let flow = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&flow(MAX_DEPTH)).is_ok());
        let texts = [
            flow(MAX_DEPTH + 1),
            "{a: ".repeat(200_000),
            "- ".repeat(100_000),
            format!("{}{}", "- ".repeat(40), flow(40)), // either alone is allowed
        ];
        for text in texts {
            let mistakes = parse(&text).expect_err("it is too deep");
            assert!(mistakes[0].message.en.contains("nested"), "{mistakes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in r#"([\[\]{}:,\-?!&*#|>'"%@` \n\t]|: |- |\n  |甲|：|a|\r\n|😀|---\n){0,24}"#) {
            match parse(&text) {
                Ok(node) => prop_assert!(inside(&node, &text), "{}", shown(&node)),
                Err(mistakes) => {
                    for mistake in mistakes {
                        prop_assert!(text.get(mistake.span.start..mistake.span.end).is_some(), "{:?}", mistake);
                    }
                }
            }
        }
    }

    /// Whether every span lies on character boundaries, and inside that of its parent.
    fn inside(node: &Node, text: &str) -> bool {
        let children = node.items().iter().chain(node.entries().iter().map(|entry| &entry.value));
        text.get(node.span.start..node.span.end).is_some()
            && node.entries().iter().all(|entry| node.span.contains(entry.key_span))
            && children.into_iter().all(|child| node.span.contains(child.span) && inside(child, text))
    }
}
