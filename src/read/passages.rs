//! Passages: the running texts of structured reports, without their quotes and escapes.

use crate::message::Message;
use crate::source::{Source, Span};
use crate::tree::Mistake;

/// `span` without the quotes at its ends.
pub(super) fn unquoted(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let quoted =
        ['"', '\''].iter().any(|quote| text.len() > 1 && text.starts_with(*quote) && text.ends_with(*quote));
    if quoted { Span::new(span.start + 1, span.end - 1) } else { span }
}

/// The mistake of a text in double quotes that writes CJK characters as `\u` codes: its words do not stand in
/// the source.
pub(super) fn in_codes(source: &Source, span: Span) -> Option<Mistake> {
    let text = source.slice(span).strip_prefix('"')?;
    let code = |at: usize| text.get(at + 2..at + 6).and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let cjk =
        |(at, _): (usize, &str)| !text[..at].ends_with('\\') && code(at).is_some_and(|code| code >= 0x2E80);
    text.match_indices("\\u").any(cjk).then(|| {
        let message = Message::new("this text is written in `\\u` codes", "该文本以 `\\u` 转义码书写");
        Mistake::new(span, message).with_help(Message::new(
            "write the file with its characters as they are, in UTF-8 (Python: `ensure_ascii=False`)",
            "请以 UTF-8 原样写出文字（Python：`ensure_ascii=False`）",
        ))
    })
}

/// The paragraphs of the text that stands at `outer`, without its quotes at `inner`, and reads `text`.
///
/// ```text
/// block of lines      every line
/// folded lines        between blank lines
/// "double quotes"     between blank lines and between \n
/// ```
pub(super) fn paragraphs(source: &Source, outer: Span, inner: Span, text: &str) -> Vec<Span> {
    let raw = source.slice(inner);
    let pieces = if source.slice(outer).starts_with('"') && outer != inner {
        escaped_lines(raw)
    } else {
        vec![(0, raw.len())]
    };
    let filled = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    let every_line = pieces.len() == 1 && text.contains('\n') && filled(text) == filled(raw);
    let mut found = Vec::new();
    for (start, end) in pieces {
        let mut open: Option<Span> = None;
        let mut offset = inner.start + start;
        for line in raw[start..end].split_inclusive('\n') {
            let (lead, length) = (line.len() - line.trim_start().len(), line.trim().len());
            let place = Span::new(offset + lead, offset + lead + length);
            offset += line.len();
            if length == 0 || every_line {
                found.extend(open.take());
            }
            if length > 0 {
                open = Some(Span::new(open.map_or(place.start, |open| open.start), place.end));
            }
        }
        found.extend(open);
    }
    found
}

/// The ranges between the line breaks that a text in double quotes writes as escapes.
fn escaped_lines(raw: &str) -> Vec<(usize, usize)> {
    let bytes = raw.as_bytes();
    let mut lines = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        let length = match bytes.get(at + 1) {
            Some(b'n' | b'r') => 2,
            Some(b'u')
                if matches!(bytes.get(at + 2..at + 6), Some(b"000a" | b"000A" | b"000d" | b"000D")) =>
            {
                6
            }
            _ => 0,
        };
        if length > 0 {
            lines.push((start, at));
            start = at + length;
        }
        at += length.max(2);
    }
    lines.push((start, bytes.len()));
    lines
}
