//! Slips of the fingers: the numbers at one slip from a number as it is displayed (optimal string alignment
//! distance 1, or the decimal point at another place).

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::Kind;

/// The longest number, in characters, that is varied.
const LONGEST: usize = 24;

/// The most decimals that a number with its point elsewhere may have.
const MOST_DECIMALS: usize = 4;

/// Every number that `printed` may have been meant to be, had one slip happened, each once and with the kind of
/// slip that comes first in the order: neighbours swapped, a digit dropped, added or replaced, the point
/// moved.
pub(super) fn slips(printed: Decimal) -> Vec<(Kind, Decimal)> {
    let text = printed.abs().to_string();
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut seen: BTreeSet<Decimal> = BTreeSet::from([printed.abs()]);
    let mut found = Vec::new();
    let mut add = |kind: Kind, text: &[u8]| {
        let Some(number) = parse(text).filter(|number| seen.insert(*number)) else { return };
        found.push((kind, if printed.is_sign_negative() { -number } else { number }));
    };
    let text = text.into_bytes();
    let is_digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    let places = || (0..text.len()).filter(|at| is_digit(*at));
    for at in places() {
        // The point between two digits stays where it is.
        let next = if text.get(at + 1) == Some(&b'.') { at + 2 } else { at + 1 };
        if is_digit(next) {
            let mut other = text.clone();
            other.swap(at, next);
            add(Kind::DigitsSwapped, &other);
        }
    }
    for at in 0..=text.len() {
        for digit in b'0'..=b'9' {
            let mut other = text.clone();
            other.insert(at, digit);
            add(Kind::DigitDropped, &other);
        }
    }
    for at in places() {
        let mut other = text.clone();
        other.remove(at);
        add(Kind::DigitAdded, &other);
    }
    for at in places() {
        for digit in b'0'..=b'9' {
            let mut other = text.clone();
            other[at] = digit;
            add(Kind::DigitReplaced, &other);
        }
    }
    let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
    for decimals in 0..=MOST_DECIMALS.min(digits.len().saturating_sub(1)) {
        let mut other = digits.clone();
        other.insert(digits.len() - decimals, b'.');
        add(Kind::DecimalPoint, &other);
    }
    for zeros in 1..=2 {
        if !text.contains(&b'.') {
            let mut other = text.clone();
            other.extend(std::iter::repeat_n(b'0', zeros));
            add(Kind::DecimalPoint, &other);
        }
    }
    found
}

/// The number written as `text`: digits, with at most one point among them; no zero leads another digit.
fn parse(text: &[u8]) -> Option<Decimal> {
    let text = std::str::from_utf8(text).ok()?;
    let text = text.strip_suffix('.').unwrap_or(text);
    let leads = text.len() > 1 && text.starts_with('0') && !text.starts_with("0.");
    if text.is_empty() || text.starts_with('.') || leads {
        return None;
    }
    Decimal::from_str_exact(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    #[test]
    fn every_slip_is_undone() {
        let cases = [
            ("5633.81", "5633.18", Some(Kind::DigitsSwapped)),
            ("63.20", "62.30", Some(Kind::DigitsSwapped)), // the point between them
            ("480.88", "4810.88", Some(Kind::DigitDropped)),
            ("480.8", "480.88", Some(Kind::DigitDropped)), // the last decimal
            ("4810.88", "480.88", Some(Kind::DigitAdded)),
            ("480.88", "480.98", Some(Kind::DigitReplaced)),
            ("480.88", "48.088", Some(Kind::DecimalPoint)),
            ("48088", "480.88", Some(Kind::DecimalPoint)),
            ("-480.88", "-480.98", Some(Kind::DigitReplaced)),
            ("480.88", "408.98", None), // two slips
            ("480.80", "480.8", None),  // the same number
            ("100.00", "0.00", None),   // a zero would lead
            ("1.00", "0.00", Some(Kind::DigitReplaced)),
        ];
        for (printed, meant, expected) in cases {
            let found = slips(decimal(printed)).into_iter().find(|(_, number)| *number == decimal(meant));
            assert_eq!(found.map(|(kind, _)| kind), expected, "{printed} {meant}");
        }
    }

    #[test]
    fn numbers_of_any_length_are_varied_in_bounds() {
        assert!(slips(Decimal::MAX).is_empty());
        assert!(slips(decimal("999999999999999.99")).len() < 500);
        assert!(slips(decimal("0")).iter().all(|(_, number)| !number.is_zero()));
    }
}
