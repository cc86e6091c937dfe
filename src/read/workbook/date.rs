//! Dates: the days that workbooks count, as they are shown.

use std::fmt::Write as _;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::number::round;
use super::pattern::Piece;

/// The day that a workbook counts from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// The first of January 1900 is day 1, and the year 1900 counts as a leap year.
    #[default]
    Of1900,
    /// The first of January 1904 is day 0.
    Of1904,
}

/// A moment as people tell it.
struct Moment {
    year: i64,
    month: usize,
    day: i64,
    /// Seconds since midnight, and since the first day.
    second: i64,
    elapsed: i64,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SECONDS_A_DAY: i64 = 86_400;
/// The last day that spreadsheets count, in the year 9999.
const LAST_DAY: i64 = 2_958_465;

/// The moment that `value` counts, as `pieces` show it; `None` where it is none.
pub(super) fn show(pieces: &[Piece], value: Decimal, epoch: Epoch) -> Option<String> {
    let moment = moment(value, epoch)?;
    let halved = pieces.contains(&Piece::HalfOfDay);
    let mut shown = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Literal(character) => shown.push(*character),
            Piece::Point => shown.push('.'),
            Piece::HalfOfDay => shown.push_str(if moment.second < SECONDS_A_DAY / 2 { "AM" } else { "PM" }),
            Piece::Date(letter, times) => {
                let letter = if *letter == 'm' && tells_minutes(pieces, at) { 'n' } else { *letter };
                moment.write(letter, *times, halved, &mut shown);
            }
            Piece::Whole(_) | Piece::Decimal(_) | Piece::Value => {}
        }
    }
    Some(shown)
}

/// Whether the `m` at `at` stands for minutes: after hours, or before seconds.
fn tells_minutes(pieces: &[Piece], at: usize) -> bool {
    let date = |piece: &Piece| {
        if let Piece::Date(letter, _) = piece { Some(letter.to_ascii_lowercase()) } else { None }
    };
    let before = pieces[..at].iter().rev().find_map(date);
    let after = pieces[at + 1..].iter().find_map(date);
    before == Some('h') || after == Some('s')
}

/// The moment that lies `value` days after the epoch.
fn moment(value: Decimal, epoch: Epoch) -> Option<Moment> {
    let days = value.floor();
    let second = round((value - days).checked_mul(Decimal::from(SECONDS_A_DAY))?, 0).to_i64()?;
    let mut day = days.to_i64().filter(|day| (0..=LAST_DAY).contains(day))? + second / SECONDS_A_DAY;
    let second = second % SECONDS_A_DAY;
    let elapsed = day * SECONDS_A_DAY + second;
    // Days since the first of January 1970.
    day -= match epoch {
        Epoch::Of1900 if day < 60 => 25_568, // before the day that never was
        Epoch::Of1900 => 25_569,
        Epoch::Of1904 => 24_107,
    };
    let (year, month, day) = civil(day);
    Some(Moment { year, month, day, second, elapsed })
}

/// The year, month and day that lie `days` after the first of January 1970: Howard Hinnant, "chrono-Compatible
/// Low-Level Date Algorithms", `civil_from_days`.
fn civil(days: i64) -> (i64, usize, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year + era * 400 + i64::from(month <= 2), usize::try_from(month).unwrap_or(1), day)
}

impl Moment {
    /// Writes the part that `letter` stands for, `times` of it; `n` are minutes, capitals count on.
    fn write(&self, letter: char, times: usize, halved: bool, shown: &mut String) {
        let name = MONTHS.get(self.month - 1).copied().unwrap_or_default();
        let hour = self.second / 3600;
        let number = match letter {
            'y' if times <= 2 => self.year % 100,
            'y' => self.year,
            'm' if times == 3 => return shown.push_str(&name[..3]),
            'm' if times > 3 => return shown.push_str(name),
            'm' => i64::try_from(self.month).unwrap_or_default(),
            'd' if times > 2 => return, // the day of the week
            'd' => self.day,
            'h' if halved => (hour + 11) % 12 + 1,
            'h' => hour,
            'n' => self.second / 60 % 60,
            's' => self.second % 60,
            'H' => self.elapsed / 3600,
            'M' => self.elapsed / 60,
            _ => self.elapsed,
        };
        let width = times.clamp(1 + usize::from(letter == 'y'), 4);
        let _ = write!(shown, "{number:0width$}");
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::stored;
    use super::super::pattern::Pattern;
    use super::*;

    #[test]
    fn days_are_shown_as_dates() {
        // Days and dates are those of Excel.
        let cases = [
            ("yyyy/m/d", "45292", Epoch::Of1900, "2024/1/1"),
            ("yyyy-mm-dd", "61.5", Epoch::Of1900, "1900-03-01"), // its 29 February is left out
            ("yyyy-mm-dd", "1", Epoch::Of1900, "1900-01-01"),
            ("yyyy-mm-dd", "43830", Epoch::Of1904, "2024-01-01"),
            ("yyyy\"年\"m\"月\"d\"日\"", "44926", Epoch::Of1900, "2022年12月31日"),
            ("[$-804]yyyy年m月", "45350", Epoch::Of1900, "2024年2月"),
            ("d-mmm-yy", "45292", Epoch::Of1900, "1-Jan-24"),
            ("h:mm", "0.5", Epoch::Of1900, "12:00"),
            ("h:mm AM/PM", "0.75", Epoch::Of1900, "6:00 PM"),
            ("mm:ss", "0.00076", Epoch::Of1900, "01:06"),
            ("[h]:mm", "1.5", Epoch::Of1900, "36:00"),
            ("yyyy/m/d h:mm", "45292.99999999", Epoch::Of1900, "2024/1/2 0:00"),
            ("yyyy/m/d", "-1", Epoch::Of1900, "-1"), // no date
            ("yyyy/m/d", "9E20", Epoch::Of1900, "900000000000000000000"),
        ];
        for (pattern, value, epoch, expected) in cases {
            assert_eq!(
                Pattern::parse(pattern).show(stored(value).unwrap(), epoch),
                expected,
                "{pattern} of {value}"
            );
        }
    }
}
