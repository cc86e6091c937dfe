//! XLSX: workbooks of Excel since 2007, and of WPS.

mod cells;
mod contents;
mod strings;
mod styles;

use super::super::package::Package;
use super::super::parts::Parts;
use super::super::{Format, Limits};
use super::sheet::{Tally, Workbook};
use cells::CellsReader;
use contents::Contents;
use strings::Strings;
use styles::StylesReader;

use crate::tree::Mistake;

pub(in crate::read) const FORMAT: Format =
    Format { name: "xlsx", extensions: &["xlsx", "xlsm"], read: super::read };

/// The namespaces of the parts of a workbook, as Excel writes them and as the standard has them.
const MAIN: &[&str] = &[
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
];

/// The workbook in a package, `None` where it holds another kind of document. Sheets that are hidden are read
/// where `hidden` asks for them.
pub(super) fn workbook(
    package: Package<'_>,
    limits: &Limits,
    hidden: bool,
) -> Result<Option<Workbook>, Mistake> {
    let mut parts = Parts::of(package, limits, MAIN, "xl/workbook.xml")?;
    let Some(contents) = parts.main(Contents::default)? else { return Ok(None) };
    let strings = parts.part("sharedStrings", Strings::default)?.unwrap_or_default();
    let mut styles = parts.part("styles", StylesReader::default)?.unwrap_or_default().finish();
    styles.epoch = contents.epoch;
    let mut workbook = Workbook::default();
    let mut tally = Tally::new(limits);
    for listed in contents.sheets {
        if listed.hidden && !hidden {
            workbook.hidden.push(listed.name);
            continue;
        }
        let start = || CellsReader::new(&strings, &styles, tally);
        // What is no worksheet is a chart or a macro.
        if let Some(reader) = parts.called(&listed.relation, "worksheet", start)? {
            tally = reader.tally;
            workbook.sheets.push(reader.finish(listed.name));
        }
    }
    workbook.is_damaged = !parts.well_formed;
    Ok(Some(workbook))
}
