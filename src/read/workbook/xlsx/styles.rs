//! Styles: what the part of that name says of how cells are shown.

use super::super::super::xml::{Element, Fault, Visit};
use super::super::styles::{Style, Styles};

/// Reads the styles of a workbook.
#[derive(Default)]
pub(super) struct StylesReader {
    styles: Styles,
    /// Whether the styles that come are those that cells name.
    of_cells: bool,
}

impl StylesReader {
    /// The styles that were read.
    pub(super) fn finish(self) -> Styles {
        self.styles
    }
}

impl Visit for StylesReader {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        let number = |name: &str| element.value(name).and_then(|value| value.trim().parse::<u16>().ok());
        match name {
            "numFmt" => {
                if let (Some(number), Some(text)) = (number("numFmtId"), element.value("formatCode")) {
                    self.styles.tell_pattern(number, &text);
                }
            }
            "cellXfs" => self.of_cells = true,
            "xf" if self.of_cells => {
                self.styles.push(Style { pattern: number("numFmtId").unwrap_or_default(), indent: 0 });
            }
            "alignment" if self.of_cells => {
                if let Some(style) = self.styles.last() {
                    style.indent = number("indent").and_then(|by| u8::try_from(by).ok()).unwrap_or_default();
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.of_cells &= name != "cellXfs";
    }

    fn text(&mut self, _: &str) {}
}

#[cfg(test)]
mod tests {
    use super::super::super::super::xml::read;
    use super::super::super::number::stored;
    use super::super::MAIN;
    use super::*;

    #[test]
    fn cells_name_their_styles_by_number() {
        let text = "<styleSheet><numFmts><numFmt numFmtId=\"176\" formatCode=\"0.00&quot;元&quot;\"/></numFmts>\
            <cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>\
            <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"176\"><alignment horizontal=\"left\" indent=\"2\"/></xf></cellXfs>\
            <dxfs><dxf><alignment indent=\"5\"/></dxf></dxfs></styleSheet>";
        let styles = read(text, MAIN, 9, StylesReader::default).unwrap().0.finish();
        assert_eq!((styles.get(0).indent, styles.get(1).indent), (0, 2));
        let shown = |style| styles.show(styles.get(style), stored("1.5").unwrap());
        assert_eq!((shown(0), shown(1)), ("1.5".to_owned(), "1.50元".to_owned()));
    }
}
