//! Decoding: reads what a tree holds into what it means, and collects every mistake on the way.

use std::fmt::Write as _;

use super::{Mistake, Node, Value};
use crate::message::Message;
use crate::source::Span;

/// Longer words are not compared: nobody misspells them key by key, and it would take long.
const MAX_WORD: usize = 64;

/// The mistakes found so far, in the order in which they were found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mistakes(Vec<Mistake>);

/// The entries of a map that is being decoded; what nobody asked for is a mistake in the end.
#[derive(Debug)]
pub struct Fields<'n> {
    node: &'n Node,
    known: Vec<&'static str>,
}

impl Mistakes {
    /// No mistake yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, mistake: Mistake) {
        self.0.push(mistake);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<Mistake> {
        self.0
    }
}

impl<'n> Fields<'n> {
    /// The entries of `node`, which should be a map of `what` (`settings`, `rules by name`); anything else is
    /// a mistake.
    pub fn of(node: &'n Node, what: &Message, mistakes: &mut Mistakes) -> Option<Self> {
        if matches!(node.value, Value::Map(_)) {
            return Some(Self { node, known: Vec::new() });
        }
        let found = shape(node);
        let message = Message::new(
            format!("expected a map of {}, found {}", what.en, found.en),
            format!("此处应为{}的键值表，实际是{}", what.zh, found.zh),
        );
        let help = if node.text().is_some_and(|text| text.contains('：')) {
            Message::new(
                "a full-width colon does not part a name from its value: write an ASCII colon and a space, `name: value`",
                "全角冒号不能分隔名称和值：请改用半角冒号并在其后加一个空格，`名称: 值`",
            )
        } else {
            Message::new("write one `name: value` a line", "请逐行写出 `名称: 值`")
        };
        mistakes.push(Mistake::new(node.span, message).with_help(help));
        None
    }

    /// The value under `key`, which is known from now on; an empty value counts as absent.
    pub fn take(&mut self, key: &'static str) -> Option<&'n Node> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.node.get(key).filter(|value| value.value != Value::Null)
    }

    /// The text under `key` and its place.
    pub fn text(&mut self, key: &'static str, mistakes: &mut Mistakes) -> Option<(&'n str, Span)> {
        let node = self.take(key)?;
        let text = node.text();
        if text.is_none() {
            mistakes.push(unexpected(key, node, "a text", "一个文本"));
        }
        Some((text?, node.span))
    }

    /// The texts under `key` and their places: one text, or a list of them.
    pub fn texts(&mut self, key: &'static str, mistakes: &mut Mistakes) -> Vec<(&'n str, Span)> {
        let Some(node) = self.take(key) else { return Vec::new() };
        let items =
            if matches!(node.value, Value::List(_)) { node.items() } else { std::slice::from_ref(node) };
        let mut texts = Vec::new();
        for item in items {
            match item.text() {
                Some(text) => texts.push((text, item.span)),
                None => {
                    mistakes.push(unexpected(key, item, "a text or a list of texts", "一个文本或文本的列表"));
                }
            }
        }
        texts
    }

    /// The `true` or `false` under `key`.
    pub fn boolean(&mut self, key: &'static str, mistakes: &mut Mistakes) -> Option<bool> {
        let node = self.take(key)?;
        match plain(node) {
            Some("true") => return Some(true),
            Some("false") => return Some(false),
            _ => mistakes.push(unexpected(key, node, "`true` or `false`", " `true` 或 `false`")),
        }
        None
    }

    /// The whole number under `key`, 0 or more.
    pub fn whole(&mut self, key: &'static str, mistakes: &mut Mistakes) -> Option<usize> {
        let node = self.take(key)?;
        let digits = plain(node).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|text| text.parse().ok());
        if number.is_none() {
            mistakes.push(unexpected(key, node, "a whole number without quotes", "不带引号的整数"));
        }
        number
    }

    /// What the word under `key` stands for among `options`.
    pub fn choice<T: Copy>(
        &mut self,
        key: &'static str,
        options: &[(&'static str, T)],
        mistakes: &mut Mistakes,
    ) -> Option<T> {
        let (word, span) = self.text(key, mistakes)?;
        let found = options.iter().find(|(option, _)| *option == word).map(|(_, value)| *value);
        if found.is_none() {
            let words = || options.iter().map(|(option, _)| *option);
            let message = Message::new(
                format!("`{key}` cannot be `{}`", shown(word)),
                format!("`{key}` 不能是 `{}`", shown(word)),
            );
            mistakes.push(Mistake::new(span, message).with_help(suggest(word, words)));
        }
        found
    }

    /// Ends the decoding: every key that nobody asked for is a mistake.
    pub fn finish(self, mistakes: &mut Mistakes) {
        for entry in self.node.entries() {
            if !self.known.contains(&entry.key.as_str()) {
                let key = shown(&entry.key);
                let message =
                    Message::new(format!("`{key}` is not known here"), format!("此处没有 `{key}` 这一项"));
                let help = suggest(&entry.key, || self.known.iter().copied());
                mistakes.push(Mistake::new(entry.key_span, message).with_help(help));
            }
        }
    }
}

/// The known word nearest to `word`: at most a third of its characters (and at least one) changed, added,
/// left out or swapped.
///
/// The distance is that of Damerau and Levenshtein over characters, case left aside, so that it serves CJK
/// too.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    if length > MAX_WORD {
        return None;
    }
    let limit = (length / 3).max(1);
    let distance = |other: &str| {
        let other_length = other.chars().count();
        // A word of one character would be near to every other one.
        (other_length.abs_diff(length) <= limit)
            .then(|| strsim::damerau_levenshtein(&word, &other.to_lowercase()))
            .filter(|distance| *distance <= limit && *distance < length.max(other_length))
    };
    known
        .into_iter()
        .filter_map(|other| Some((distance(other)?, other)))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

/// Help that names the nearest of `words`, or all of them.
fn suggest<'a, I: Iterator<Item = &'a str>>(word: &str, words: impl Fn() -> I) -> Message {
    if let Some(near) = nearest(word, words()) {
        return Message::new(format!("did you mean `{near}`?"), format!("是否应为 `{near}`？"));
    }
    let mut list = String::new();
    for (index, word) in words().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let _ = write!(list, "{comma}`{word}`");
    }
    Message::new(format!("it may be: {list}"), format!("可用的有：{list}"))
}

/// A word short enough for a sentence.
fn shown(word: &str) -> String {
    let short: String = word.chars().take(MAX_WORD).collect();
    if short.len() < word.len() { short + "…" } else { short }
}

/// The text of a scalar without quotes.
fn plain(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar { text, plain: true } => Some(text),
        _ => None,
    }
}

fn unexpected(key: &str, node: &Node, en: &str, zh: &str) -> Mistake {
    let found = shape(node);
    let message = Message::new(
        format!("`{key}` should be {en}, found {}", found.en),
        format!("`{key}` 应为{zh}，实际是{}", found.zh),
    );
    Mistake::new(node.span, message)
}

/// What a value is, in words.
fn shape(node: &Node) -> Message {
    match &node.value {
        Value::Null => Message::new("nothing", "空值"),
        Value::Scalar { text, plain: true } => Message::same(format!("`{}`", shown(text))),
        Value::Scalar { text, plain: false } => {
            Message::new(format!("the text `{}`", shown(text)), format!("文本 `{}`", shown(text)))
        }
        Value::List(_) => Message::new("a list", "列表"),
        Value::Map(_) => Message::new("a map", "键值表"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{MAX_DEPTH, parse_yaml};
    use super::*;

    #[test]
    fn the_nearest_word_is_found_by_characters() {
        let known = ["title", "unit", "sections", "年初预算", "预算", "决算", "收入合计"];
        let cases = [
            ("titel", Some("title")),       // two letters swapped are one change
            ("Section", Some("sections")),  // case does not count
            ("年初予算", Some("年初预算")), // one CJK character of four
            ("予算", Some("预算")),         // one of two
            ("合计", None),                 // two of four are too many
            ("u", None),                    // too short to tell
            ("percentage", None),           // nothing like it
        ];
        for (word, nearest_word) in cases {
            assert_eq!(nearest(word, known), nearest_word, "{word}");
        }
        assert_eq!(nearest("人", ["个", "家"]), None);
        assert_eq!(nearest(&"长".repeat(100_000), ["长"]), None);
    }

    #[test]
    fn fields_give_values_and_collect_mistakes() {
        let text = "name: 甲\nlist: [a, 1]\none: b\non: true\ncount: 12\nlevel: warning\nempty:\n";
        let node = parse_yaml(text, MAX_DEPTH).expect("it is good YAML");
        let mut mistakes = Mistakes::new();
        let mut fields = Fields::of(&node, &Message::default(), &mut mistakes).expect("it is a map");
        let levels = [("error", 2), ("warning", 1)];
        assert_eq!(fields.text("name", &mut mistakes), Some(("甲", Span::new(6, 9))));
        assert_eq!(fields.texts("list", &mut mistakes), [("a", Span::new(17, 18)), ("1", Span::new(20, 21))]);
        assert_eq!(fields.texts("one", &mut mistakes).len(), 1);
        assert_eq!(fields.boolean("on", &mut mistakes), Some(true));
        assert_eq!(fields.whole("count", &mut mistakes), Some(12));
        assert_eq!(fields.choice("level", &levels, &mut mistakes), Some(1));
        assert_eq!(fields.take("empty"), None);
        assert_eq!(fields.text("absent", &mut mistakes), None);
        fields.finish(&mut mistakes);
        assert_eq!(mistakes, Mistakes::default());
    }

    #[test]
    fn wrong_fields_are_mistakes_at_their_place() {
        type Ask = fn(&mut Fields<'_>, &mut Mistakes);
        fn keep<T>(_: T) {}
        let cases: [(&str, Ask, usize, &str, &str); 9] = [
            ("a: [1]", |f, m| keep(f.text("a", m)), 3, "`a` should be a text, found a list", ""),
            (
                "a: [x, {b: 1}]",
                |f, m| keep(f.texts("a", m)),
                7,
                "`a` should be a text or a list of texts, found a map",
                "",
            ),
            ("a: yes", |f, m| keep(f.boolean("a", m)), 3, "`a` should be `true` or `false`, found `yes`", ""),
            (
                "a: '1'",
                |f, m| keep(f.whole("a", m)),
                3,
                "`a` should be a whole number without quotes, found the text `1`",
                "",
            ),
            (
                "a: -1",
                |f, m| keep(f.whole("a", m)),
                3,
                "`a` should be a whole number without quotes, found `-1`",
                "",
            ),
            (
                "a: eror",
                |f, m| keep(f.choice("a", &[("error", ())], m)),
                3,
                "`a` cannot be `eror`",
                "did you mean `error`?",
            ),
            (
                "a: x",
                |f, m| keep(f.choice("a", &[("one", ()), ("two", ())], m)),
                3,
                "`a` cannot be `x`",
                "it may be: `one`, `two`",
            ),
            (
                "titel: x",
                |f, _| keep(f.take("title")),
                0,
                "`titel` is not known here",
                "did you mean `title`?",
            ),
            ("预算: x", |f, _| keep(f.take("title")), 0, "`预算` is not known here", "it may be: `title`"),
        ];
        for (text, ask, start, message, help) in cases {
            let node = parse_yaml(text, MAX_DEPTH).expect(text);
            let mut mistakes = Mistakes::new();
            let mut fields = Fields::of(&node, &Message::default(), &mut mistakes).expect(text);
            ask(&mut fields, &mut mistakes);
            fields.finish(&mut mistakes);
            let [mistake] = mistakes.into_vec().try_into().expect(text);
            assert_eq!((mistake.span.start, mistake.message.en.as_str()), (start, message));
            assert_eq!(mistake.help.map_or_else(String::new, |help| help.en), help, "{text}");
        }
    }

    #[test]
    fn what_is_no_map_is_a_mistake() {
        let what = Message::new("settings", "设置");
        let cases = [
            ("[1]", "expected a map of settings, found a list", "one `name: value` a line"),
            ("甲：1", "expected a map of settings, found `甲：1`", "full-width colon"),
            ("", "expected a map of settings, found nothing", "one `name: value` a line"),
        ];
        for (text, message, help) in cases {
            let mut mistakes = Mistakes::new();
            assert!(Fields::of(&parse_yaml(text, MAX_DEPTH).expect(text), &what, &mut mistakes).is_none());
            let [mistake] = mistakes.into_vec().try_into().expect(text);
            assert_eq!(mistake.message.en, message);
            assert!(mistake.help.expect("there is help").en.contains(help), "{text}");
        }
    }
}
