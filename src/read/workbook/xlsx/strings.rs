//! Strings: the texts that the cells of a workbook share.

use super::super::super::xml::{Element, Fault, Visit};

/// The texts that cells name by number, all in one.
#[derive(Debug, Default)]
pub(super) struct Strings {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// Whether what comes is text, and no reading aid.
    reads: bool,
    aids: usize,
}

impl Strings {
    /// The text of this number.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }
}

impl Visit for Strings {
    fn open(&mut self, name: &str, _: &Element<'_>) -> Result<(), Fault> {
        match name {
            "t" => self.reads = self.aids == 0,
            "rPh" => self.aids += 1,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "t" => self.reads = false,
            "rPh" => self.aids = self.aids.saturating_sub(1),
            "si" => self.ends.push(self.text.len()),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.reads {
            self.text.push_str(text);
        }
    }
}

/// A text with what Excel writes for control characters, such as `_x000D_`, resolved.
pub(super) fn resolved(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let length = if character.is_some() { 7 } else { 2 };
        plain.push_str(&rest[..at]);
        match character {
            Some('\r') => {} // a line break stands after it
            Some(character) => plain.push(character),
            None => plain.push_str("_x"),
        }
        rest = &rest[at + length..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::super::super::super::xml::read;
    use super::super::MAIN;
    use super::*;

    #[test]
    fn shared_texts_are_joined_from_their_pieces() {
        let text = "<sst><si><t>项目</t></si><si><r><rPr><b/></rPr><t>决</t></r><r><t xml:space=\"preserve\">算 </t></r>\
            <rPh sb=\"0\" eb=\"1\"><t>よみ</t></rPh></si><si/><si><t>甲&lt;</t></si></sst>";
        let strings = read(text, MAIN, 9, Strings::default).unwrap().0;
        let texts: Vec<_> = (0..5).map(|number| strings.get(number)).collect();
        assert_eq!(texts, [Some("项目"), Some("决算 "), Some(""), Some("甲<"), None]);
    }

    #[test]
    fn control_characters_are_resolved() {
        let cases = [
            ("甲_x000D_\n乙", "甲\n乙"),
            ("_x005F_x000D_", "_x000D_"), // the mark itself
            ("a_x甲乙丙丁_", "a_x甲乙丙丁_"),
            ("a_x", "a_x"),
            ("a_xD800_", "a_xD800_"), // half a character
        ];
        for (text, expected) in cases {
            assert_eq!(resolved(text), expected);
        }
    }
}
