//! Cleaning: text that came from a file, a path or a rule set, made harmless for a terminal and a build log.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` with every character that would act instead of being seen replaced by a visible mark of the same
/// number of bytes: C0 except tab, DEL, C1, bidirectional controls, line and paragraph separators, zero-width
/// characters. A line break becomes a space, and what build systems take for a command (`##[…`, `##vso[…`) is
/// broken up.
///
/// Byte offsets into `text` stay valid in the result, on character boundaries too.
pub fn clean(text: &str) -> Cow<'_, str> {
    let mut clean = Cow::Borrowed(text);
    if text.contains(acts) {
        let mut result = String::with_capacity(text.len());
        for c in text.chars() {
            match mark(c) {
                Some(mark) => result.push_str(mark),
                None => result.push(c),
            }
        }
        clean = Cow::Owned(result);
    }
    break_up(clean)
}

/// What is about to be printed, none of its lines such that a build system takes it for a command: one that
/// opens with `::` after white space, or holds `##[`.
pub fn guard(text: String) -> String {
    let mut text = match break_up(Cow::Borrowed(&text)) {
        Cow::Borrowed(_) => text,
        Cow::Owned(broken) => broken,
    };
    if text.contains("::") {
        let mut places = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let rest = line.trim_start();
            if rest.starts_with("::") {
                places.push(start + line.len() - rest.len());
            }
            start += line.len();
        }
        for place in places {
            text.replace_range(place..=place, "?");
        }
    }
    text
}

/// The text of a JSON document with every character inside its strings that would act on a terminal written
/// as `\u…`, and the second `#` of a build system's command, so that it can be looked at and still says the
/// same.
pub(crate) fn escape(json: String) -> String {
    let hidden = |c: char| !c.is_ascii_control() && acts(c) || c == '\u{7F}';
    let commands: Vec<_> = commands(&json).collect();
    if commands.is_empty() && !json.contains(hidden) {
        return json;
    }
    let mut commands = commands.into_iter().peekable();
    let mut result = String::with_capacity(json.len() + 64);
    for (at, c) in json.char_indices() {
        if commands.next_if_eq(&at).is_some() || hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(result, "\\u{unit:04x}");
            }
        } else {
            result.push(c);
        }
    }
    result
}

/// The visible marks, by the number of bytes they stand for.
const MARKS: [&str; 4] = ["?", "¿", "\u{FFFD}", "?\u{FFFD}"];

/// What stands for `c` in cleaned text, `None` where it may stand itself.
pub(crate) fn mark(c: char) -> Option<&'static str> {
    match c {
        '\n' => Some(" "),
        c => acts(c).then(|| MARKS[c.len_utf8() - 1]),
    }
}

/// Whether `c` acts on a terminal, reorders or hides text.
fn acts(c: char) -> bool {
    match c {
        '\t' => false,
        c if c.is_control() => true,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' => {
            true
        }
        c => matches!(
            u32::from(c),
            0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFFF9..=0xFFFB
                | 0x1_D173..=0x1_D17A | 0xE_0000..=0xE_0FFF
        ),
    }
}

/// `text` with the second `#` of every `##[` and `##word[` replaced.
fn break_up(text: Cow<'_, str>) -> Cow<'_, str> {
    let places: Vec<_> = commands(&text).collect();
    if places.is_empty() {
        return text;
    }
    let mut text = text.into_owned();
    for place in places {
        text.replace_range(place..=place, "?");
    }
    Cow::Owned(text)
}

/// Where the second `#` of every `##[` and `##word[` is, in order. No walk back passes the `[` before, so
/// that all of them together take the time of one pass.
fn commands(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices('[').filter_map(|(at, _)| {
        let head = text[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        head.ends_with("##").then(|| head.len() - 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_becomes_a_mark_of_the_same_length() {
        let cases = [
            ("财政拨款\t6,149.92", "财政拨款\t6,149.92"), // nothing to do, tab kept
            ("a\u{1b}[31mb\u{7}", "a?[31mb?"),            // ESC and BEL
            ("\r\nb\u{7f}", "? b?"),                      // a line break is a space
            ("\u{9b}31m", "¿31m"),                        // C1 CSI
            ("\u{202e}052\u{2069}", "\u{fffd}052\u{fffd}"), // bidi override and isolate
            ("6\u{200b}1\u{feff}\u{2028}", "6\u{fffd}1\u{fffd}\u{fffd}"), // zero width, BOM, line separator
            ("\u{61c}\u{ad}", "¿¿"),                      // Arabic letter mark, soft hyphen
            ("\u{e0041}x", "?\u{fffd}x"),                 // a tag character, four bytes
            ("##[error]no", "#?[error]no"),
            ("###vso[task.x]", "##?vso[task.x]"),
            ("## [1] heading", "## [1] heading"),
            ("#[a##b c[##d", "#[a##b c[##d"),
            ("##a[##b[####[", "#?a[#?b[###?["),
            ("\u{1b}##\u{202e}[##vso[a]::error", "?##\u{fffd}[#?vso[a]::error"),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text), expected, "{text:?}");
            assert_eq!(clean(text).len(), text.len(), "{text:?}");
        }
    }

    #[test]
    fn json_says_the_same_in_ascii() {
        let text = "\u{9b}a\u{7f}\u{202e}\u{e0041}中\u{1b}";
        let json = serde_json::to_string_pretty(&[text]).unwrap();
        let escaped = escape(json);
        assert_eq!(escaped, "[\n  \"\\u009ba\\u007f\\u202e\\udb40\\udc41中\\u001b\"\n]");
        assert_eq!(serde_json::from_str::<Vec<String>>(&escaped).unwrap(), [text]);
    }

    #[test]
    fn commands_in_json_are_broken_up_and_say_the_same() {
        let cases = [
            ("##vso[task.x]", r"#\u0023vso[task.x]"),
            ("###[error]a ##b[", r"##\u0023[error]a #\u0023b["),
            ("\u{202e}##[\u{1b}::error", r"\u202e#\u0023[\u001b::error"),
            ("##\u{202e}[ \\##\n[", r"##\u202e[ \\##\n["), // no command, nor once it is escaped
            ("## [1] #[a]", "## [1] #[a]"),
        ];
        for (text, expected) in cases {
            let escaped = escape(serde_json::to_string(text).unwrap());
            assert_eq!(escaped, format!("\"{expected}\""), "{text:?}");
            assert_eq!(commands(&escaped).next(), None, "{text:?}");
            assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), text);
        }
    }

    #[test]
    fn long_runs_take_no_longer_than_one_pass() {
        for run in ["#", "##a", "[", "a"].map(|run| run.repeat(1 << 20)) {
            assert_eq!(clean(&run), run);
            assert_eq!(clean(&format!("{run}##[")), format!("{run}#?["));
        }
        let many = "##[".repeat(1 << 20);
        assert_eq!(clean(&many), "#?[".repeat(1 << 20));
    }

    #[test]
    fn no_line_is_a_command() {
        assert_eq!(
            guard("::error::a\n  \u{3000}::b ::\nc::d\n".into()),
            "?:error::a\n  \u{3000}?:b ::\nc::d\n"
        );
        assert_eq!(guard("a ##[b".into()), "a #?[b");
    }
}
