//! Numbers: digits, full-width too, in groups of three or not, with decimals.

use rust_decimal::Decimal;

/// The number that opens `text` and its length in bytes: digits (full-width too), groups of three, decimals.
pub fn number(text: &str) -> Option<(Decimal, usize)> {
    number_at(text, 0)
}

/// The number whose first digit stands at `start`, and where it ends. `None` where it is no plain decimal
/// (`1.2.3`) or does not fit 28 digits.
pub(super) fn number_at(text: &str, start: usize) -> Option<(Decimal, usize)> {
    match plain_number(text.get(start..)?.as_bytes()) {
        Some((value, length)) => Some((value, start + length)),
        None => any_number(text, start),
    }
}

/// The same, however it is written.
#[cold]
fn any_number(text: &str, start: usize) -> Option<(Decimal, usize)> {
    let mut value = Some(0);
    let (count, mut at) = take_digits(text, start, &mut value);
    if count == 0 {
        return None;
    }
    let mut group = count <= 3;
    while group {
        let mut longer = value;
        let (count, after) = match text[at..].strip_prefix(',') {
            Some(_) => take_digits(text, at + 1, &mut longer),
            None => (0, at),
        };
        group = count == 3;
        if group {
            (value, at) = (longer, after);
        }
    }
    let mut scale = 0;
    // The end of a line may stand before the point too: 7393⏎.4万元.
    if text[at..].strip_prefix("\n.").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        at += 1;
    }
    if let Some(point) = text[at..].chars().next().filter(|c| matches!(c, '.' | '．')) {
        let mut longer = value;
        let (decimals, after) = take_digits(text, at + point.len_utf8(), &mut longer);
        if decimals > 0 {
            (value, at, scale) = (longer, after, decimals);
            let mut rest = text[at..].chars();
            if rest.next() == Some('.') && rest.next().is_some_and(|c| digit(c).is_some()) {
                return None;
            }
        }
    }
    Some((Decimal::try_from_i128_with_scale(value?, scale).ok()?, at))
}

/// The number that opens `text` and its length, as most are written: few digits, with a point in between or
/// without, and nothing after them that may belong to them.
fn plain_number(text: &[u8]) -> Option<(Decimal, usize)> {
    let (mut value, mut point, mut length) = (0_i64, None, 0);
    loop {
        match text.get(length) {
            Some(byte @ b'0'..=b'9') if length < AT_ONCE => value = value * 10 + i64::from(byte - b'0'),
            Some(b'.') if point.is_none() && length > 0 => point = Some(length + 1),
            Some(b'0'..=b'9' | b'.' | b',' | b'\n' | 0xef) => return None,
            _ => break,
        }
        length += 1;
    }
    let decimals = length - point.unwrap_or(length);
    if length == 0 || point == Some(length) {
        return None;
    }
    Some((Decimal::new(value, u32::try_from(decimals).ok()?), length))
}

/// How many digits are read in one go.
const AT_ONCE: usize = 17;

/// How many digits stand at `start`, and where they end. They are appended to `value`, which is `None` once it
/// does not fit.
fn take_digits(text: &str, start: usize, value: &mut Option<i128>) -> (u32, usize) {
    let rest = text.get(start..).unwrap_or("");
    let plain = rest.bytes().take(AT_ONCE).take_while(u8::is_ascii_digit);
    let (mut count, number) =
        plain.fold((0_u32, 0_i64), |(count, number), byte| (count + 1, number * 10 + i64::from(byte - b'0')));
    *value = value.and_then(|value| value.checked_mul(10_i64.pow(count).into())?.checked_add(number.into()));
    let mut at = start + count as usize;
    for character in text.get(at..).unwrap_or("").chars() {
        // The end of a line may stand inside a number: 17306.2⏎7万元.
        let ends_line = character == '\n' && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        if ends_line && (count > 0 || text[..at].ends_with('.')) {
            at += 1;
            continue;
        }
        let Some(digit) = digit(character) else { break };
        *value = value.and_then(|value| value.checked_mul(10)?.checked_add(digit));
        count += 1;
        at += character.len_utf8();
    }
    (count, at)
}

/// The end of the run of digits, and of dots and commas between them, at `start`.
pub(super) fn skip_token(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    let end = rest.find(|c| digit(c).is_none() && !matches!(c, '.' | ',')).unwrap_or(rest.len());
    start + rest[..end].trim_end_matches(['.', ',']).len()
}

/// The digit that `character` is or stands for.
pub(super) fn digit(character: char) -> Option<i128> {
    match character {
        '0'..='9' => Some(i128::from(u32::from(character) - u32::from('0'))),
        '０'..='９' => Some(i128::from(u32::from(character) - u32::from('０'))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_far_as_they_go() {
        let cases = [
            ("12.50万元", Some(("12.50", 5))),
            ("1,234,567.8", Some(("1234567.8", 11))),
            ("1,23", Some(("1", 1))), // no group of three
            ("007", Some(("7", 3))),
            ("２８．５万元", Some(("28.5", 12))),
            ("12．5", Some(("12.5", 6))),
            ("12.", Some(("12", 2))),
            ("12.5.", Some(("12.5", 4))),
            ("17306.2\n7万元", Some(("17306.27", 9))), // the end of a line inside
            ("12\n34", Some(("1234", 5))),
            ("0.00", Some(("0.00", 4))),
            ("12345678901234567890", Some(("12345678901234567890", 20))),
            ("1.2.3", None),
            (".5", None),
            ("", None),
            ("99999999999999999999999999999", None), // 29 digits
        ];
        for (text, expected) in cases {
            let found = number(text).map(|(value, length)| (value.to_string(), length));
            assert_eq!(
                found,
                expected.map(|(value, length): (&str, _)| (value.to_owned(), length)),
                "{text}"
            );
        }
    }
}
