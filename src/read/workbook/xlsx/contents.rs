//! Contents: the sheets that a workbook lists, and the parts of the package that they stand in.

use std::collections::BTreeMap;

use super::super::super::xml::{Element, Fault, Visit};
use super::super::date::Epoch;

/// What a workbook says of itself.
#[derive(Debug, Default)]
pub(super) struct Contents {
    pub(super) sheets: Vec<Listed>,
    pub(super) epoch: Epoch,
}

/// A sheet that is listed.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) hidden: bool,
    /// The id of the relation that leads to it.
    pub(super) relation: String,
}

/// The relations of a part of a package to others.
#[derive(Debug, Default)]
pub(super) struct Relations {
    /// The folder of the part, with the slash after it.
    folder: String,
    /// By id: the type, and the path.
    relations: BTreeMap<String, (String, String)>,
}

/// Whether an attribute switches something on.
pub(super) fn is_on(element: &Element<'_>, name: &str) -> bool {
    element.value(name).is_some_and(|value| matches!(&*value, "1" | "true"))
}

impl Visit for Contents {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        let value = |name: &str| element.value(name).unwrap_or_default().into_owned();
        match name {
            "workbookPr" if is_on(element, "date1904") => self.epoch = Epoch::Of1904,
            "sheet" => {
                let hidden = element.value("state").is_some_and(|state| state != "visible");
                self.sheets.push(Listed { name: value("name"), hidden, relation: value("id") });
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

impl Relations {
    /// The relations of a part in `folder`; none yet.
    pub(super) fn of(folder: &str) -> Self {
        Self { folder: folder.to_owned(), relations: BTreeMap::new() }
    }

    /// The path to which the first relation leads whose type ends in `kind`.
    pub(super) fn target(&self, kind: &str) -> Option<String> {
        self.relations.values().find(|(told, _)| told.ends_with(kind)).map(|(_, path)| path.clone())
    }

    /// The path to which the relation `id` leads, where its type ends in `kind`.
    pub(super) fn path(&self, id: &str, kind: &str) -> Option<&str> {
        self.relations.get(id).filter(|(told, _)| told.ends_with(kind)).map(|(_, path)| path.as_str())
    }
}

impl Visit for Relations {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        let value = |name: &str| element.value(name).unwrap_or_default().into_owned();
        let outside = element.value("TargetMode").is_some_and(|mode| mode == "External");
        if name == "Relationship" && !outside {
            let path = absolute(&self.folder, &value("Target"));
            self.relations.insert(value("Id"), (value("Type"), path));
        }
        Ok(())
    }

    fn close(&mut self, _: &str) {}

    fn text(&mut self, _: &str) {}
}

/// The path in the package of a target that is told in `folder`.
fn absolute(folder: &str, target: &str) -> String {
    if let Some(path) = target.strip_prefix('/') {
        return path.to_owned();
    }
    let mut path: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(path.pop()),
            part => path.push(part),
        }
    }
    path.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::super::super::xml::read;
    use super::super::{MAIN, RELATIONS};
    use super::*;

    #[test]
    fn sheets_are_found_by_their_relations() {
        let book = "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets>\
            <sheet name=\"收入&amp;支出\" sheetId=\"3\" r:id=\"rId2\"/>\
            <sheet name=\"底稿\" sheetId=\"1\" state=\"veryHidden\" r:id=\"rId1\"/></sheets></workbook>";
        let contents = read(book, MAIN, 9, Contents::default).unwrap().0;
        let sheets: Vec<_> =
            contents.sheets.iter().map(|sheet| (&*sheet.name, sheet.hidden, &*sheet.relation)).collect();
        assert_eq!(sheets, [("收入&支出", false, "rId2"), ("底稿", true, "rId1")]);
        assert_eq!(contents.epoch, Epoch::Of1904);
        let relations = "<Relationships>\
            <Relationship Id=\"rId2\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
            <Relationship Id=\"rId3\" Type=\"http://x/styles\" Target=\"/xl/styles.xml\"/>\
            <Relationship Id=\"rId4\" Type=\"http://x/theme\" Target=\"../theme.xml\"/>\
            <Relationship Id=\"rId5\" Type=\"http://x/link\" Target=\"http://y\" TargetMode=\"External\"/></Relationships>";
        let relations = read(relations, RELATIONS, 9, || Relations::of("xl/")).unwrap().0;
        assert_eq!(relations.path("rId2", "/worksheet"), Some("xl/worksheets/sheet1.xml"));
        assert_eq!(relations.path("rId3", "/worksheet"), None); // of another type
        assert_eq!(relations.target("/styles").as_deref(), Some("xl/styles.xml"));
        assert_eq!(relations.target("/theme").as_deref(), Some("theme.xml"));
        assert_eq!(relations.target("/link"), None);
    }
}
