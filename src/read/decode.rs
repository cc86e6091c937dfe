//! Decoding: the text of a file's bytes, in whichever of the usual encodings they are.

use std::borrow::Cow;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memchr;

use crate::message::Message;
use crate::source::Span;
use crate::tree::Mistake;

/// One of so many characters beyond ASCII may be a rare one in a text in GB18030: in other encodings read as
/// GB18030 most are.
const RARE: usize = 4;
/// One of so many characters may be implausible in a text in UTF-16 without a byte-order mark.
const IMPLAUSIBLE: usize = 20;

/// The text of a file: in the encoding of its byte-order mark, in UTF-8, in UTF-16 where zero bytes tell it, or
/// in GB18030 (GBK, GB2312). A carriage return that stands alone becomes a line feed.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Mistake> {
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => unmarked(rest)?,
        [0xFF, 0xFE, rest @ ..] => without_zeros(strict(UTF_16LE, rest).ok_or_else(no_text)?)?,
        [0xFE, 0xFF, rest @ ..] => without_zeros(strict(UTF_16BE, rest).ok_or_else(no_text)?)?,
        _ => unmarked(bytes)?,
    };
    if text.trim().is_empty() {
        return Err(mistake(
            Message::new("the file is empty", "文件为空"),
            Message::new("is this the right file?", "请确认文件是否正确"),
        ));
    }
    Ok(with_line_feeds(text))
}

/// The text of bytes without a byte-order mark.
fn unmarked(bytes: &[u8]) -> Result<Cow<'_, str>, Mistake> {
    if memchr(0, bytes).is_some() {
        return without_zeros(utf_16(bytes).ok_or_else(zero_bytes)?);
    }
    // Much faster than the standard library on Chinese.
    if let Some(text) = strict(UTF_8, bytes) {
        return Ok(text);
    }
    if let Some(text) = strict(GB18030, bytes).filter(|text| is_chinese(bytes, text)) {
        return Ok(text);
    }
    let before = std::str::from_utf8(&bytes[..Encoding::utf8_valid_up_to(bytes)]).unwrap_or_default();
    if before.is_ascii() {
        return Err(no_text());
    }
    let line = before.matches('\n').count() + 1;
    Err(mistake(
        Message::new(
            format!("the text is in UTF-8, but the bytes on line {line} are not"),
            format!("文本为 UTF-8 编码，但第 {line} 行有不属于该编码的字节"),
        ),
        Message::new(
            "the file is damaged, or was put together from files in several encodings: mend this line and save it in UTF-8",
            "文件已损坏，或由不同编码的文件拼接而成：请改正该行，并以 UTF-8 编码保存",
        ),
    ))
}

fn mistake(message: Message, help: Message) -> Mistake {
    Mistake::new(Span::default(), message).with_help(help)
}

fn no_text() -> Mistake {
    mistake(
        Message::new(
            "this is no text in UTF-8, UTF-16 or GB18030",
            "不是 UTF-8、UTF-16 或 GB18030（GBK）编码的文本",
        ),
        Message::new(
            "save the report as text in UTF-8 and check it again",
            "请在编辑器中选择“另存为”，编码选 UTF-8，然后重新检查",
        ),
    )
}

fn zero_bytes() -> Mistake {
    mistake(
        Message::new("this is no text: it holds zero bytes", "不是文本文件：含有空字节"),
        Message::new("save the report as text and check it again", "请将报告另存为文本后重新检查"),
    )
}

/// The text of bytes in UTF-16, which may hold zeros.
fn without_zeros(text: Cow<'_, str>) -> Result<Cow<'_, str>, Mistake> {
    if memchr(0, text.as_bytes()).is_some() { Err(zero_bytes()) } else { Ok(text) }
}

fn strict<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes)
}

/// The text of bytes in UTF-16 without a mark: in one of the two orders of bytes nearly every character is
/// plausible.
fn utf_16(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let plausible = |encoding| {
        let text = strict(encoding, bytes)?;
        let (mut all, mut strange) = (0, 0);
        for character in text.chars() {
            all += 1;
            strange += usize::from(!is_usual(character));
        }
        (strange * IMPLAUSIBLE < all).then_some((strange, text))
    };
    let found = [UTF_16LE, UTF_16BE].into_iter().filter_map(plausible);
    found.min_by_key(|(strange, _)| *strange).map(|(_, text)| text)
}

/// Whether a character is one that reports are written with.
fn is_usual(character: char) -> bool {
    let letter = matches!(character, ' '..='~' | '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{4ff}');
    let han =
        matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{fe30}'..='\u{fe4f}');
    let sign = matches!(character, '\t' | '\n' | '\r' | '\u{2000}'..='\u{27bf}' | '\u{ff00}'..='\u{ffef}');
    // ㈠ ㎡ and the like; in between lie digits read with their bytes swapped.
    letter || han || sign || matches!(character, '\u{3220}'..='\u{32ff}' | '\u{3380}'..='\u{33df}')
}

/// Whether bytes that can be read as GB18030 are it: nearly any bytes can. The text of a report has no control
/// characters, and most of its characters stand in the two levels of GB 2312; in a text of another encoding they
/// fall all over the table, and in its private areas.
fn is_chinese(bytes: &[u8], text: &str) -> bool {
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}');
    let private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}');
    let (mut all, mut rare) = (0, 0);
    let mut rest = bytes;
    while let [first, following @ ..] = rest {
        rest = match (first, following) {
            (0..=0x80, _) | (_, []) => following,
            (_, [0x30..=0x39, _, _, rest @ ..]) => {
                (all, rare) = (all + 1, rare + 1);
                rest
            }
            (_, [second, rest @ ..]) => {
                let usual = matches!(first, 0xA1..=0xA9 | 0xB0..=0xF7) && *second >= 0xA1;
                (all, rare) = (all + 1, rare + usize::from(!usual));
                rest
            }
        };
    }
    rare * RARE <= all
        && text.chars().all(|c| !control(c))
        && text.chars().filter(|c| private(*c)).count() * RARE * RARE <= all
}

/// The text with the carriage returns that stand alone, as old programs end lines, made line feeds: its lines
/// are then those that an editor shows.
fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    let alone = |bytes: &[u8], at: usize| bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n');
    if memchr(b'\r', text.as_bytes()).is_none() || !(0..text.len()).any(|at| alone(text.as_bytes(), at)) {
        return text;
    }
    let mut bytes = text.into_owned().into_bytes();
    for at in 0..bytes.len() {
        if alone(&bytes, at) {
            bytes[at] = b'\n';
        }
    }
    Cow::Owned(String::from_utf8(bytes).expect("one ASCII character took the place of another"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` in UTF-16, low or high byte first.
    fn utf_16(text: &str, low_first: bool) -> Vec<u8> {
        let bytes = |unit: u16| if low_first { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn one_text_in_every_encoding() {
        let text = "一、收入\r\n预算\u{3000}1,897.95\u{a0}万元，含“其他”€0.5。\n";
        let (gb18030, _, _) = GB18030.encode(text);
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        let cases = [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", marked(b"\xEF\xBB\xBF", text.as_bytes())),
            ("UTF-16, low byte first", utf_16(text, true)),
            ("UTF-16, low byte first, with a mark", marked(b"\xFF\xFE", &utf_16(text, true))),
            ("UTF-16, high byte first", utf_16(text, false)),
            ("UTF-16, high byte first, with a mark", marked(b"\xFE\xFF", &utf_16(text, false))),
            ("GB18030", gb18030.into_owned()),
        ];
        for (encoding, bytes) in cases {
            assert_eq!(decode(&bytes).as_deref(), Ok(text), "{encoding}");
        }
    }

    #[test]
    fn texts_in_few_words_and_rare_characters() {
        let cases: [(&[u8], &str); 9] = [
            (b"abc", "abc"),
            (b"\xCE\xDE\xA1\xA3", "无。"), // GBK
            (b"\x95\x32\x90\x31\xB5\xC4\xB2\xCE\xBC\xD3\xC9\xF3\xBC\xC6", "𠂇的参加审计"), // four bytes
            (b"\xC2\xA33.20m", "£3.20m"),  // UTF-8, although GB18030 too
            (b"1\x002\x00", "12"),         // UTF-16 in ASCII
            (b"\x001\x002", "12"),
            (b"\x00\x4e\x01\x300\x00", "一、0"), // a zero byte in a Han character
            (b"a\rb\rc", "a\nb\nc"),             // lines that end as they once did
            (b"a\r\nb\rc\n", "a\r\nb\nc\n"),
        ];
        for (bytes, text) in cases {
            assert_eq!(decode(bytes).as_deref(), Ok(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_text_is_told() {
        let mixed = ["预算\n".as_bytes(), b"\xCE\xDE\xA1\xA3"].concat();
        let cut = &"预算执行".as_bytes()[..10];
        let cases: [(&str, &[u8], &str); 11] = [
            ("nothing", b"", "the file is empty"),
            ("blanks", b"\xEF\xBB\xBF \n", "the file is empty"),
            ("blanks in UTF-16", b"\xFF\xFE \x00", "the file is empty"),
            ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01", "it holds zero bytes"),
            ("half a character", b"\xFF\xFE1\x00\x00", "no text in UTF-8, UTF-16 or GB18030"),
            (
                "French in Windows-1252",
                b"D\xe9penses r\xe9elles: 12 k\x80",
                "no text in UTF-8, UTF-16 or GB18030",
            ),
            (
                "Chinese in Big5",
                b"\xb9w\xba\xe2\xb0\xf5\xa6\xe6\xb3\xf8\xa7i\xa6\xac\xa4J",
                "no text in UTF-8, UTF-16 or GB18030",
            ),
            ("private characters", b"\xAA\xA1\xAA\xA2\xCE\xDE", "no text in UTF-8, UTF-16 or GB18030"),
            ("control characters", b"\xCE\xDE\x01\x02", "no text in UTF-8, UTF-16 or GB18030"),
            ("two encodings", &mixed, "the bytes on line 2 are not"),
            ("cut off in a character", cut, "the bytes on line 1 are not"),
        ];
        for (what, bytes, message) in cases {
            let told = decode(bytes).expect_err(what).message.en;
            assert!(told.contains(message), "{what}: {told}");
        }
    }
}
