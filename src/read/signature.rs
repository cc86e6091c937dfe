//! Signatures: what a file is, by what it holds and by its name.

use super::decode::decode;
use super::package::COMPOUND;
use super::{FORMATS, Format, csv, detect};
use crate::message::Message;
use crate::source::Span;
use crate::tree::{MAX_DEPTH, Mistake, Value, parse_json, parse_toml, parse_yaml};

/// What a file turned out to be.
#[derive(Clone, Copy, Debug)]
pub enum Recognized {
    /// A report in this format.
    Report(&'static Format),
    /// A document that another program must convert first.
    Foreign(&'static Foreign),
}

/// A format that is not read, but that other programs turn into one that is.
#[derive(Debug)]
pub struct Foreign {
    /// What people call it.
    name: &'static str,
    /// The extensions of its files, lower case, without the dot; the first of them is its key under `convert:`.
    pub extensions: &'static [&'static str],
    /// How its files begin; empty where that does not tell them from others.
    magic: &'static [&'static [u8]],
    /// A command that writes its text.
    command: &'static str,
}

/// The formats that are not read as they are.
const FOREIGN: &[Foreign] = &[
    Foreign { name: "PDF", extensions: &["pdf"], magic: &[b"%PDF-"], command: "pdftotext -layout {} -" },
    Foreign { name: "Word 97-2003", extensions: &["doc", "dot"], magic: &[], command: "antiword -w 0 {}" },
    Foreign { name: "WPS", extensions: &["wps", "wpt"], magic: &[], command: "antiword -w 0 {}" },
    Foreign { name: "RTF", extensions: &["rtf"], magic: &[b"{\\rtf"], command: "pandoc -t gfm {}" },
    Foreign { name: "OpenDocument", extensions: &["odt"], magic: &[], command: "pandoc -t gfm {}" },
    Foreign {
        name: "HTML",
        extensions: &["html", "htm"],
        magic: &[b"<!doctype html", b"<html"],
        command: "pandoc -t gfm {}",
    },
];

/// How zip files begin.
const ZIP: &[u8] = b"PK\x03\x04";
/// The names of parts in zip files, and what the file then is: a format, or the extension of a foreign one.
const PARTS: &[(&[u8], &str)] = &[
    (b"word/document.xml", "docx"),
    (b"xl/workbook.", "xlsx"),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "ods"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "odt"),
];
/// The names of streams in the older files, likewise. The letters of such names stand two bytes apart.
const STREAMS: &[(&str, &str)] = &[("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls")];

/// How much at the start and at the end of a zip file is looked at, in bytes: the names stand at its end.
const ENDS: usize = 64 << 10;
/// How many lines of a text are looked at.
const SAMPLE: usize = 200;

/// What the file called `name` is that holds `bytes`: by how it begins, else by its name, else by how its text is
/// written; `None` where that is nothing known.
pub fn recognize(name: &str, bytes: &[u8]) -> Option<Recognized> {
    let told = detect(name);
    let is_packed = [ZIP, COMPOUND].iter().any(|magic| bytes.starts_with(magic));
    let by_text = || if is_packed { None } else { named(of_text(&decode(bytes).ok()?)) };
    signature(told, bytes).or(told.map(Recognized::Report)).or_else(by_text)
}

/// What a file is that begins as no text does; `told` is the format that its name tells.
fn signature(told: Option<&'static Format>, bytes: &[u8]) -> Option<Recognized> {
    // One document may be packed into another: the name decides first.
    let known = |name: &str| told.is_some_and(|told| told.name == name);
    if bytes.starts_with(ZIP) {
        let ends = [&bytes[..bytes.len().min(ENDS)], &bytes[bytes.len().saturating_sub(ENDS)..]];
        let holds = |part: &[u8]| ends.iter().any(|end| end.windows(part.len()).any(|window| window == part));
        let part = PARTS.iter().find(|(_, name)| known(name));
        let part = part.or_else(|| PARTS.iter().find(|(part, _)| holds(part)));
        return part.and_then(|(_, name)| named(name));
    }
    if bytes.starts_with(COMPOUND) {
        let wide = |name: &str| name.bytes().flat_map(|letter| [letter, 0]).collect::<Vec<u8>>();
        let holds = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        let stream = STREAMS.iter().find(|(_, name)| known(name));
        let stream = stream.or_else(|| STREAMS.iter().find(|(stream, _)| holds(&wide(stream))));
        return stream.and_then(|(_, name)| named(name));
    }
    let start = bytes.trim_ascii_start();
    let begins =
        |magic: &&[u8]| start.get(..magic.len()).is_some_and(|start| start.eq_ignore_ascii_case(magic));
    FOREIGN.iter().find(|foreign| foreign.magic.iter().any(begins)).map(Recognized::Foreign)
}

/// The format that is not read as it is of a file by its name; `None` where it is none of these.
pub fn foreign(name: &str) -> Option<&'static Foreign> {
    let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
    FOREIGN.iter().find(|foreign| foreign.extensions.contains(&extension.as_str()))
}

impl Foreign {
    /// The mistake that a file in this format is given as a report, with what to do about it.
    pub fn mistake(&self) -> Mistake {
        let (name, extension, command) = (self.name, self.extensions[0], self.command);
        let message = Message::new(
            format!("a document in {name} format cannot be read as it is"),
            format!("不能直接读取 {name} 格式的文件"),
        );
        Mistake::new(Span::default(), message).with_help(Message::new(
            format!(
                "save it as .docx or as text; or let a program convert it, with this line in crossfoot.yaml: \
                 `convert: {{{extension}: \"{command}\"}}`"
            ),
            format!(
                "请另存为 .docx 或文本；或安装转换程序，并在 crossfoot.yaml 中写 `convert: {{{extension}: \"{command}\"}}`"
            ),
        ))
    }
}

/// The mistake of a file that is nothing known.
pub fn unknown() -> Mistake {
    let extensions = extensions();
    let message = Message::new("cannot tell what kind of file this is", "无法识别这是什么文件");
    Mistake::new(Span::default(), message).with_help(Message::new(
        format!("files are read whose name ends in {extensions}; save the report as one of these"),
        format!("可读取的扩展名为 {extensions}；请将报告另存为其中一种格式"),
    ))
}

/// The extensions of the files that are read, as a list in words.
pub fn extensions() -> String {
    let all = FORMATS.iter().flat_map(|format| format.extensions);
    all.map(|extension| format!(".{extension}")).collect::<Vec<_>>().join(", ")
}

/// The format of this name, or the foreign one with this extension.
fn named(name: &str) -> Option<Recognized> {
    let foreign =
        || FOREIGN.iter().find(|foreign| foreign.extensions.contains(&name)).map(Recognized::Foreign);
    FORMATS.iter().find(|format| format.name == name).map(Recognized::Report).or_else(foreign)
}

/// The name of the format that a text is in.
fn of_text(text: &str) -> &'static str {
    let start = text.trim_start();
    let first = start.lines().next().unwrap_or_default();
    if start.starts_with(['{', '[']) && (first.starts_with('{') || parse_json(text, MAX_DEPTH).is_ok()) {
        "json"
    } else if is_markdown(start) {
        "markdown"
    } else if (first.starts_with('[') || first.contains(" =")) && parse_toml(text, MAX_DEPTH).is_ok() {
        "toml"
    } else if is_yaml(text, first) {
        "yaml"
    } else if csv::divides(text) {
        "csv"
    } else {
        "text"
    }
}

/// Whether a line is a heading of Markdown or rules off the head of a table, or the text begins with a front
/// matter.
fn is_markdown(text: &str) -> bool {
    let heading = |line: &str| {
        let marks = line.len() - line.trim_start_matches('#').len();
        (1..=6).contains(&marks) && line[marks..].starts_with(' ')
    };
    let rule = |line: &str| {
        line.starts_with('|')
            && line.contains("---")
            && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
    };
    let mut all = text.lines();
    let front = all.next() == Some("---") && all.any(|line| line == "---");
    // In YAML and TOML a line with one such mark is a comment.
    let lines = || text.lines().take(SAMPLE);
    front || lines().any(rule) || lines().any(|line| heading(line) && line.starts_with("##")) || heading(text)
}

/// Whether a text is a map of several keys, or a list of maps: one line such as `Note: …` also stands in prose.
fn is_yaml(text: &str, first: &str) -> bool {
    let key = first.split_once(':').is_some_and(|(key, rest)| {
        !key.is_empty()
            && !key.contains(['。', '，', '：', ' '])
            && (rest.is_empty() || rest.starts_with(' '))
    });
    let opens = key || first.starts_with("- ") || first == "---";
    opens
        && parse_yaml(text, MAX_DEPTH).is_ok_and(|node| match &node.value {
            Value::Map(entries) => entries.len() > 1,
            Value::List(items) => items.iter().all(|item| matches!(item.value, Value::Map(_))),
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(recognized: Option<Recognized>) -> &'static str {
        match recognized {
            Some(Recognized::Report(format)) => format.name,
            Some(Recognized::Foreign(foreign)) => foreign.name,
            None => "",
        }
    }

    #[test]
    fn files_are_told_by_what_they_hold() {
        let wide = |name: &str| name.bytes().flat_map(|letter| [letter, 0]).collect::<Vec<u8>>();
        let compound = |stream: &str| [COMPOUND, &[0; 504], &wide(stream)].concat();
        let gbk = encoding_rs::GB18030.encode("收入120万元。\n").0.into_owned();
        let cases: [(&[u8], &str); 25] = [
            (b"%PDF-1.7\n", "PDF"),
            (b"{\\rtf1\\ansi", "RTF"),
            (&compound("WordDocument"), "Word 97-2003"),
            (&[compound("Workbook"), wide("WordDocument")].concat(), "Word 97-2003"), // a workbook inside
            (b"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.text", "OpenDocument"),
            (b"PK\x03\x04 something else", ""),
            (b"\x89PNG\r\n\x1a\n\0\0", ""),
            (b"<!DOCTYPE html>\n<p>1</p>", "HTML"),
            (b"{\"a\": 1", "json"), // broken: its reader says where
            (b"[{\"a\": 1}]", "json"),
            (b"[a]\nb = 1\n", "toml"),
            (b"# pay\na = 1\n[b]\nc = 2\n", "markdown"), // it cannot be told from a heading
            (b"a = 1\nb = 2\n", "toml"),
            ("报告: 甲\n收入: 1.5\n".as_bytes(), "yaml"),
            (b"- a: 1\n- a: 2\n", "yaml"),
            (b"---\ntitle: x\n---\n## a\n", "markdown"),
            ("## 一、收入\n\n甲。\n".as_bytes(), "markdown"),
            ("收入如下\n\n| 甲 | 乙 |\n| --- | ---: |\n| 1 | 2 |\n".as_bytes(), "markdown"),
            (b"a,b\n1,2\n3,4\n", "csv"),
            ("项目,金额\n甲,\"1,200\"\n乙,3\n".as_bytes(), "csv"),
            ("一、收入\n收入120万元，支出100万元。\n".as_bytes(), "text"),
            (b"Note: income rose.\nIt rose, as planned, by 3%.\n", "text"),
            ("说明：甲\n单位: 万元\n".as_bytes(), "text"), // a full-width colon
            (b"Income rose, by 3%.\nSpending fell, by 2%.\nThe rest, 1%, was kept.\n", "text"),
            (&gbk, "text"),
        ];
        for (bytes, expected) in cases {
            assert_eq!(name_of(recognize("report", bytes)), expected, "{}", String::from_utf8_lossy(bytes));
        }
        let misnamed: [(&str, &[u8], &str); 5] = [
            ("a.txt", b"%PDF-1.7\n", "PDF"),
            ("a.csv", b" <HTML><table>", "HTML"),
            ("a.md", b"{\"a\": 1}", "markdown"), // a text is what its name says
            ("a.csv", b"PK\x03\x04 something else", "csv"), // its reader says that it is no text
            ("a.pdf", b"a,b\n1,2\n", "csv"),
        ];
        for (name, bytes, expected) in misnamed {
            assert_eq!(name_of(recognize(name, bytes)), expected, "{name}");
        }
        assert!(foreign("a/B.PDF").is_some() && foreign("a.txt").is_none() && foreign("pdf").is_none());
    }
}
