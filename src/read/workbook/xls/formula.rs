//! Formulas of older workbooks: sums in the order in which they are worked out, written as people write them.

use super::super::number::{double, general};
use super::super::sheet::Place;
use super::bytes::{bits_at, u16_at};

/// The longest formula that is written, in bytes.
const LONGEST: usize = 4096;
/// The number of the function `SUM`.
const SUM: u16 = 4;

/// What a formula says of the cell at `place`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// A formula in words.
    Words(String),
    /// It is a copy of the formula that is told at this place.
    Copy(Place),
}

/// Writes the formula in `tokens`; `None` where it is more than a sum.
pub(super) fn written(tokens: &[u8], place: Place) -> Option<Told> {
    if tokens.first() == Some(&0x01) {
        let of = Place { row: u32::from(u16_at(tokens, 1)?), column: u32::from(u16_at(tokens, 3)?) };
        return Some(Told::Copy(of));
    }
    let mut stack: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let body = &tokens[at + 1..];
        // Tokens come in three classes, which matter to functions only.
        let kind = if *token >= 0x40 { token & 0x1F | 0x20 } else { *token };
        let length = match kind {
            0x03 | 0x04 => {
                let right = stack.pop()?;
                let left = stack.last_mut()?;
                *left += if kind == 0x03 { "+" } else { "-(" };
                *left += &right;
                *left += if kind == 0x03 { "" } else { ")" };
                0
            }
            0x12 | 0x15 => 0, // a plus sign, or brackets, which the order tells already
            0x13 => {
                let body = stack.pop()?;
                stack.push(format!("-({body})"));
                0
            }
            0x19 => {
                if body.first()? & 0x10 != 0 {
                    let body = stack.pop()?;
                    stack.push(format!("SUM({body})"));
                }
                3
            }
            0x1E => {
                stack.push(u16_at(body, 0)?.to_string());
                2
            }
            0x1F => {
                stack.push(general(double(bits_at(body, 0)?)?));
                8
            }
            0x22 if u16_at(body, 1)? == SUM => {
                let first = stack.len().checked_sub(usize::from(*body.first()?))?;
                let arguments = stack.split_off(first).join(",");
                stack.push(format!("SUM({arguments})"));
                3
            }
            0x24 | 0x2C => {
                stack.push(named(u16_at(body, 0)?, u16_at(body, 2)?, kind == 0x2C, place));
                4
            }
            0x25 | 0x2D => {
                let name =
                    |row, column| Some(named(u16_at(body, row)?, u16_at(body, column)?, kind == 0x2D, place));
                stack.push(format!("{}:{}", name(0, 4)?, name(2, 6)?));
                8
            }
            _ => return None,
        };
        if stack.last().is_some_and(|last| last.len() > LONGEST) {
            return None;
        }
        at += 1 + length;
    }
    let whole = stack.pop().filter(|_| stack.is_empty());
    whole.map(Told::Words)
}

/// A place in a formula; in formulas for several cells it may be told from the cell itself.
fn named(row: u16, column: u16, is_shared: bool, place: Place) -> String {
    let own = |at: u32| u16::try_from(at & 0xFFFF).unwrap_or_default();
    let (from_row, from_column) = (is_shared && column & 0x8000 != 0, is_shared && column & 0x4000 != 0);
    let row = if from_row { row.wrapping_add(own(place.row)) } else { row };
    let column = if from_column { column.wrapping_add(own(place.column)) } else { column } & 0xFF;
    Place { row: u32::from(row), column: u32::from(column) }.name()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_written_as_people_write_them() {
        let place = Place { row: 9, column: 2 };
        let cases: [(&[u8], Option<&str>); 8] = [
            // SUM(C5:C9), as a mark behind its only argument
            (&[0x25, 4, 0, 8, 0, 2, 0xC0, 2, 0xC0, 0x19, 0x10, 0, 0], Some("SUM(C5:C9)")),
            // SUM(C5:C9, 7)
            (&[0x25, 4, 0, 8, 0, 2, 0, 2, 0, 0x1E, 7, 0, 0x42, 2, 4, 0], Some("SUM(C5:C9,7)")),
            // C5 + C6 - (C7 - C8)
            (
                &[
                    0x44, 4, 0, 2, 0, 0x44, 5, 0, 2, 0, 0x03, 0x44, 6, 0, 2, 0, 0x44, 7, 0, 2, 0, 0x04, 0x15,
                    0x04,
                ],
                Some("C5+C6-(C7-(C8))"),
            ),
            // in a formula for several cells: the two rows above
            (&[0x4C, 0xFE, 0xFF, 0, 0xC0, 0x4C, 0xFF, 0xFF, 0, 0xC0, 0x03], Some("C8+C9")),
            (&[0x1E, 7, 0, 0x13], Some("-(7)")),
            (&[0x1E, 7, 0, 0x1E, 2, 0, 0x05], None), // a product
            (&[0x22, 1], None),                      // cut short
            (&[0x03], None),                         // nothing to add
        ];
        for (tokens, expected) in cases {
            let words = written(tokens, place);
            assert_eq!(words, expected.map(|words| Told::Words(words.to_owned())), "{tokens:?}");
        }
        let copy = Told::Copy(Place { row: 4, column: 2 });
        assert_eq!(written(&[0x01, 4, 0, 2, 0], place), Some(copy));
    }
}
