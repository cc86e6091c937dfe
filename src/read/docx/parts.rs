//! Parts: the pieces of a package, and which of them is what.

use encoding_rs::UTF_8;

use super::super::Limit;
use super::super::package::Package;
use super::xml::{Element, Fault, Visit, read};
use crate::message::Message;
use crate::read::Limits;
use crate::source::Span;
use crate::tree::Mistake;

/// The namespace of relations.
const RELATIONS: &[&str] = &["http://schemas.openxmlformats.org/package/2006/relationships"];

/// The parts of a document that are read.
pub(super) struct Parts<'a> {
    package: Package<'a>,
    limits: &'a Limits,
    /// The path of the document itself.
    path: String,
    relations: Relations,
    /// Whether all parts read so far are well-formed.
    pub(super) well_formed: bool,
}

/// What parts belong to another: their type, and their path as it is written.
#[derive(Default)]
struct Relations(Vec<(String, String)>);

impl Relations {
    /// The path of the first part of a type, seen from the folder of `from`.
    fn path(&self, kind: &str, from: &str) -> Option<String> {
        let (_, target) = self.0.iter().find(|(told, _)| told.rsplit('/').next() == Some(kind))?;
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut path: Vec<&str> =
            if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
        for step in target.split('/') {
            match step {
                "" | "." => {}
                ".." => {
                    path.pop();
                }
                _ => path.push(step),
            }
        }
        path.retain(|step| !step.is_empty());
        Some(path.join("/"))
    }
}

impl Visit for Relations {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        let inside = element.value("TargetMode").is_none_or(|mode| mode != "External");
        if name == "Relationship"
            && inside
            && let (Some(kind), Some(target)) = (element.value("Type"), element.value("Target"))
        {
            self.0.push((kind.into_owned(), target.into_owned()));
        }
        Ok(())
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

impl<'a> Parts<'a> {
    /// The parts of the document in `package`.
    pub(super) fn of(package: Package<'a>, limits: &'a Limits) -> Result<Self, Mistake> {
        let mut parts =
            Self { package, limits, path: String::new(), relations: Relations::default(), well_formed: true };
        let package = parts.relations("_rels/.rels")?;
        parts.path = package.path("officeDocument", "").unwrap_or_else(|| "word/document.xml".to_owned());
        let (folder, name) = parts.path.rsplit_once('/').unwrap_or(("", &parts.path));
        let path = format!("{folder}/_rels/{name}.rels");
        parts.relations = parts.relations(path.trim_start_matches('/'))?;
        Ok(parts)
    }

    fn relations(&mut self, path: &str) -> Result<Relations, Mistake> {
        Ok(self.read_at(path, RELATIONS, Relations::default)?.unwrap_or_default())
    }

    /// Reads the document itself.
    pub(super) fn document<V: Visit>(&mut self, start: impl Fn() -> V) -> Result<V, Mistake> {
        let path = self.path.clone();
        self.read_at(&path, super::xml::WORD, start)?.ok_or_else(no_document)
    }

    /// Reads the part of a type that belongs to the document; `None` where there is none.
    pub(super) fn part<V: Visit>(&mut self, kind: &str, start: impl Fn() -> V) -> Result<Option<V>, Mistake> {
        match self.relations.path(kind, &self.path) {
            Some(path) => self.read_at(&path, super::xml::WORD, start),
            None => Ok(None),
        }
    }

    fn read_at<V: Visit>(
        &mut self,
        path: &str,
        namespaces: &[&str],
        start: impl Fn() -> V,
    ) -> Result<Option<V>, Mistake> {
        let Some(bytes) = self.package.part(path)? else { return Ok(None) };
        // In UTF-16 where its first bytes say so.
        let (text, _, damaged) = UTF_8.decode(&bytes);
        let deepest = self.limits.count(Limit::Nesting);
        let (visitor, well_formed) =
            read(&text, namespaces, deepest, start).map_err(|fault| match fault {
                Fault::Deep => exceeded(self.limits, Limit::Nesting),
                Fault::Cells => exceeded(self.limits, Limit::Cells),
                Fault::DocumentType | Fault::IllFormed => document_type(),
            })?;
        self.well_formed &= well_formed && !damaged;
        Ok(Some(visitor))
    }
}

/// The mistake that a limit is exceeded, nobody knows by how much.
pub(super) fn exceeded(limits: &Limits, limit: Limit) -> Mistake {
    limits.exceeded(limit, &format!("> {}", limits.get(limit)))
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

/// The mistake that a part declares a document type: no program that writes documents does.
fn document_type() -> Mistake {
    let message = Message::new(
        "the document declares a document type (DTD), which is not read",
        "文档中含有文档类型声明（DTD），不予读取",
    );
    let help = Message::new(
        "open it in Word, WPS or LibreOffice and save it as .docx",
        "请用 Word、WPS 或 LibreOffice 打开并另存为 .docx",
    );
    Mistake::new(Span::default(), message).with_help(help)
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
            let relations = Relations(vec![("http://a/b/styles".to_owned(), target.to_owned())]);
            assert_eq!(relations.path("styles", from).as_deref(), expected, "{target} from {from}");
            assert_eq!(relations.path("numbering", from), None);
        }
    }
}
