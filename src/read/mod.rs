//! Readers: one file per input format; they understand layout, never numbers.

mod caption;
mod contents;
mod drawn;
mod head;
mod json;
mod markdown;
mod passages;
mod structured;
mod text;
mod workbook;
mod yaml;

use std::borrow::Cow;
use std::sync::Arc;

use crate::finding::{Finding, Severity, UNREADABLE};
use crate::message::Message;
use crate::report::{Draft, Report};
use crate::source::{Source, Span};
use crate::tree::Mistake;

/// A format that reports come in.
#[derive(Debug)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// The extensions of its files, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// The text of a file's bytes.
    pub decode: fn(&[u8]) -> Result<Cow<'_, str>, Mistake>,
    /// Tells the draft what the text holds. What cannot be read is given back as mistakes, each at its place.
    pub read: fn(&Source, &Layout, &mut Draft) -> Result<(), Vec<Mistake>>,
}

/// Every format, in the order in which they are listed.
pub const FORMATS: &[Format] = &[text::FORMAT, markdown::FORMAT, yaml::FORMAT, json::FORMAT];

/// Where structured reports keep what is not a figure: for each thing the keys that may hold it, dotted where
/// nested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The report's title.
    pub title: Vec<String>,
    /// The kind of report.
    pub kind: Vec<String>,
    /// Whose report it is.
    pub organization: Vec<String>,
    /// The year it reports on.
    pub year: Vec<String>,
    /// The unit of its figures.
    pub unit: Vec<String>,
    /// Its sections: a list of maps with a title and a text, or a map of title to text.
    pub sections: Vec<String>,
    /// Maps of figures whose own key is left out of the figures' names.
    pub figures: Vec<String>,
}

impl Default for Layout {
    fn default() -> Self {
        let keys = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            title: keys(&["report", "title", "标题", "报告"]),
            kind: keys(&["kind", "文种"]),
            organization: keys(&["organization", "单位名称", "部门名称"]),
            year: keys(&["year", "年度"]),
            unit: keys(&["unit", "金额单位"]),
            sections: keys(&["sections", "章节"]),
            figures: keys(&["figures", "数据"]),
        }
    }
}

/// The format of a file by its name; `None` where the extension is not known.
pub fn detect(name: &str) -> Option<&'static Format> {
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    FORMATS.iter().find(|format| format.extensions.contains(&extension.as_str()))
}

/// Reads the bytes of the file shown as `name` in `format`. What cannot be read becomes findings with their
/// places.
pub fn read(name: &str, bytes: &[u8], format: &Format, layout: &Layout) -> Result<Report, Vec<Finding>> {
    let text = (format.decode)(bytes)
        .map_err(|mistake| vec![unreadable(&Arc::new(Source::new(name, "")), mistake)])?;
    let source = Arc::new(Source::new(name, text));
    let mut draft = Draft::new(Arc::clone(&source));
    match (format.read)(&source, layout, &mut draft) {
        Ok(()) => Ok(draft.finish()),
        Err(mistakes) => Err(mistakes.into_iter().map(|mistake| unreadable(&source, mistake)).collect()),
    }
}

/// The text of a UTF-8 file, its byte-order mark taken off.
fn utf8(bytes: &[u8]) -> Result<Cow<'_, str>, Mistake> {
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

/// The finding for a mistake that keeps a report from being read.
fn unreadable(source: &Arc<Source>, mistake: Mistake) -> Finding {
    let mut finding = Finding::at(UNREADABLE, Severity::Error, source, mistake.span, mistake.message);
    finding.help = mistake.help;
    finding
}
