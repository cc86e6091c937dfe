//! XLSX: workbooks of Excel since 2007, and of WPS.

mod cells;
mod contents;
mod strings;
mod styles;

use std::borrow::Cow;

use super::super::package::Package;
use super::super::xml::{self, Visit};
use super::super::{Format, Limit, Limits};
use super::sheet::{Tally, Workbook};
use cells::CellsReader;
use contents::{Contents, Relations};
use strings::Strings;
use styles::StylesReader;

use crate::tree::Mistake;

pub(in crate::read) const FORMAT: Format =
    Format { name: "xlsx", extensions: &["xlsx", "xlsm"], read: super::read };

/// The namespaces of the parts of a workbook and of the relations between them, as Excel writes them and as the
/// standard has them.
const MAIN: &[&str] = &[
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
];
const RELATIONS: &[&str] = &["http://schemas.openxmlformats.org/package/2006/relationships"];

/// The workbook in a package, `None` where it holds another kind of document. Sheets that are hidden are read
/// where `hidden` asks for them.
pub(super) fn workbook(
    package: &mut Package<'_>,
    limits: &Limits,
    hidden: bool,
) -> Result<Option<Workbook>, Mistake> {
    let mut parts = Parts { package, limits, is_damaged: false };
    let root = parts.relations("")?.target("/officeDocument").unwrap_or_else(|| "xl/workbook.xml".to_owned());
    let Some(contents) = parts.read(&root, MAIN, Contents::default)? else { return Ok(None) };
    let relations = parts.relations(&root)?;
    let strings = parts.related(&relations, "/sharedStrings", Strings::default)?;
    let mut styles = parts.related(&relations, "/styles", StylesReader::default)?.finish();
    styles.epoch = contents.epoch;
    let mut workbook = Workbook::default();
    let mut tally = Tally::new(limits);
    for listed in contents.sheets {
        if listed.hidden && !hidden {
            workbook.hidden.push(listed.name);
            continue;
        }
        // What is no worksheet is a chart or a macro.
        let Some(path) = relations.path(&listed.relation, "/worksheet") else { continue };
        let start = || CellsReader::new(&strings, &styles, tally);
        if let Some(reader) = parts.read(path, MAIN, start)? {
            tally = reader.tally;
            workbook.sheets.push(reader.finish(listed.name));
        }
    }
    workbook.is_damaged = parts.is_damaged;
    Ok(Some(workbook))
}

/// The parts of a package.
struct Parts<'p, 'b> {
    package: &'p mut Package<'b>,
    limits: &'p Limits,
    /// Whether one that was read is not as it should be.
    is_damaged: bool,
}

impl Parts<'_, '_> {
    /// Reads a part with a visitor that `start` makes; `None` where there is no such part.
    fn read<V: Visit>(
        &mut self,
        path: &str,
        namespaces: &[&str],
        start: impl Fn() -> V,
    ) -> Result<Option<V>, Mistake> {
        let Some(bytes) = self.package.part(path)? else { return Ok(None) };
        let text: Cow<'_, str> = String::from_utf8_lossy(&bytes);
        let deepest = self.limits.count(Limit::Nesting);
        let text = text.trim_start_matches('\u{feff}');
        let (visitor, whole) =
            xml::read(text, namespaces, deepest, start).map_err(|fault| fault.mistake(self.limits))?;
        self.is_damaged |= !whole;
        Ok(Some(visitor))
    }

    /// Reads the part to which the relation of this type leads; nothing where there is none.
    fn related<V: Visit + Default>(
        &mut self,
        relations: &Relations,
        kind: &str,
        start: impl Fn() -> V,
    ) -> Result<V, Mistake> {
        let Some(path) = relations.target(kind) else { return Ok(V::default()) };
        Ok(self.read(&path, MAIN, start)?.unwrap_or_default())
    }

    /// The relations of the part at `path` to others.
    fn relations(&mut self, path: &str) -> Result<Relations, Mistake> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let told = format!("{folder}_rels/{name}.rels");
        let relations = self.read(&told, RELATIONS, || Relations::of(&folder))?;
        Ok(relations.unwrap_or_default())
    }
}
