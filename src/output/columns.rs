//! Columns: how wide text stands on a terminal, where a Chinese character takes two.

use unicode_width::UnicodeWidthChar;

use crate::message::mark;

/// Columns of a tab stop.
pub(super) const TAB: usize = 4;

/// The columns that `text` takes once it is cleaned, tabs at their widest.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// The columns that `c` takes once it is cleaned, a tab at its widest.
pub(super) fn width(c: char) -> usize {
    match (c, mark(c)) {
        ('\t', _) => TAB,
        (_, Some(mark)) => mark.chars().count(),
        (c, None) => c.width().unwrap_or(0),
    }
}

/// The opening of `text` in at most `room` columns, `mark` at its end where something is left out.
pub(super) fn shorten(text: &str, room: usize, mark: &str) -> String {
    if columns(text) <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(columns(mark));
    let fits = |c: &char| {
        let fits = width(*c) <= left;
        left = if fits { left - width(*c) } else { 0 };
        fits
    };
    text.chars().take_while(fits).collect::<String>() + mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shortened_by_columns() {
        let cases = [
            ("合计", 4, "合计"),        // fits
            ("合计支出", 7, "合计支…"), // 6 + 1
            ("合计支出", 6, "合计…"),   // half a character is none
            ("abc", 2, "a…"),
        ];
        for (text, room, expected) in cases {
            assert_eq!(shorten(text, room, "…"), expected, "{text} {room}");
        }
    }
}
