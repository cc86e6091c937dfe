//! Number formats: the patterns such as `#,##0.00;(#,##0.00)` by which spreadsheets show numbers.

use rust_decimal::Decimal;

use super::date;
use super::number::{general, round, stored};

/// A number format: up to four sections, for what is positive, negative, zero, and text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    sections: Vec<Section>,
}

/// One section of a format.
#[derive(Clone, Debug, Default)]
struct Section {
    /// The comparison in brackets that says when it holds.
    condition: Option<(Comparison, Decimal)>,
    pieces: Vec<Piece>,
    /// Its decimals, the thousands it is divided by, and whether it sets thousands apart.
    decimals: u32,
    thousands: u32,
    grouped: bool,
    percents: u32,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    Equal,
    Other,
    GreaterOrEqual,
    Greater,
}

/// What a section shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Kind {
    /// Nothing but its literals.
    #[default]
    Literal,
    /// Digits.
    Number,
    /// The number without a format: `General`, and what no report writes amounts in, such as fractions.
    General,
    /// A date or a time.
    Date,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Literal(char),
    /// A place for a digit before the point: `0`, `#` or `?`.
    Whole(char),
    Point,
    /// A place for a digit after the point.
    Decimal(char),
    /// `General`, or `@`.
    Value,
    /// A part of a date: its letter, and how often it stands there.
    Date(char, usize),
    /// `AM/PM`.
    HalfOfDay,
}

/// Words for comparisons, longest first.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<>", Comparison::Other),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
    ("=", Comparison::Equal),
];

/// The most sections that a format has.
const MOST_SECTIONS: usize = 4;
/// The most decimals that are shown.
const MOST_DECIMALS: u32 = 20;

impl Pattern {
    /// The format that `text` writes.
    pub(super) fn parse(text: &str) -> Self {
        let mut sections = Vec::new();
        let mut rest = text.chars().peekable();
        loop {
            let (section, goes_on) = Section::parse(&mut rest);
            sections.push(section);
            if !goes_on || sections.len() == MOST_SECTIONS {
                return Self { sections };
            }
        }
    }

    /// The number as this format shows it; dates are counted as `epoch` says.
    pub(super) fn show(&self, value: Decimal, epoch: date::Epoch) -> String {
        let (at, section) = self.section(value);
        // Sections of their own for what is negative write its sign themselves.
        let signed = at == 0 || section.condition.is_some();
        section.show(value, signed, epoch)
    }

    /// What one unit of the last digit counts that is shown of the number; `None` where all of it is shown.
    pub(super) fn step(&self, value: Decimal) -> Option<Decimal> {
        let (_, section) = self.section(value);
        (section.kind == Kind::Number).then_some(())?;
        let decimals = i64::from(section.decimals.min(MOST_DECIMALS)) + i64::from(section.percents) * 2;
        shifted(Decimal::ONE, i64::from(section.thousands) * 3 - decimals)
    }

    fn section(&self, value: Decimal) -> (usize, &Section) {
        let numbers = self.sections.len().min(MOST_SECTIONS - 1);
        let told = self.sections[..numbers].iter().any(|section| section.condition.is_some());
        let holds = |at: usize| match self.sections[at].condition {
            Some((comparison, bound)) => comparison.holds(value, bound),
            None if told => at + 1 == numbers,
            None => match at {
                0 => numbers == 1 || value > Decimal::ZERO || numbers == 2 && value.is_zero(),
                1 => value < Decimal::ZERO,
                _ => true,
            },
        };
        let at = (0..numbers).find(|at| holds(*at)).unwrap_or(numbers - 1);
        (at, &self.sections[at])
    }
}

impl Comparison {
    fn holds(self, value: Decimal, bound: Decimal) -> bool {
        match self {
            Self::Less => value < bound,
            Self::LessOrEqual => value <= bound,
            Self::Equal => value == bound,
            Self::Other => value != bound,
            Self::GreaterOrEqual => value >= bound,
            Self::Greater => value > bound,
        }
    }
}

impl Section {
    /// Reads one section, and whether another follows.
    fn parse(text: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (Self, bool) {
        let mut section = Self::default();
        let (mut after_point, mut commas, mut dated) = (false, 0, false);
        while let Some(character) = text.next() {
            match character {
                ';' => return (section.settled(commas, dated), true),
                '"' => section.pieces.extend(text.by_ref().take_while(|c| *c != '"').map(Piece::Literal)),
                '\\' | '!' => section.pieces.extend(text.next().map(Piece::Literal)),
                '_' | '*' => drop(text.next()), // room for a character, or as many as fit
                '[' => {
                    let inner: String = text.by_ref().take_while(|c| *c != ']').collect();
                    dated |= section.bracket(&inner);
                }
                '0' | '#' | '?' => {
                    section.grouped |= commas > 0 && !after_point;
                    commas = 0;
                    section.decimals += u32::from(after_point);
                    section.pieces.push(if after_point {
                        Piece::Decimal(character)
                    } else {
                        Piece::Whole(character)
                    });
                }
                '.' if !after_point && !dated => {
                    after_point = true;
                    section.pieces.push(Piece::Point);
                }
                ',' if section.has_digits() => commas += 1,
                '%' => {
                    section.percents += 1;
                    section.pieces.push(Piece::Literal('%'));
                }
                'E' | 'e' if matches!(text.peek(), Some('+' | '-')) && section.has_digits() => {
                    section.kind = Kind::General;
                }
                '/' if section.has_digits() => section.kind = Kind::General, // a fraction
                'G' | 'g' => {
                    // `General`, and in Chinese workbooks `G/通用格式`.
                    while text.peek().is_some_and(|c| c.is_ascii_alphabetic() || "/通用格式".contains(*c))
                    {
                        text.next();
                    }
                    section.kind = Kind::General;
                    section.pieces.push(Piece::Value);
                }
                '@' => section.pieces.push(Piece::Value),
                'A' | 'a' if text.peek().is_some_and(|c| matches!(c, 'M' | 'm' | '/')) => {
                    while text.peek().is_some_and(|c| matches!(c, 'M' | 'm' | 'P' | 'p' | '/')) {
                        text.next();
                    }
                    dated = true;
                    section.pieces.push(Piece::HalfOfDay);
                }
                'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | 'e' => {
                    let letter = if character == 'e' { 'y' } else { character.to_ascii_lowercase() };
                    let mut times = 1;
                    while text.peek().is_some_and(|c| c.eq_ignore_ascii_case(&character)) {
                        text.next();
                        times += 1;
                    }
                    dated = true;
                    section.pieces.push(Piece::Date(letter, times));
                }
                other => section.pieces.push(Piece::Literal(other)),
            }
        }
        (section.settled(commas, dated), false)
    }

    /// Takes what stands in square brackets: a comparison, a currency, a colour, a time; gives whether it is a
    /// time.
    fn bracket(&mut self, inner: &str) -> bool {
        if let Some(currency) = inner.strip_prefix('$') {
            let sign = currency.split('-').next().unwrap_or_default();
            self.pieces.extend(sign.chars().map(Piece::Literal));
            return false;
        }
        if let Some((comparison, bound)) = COMPARISONS
            .iter()
            .find_map(|(word, comparison)| Some((*comparison, stored(inner.strip_prefix(word)?)?)))
        {
            self.condition = Some((comparison, bound));
            return false;
        }
        let lower = inner.to_ascii_lowercase();
        let elapsed = lower.chars().next().filter(|c| matches!(c, 'h' | 'm' | 's'));
        let elapsed = elapsed.filter(|first| lower.chars().all(|c| c == *first));
        if let Some(letter) = elapsed {
            self.pieces.push(Piece::Date(letter.to_ascii_uppercase(), lower.len()));
        }
        elapsed.is_some()
    }

    fn has_digits(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Whole(_) | Piece::Decimal(_)))
    }

    /// The section with what can only be told at its end; `commas` stand behind its last digit.
    fn settled(mut self, commas: u32, dated: bool) -> Self {
        self.thousands = commas;
        if self.kind == Kind::General {
            return self;
        }
        // The sign of the yuan stands before 万元 too: the unit of the table tells which it is.
        self.pieces.retain(|piece| !matches!(piece, Piece::Literal('¥' | '￥')));
        self.kind = if dated {
            Kind::Date
        } else if self.has_digits() {
            Kind::Number
        } else if self.pieces.contains(&Piece::Value) {
            Kind::General
        } else {
            Kind::Literal
        };
        self
    }

    fn show(&self, value: Decimal, signed: bool, epoch: date::Epoch) -> String {
        match self.kind {
            Kind::Literal => self.pieces.iter().filter_map(Piece::literal).collect(),
            Kind::Date => date::show(&self.pieces, value, epoch).unwrap_or_else(|| general(value)),
            Kind::General => self.show_value(&general(value)),
            Kind::Number => self.digits(value, signed).unwrap_or_else(|| general(value)),
        }
    }

    /// The literals with `value` in its place.
    fn show_value(&self, value: &str) -> String {
        if !self.pieces.contains(&Piece::Value) {
            return value.to_owned();
        }
        let show = |piece: &Piece| match piece {
            Piece::Value => value.to_owned(),
            piece => piece.literal().map(String::from).unwrap_or_default(),
        };
        self.pieces.iter().map(show).collect()
    }

    /// The digits of `value` in the places that are meant for them; `None` where it does not fit.
    fn digits(&self, value: Decimal, signed: bool) -> Option<String> {
        let power = i64::from(self.percents) * 2 - i64::from(self.thousands) * 3;
        let decimals = self.decimals.min(MOST_DECIMALS);
        let rounded = round(shifted(value.abs(), power)?, decimals);
        let text = rounded.to_string();
        let (whole, after) = text.split_once('.').unwrap_or((&text, ""));
        let whole = if whole == "0" { "" } else { whole };
        let mut backwards: Vec<char> = Vec::new();
        self.push_decimals(after.trim_end_matches('0'), &mut backwards);
        self.push_whole(whole, &mut backwards);
        let mut shown: String = backwards.iter().rev().collect();
        if signed && value.is_sign_negative() && !rounded.is_zero() {
            shown.insert(0, '-');
        }
        Some(shown)
    }

    /// Writes what stands from the point on, its last character first.
    fn push_decimals(&self, digits: &str, backwards: &mut Vec<char>) {
        let point = self.pieces.iter().position(|piece| *piece == Piece::Point);
        let Some(point) = point else { return };
        let mut left = digits.chars();
        let mut shown = Vec::new();
        let mut filled = false;
        for piece in &self.pieces[point + 1..] {
            match piece {
                Piece::Decimal(mark) => {
                    let digit = left.next();
                    filled |= digit.is_some() || *mark == '0';
                    shown.extend(digit.or((*mark == '0').then_some('0')));
                }
                piece => shown.extend(piece.literal()),
            }
        }
        backwards.extend(shown.into_iter().rev());
        if filled {
            backwards.push('.'); // a point without a digit would stand in the way of reading
        }
    }

    /// Writes what stands before the point, its last character first.
    fn push_whole(&self, digits: &str, backwards: &mut Vec<char>) {
        let end = self.pieces.iter().position(|piece| *piece == Piece::Point);
        let before = &self.pieces[..end.unwrap_or(self.pieces.len())];
        let first = before.iter().position(|piece| matches!(piece, Piece::Whole(_)));
        let mut left = digits.chars().rev();
        let mut count = 0;
        let mut push = |digit: char, backwards: &mut Vec<char>| {
            if self.grouped && count > 0 && count % 3 == 0 {
                backwards.push(',');
            }
            count += 1;
            backwards.push(digit);
        };
        for (at, piece) in before.iter().enumerate().rev() {
            if let Piece::Whole(mark) = piece {
                if let Some(digit) = left.next().or((*mark == '0').then_some('0')) {
                    push(digit, backwards);
                }
            } else {
                backwards.extend(piece.literal());
            }
            if Some(at) == first {
                left.by_ref().for_each(|digit| push(digit, backwards));
            }
        }
        if first.is_none() {
            left.for_each(|digit| push(digit, backwards));
        }
    }
}

impl Piece {
    fn literal(&self) -> Option<char> {
        if let Self::Literal(character) = self { Some(*character) } else { None }
    }
}

/// `value` × 10^`power`; `None` where it does not fit.
fn shifted(mut value: Decimal, power: i64) -> Option<Decimal> {
    let scale = i64::from(value.scale()) - power;
    if let Ok(scale) = u32::try_from(scale) {
        let scale_limit = scale.min(Decimal::MAX_SCALE);
        let dropped = 10_i128.checked_pow(scale - scale_limit)?;
        return Decimal::try_from_i128_with_scale(value.mantissa() / dropped, scale_limit).ok();
    }
    let more = 10_i128.checked_pow(u32::try_from(-scale).ok()?)?;
    value = Decimal::try_from_i128_with_scale(value.mantissa().checked_mul(more)?, 0).ok()?;
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(pattern: &str, value: &str) -> String {
        Pattern::parse(pattern).show(stored(value).unwrap(), date::Epoch::Of1900)
    }

    #[test]
    fn numbers_are_shown_as_spreadsheets_show_them() {
        // The values are those that a spreadsheet shows for the same format.
        let cases = [
            ("General", "1234.5", "1234.5"),
            ("0", "0.5", "1"), // half away from zero
            ("0", "-2.5", "-3"),
            ("0.00", "1234.565", "1234.57"),
            ("0.00", "-0.001", "0.00"),
            ("#,##0.00", "1234567.891", "1,234,567.89"),
            ("#,##0.00", "0", "0.00"),
            ("#,###.##", "0", ""),
            ("0.##", "12", "12"), // and not `12.`
            ("0.0#", "12", "12.0"),
            ("000", "7", "007"),
            ("0.00%", "0.98456", "98.46%"),
            ("0%", "1", "100%"),
            ("#,##0.00_);(#,##0.00)", "-1234.5", "(1,234.50)"),
            ("#,##0.00_);(#,##0.00)", "1234.5", "1,234.50"),
            ("#,##0_);[Red]\\(#,##0\\)", "-12", "(12)"),
            ("0.00,", "1234567", "1234.57"), // in thousands
            ("#,##0,,", "1234567890", "1,235"),
            ("0.00\"万元\"", "12.5", "12.50万元"),
            ("0!.0,\"万\"", "123456", "12.3万"), // in 万: the mark before the last digit is written
            ("0\\.00,万", "123456", "1.23万"),
            ("[$¥-804]#,##0.00", "12.5", "12.50"),
            ("[$£-809]#,##0.00", "12.5", "£12.50"),
            ("_ ¥* #,##0.00_ ", "12.5", "12.50"),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "0", "-"),
            ("_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", "-3", "-3.00"),
            ("0.00;-0.00;", "0", ""), // zeros are not shown
            (";;;", "12", ""),
            ("[>=10000]0!.0,\"万\";0", "123456", "12.3万"),
            ("[>=10000]0!.0,\"万\";0", "99", "99"),
            ("[<0]0.0;0.00", "-1", "-1.0"),
            ("0.00E+00", "12345", "12345"), // in full: nobody reports in powers
            ("# ?/?", "0.5", "0.5"),
            ("@", "2010101", "2010101"),
            ("G/通用格式", "12", "12"),
            ("0\"个\"", "3", "3个"),
            ("+0.0;-0.0", "1.25", "+1.3"),
            ("0.00", "1E27", "1000000000000000000000000000.00"),
        ];
        for (pattern, value, expected) in cases {
            assert_eq!(show(pattern, value), expected, "{pattern} of {value}");
        }
    }

    #[test]
    fn the_last_digit_shown_counts_a_step() {
        let cases = [
            ("0.00", Some("0.01")),
            ("#,##0", Some("1")),
            ("0.0%", Some("0.001")),
            ("0.00,", Some("10")), // in thousands
            ("General", None),
            ("yyyy/m/d", None),
        ];
        for (pattern, expected) in cases {
            let step = Pattern::parse(pattern).step(Decimal::ONE).map(|step| step.to_string());
            assert_eq!(step.as_deref(), expected, "{pattern}");
        }
    }
}
