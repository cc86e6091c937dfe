//! XLS: workbooks of Excel 97 to 2003, [MS-XLS].

mod bytes;
mod cells;
mod container;
mod formula;
mod strings;

use super::super::package::{damaged, protected};
use super::super::{Format, Limits};
use super::date::Epoch;
use super::sheet::{Tally, Workbook};
use super::styles::{Style, Styles};
use bytes::{text_at, u16_at, u32_at};
use cells::CellsReader;
use container::Container;

use crate::message::Message;
use crate::source::Span;
use crate::tree::Mistake;

pub(in crate::read) const FORMAT: Format = Format { name: "xls", extensions: &["xls"], read: super::read };

/// The version of the format that Excel 97 to 2003 write.
const VERSION: u16 = 0x0600;

/// The kinds of records that are read here.
mod kind {
    pub(super) const BEGIN: u16 = 0x0809;
    pub(super) const END: u16 = 0x000A;
    pub(super) const PASSWORD: u16 = 0x002F;
    pub(super) const EPOCH: u16 = 0x0022;
    pub(super) const FORMAT: u16 = 0x041E;
    pub(super) const STYLE: u16 = 0x00E0;
    pub(super) const SHEET: u16 = 0x0085;
    pub(super) const STRINGS: u16 = 0x00FC;
    pub(super) const CONTINUE: u16 = 0x003C;
}

/// A sheet that is listed: where it begins.
struct Listed {
    name: String,
    hidden: bool,
    start: usize,
}

/// The workbook in a container. Sheets that are hidden are read where `hidden` asks for them.
pub(super) fn workbook(bytes: &[u8], limits: &Limits, hidden: bool) -> Result<Workbook, Mistake> {
    let container = Container::open(bytes).ok_or_else(damaged)?;
    if container.holds("EncryptedPackage") {
        return Err(protected());
    }
    let Some(stream) = container.stream("Workbook") else {
        return Err(if container.holds("Book") { too_old() } else { damaged() });
    };
    let mut styles = Styles::default();
    let (mut listed, mut strings): (Vec<Listed>, Vec<String>) = (Vec::new(), Vec::new());
    let mut records = Records { stream: &stream, at: 0 };
    while let Some((told, body)) = records.next() {
        match told {
            kind::BEGIN if u16_at(body, 0) != Some(VERSION) => return Err(too_old()),
            kind::PASSWORD => return Err(protected()),
            kind::EPOCH if u16_at(body, 0) == Some(1) => styles.epoch = Epoch::Of1904,
            kind::FORMAT => {
                if let (Some(number), Some(text)) = (u16_at(body, 0), text_at(body, 2, false)) {
                    styles.tell_pattern(number, &text);
                }
            }
            kind::STYLE => {
                let indent = body.get(8).map_or(0, |byte| byte & 0x0F);
                styles.push(Style { pattern: u16_at(body, 2).unwrap_or_default(), indent });
            }
            kind::SHEET => listed.extend(Listed::read(body)),
            kind::STRINGS => {
                let mut pieces = vec![body];
                while let Some(piece) = records.next_if(kind::CONTINUE) {
                    pieces.push(piece);
                }
                strings = strings::strings(&pieces);
            }
            kind::END => break,
            _ => {}
        }
    }
    let mut workbook = Workbook::default();
    let mut tally = Tally::new(limits);
    for sheet in listed {
        if sheet.hidden && !hidden {
            workbook.hidden.push(sheet.name);
            continue;
        }
        let records = Records { stream: &stream, at: sheet.start };
        let mut reader = CellsReader::new(&strings, &styles, tally);
        reader.read(records).map_err(|fault| fault.mistake(limits))?;
        tally = reader.tally;
        workbook.sheets.push(reader.finish(sheet.name));
    }
    Ok(workbook)
}

impl Listed {
    /// The sheet that a record lists; `None` for charts and macros.
    fn read(body: &[u8]) -> Option<Self> {
        let start = u32_at(body, 0)? as usize;
        let (state, kind) = (body.get(4)? & 3, *body.get(5)?);
        let name = text_at(body, 6, true)?;
        (kind == 0).then_some(Self { name, hidden: state != 0, start })
    }
}

/// Records one after the other, each with its kind and what it holds.
struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    /// What the next record holds, where it is of this kind.
    fn next_if(&mut self, kind: u16) -> Option<&'a [u8]> {
        (u16_at(self.stream, self.at)? == kind).then(|| self.next()).flatten().map(|(_, body)| body)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = (u16, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = u16_at(self.stream, self.at)?;
        let length = usize::from(u16_at(self.stream, self.at + 2)?);
        let start = self.at + 4;
        self.at = start + length;
        Some((kind, self.stream.get(start..self.at)?))
    }
}

fn too_old() -> Mistake {
    let message = Message::new("the workbook is of Excel 95 or older", "工作簿为 Excel 95 或更早版本的格式");
    let help = Message::new("open it and save it as .xlsx", "请打开文件并另存为 .xlsx");
    Mistake::new(Span::default(), message).with_help(help)
}
