//! JSON reports: a tree with places, told by the rules that all structured reports share.

use std::borrow::Cow;

use super::{Format, Input, structured};
use crate::finding::Finding;
use crate::report::Draft;
use crate::tree::parse_json;

pub(super) const FORMAT: Format = Format { name: "json", extensions: &["json"], read };

/// The draft of a JSON file, with its characters as they are: many programs write 万元 as `\u4e07\u5143`. Columns
/// are then those of the text as people read it.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    let read =
        |text: Cow<'_, str>| if text.contains("\\u") { with_characters(&text) } else { text.into_owned() };
    input.draft_of(input.text().map(read), |source, draft| {
        structured::read(&parse_json(source.text(), input.limits.deepest())?, source, input.layout, draft)
    })
}

/// `text` with its escapes of characters beyond ASCII replaced by the characters; other escapes stay.
fn with_characters(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        read.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if let Some((character, length)) = character(rest) {
            read.push(character);
            length
        } else {
            // The escaped character belongs to its backslash: in \\u4e07 there is no code.
            let length = rest.chars().take(2).map(char::len_utf8).sum();
            read.push_str(&rest[..length]);
            length
        };
        rest = &rest[length..];
    }
    read.push_str(rest);
    read
}

/// The character beyond ASCII that the escape at the start of `text` stands for, and the escape's length in
/// bytes.
fn character(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
    };
    let first = unit(0)?;
    let (character, length) = match char::from_u32(u32::from(first)) {
        Some(character) => (character, 6),
        None => (char::decode_utf16([first, unit(6)?]).next()?.ok()?, 12),
    };
    (character > '\u{9f}').then_some((character, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_become_the_characters_they_stand_for() {
        let cases = [
            (r#"{"\u4e07": 1}"#, r#"{"万": 1}"#),
            (r#""\ud83d\ude00""#, r#""😀""#),   // two codes, one character
            (r#""\\u4e07""#, r#""\\u4e07""#),   // an escaped backslash
            (r#""\u000a\n""#, r#""\u000a\n""#), // control characters stay escaped
            (r#""\ud83d""#, r#""\ud83d""#),     // half a pair is for the parser to refuse
        ];
        for (text, expected) in cases {
            assert_eq!(with_characters(text), expected);
        }
    }
}
