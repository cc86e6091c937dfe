//! Heading numbers: 第一部分, 一、, （一）, 1., (1), ①.

/// How a heading is numbered, outermost style first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NumeralStyle {
    /// 第一部分, 第二章.
    Part,
    /// 一、
    Han,
    /// （一）
    HanBracketed,
    /// 1. or 1、
    Arabic,
    /// (1) or 1)
    ArabicBracketed,
    /// ①
    Circled,
}

/// The number of a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// How it is written.
    pub style: NumeralStyle,
    /// Its value.
    pub value: u32,
}

impl Numeral {
    /// The number that opens `text` and its length in bytes with the mark and the blanks after it.
    pub fn opening(text: &str) -> Option<(Self, usize)> {
        // Told fast of most texts.
        let (style, value, length) = match text.chars().next()? {
            '第' => part(text)?,
            '（' | '(' => bracketed(text)?,
            '0'..='9' => bracketed(text).or_else(|| plain(text))?,
            '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' => plain(text)?,
            '①'..='⑳' => circled(text)?,
            _ => return None,
        };
        let rest = text[length..].trim_start_matches([' ', '\u{3000}', '\u{a0}', '：', ':']);
        let length = text.len() - rest.len();
        Some((Self { style, value }, length))
    }

    /// How it is written in a heading: 三、 （三） 3. (3).
    pub fn written(self, value: u32) -> String {
        match self.style {
            NumeralStyle::Part => format!("第{}部分", han(value)),
            NumeralStyle::Han => han(value),
            NumeralStyle::HanBracketed => format!("（{}）", han(value)),
            NumeralStyle::Arabic => format!("{value}."),
            NumeralStyle::ArabicBracketed => format!("({value})"),
            NumeralStyle::Circled => char::from_u32(0x245f + value)
                .filter(|_| (1..=20).contains(&value))
                .map_or(value.to_string(), String::from),
        }
    }
}

/// 第…部分, 第…章.
fn part(text: &str) -> Option<(NumeralStyle, u32, usize)> {
    let rest = text.strip_prefix('第')?;
    let (value, length) = count(rest)?;
    let mark = ["部分", "章", "篇"].iter().find(|mark| rest[length..].starts_with(**mark))?;
    Some((NumeralStyle::Part, value, '第'.len_utf8() + length + mark.len()))
}

/// （一）, (1), 1).
fn bracketed(text: &str) -> Option<(NumeralStyle, u32, usize)> {
    let rest = text.strip_prefix(['（', '(']);
    let opening = rest.map_or(0, |rest| text.len() - rest.len());
    let rest = rest.unwrap_or(text);
    let (value, length) = count(rest)?;
    let close = rest[length..].chars().next().filter(|c| matches!(c, '）' | ')'))?;
    let style = if rest.starts_with(|c: char| c.is_ascii_digit()) {
        NumeralStyle::ArabicBracketed
    } else if opening > 0 {
        NumeralStyle::HanBracketed
    } else {
        return None;
    };
    Some((style, value, opening + length + close.len_utf8()))
}

/// 一、 and 1. with their marks; a dot before a digit is a decimal point.
fn plain(text: &str) -> Option<(NumeralStyle, u32, usize)> {
    let (value, length) = count(text)?;
    let mut rest = text[length..].chars();
    let mark = rest.next()?;
    // A dot before a digit is a decimal point, unless a year follows: 1.2023年项目支出.
    let dated = rest.as_str().get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()))
        && rest.as_str()[4..].trim_start().starts_with('年');
    let decimal = !dated && rest.next().is_some_and(|c| c.is_ascii_digit());
    let style =
        if text.starts_with(|c: char| c.is_ascii_digit()) { NumeralStyle::Arabic } else { NumeralStyle::Han };
    let fits = match mark {
        '、' => true,
        '.' | '．' => !decimal,
        _ => false,
    };
    (fits && value < 200).then_some((style, value, length + mark.len_utf8()))
}

/// ① to ⑳.
fn circled(text: &str) -> Option<(NumeralStyle, u32, usize)> {
    let first = text.chars().next().filter(|c| ('①'..='⑳').contains(c))?;
    Some((NumeralStyle::Circled, u32::from(first) - 0x245f, first.len_utf8()))
}

/// A whole number in Han or ASCII digits and its length in bytes.
fn count(text: &str) -> Option<(u32, usize)> {
    let ascii = text.bytes().take_while(u8::is_ascii_digit).count();
    if ascii > 0 {
        return (ascii <= 3).then(|| text[..ascii].parse().ok().map(|value| (value, ascii))).flatten();
    }
    let (mut total, mut digit, mut length) = (0_u32, 0_u32, 0);
    for character in text.chars() {
        match character {
            '一' => digit = 1,
            '二' => digit = 2,
            '三' => digit = 3,
            '四' => digit = 4,
            '五' => digit = 5,
            '六' => digit = 6,
            '七' => digit = 7,
            '八' => digit = 8,
            '九' => digit = 9,
            '十' => {
                total += digit.max(1) * 10;
                digit = 0;
            }
            _ => break,
        }
        length += character.len_utf8();
    }
    (length > 0).then_some((total + digit, length))
}

/// 1 to 99 in Han digits; larger numbers in ASCII.
fn han(value: u32) -> String {
    let digit =
        |d: u32| "一二三四五六七八九".chars().nth(d as usize - 1).map(String::from).unwrap_or_default();
    match value {
        1..=9 => digit(value),
        10..=99 => {
            let tens = if value < 20 { String::new() } else { digit(value / 10) };
            let ones = if value.is_multiple_of(10) { String::new() } else { digit(value % 10) };
            format!("{tens}十{ones}")
        }
        _ => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heading_numbers_are_read_with_their_style() {
        let cases = [
            ("第二部分 概况", Some((NumeralStyle::Part, 2, "概况"))),
            ("三、部门概况", Some((NumeralStyle::Han, 3, "部门概况"))),
            ("二十一、其他", Some((NumeralStyle::Han, 21, "其他"))),
            ("（十二）高水平", Some((NumeralStyle::HanBracketed, 12, "高水平"))),
            ("1、项目支出", Some((NumeralStyle::Arabic, 1, "项目支出"))),
            ("1. 项目", Some((NumeralStyle::Arabic, 1, "项目"))),
            ("(3)小计", Some((NumeralStyle::ArabicBracketed, 3, "小计"))),
            ("①甲", Some((NumeralStyle::Circled, 1, "甲"))),
            ("1.2023年项目支出", Some((NumeralStyle::Arabic, 1, "2023年项目支出"))),
            ("2.1亿元", None),      // a decimal
            ("2021年预算", None),   // a year
            ("一是预算编制", None), // an enumeration inside a paragraph
            ("10 负责", None),
        ];
        for (text, expected) in cases {
            let found = Numeral::opening(text).map(|(n, length)| (n.style, n.value, &text[length..]));
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(Numeral { style: NumeralStyle::HanBracketed, value: 1 }.written(12), "（十二）");
    }
}
