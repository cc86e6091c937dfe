//! Numbers as workbooks store them: exact decimals of fifteen significant digits.

use rust_decimal::{Decimal, RoundingStrategy};

/// How many significant digits a spreadsheet keeps.
const DIGITS: usize = 15;
/// The most decimals of a number that has no format of its own: what is smaller is noise of binary fractions.
const GENERAL_DECIMALS: u32 = 10;

/// The number that `text` writes, such as `1234.5599999999999` or `1.5E-3`, rounded to fifteen significant
/// digits, where binary fractions end. `None` where it is no number or does not fit.
pub(super) fn stored(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let exponent: i32 = exponent.parse().ok().filter(|power: &i32| power.unsigned_abs() < 1000)?;
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && decimals.is_empty() {
        return None;
    }
    let (mut number, mut taken, mut power) = (0_u64, 0, exponent);
    for (at, byte) in whole.bytes().chain(decimals.bytes()).enumerate() {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit <= 9)?;
        let is_decimal = at >= whole.len();
        if taken < DIGITS {
            number = number * 10 + u64::from(digit);
            taken += usize::from(number > 0);
            power -= i32::from(is_decimal);
        } else {
            number += u64::from(taken == DIGITS && digit >= 5);
            taken += 1;
            power += i32::from(!is_decimal);
        }
    }
    let value = scaled(number, power)?;
    Some(if negative { -value } else { value }.normalize())
}

/// `number` × 10^`power`; what lies below twenty-eight decimals is cut off.
fn scaled(mut number: u64, mut power: i32) -> Option<Decimal> {
    while power < -28 && number > 0 {
        number /= 10;
        power += 1;
    }
    if number == 0 {
        return Some(Decimal::ZERO);
    }
    let ten = |power: i32| 10_i128.checked_pow(power.unsigned_abs());
    if power >= 0 {
        let whole = i128::from(number).checked_mul(ten(power)?)?;
        Decimal::try_from_i128_with_scale(whole, 0).ok()
    } else {
        Decimal::try_from_i128_with_scale(i128::from(number), power.unsigned_abs()).ok()
    }
}

/// The number whose IEEE 754 double has these bits, as [`stored`] gives it.
pub(super) fn double(bits: u64) -> Option<Decimal> {
    #[expect(clippy::disallowed_types, reason = "old workbooks store doubles: they become decimals here")]
    let shortest = format!("{:e}", f64::from_bits(bits));
    stored(&shortest)
}

/// The number as it is shown where no format is set.
pub(super) fn general(value: Decimal) -> String {
    let rounded = round(value, GENERAL_DECIMALS).normalize();
    if rounded.is_zero() { "0".to_owned() } else { rounded.to_string() }
}

/// The number rounded half away from zero, as spreadsheets round.
pub(super) fn round(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_an_exact_decimal() {
        let cases = [
            ("1234.56", Some("1234.56")),
            ("1234.5599999999999", Some("1234.56")), // the double nearest to 1234.56
            ("0.30000000000000004", Some("0.3")),
            ("-0.1", Some("-0.1")),
            ("1.5E-3", Some("0.0015")),
            ("1.2345e+3", Some("1234.5")),
            ("123456789012345678", Some("123456789012346000")), // fifteen digits
            ("99999999999999999", Some("100000000000000000")),
            ("1E20", Some("100000000000000000000")),
            ("4.5E-40", Some("0")),
            ("00012.50", Some("12.5")),
            (".5", Some("0.5")),
            ("1E300", None),
            ("", None),
            (".", None),
            ("12a", None),
            ("1E99999999999", None),
            ("NaN", None),
        ];
        for (text, expected) in cases {
            assert_eq!(stored(text).map(|value| value.to_string()).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn doubles_become_decimals() {
        let cases = [
            (0x4093_4A3D_70A3_D70A, Some("1234.56")),
            (0x3FD3_3333_3333_3334, Some("0.3")), // 0.1 + 0.2
            (0xC059_0000_0000_0000, Some("-100")),
            (0x8000_0000_0000_0000, Some("0")),
            (0x7FF0_0000_0000_0000, None), // infinite
            (0x7FF8_0000_0000_0001, None), // no number
        ];
        for (bits, expected) in cases {
            assert_eq!(double(bits).map(|value| value.to_string()).as_deref(), expected, "{bits:x}");
        }
    }

    #[test]
    fn numbers_without_a_format_are_shown_in_full() {
        let cases = [
            ("1234.50", "1234.5"),
            ("33333.3333333333333", "33333.3333333333"),
            ("4.54747350886464E-13", "0"),
            ("2010101", "2010101"),
            ("-0.00000000001", "0"),
        ];
        for (text, expected) in cases {
            assert_eq!(stored(text).map(general).as_deref(), Some(expected), "{text}");
        }
    }
}
