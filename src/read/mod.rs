//! Readers: one file per input format; they understand layout, never numbers.

mod caption;
mod contents;
mod csv;
mod decode;
mod docx;
mod drawn;
mod flow;
mod grid;
mod head;
mod html;
mod input;
mod json;
mod limits;
mod markdown;
mod package;
mod parts;
mod passages;
mod signature;
mod structured;
mod text;
mod title;
mod toml;
mod workbook;
mod xml;
mod yaml;

pub use input::{Input, refused};
pub use limits::{Limit, Limits};
pub use signature::{Foreign, Recognized, extensions, foreign, recognize, unknown};

use std::borrow::Cow;

use crate::finding::Finding;
use crate::report::{Draft, Report};
use crate::tree::Mistake;

/// A format that reports come in.
#[derive(Debug)]
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// The extensions of its files, lower case, without the dot.
    pub extensions: &'static [&'static str],
    /// What a file holds, told to a draft. What cannot be read is given back as findings, each at its place.
    pub read: fn(&Input<'_>) -> Result<Draft, Vec<Finding>>,
}

/// Every format, in the order in which they are listed.
pub const FORMATS: &[Format] = &[
    text::FORMAT,
    markdown::FORMAT,
    docx::FORMAT,
    workbook::XLSX,
    workbook::XLS,
    workbook::ODS,
    csv::FORMAT,
    yaml::FORMAT,
    json::FORMAT,
    toml::FORMAT,
];

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

/// The text of a file that is one, in whichever encoding; a mistake is at no place.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, Mistake> {
    decode::decode(bytes)
}

/// Reads `input` in `format`. What cannot be read becomes findings with their places.
pub fn read(input: &Input<'_>, format: &Format) -> Result<Report, Vec<Finding>> {
    fits(input.name, input.bytes.len() as u64, input.limits)?;
    (format.read)(input).map(Draft::finish)
}

/// The finding that the file shown as `name` is larger than the limit, where it is: to be asked before its
/// `size` bytes are read.
pub fn fits(name: &str, size: u64, limits: &Limits) -> Result<(), Vec<Finding>> {
    limits.hold(Limit::FileSize, size).map_err(|mistake| vec![refused(name, mistake)])
}
