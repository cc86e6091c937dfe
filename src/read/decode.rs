//! Decoding: the text of a file's bytes.

use std::borrow::Cow;

use crate::message::Message;
use crate::source::Span;
use crate::tree::Mistake;

/// The text of a UTF-8 file, its byte-order mark taken off.
pub(super) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Mistake> {
    let mistake = |message, help| Err(Mistake::new(Span::default(), message).with_help(help));
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return mistake(
            Message::new("this is no text in UTF-8", "不是 UTF-8 编码的文本"),
            Message::new(
                "save the report as text in UTF-8 and check it again",
                "请在编辑器中选择“另存为”，编码选 UTF-8，然后重新检查",
            ),
        );
    };
    if text.contains('\0') {
        return mistake(
            Message::new("this is no text: it holds zero bytes", "不是文本文件：含有空字节"),
            Message::new("save the report as text and check it again", "请将报告另存为文本后重新检查"),
        );
    }
    if text.trim().is_empty() {
        return mistake(
            Message::new("the file is empty", "文件为空"),
            Message::new("is this the right file?", "请确认文件是否正确"),
        );
    }
    Ok(Cow::Borrowed(text))
}
