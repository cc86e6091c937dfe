//! Units: what amounts are counted in, and by which power of ten.

use std::fmt;
use std::sync::LazyLock;

use super::Lexicon;

/// What kind of thing is measured; only like adds to like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// Money, by currency.
    Money(&'static str),
    /// A share or rate: %, ‰, percentage points. The base unit is 1.
    Ratio,
    /// Things counted: 人, 家, 件.
    Count(&'static str),
    /// A pure number.
    Plain,
}

/// A unit as printed: `万元` is 10⁴ of the base unit 元.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unit {
    /// What it measures.
    pub dimension: Dimension,
    /// One of it is 10^`exponent` base units.
    pub exponent: i32,
    /// The words before and after the number, as in `£` and `m`, or nothing and `万元`.
    words: (&'static str, &'static str),
    /// The magnitude before a counting word: 万 in 万人次.
    scale: &'static str,
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
const SIGNS: &[(&str, &str)] = &[
    ("£", "GBP"),
    ("US$", "USD"),
    ("$", "USD"),
    ("€", "EUR"),
    ("¥", "CNY"),
    ("￥", "CNY"),
    ("EUR", "EUR"),
    ("USD", "USD"),
    ("GBP", "GBP"),
    ("RMB", "CNY"),
    ("CNY", "CNY"),
    ("CHF", "CHF"),
];

/// Magnitudes after the number of a signed amount.
const MAGNITUDES: &[(&str, i32)] =
    &[("trillion", 12), ("billion", 9), ("million", 6), ("thousand", 3), ("bn", 9), ("m", 6), ("k", 3)];

const CNY: Dimension = Dimension::Money("CNY");

static SUFFIX_WORDS: LazyLock<Lexicon<(Dimension, i32)>> = LazyLock::new(|| {
    Lexicon::of_openings(SUFFIXES.iter().map(|(word, dimension, exponent)| (*word, (*dimension, *exponent))))
});
static SCALE_WORDS: LazyLock<Lexicon<i32>> = LazyLock::new(|| Lexicon::of_openings(SCALES.iter().copied()));
static COUNT_WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::of_openings(COUNTS.iter().map(|word| (*word, ()))));
static SIGN_WORDS: LazyLock<Lexicon<&str>> = LazyLock::new(|| Lexicon::of_endings(SIGNS.iter().copied()));

impl Unit {
    /// No unit.
    pub const NONE: Self = Self { dimension: Dimension::Plain, exponent: 0, words: ("", ""), scale: "" };

    /// The unit whose word opens `text`, and the word's length in bytes.
    pub fn opening(text: &str) -> Option<(Self, usize)> {
        let find = SUFFIX_WORDS.opening(text).find(|(word, _)| starts_with_word(text, word));
        if let Some((word, (dimension, exponent))) = find {
            let unit = Self { dimension: *dimension, exponent: *exponent, words: ("", word), scale: "" };
            return Some((unit, word.len()));
        }
        let count = |rest: &str| COUNT_WORDS.opening(rest).next().map(|(word, ())| *word);
        if let Some((scale, exponent)) = SCALE_WORDS.opening(text).next() {
            let rest = &text[scale.len()..];
            return Some(match count(rest) {
                Some(word) => {
                    let words = ("", word);
                    (
                        Self { dimension: Dimension::Count(word), exponent: *exponent, words, scale },
                        scale.len() + word.len(),
                    )
                }
                None => {
                    (Self { dimension: CNY, exponent: *exponent, words: ("", scale), scale: "" }, scale.len())
                }
            });
        }
        let word = count(text)?;
        Some((
            Self { dimension: Dimension::Count(word), exponent: 0, words: ("", word), scale: "" },
            word.len(),
        ))
    }

    /// The unit of an amount that stands after the currency sign `sign` and before `rest`, and the length of
    /// the magnitude word at the start of `rest`.
    pub fn after_sign(sign: &str, rest: &str) -> Option<(Self, usize)> {
        let (sign, code) = SIGNS.iter().find(|(word, _)| sign.ends_with(word))?;
        let magnitude = MAGNITUDES.iter().find(|(word, _)| starts_with_word(rest, word));
        let (word, exponent) = magnitude.copied().unwrap_or(("", 0));
        Some((
            Self { dimension: Dimension::Money(code), exponent, words: (sign, word), scale: "" },
            word.len(),
        ))
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
        for (sign, code) in SIGNS {
            let rest = text.strip_prefix(sign).or_else(|| text.strip_prefix(code).map(str::trim_start));
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

    /// Whether it is printed as `word` and nothing else.
    pub(super) fn is(self, word: &str) -> bool {
        self.words == ("", word) && self.scale.is_empty()
    }

    /// Whether it measures money.
    pub fn is_money(self) -> bool {
        matches!(self.dimension, Dimension::Money(_))
    }

    /// Whether it counts percentage points: what shares differ by.
    pub fn is_points(self) -> bool {
        matches!(self.words.1, "个百分点" | "percentage points")
    }

    /// The unit's word as it is printed, `None` for a pure number.
    pub fn word(self) -> Option<String> {
        let text = self.to_string();
        (!text.is_empty()).then_some(text)
    }

    /// `number` with this unit around it, as people write it: `6,149.92 万元`, `98.4%`, `£41.2m`.
    pub fn around(self, number: &str) -> String {
        let space = if self.words.0.is_empty() && self.words.1.len() > 2 && self.dimension != Dimension::Ratio
        {
            " "
        } else {
            ""
        };
        format!("{}{number}{space}{}{}", self.words.0, self.scale, self.words.1)
    }
}

impl Default for Unit {
    fn default() -> Self {
        Self::NONE
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}{}", self.words.0, self.scale, self.words.1)
    }
}

/// Whether `text` opens with `word`; a Latin word must end there.
fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !word.ends_with(|c: char| c.is_ascii_alphabetic())
            || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
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
        ];
        for (text, word, exponent) in cases {
            let (unit, _) = Unit::opening(text).unwrap();
            assert_eq!((unit.to_string().as_str(), unit.exponent), (word, exponent), "{text}");
        }
        assert_eq!(Unit::opening("版本"), None);
    }

    #[test]
    fn unit_names_are_parsed_whole() {
        assert_eq!(Unit::parse("£m").unwrap().to_string(), "£m");
        assert_eq!(Unit::parse("USD million").unwrap().exponent, 6);
        assert_eq!(Unit::parse("万元左右"), None);
        assert_eq!(Unit::parse("万元").unwrap().around("6,149.92"), "6,149.92 万元");
    }
}
