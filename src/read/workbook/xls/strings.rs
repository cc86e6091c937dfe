//! Strings: the texts that the cells of an older workbook share.

use super::bytes::{characters, u16_at, u32_at};

/// The texts in a record and those that continue it.
pub(super) fn strings(pieces: &[&[u8]]) -> Vec<String> {
    let mut reader = Reader { pieces, piece: 0, at: 8 };
    let mut strings = Vec::new();
    while let Some(text) = reader.text() {
        strings.push(text);
    }
    strings
}

/// What is read of a record and those that continue it.
struct Reader<'a> {
    pieces: &'a [&'a [u8]],
    piece: usize,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&mut self) -> Option<&'a [u8]> {
        loop {
            let rest = self.pieces.get(self.piece)?.get(self.at..).unwrap_or_default();
            if !rest.is_empty() {
                return Some(rest);
            }
            self.piece += 1;
            self.at = 0;
        }
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let taken = self.rest()?.len().min(count);
            self.at += taken;
            count -= taken;
        }
        Some(())
    }

    /// The next text: its length, what follows it, and its characters, which may go on in the next record with
    /// characters of another size.
    fn text(&mut self) -> Option<String> {
        let head = self.rest()?;
        let mut left = usize::from(u16_at(head, 0)?);
        let flags = *head.get(2)?;
        let mut length = 3;
        let mut after = 0;
        if flags & 8 != 0 {
            after += usize::from(u16_at(head, length)?) * 4;
            length += 2;
        }
        if flags & 4 != 0 {
            after += u32_at(head, length)? as usize;
            length += 4;
        }
        self.at += length;
        let (mut text, mut wide) = (String::new(), flags & 1 != 0);
        while left > 0 {
            let begun = self.at > 0;
            let mut rest = self.rest()?;
            if self.at == 0 && begun {
                wide = rest[0] & 1 != 0;
                self.at = 1;
                rest = &rest[1..];
            }
            let size = if wide { 2 } else { 1 };
            let taken = (rest.len() / size).min(left);
            text += &characters(rest, taken, wide);
            // Half a character at the end of a record belongs to no text.
            self.at += if taken == 0 { rest.len() } else { taken * size };
            left -= taken;
        }
        self.skip(after)?;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_go_on_in_the_next_record() {
        let first = [&[0; 8][..], &[2, 0, 0], b"ab", &[3, 0, 1, 0x32, 0x75]].concat(); // 甲 and two more
        let second = [&[0][..], b"cd", &[1, 0, 8, 1, 0], b"e", &[9, 9, 9, 9], &[2, 0, 0], b"fg"].concat();
        assert_eq!(strings(&[&first, &second]), ["ab", "甲cd", "e", "fg"]);
        let cases: [&[u8]; 3] = [&[], &[0; 9], &[0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 1]];
        for bytes in cases {
            assert_eq!(strings(&[bytes]), Vec::<String>::new(), "{bytes:?}"); // cut short
        }
    }
}
