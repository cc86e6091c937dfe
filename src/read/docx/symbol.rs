//! Symbols: characters of fonts that draw pictures in the place of letters.

/// The character that a symbol looks like, by its code in hexadecimal digits and its font; a blank where that is
/// not known.
pub(super) fn symbol(font: &str, code: &str) -> char {
    let code = u32::from_str_radix(code, 16).unwrap_or_default();
    // Fonts of symbols put them into an area that is nobody's.
    let own = if (0xf000..0xf100).contains(&code) { code - 0xf000 } else { code };
    let font = font.to_ascii_lowercase();
    let known = match (font.as_str(), own) {
        ("wingdings", 0x6c | 0x9f) => Some('●'),
        ("wingdings", 0x6e | 0xa7) => Some('■'),
        ("wingdings", 0x6f | 0x70 | 0x71 | 0x72 | 0xa8) | ("wingdings 2", 0xa3 | 0x2a | 0x30) => Some('□'),
        ("wingdings", 0x75 | 0x76) => Some('◆'),
        ("wingdings", 0xa1 | 0xa6) => Some('○'),
        ("wingdings", 0xd8 | 0xf0) => Some('➢'),
        ("wingdings", 0xfc) | ("wingdings 2", 0x50) => Some('✓'),
        ("wingdings", 0xfb) | ("wingdings 2", 0x4f) => Some('✗'),
        ("wingdings", 0xfe) | ("wingdings 2", 0x52) => Some('☑'),
        ("wingdings", 0xfd) | ("wingdings 2", 0x51 | 0x53 | 0x54) => Some('☒'),
        ("wingdings", 0x80..=0x8a) => char::from_u32(0x245f + own - 0x80).filter(|_| own > 0x80),
        ("symbol", 0xb7) => Some('•'),
        ("symbol", 0xb4) => Some('×'),
        ("symbol", 0xb8) => Some('÷'),
        ("symbol", 0xb1) => Some('±'),
        ("symbol", 0x2d) => Some('-'),
        ("symbol", 0x2b) => Some('+'),
        ("symbol", 0x25) => Some('%'),
        ("symbol", 0xa3) => Some('≤'),
        ("symbol", 0xb3) => Some('≥'),
        ("symbol", 0xb0) => Some('°'),
        ("symbol" | "wingdings" | "wingdings 2" | "wingdings 3" | "webdings", _) => None,
        _ => char::from_u32(code).filter(|c| !c.is_control() && !(0xe000..0xf900).contains(&u32::from(*c))),
    };
    known.unwrap_or(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_the_characters_that_they_look_like() {
        let cases = [
            ("Wingdings", "F0FE", '☑'),
            ("Wingdings", "FE", '☑'), // without the area of its own
            ("Wingdings", "F0A8", '□'),
            ("Wingdings", "F081", '①'),
            ("Wingdings 2", "F052", '☑'),
            ("Symbol", "F0B3", '≥'),
            ("宋体", "2022", '•'),      // a character like others
            ("Wingdings", "F021", ' '), // a pencil
            ("Mine", "F041", ' '),      // nobody knows
            ("Mine", "0A", ' '),
            ("Mine", "甲", ' '),
        ];
        for (font, code, expected) in cases {
            assert_eq!(symbol(font, code), expected, "{font} {code}");
        }
    }
}
