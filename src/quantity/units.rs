//! Units: what amounts are counted in, and by which power of ten.

use std::fmt;
use std::sync::LazyLock;

use super::Lexicon;

/// What kind of thing is measured; only like adds to like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Money, by currency.
    Money(Currency),
    /// A share or rate: %, ‰, percentage points. The base unit is 1.
    Ratio,
    /// Things counted: 人, 家, 件.
    Count(Counted),
    /// A pure number.
    Plain,
}

/// What money is counted in, in the order of the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Currency {
    /// CHF.
    Franc,
    /// 元.
    Renminbi,
    /// €.
    Euro,
    /// £.
    Sterling,
    /// $.
    Dollar,
}

/// A sort of things that are counted, by its place in the list of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Counted(u8);

/// A unit as printed: `万元` is 10⁴ of the base unit 元.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// What it measures.
    pub dimension: Dimension,
    /// One of it is 10^`exponent` base units.
    pub exponent: i32,
    /// How it is printed.
    wording: Wording,
}

/// How a unit is printed, by places in the lists of words: every amount has one, so it is small and fast to compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Wording {
    /// Not at all.
    None,
    /// After the number: one of [`SUFFIXES`].
    Suffix(u8),
    /// After the number, for money: one of [`SCALES`].
    Scale(u8),
    /// After the number: one of [`COUNTS`], perhaps after one of [`SCALES`], as in 万人次.
    Counted { scale: Option<u8>, word: u8 },
    /// Before the number one of [`SIGNS`], after it perhaps one of [`MAGNITUDES`].
    Signed { sign: u8, magnitude: Option<u8> },
}

/// Units of money and shares by the word after the number, longest first within one first character.
const SUFFIXES: &[(&str, Dimension, i32)] = &[
    ("万亿元", CNY, 12),
    ("亿元", CNY, 8),
    ("百万元", CNY, 6),
    ("万元", CNY, 4),
    ("千元", CNY, 3),
    ("百元", CNY, 2),
    ("元", CNY, 0),
    ("个百分点", Dimension::Ratio, -2),
    ("％", Dimension::Ratio, -2),
    ("%", Dimension::Ratio, -2),
    ("‰", Dimension::Ratio, -3),
    ("percentage points", Dimension::Ratio, -2),
    ("percent", Dimension::Ratio, -2),
    ("per cent", Dimension::Ratio, -2),
];

/// The magnitudes that may stand before a counting word, or alone for money.
const SCALES: &[(&str, i32)] = &[("万亿", 12), ("亿", 8), ("百万", 6), ("万", 4)];

/// Things that reports count, longest first within one first character.
const COUNTS: &[&str] = &[
    "人次",
    "人",
    "名",
    "个",
    "家",
    "项",
    "起",
    "件次",
    "件",
    "次",
    "期",
    "所",
    "条",
    "张",
    "座",
    "台套",
    "台",
    "套",
    "辆",
    "户",
    "亩",
    "公顷",
    "公里",
    "分",
    "批次",
    "批",
    "场次",
    "场",
    "处",
    "篇",
    "宗",
    "架",
    "株",
    "吨",
    "平方米",
    "立方米",
    "天",
    "小时",
    "部",
    "份",
    "只",
    "头",
    "册",
    "门",
    "支",
    "站",
    "村",
    "岁",
    "米",
];

/// Currency signs before the number.
const SIGNS: &[(&str, Currency)] = &[
    ("£", Currency::Sterling),
    ("US$", Currency::Dollar),
    ("$", Currency::Dollar),
    ("€", Currency::Euro),
    ("¥", Currency::Renminbi),
    ("￥", Currency::Renminbi),
    ("EUR", Currency::Euro),
    ("USD", Currency::Dollar),
    ("GBP", Currency::Sterling),
    ("RMB", Currency::Renminbi),
    ("CNY", Currency::Renminbi),
    ("CHF", Currency::Franc),
];

/// Magnitudes after the number of a signed amount.
const MAGNITUDES: &[(&str, i32)] =
    &[("trillion", 12), ("billion", 9), ("million", 6), ("thousand", 3), ("bn", 9), ("m", 6), ("k", 3)];

const CNY: Dimension = Dimension::Money(Currency::Renminbi);

/// Words that open with a counting word and are others, by what goes on after it: 10分钟, 表1 部门收支情况, 3部分.
const OTHERS: &[(&str, &[char])] = &[
    ("分", &['钟', '之', '别', '公', '类', '期', '管', '局', '会']),
    ("部", &['门', '分', '长', '委', '队']),
];

/// A unit, and the characters that make another word of the one that it opens with.
type Opening = (Unit, &'static [char]);

/// The words that units after a number open with, in the order in which they are tried.
static OPENINGS: LazyLock<Lexicon<Opening>> = LazyLock::new(|| {
    let money_and_shares = (0..).zip(SUFFIXES).map(|(at, (word, dimension, exponent))| {
        (*word, Unit { dimension: *dimension, exponent: *exponent, wording: Wording::Suffix(at) })
    });
    let scale = |(at, (word, exponent)): (u8, &(&'static str, i32))| {
        (*word, Unit { dimension: CNY, exponent: *exponent, wording: Wording::Scale(at) })
    };
    let counts = (0..).zip(COUNTS).map(|(at, word)| (*word, Unit::counted(None, at, 0)));
    let all = money_and_shares.chain((0..).zip(SCALES).map(scale)).chain(counts);
    Lexicon::of_openings(all.map(|(word, unit)| {
        let others = OTHERS.iter().find(|(other, _)| *other == word);
        (word, (unit, others.map_or([].as_slice(), |(_, others)| *others)))
    }))
});
static SIGN_WORDS: LazyLock<Lexicon<Currency>> = LazyLock::new(|| Lexicon::of_endings(SIGNS.iter().copied()));

impl Unit {
    /// No unit.
    pub const NONE: Self = Self { dimension: Dimension::Plain, exponent: 0, wording: Wording::None };

    /// The unit whose word opens `text`, and the word's length in bytes.
    pub fn opening(text: &str) -> Option<(Self, usize)> {
        let (word, (unit, others)) = OPENINGS.opening(text).find(|(word, _)| ends_there(text, word))?;
        let rest = &text[word.len()..];
        if let Some((counted, length)) = unit.of_counted(rest) {
            return Some((counted, word.len() + length));
        }
        let is_other = !others.is_empty() && rest.starts_with(*others);
        (!is_other).then_some((*unit, word.len()))
    }

    /// The unit that this scale and the counting word that opens `rest` make, and the word's length: 万人次.
    fn of_counted(self, rest: &str) -> Option<(Self, usize)> {
        let Wording::Scale(scale) = self.wording else { return None };
        OPENINGS.opening(rest).find_map(|(counted, (unit, _))| match unit.wording {
            Wording::Counted { word, .. } => {
                Some((Self::counted(Some(scale), word, self.exponent), counted.len()))
            }
            _ => None,
        })
    }

    fn counted(scale: Option<u8>, word: u8, exponent: i32) -> Self {
        let dimension = Dimension::Count(Counted(word));
        Self { dimension, exponent, wording: Wording::Counted { scale, word } }
    }

    /// The unit of an amount that stands after the currency sign `sign` and before `rest`, and the length of
    /// the magnitude word at the start of `rest`.
    pub fn after_sign(sign: &str, rest: &str) -> Option<(Self, usize)> {
        let (sign, (_, currency)) = (0..).zip(SIGNS).find(|(_, (word, _))| sign.ends_with(word))?;
        let opens = |(_, (word, _)): &(u8, &(&str, i32))| rest.starts_with(word) && ends_there(rest, word);
        let magnitude = (0..).zip(MAGNITUDES).find(opens);
        let (word, exponent) = magnitude.map_or(("", 0), |(_, found)| *found);
        let wording = Wording::Signed { sign, magnitude: magnitude.map(|(at, _)| at) };
        Some((Self { dimension: Dimension::Money(*currency), exponent, wording }, word.len()))
    }

    /// The currency sign that ends `text`, if one does.
    pub fn closing_sign(text: &str) -> Option<&'static str> {
        SIGN_WORDS.ending(text).next().map(|(word, _)| *word)
    }

    /// The unit written as `text` and nothing else: 万元, %, 人, £m, USD million.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some((unit, length)) = Self::opening(text)
            && length == text.len()
        {
            return Some(unit);
        }
        if text.starts_with(|c: char| matches!(c, '\u{3400}'..='\u{9fff}')) {
            return None; // told fast of names
        }
        for (sign, currency) in SIGNS {
            let code = || text.strip_prefix(currency.code()).map(str::trim_start);
            let rest = text.strip_prefix(sign).or_else(code);
            if let Some(rest) = rest
                && let Some((unit, length)) = Self::after_sign(sign, rest)
                && length == rest.len()
            {
                return Some(unit);
            }
        }
        None
    }

    /// Every unit word that rule sets and captions may use, for hints.
    pub fn words() -> impl Iterator<Item = &'static str> {
        SUFFIXES
            .iter()
            .map(|(word, ..)| *word)
            .chain(COUNTS.iter().copied())
            .chain(["£", "£m", "$", "$m", "€"])
    }

    /// Whether it measures money.
    pub fn is_money(self) -> bool {
        matches!(self.dimension, Dimension::Money(_))
    }

    /// Whether it counts percentage points: what shares differ by.
    pub fn is_points(self) -> bool {
        self.dimension == Dimension::Ratio && matches!(self.printed().2, "个百分点" | "percentage points")
    }

    /// The unit's word as it is printed, `None` for a pure number.
    pub fn word(self) -> Option<String> {
        let text = self.to_string();
        (!text.is_empty()).then_some(text)
    }

    /// `number` with this unit around it, as people write it: `6,149.92 万元`, `98.4%`, `£41.2m`.
    pub fn around(self, number: &str) -> String {
        let (sign, scale, word) = self.printed();
        let is_apart = sign.is_empty() && word.len() > 2 && self.dimension != Dimension::Ratio;
        let space = if is_apart { " " } else { "" };
        format!("{sign}{number}{space}{scale}{word}")
    }

    /// The words before and after the number, as in `£` and `m` or nothing and `万元`, and between them the magnitude
    /// before a counting word: 万 in 万人次.
    fn printed(self) -> (&'static str, &'static str, &'static str) {
        let scale = |at: u8| SCALES[usize::from(at)].0;
        match self.wording {
            Wording::None => ("", "", ""),
            Wording::Suffix(at) => ("", "", SUFFIXES[usize::from(at)].0),
            Wording::Scale(at) => ("", "", scale(at)),
            Wording::Counted { scale: before, word } => {
                ("", before.map_or("", scale), COUNTS[usize::from(word)])
            }
            Wording::Signed { sign, magnitude } => {
                let magnitude = magnitude.map_or("", |at| MAGNITUDES[usize::from(at)].0);
                (SIGNS[usize::from(sign)].0, "", magnitude)
            }
        }
    }
}

impl Default for Unit {
    fn default() -> Self {
        Self::NONE
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, scale, word) = self.printed();
        write!(f, "{sign}{scale}{word}")
    }
}

impl Currency {
    /// Its code.
    fn code(self) -> &'static str {
        match self {
            Self::Franc => "CHF",
            Self::Renminbi => "CNY",
            Self::Euro => "EUR",
            Self::Sterling => "GBP",
            Self::Dollar => "USD",
        }
    }
}

/// Whether `word`, which opens `text`, ends where the text goes on: a Latin word must.
fn ends_there(text: &str, word: &str) -> bool {
    let is_latin = word.as_bytes().last().is_some_and(u8::is_ascii_alphabetic);
    !is_latin || !text.as_bytes().get(word.len()).is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_where_they_open_a_text() {
        let cases = [
            ("万元，其中", "万元", 4),
            ("亿元的", "亿元", 8),
            ("万人次", "万人次", 4), // a magnitude before a counting word
            ("万（含税）", "万", 4), // 万 alone is money
            ("个百分点", "个百分点", -2),
            ("个项目", "个", 0),
            ("per cent of", "per cent", -2),
            ("分，", "分", 0),
        ];
        for (text, word, exponent) in cases {
            let (unit, _) = Unit::opening(text).unwrap();
            assert_eq!((unit.to_string().as_str(), unit.exponent), (word, exponent), "{text}");
        }
        for text in ["版本", "分钟", "部门收支"] {
            assert_eq!(Unit::opening(text), None, "{text}");
        }
    }

    #[test]
    fn unit_names_are_parsed_whole() {
        assert_eq!(Unit::parse("£m").unwrap().to_string(), "£m");
        assert_eq!(Unit::parse("USD million").unwrap().exponent, 6);
        assert_eq!(Unit::parse("万元左右"), None);
        assert_eq!(Unit::parse("万元").unwrap().around("6,149.92"), "6,149.92 万元");
    }
}
