//! Word documents: paragraphs, headings and their numbers, tables, text boxes and notes, as they read once all
//! tracked changes are accepted.
//!
//! ```text
//! package ─▶ parts ─▶ styles, numbering ─┐
//!                  ─▶ footnotes, endnotes ├─ body ─▶ blocks ─ write ─▶ text and its marks ─▶ read as text is
//!                  ─▶ document ───────────┘
//! ```

mod block;
mod body;
mod fields;
mod grid;
mod numbering;
mod numeral;
mod open;
mod properties;
mod styles;
mod symbol;
#[cfg(test)]
mod tests;
mod write;

use std::sync::Arc;

use body::{Body, Changes, Read};
use numbering::{Numbering, NumberingReader};
use open::Notes;
use styles::{Styles, StylesReader};
use write::Writer;

use super::package::Package;
use super::parts::{Parts, ill_formed};
use super::text;
use super::xml::{Fault, WORD};
use super::{Format, Input, Limit};
use crate::finding::{Finding, Severity};
use crate::message::Message;
use crate::report::Draft;
use crate::source::{Source, Span};
use crate::tree::Mistake;

pub(super) const FORMAT: Format = Format { name: "docx", extensions: &["docx", "docm"], read };

/// The rule id of changes that are still tracked.
const TRACKED_CHANGES: &str = "tracked-changes";

/// The draft of a Word document.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    let document = Document::of(input).map_err(|mistake| input.refuse(mistake))?;
    let Document { read, well_formed } = document;
    let sought = (read.changes.count > 0).then_some(read.changes.first);
    let mut writer = Writer::new(input.limits.count(Limit::Cells), sought);
    let written = writer.document(read.blocks);
    written.map_err(|_| input.refuse(Fault::Cells.mistake(input.limits)))?;
    let source = Arc::new(writer.text.finish(input.name));
    if source.text().trim().is_empty() {
        return Err(input.refuse(no_text()));
    }
    let mut draft = Draft::new(Arc::clone(&source));
    text::tell(&source, Some(writer.marks), &mut draft);
    if let Some((_, place)) = writer.sought {
        draft.note(tracked(&source, read.changes, place.unwrap_or_default()));
    }
    if !well_formed {
        draft.note(ill_formed(&source));
    }
    Ok(draft)
}

/// What stands in a document.
struct Document {
    read: Read,
    /// Whether its XML is well-formed.
    well_formed: bool,
}

impl Document {
    fn of(input: &Input<'_>) -> Result<Self, Mistake> {
        let mut parts =
            Parts::of(Package::open(input.bytes, input.limits)?, input.limits, WORD, "word/document.xml")?;
        let styles =
            parts.part("styles", StylesReader::default)?.map_or_else(Styles::default, StylesReader::finish);
        let numbering = parts.part("numbering", NumberingReader::default)?;
        let numbering = numbering.map_or_else(Numbering::default, NumberingReader::finish);
        let cells = input.limits.count(Limit::Cells);
        let body = |notes: (Notes, Notes)| Body::new(&styles, &numbering, notes, cells);
        let mut notes = |kind| {
            let part = parts.part(kind, || body((Notes::new(), Notes::new())))?;
            Ok::<Notes, Mistake>(part.map_or_else(Notes::new, |part| part.finish().notes))
        };
        let notes = (notes("footnotes")?, notes("endnotes")?);
        let read = parts.main(|| body(notes.clone()))?.ok_or_else(no_document)?.finish();
        Ok(Self { read, well_formed: parts.well_formed })
    }
}

/// The mistake that the package holds no document.
fn no_document() -> Mistake {
    let message = Message::new("the file holds no Word document", "文件中没有 Word 文档内容");
    let help = Message::new(
        "is this the right file? If it is, save it once more as .docx",
        "请确认文件是否正确；如无误，请重新另存为 .docx",
    );
    Mistake::new(Span::default(), message).with_help(help)
}

/// The mistake that a document holds no text.
fn no_text() -> Mistake {
    let message = Message::new("the document holds no text", "文档中没有文字");
    let help = Message::new(
        "is this the right file? Pages that are pictures cannot be read: recognise their text (OCR) first",
        "请确认文件是否正确；如页面是扫描图片，请先识别为文字（OCR）",
    );
    Mistake::new(Span::default(), message).with_help(help)
}

/// The finding that changes are still tracked, the first of them at `place`.
fn tracked(source: &Arc<Source>, changes: Changes, place: Span) -> Finding {
    let count = changes.count;
    let (are, s) = if count == 1 { ("is", "") } else { ("are", "s") };
    let message = Message::new(
        format!("{count} tracked change{s} {are} still in the document: it was read as if all were accepted"),
        format!("文档中还有 {count} 处修订未处理：已按全部接受修订后的内容检查"),
    );
    let help = Message::new(
        "accept or reject every change before the report is handed in",
        "报送前请逐处接受或拒绝修订（审阅 → 修订）",
    );
    Finding::at(TRACKED_CHANGES, Severity::Info, source, place, message).with_help(help)
}
