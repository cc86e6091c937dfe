//! Parts: the pieces of a package of XML, and which of them is what.

use std::sync::Arc;

use encoding_rs::UTF_8;

use super::package::Package;
use super::xml::{self, Element, Fault, Visit};
use super::{Limit, Limits};
use crate::finding::{Finding, Severity};
use crate::message::Message;
use crate::source::{Source, Span};
use crate::tree::Mistake;

/// The rule id of a file that is not written as it should be.
pub(super) const ILL_FORMED: &str = "ill-formed";

/// The namespace of relations.
const RELATIONS: &[&str] = &["http://schemas.openxmlformats.org/package/2006/relationships"];

/// The parts of a document or workbook that are read.
pub(super) struct Parts<'a> {
    package: Package<'a>,
    limits: &'a Limits,
    /// The namespaces of its parts.
    namespaces: &'static [&'static str],
    /// The path of the main part.
    path: String,
    relations: Relations,
    /// Whether all parts read so far are well-formed.
    pub(super) well_formed: bool,
}

/// What parts belong to another.
#[derive(Default)]
struct Relations(Vec<Relation>);

/// A part that belongs to another: its id there, its type, and its path as it is written.
struct Relation {
    id: String,
    kind: String,
    target: String,
}

impl Relation {
    /// Whether the part is of a type.
    fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }

    /// The path of the part, seen from the folder of `from`.
    fn path(&self, from: &str) -> String {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut path: Vec<&str> =
            if self.target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
        for step in self.target.split('/') {
            match step {
                "" | "." => {}
                ".." => {
                    path.pop();
                }
                _ => path.push(step),
            }
        }
        path.retain(|step| !step.is_empty());
        path.join("/")
    }
}

impl Relations {
    /// The path of the first part of a type, seen from the folder of `from`.
    fn path(&self, kind: &str, from: &str) -> Option<String> {
        self.0.iter().find(|relation| relation.is(kind)).map(|relation| relation.path(from))
    }
}

impl Visit for Relations {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        let inside = element.value("TargetMode").is_none_or(|mode| mode != "External");
        if name == "Relationship"
            && inside
            && let (Some(kind), Some(target)) = (element.value("Type"), element.value("Target"))
        {
            let id = element.value("Id").unwrap_or_default().into_owned();
            self.0.push(Relation { id, kind: kind.into_owned(), target: target.into_owned() });
        }
        Ok(())
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

impl<'a> Parts<'a> {
    /// The parts in `package`, whose names belong to `namespaces`; the main one is usually at `path`.
    pub(super) fn of(
        package: Package<'a>,
        limits: &'a Limits,
        namespaces: &'static [&'static str],
        path: &str,
    ) -> Result<Self, Mistake> {
        let (path, relations) = (path.to_owned(), Relations::default());
        let mut parts = Self { package, limits, namespaces, path, relations, well_formed: true };
        let package = parts.relations("_rels/.rels")?;
        if let Some(path) = package.path("officeDocument", "") {
            parts.path = path;
        }
        let (folder, name) = parts.path.rsplit_once('/').unwrap_or(("", &parts.path));
        let path = format!("{folder}/_rels/{name}.rels");
        parts.relations = parts.relations(path.trim_start_matches('/'))?;
        Ok(parts)
    }

    fn relations(&mut self, path: &str) -> Result<Relations, Mistake> {
        Ok(self.read_at(path, RELATIONS, Relations::default)?.unwrap_or_default())
    }

    /// Reads the main part; `None` where it is not there.
    pub(super) fn main<V: Visit>(&mut self, start: impl Fn() -> V) -> Result<Option<V>, Mistake> {
        let path = self.path.clone();
        self.read_at(&path, self.namespaces, start)
    }

    /// Reads the part of a type that belongs to the main one; `None` where there is none.
    pub(super) fn part<V: Visit>(&mut self, kind: &str, start: impl Fn() -> V) -> Result<Option<V>, Mistake> {
        match self.relations.path(kind, &self.path) {
            Some(path) => self.read_at(&path, self.namespaces, start),
            None => Ok(None),
        }
    }

    /// Reads the part that the main one calls `id`, where it is of a type.
    pub(super) fn called<V: Visit>(
        &mut self,
        id: &str,
        kind: &str,
        start: impl Fn() -> V,
    ) -> Result<Option<V>, Mistake> {
        match self.relations.0.iter().find(|relation| relation.id == id && relation.is(kind)) {
            Some(relation) => self.read_at(&relation.path(&self.path), self.namespaces, start),
            None => Ok(None),
        }
    }

    fn read_at<V: Visit>(
        &mut self,
        path: &str,
        namespaces: &[&str],
        start: impl Fn() -> V,
    ) -> Result<Option<V>, Mistake> {
        let read = read(&mut self.package, path, namespaces, self.limits, start)?;
        Ok(read.map(|(visitor, well_formed)| {
            self.well_formed &= well_formed;
            visitor
        }))
    }
}

/// Reads the part at `path` of a package with a visitor that `start` makes, and tells whether it is well-formed;
/// `None` where there is no such part.
pub(super) fn read<V: Visit>(
    package: &mut Package<'_>,
    path: &str,
    namespaces: &[&str],
    limits: &Limits,
    start: impl Fn() -> V,
) -> Result<Option<(V, bool)>, Mistake> {
    let Some(bytes) = package.part(path)? else { return Ok(None) };
    // In UTF-16 where its first bytes say so.
    let (text, _, damaged) = UTF_8.decode(&bytes);
    let read = xml::read(&text, namespaces, limits.count(Limit::Nesting), start);
    let (visitor, well_formed) = read.map_err(|fault| fault.mistake(limits))?;
    Ok(Some((visitor, well_formed && !damaged)))
}

/// The finding that a file is not written as it should be.
pub(super) fn ill_formed(source: &Arc<Source>) -> Finding {
    let message = Message::new(
        "the file is not well-formed inside: it was read as far as it could be",
        "文件内部格式有误：已尽可能读取，可能有遗漏",
    );
    let help = Message::new(
        "open it in Word, Excel, WPS or LibreOffice, save it once more, and check it again",
        "请用 Word、Excel、WPS 或 LibreOffice 打开并重新保存，然后再检查",
    );
    Finding::at(ILL_FORMED, Severity::Warning, source, Span::default(), message).with_help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_parts_are_seen_from_the_part_that_names_them() {
        let cases = [
            ("styles.xml", "word/document.xml", Some("word/styles.xml")),
            ("/word/styles.xml", "other/document.xml", Some("word/styles.xml")),
            ("../styles.xml", "word/document.xml", Some("styles.xml")),
            ("../../../styles.xml", "word/document.xml", Some("styles.xml")), // no further out than the package
            ("word/document.xml", "", Some("word/document.xml")),
        ];
        for (target, from, expected) in cases {
            let text = format!(
                "<Relationships><Relationship Type=\"http://a/styles\" Target=\"x\" TargetMode=\"External\"/>\
                 <Relationship Id=\"r\" Type=\"http://a/b/styles\" Target=\"{target}\"/></Relationships>"
            );
            let relations = xml::read(&text, RELATIONS, 9, Relations::default).expect(&text).0;
            assert_eq!(relations.path("styles", from).as_deref(), expected, "{target} from {from}");
            assert_eq!(relations.path("numbering", from), None);
        }
    }
}
