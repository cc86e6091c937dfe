//! Slips of the fingers: the numbers at one slip from a number as it is displayed (optimal string alignment
//! distance 1, or the decimal point at another place).

use rust_decimal::Decimal;

use super::Kind;

/// The most digits of a number that is varied.
const MOST_DIGITS: usize = 22;

/// The most decimals that a number with its point elsewhere may have.
const MOST_DECIMALS: usize = 4;

/// Every number that `printed` may have been meant to be, had one slip happened, and that `fits`: each once and
/// with the kind of slip that comes first in the order: neighbours swapped, a digit dropped, added or replaced, the
/// point moved.
pub(super) fn slips(printed: Decimal, fits: impl Fn(Decimal) -> bool) -> Vec<(Kind, Decimal)> {
    let Some(digits) = Digits::of(printed) else { return Vec::new() };
    let own = printed.abs();
    let mut found: Vec<(Kind, Decimal)> = Vec::new();
    digits.vary(|kind, mantissa, scale| {
        let Ok(number) = Decimal::try_from_i128_with_scale(mantissa, scale) else { return };
        let signed = if printed.is_sign_negative() { -number } else { number };
        if number != own && fits(signed) && found.iter().all(|(_, known)| *known != signed) {
            found.push((kind, signed));
        }
    });
    found
}

/// The digits of a number as it is displayed, and how many of them are decimals.
struct Digits {
    digits: Vec<i128>,
    decimals: usize,
}

impl Digits {
    /// The digits of `number`, with the zero before its point; `None` of numbers that are too long.
    fn of(number: Decimal) -> Option<Self> {
        let decimals = number.scale() as usize;
        let shown = format!("{:0>width$}", number.mantissa().unsigned_abs(), width = decimals + 1);
        let digits: Vec<i128> = shown.bytes().map(|byte| i128::from(byte - b'0')).collect();
        (digits.len() <= MOST_DIGITS).then_some(Self { digits, decimals })
    }

    /// How many digits stand before the point.
    fn whole(&self) -> usize {
        self.digits.len() - self.decimals
    }

    /// The number that the digits in `range` make.
    fn part(&self, range: std::ops::Range<usize>) -> i128 {
        self.digits[range].iter().fold(0, |number, digit| number * 10 + digit)
    }

    /// Tells every variation: its kind, its digits as a number, and how many of them are decimals. No zero leads
    /// another digit before the point.
    fn vary(&self, mut tell: impl FnMut(Kind, i128, u32)) {
        let (digits, whole) = (&self.digits, self.whole());
        let count = digits.len();
        let power = |at: usize| 10_i128.pow(u32::try_from(count - 1 - at).unwrap_or(0));
        let scale = |decimals: usize| u32::try_from(decimals).unwrap_or(u32::MAX);
        let number = self.part(0..count);
        let leads = |first: i128, whole: usize| first == 0 && whole > 1;
        for at in 0..count - 1 {
            let (one, two) = (digits[at], digits[at + 1]);
            if one != two && !(at == 0 && leads(two, whole)) {
                let changed = number + (two - one) * (power(at) - power(at + 1));
                tell(Kind::DigitsSwapped, changed, scale(self.decimals));
            }
        }
        for at in 0..=count {
            let (before, after) = (self.part(0..at), self.part(at..count));
            let room = 10_i128.pow(scale(count - at));
            for digit in 0..10 {
                let changed = (before * 10 + digit) * room + after;
                if at <= whole && !(at == 0 && digit == 0) && !(at > 0 && leads(digits[0], whole + 1)) {
                    tell(Kind::DigitDropped, changed, scale(self.decimals));
                }
                if at >= whole && self.decimals > 0 {
                    tell(Kind::DigitDropped, changed, scale(self.decimals + 1));
                }
            }
        }
        for at in 0..count {
            let changed = self.part(0..at) * power(at) + self.part(at + 1..count);
            if at >= whole {
                tell(Kind::DigitAdded, changed, scale(self.decimals - 1));
            } else if whole > 1 && !(at == 0 && leads(digits[1], whole - 1)) {
                tell(Kind::DigitAdded, changed, scale(self.decimals));
            }
        }
        for (at, own) in digits.iter().enumerate() {
            for digit in (0..10).filter(|digit| digit != own) {
                if !(at == 0 && leads(digit, whole)) {
                    let changed = number + (digit - own) * power(at);
                    tell(Kind::DigitReplaced, changed, scale(self.decimals));
                }
            }
        }
        for decimals in 0..=MOST_DECIMALS.min(count - 1) {
            if !leads(digits[0], count - decimals) {
                tell(Kind::DecimalPoint, number, scale(decimals));
            }
        }
        if self.decimals == 0 {
            tell(Kind::DecimalPoint, number * 10, 0);
            tell(Kind::DecimalPoint, number * 100, 0);
        }
    }
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
            let found = slips(decimal(printed), |number| number == decimal(meant));
            assert_eq!(found.first().map(|(kind, _)| *kind), expected, "{printed} {meant}");
        }
    }

    #[test]
    fn numbers_of_any_length_are_varied_in_bounds() {
        let all = |text: &str| slips(decimal(text), |_| true);
        assert!(all(&Decimal::MAX.to_string()).is_empty());
        assert!(all("999999999999999.99").len() < 500);
        assert!(all("0").iter().all(|(_, number)| !number.is_zero()));
    }
}
