//! Contents: the sheets that a workbook lists.

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

#[cfg(test)]
mod tests {
    use super::super::super::super::xml::read;
    use super::super::MAIN;
    use super::*;

    #[test]
    fn sheets_are_listed() {
        let book = "<workbook xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets>\
            <sheet name=\"收入&amp;支出\" sheetId=\"3\" r:id=\"rId2\"/>\
            <sheet name=\"底稿\" sheetId=\"1\" state=\"veryHidden\" r:id=\"rId1\"/></sheets></workbook>";
        let contents = read(book, MAIN, 9, Contents::default).unwrap().0;
        let sheets: Vec<_> =
            contents.sheets.iter().map(|sheet| (&*sheet.name, sheet.hidden, &*sheet.relation)).collect();
        assert_eq!(sheets, [("收入&支出", false, "rId2"), ("底稿", true, "rId1")]);
        assert_eq!(contents.epoch, Epoch::Of1904);
    }
}
