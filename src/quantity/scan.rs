//! Amounts in running text and in cells: digits, their unit, and how firmly they are stated.

use std::ops::Range;
use std::sync::LazyLock;

use rust_decimal::Decimal;

use super::number::{digit, number, number_at, skip_token};
use super::{Firmness, Lexicon, Quantity, Stops, Unit};

/// A quantity found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The bytes of sign, number and unit.
    pub range: Range<usize>,
    /// What they say.
    pub quantity: Quantity,
}

/// Words before a number and what they make of it, longer words first where one ends the other.
const BEFORE: &[(&str, Firmness)] = &[
    ("不超过", Firmness::Threshold),
    ("不低于", Firmness::Threshold),
    ("不少于", Firmness::Threshold),
    ("超过", Firmness::Over),
    ("至少", Firmness::Threshold),
    ("最多", Firmness::Threshold),
    ("最近", Firmness::Stated),
    ("附近", Firmness::Stated),
    ("约", Firmness::About),
    ("近", Firmness::Under),
    ("不足", Firmness::Under),
    ("超", Firmness::Over),
    ("逾", Firmness::Over),
    ("≥", Firmness::Threshold),
    ("≤", Firmness::Threshold),
    (">", Firmness::Threshold),
    ("<", Firmness::Threshold),
    ("about ", Firmness::About),
    ("around ", Firmness::About),
    ("approximately ", Firmness::About),
    ("nearly ", Firmness::Under),
    ("almost ", Firmness::Under),
    ("over ", Firmness::Over),
    ("more than ", Firmness::Over),
    ("at least ", Firmness::Threshold),
    ("up to ", Firmness::Threshold),
    ("at most ", Firmness::Threshold),
];

/// Words after an amount and what they make of it.
const AFTER: &[(&str, Firmness)] = &[
    ("左右", Firmness::About),
    ("以上", Firmness::Threshold),
    ("以下", Firmness::Threshold),
    ("以内", Firmness::Threshold),
    ("（含）以", Firmness::Threshold),
    ("(含)以", Firmness::Threshold),
    ("及以", Firmness::Threshold),
    ("余", Firmness::Over),
    ("多", Firmness::Over),
    (" or more", Firmness::Threshold),
    (" or less", Firmness::Threshold),
];

static BEFORE_WORDS: LazyLock<Lexicon<Firmness>> =
    LazyLock::new(|| Lexicon::of_endings(BEFORE.iter().copied()));
static AFTER_WORDS: LazyLock<Lexicon<Firmness>> =
    LazyLock::new(|| Lexicon::of_openings(AFTER.iter().copied()));

/// What is found in a running text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A number with its unit.
    Amount(Amount),
    /// A number without one, or inside 《》: its bytes and its value.
    Bare(Range<usize>, Decimal),
    /// A mark that ends a sentence, or a dot before a blank, which may.
    Stop(Range<usize>),
}

/// Every number of `text` and every mark that may end a sentence, in order.
pub fn tokens(text: &str) -> impl Iterator<Item = Token> {
    let (mut at, mut title_depth) = (0, 0_usize);
    std::iter::from_fn(move || {
        loop {
            at = STOPS.next(text.as_bytes(), at)?;
            let start = at;
            match text.as_bytes()[at..] {
                [b'0'..=b'9', ..] | [0xef, 0xbc, 0x90..=0x99, ..] => {}
                [0xe3, 0x80, mark @ (0x8a | 0x8b), ..] => {
                    title_depth = if mark == 0x8a { title_depth + 1 } else { title_depth.saturating_sub(1) };
                    at += '《'.len_utf8();
                    continue;
                }
                [0xe3, 0x80, 0x82, ..] | [0xef, 0xbc, 0x81 | 0x9f, ..] => {
                    at += '。'.len_utf8();
                    return Some(Token::Stop(start..at));
                }
                [0xe3 | 0xef, ..] => {
                    at += '。'.len_utf8();
                    continue;
                }
                [b'.', ..] if !text[at + 1..].chars().next().is_none_or(char::is_whitespace) => {
                    at += 1;
                    continue;
                }
                _ => {
                    at += 1;
                    return Some(Token::Stop(start..at));
                }
            }
            let Some((value, end)) = number_at(text, at) else {
                at = skip_token(text, at);
                continue;
            };
            if title_depth == 0
                && let Some(amount) = amount_at(text, at, value, end)
            {
                at = amount.range.end;
                return Some(Token::Amount(amount));
            }
            at = end;
            return Some(Token::Bare(start..end, value));
        }
    })
}

/// Every amount of a running text that has a unit, in order. Years, dates, document and code numbers have
/// none and are passed over, and so is what stands inside 《》.
pub fn scan(text: &str) -> impl Iterator<Item = Amount> {
    tokens(text).filter_map(|token| match token {
        Token::Amount(amount) => Some(amount),
        _ => None,
    })
}

/// Where digits, 《 and 》, and the marks that end sentences may stand: the wide ones share their first bytes with others.
static STOPS: Stops = Stops::at(b"0123456789.!?\xe3\xef");

/// The amount whose digits stand at `start..end`, if a unit goes with them.
fn amount_at(text: &str, start: usize, value: Decimal, end: usize) -> Option<Amount> {
    let before = &text[..start];
    let last = before.chars().next_back();
    let (mut words, mut head) = (before, before);
    let (mut value, mut firmness) = (value, Firmness::Stated);
    match last {
        Some('a'..='z' | 'A'..='Z' | '_' | '第' | '〔' | '.' | '#') => return None,
        Some(minus @ ('-' | '−' | '－')) => {
            head = &before[..start - minus.len_utf8()];
            let is_range = |c: char| {
                digit(c).is_some() || matches!(c, '%' | '元' | '万' | '亿') || c.is_ascii_alphabetic()
            };
            if head.ends_with(is_range) {
                firmness = Firmness::Threshold; // the end of a range: 10-20万元, 1－3人
            } else {
                words = head;
                value.set_sign_negative(true);
            }
            head = head.trim_end();
        }
        Some('~' | '～') => firmness = Firmness::Threshold,
        Some(other) if other <= '\u{3000}' => head = before.trim_end(), // no blank comes after that one
        _ => {}
    }
    let rest = &text[end..];
    let sign = match last {
        Some('\u{3400}'..='\u{9fff}') => None, // told fast of most amounts
        _ => Unit::closing_sign(head),
    };
    let (words, after, unit) = if let Some(sign) = sign {
        let magnitude = rest.trim_start_matches(' ');
        let (unit, length) = Unit::after_sign(sign, magnitude)?;
        let after = if length == 0 { rest } else { &magnitude[length..] };
        (&head[..head.len() - sign.len()], after, unit)
    } else {
        let mut rest = without_blanks(rest);
        let (unit, length) = if let Some(found) = Unit::opening(rest) {
            found
        } else {
            (rest, firmness) = (rest.strip_prefix(['余', '多'])?, Firmness::Over);
            Unit::opening(rest)?
        };
        (words, &rest[length..], unit)
    };
    let firmness = firmness_around(words, after).unwrap_or(firmness);
    let range = words.len()..text.len() - after.len();
    Some(Amount { range, quantity: Quantity { firmness, ..Quantity::stated(value, unit) } })
}

/// `text` without the blanks and line ends that open it.
fn without_blanks(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = match rest.as_bytes() {
            [b' ' | b'\n' | b'\r' | b'\t', ..] => &rest[1..],
            [0xc2, 0xa0, ..] => &rest['\u{a0}'.len_utf8()..],
            [0xe3, 0x80, 0x80, ..] => &rest['\u{3000}'.len_utf8()..],
            _ => return rest,
        }
    }
}

/// What the words on either side make of an amount; 余 counts only after it (上年结余1897.95 is exact).
fn firmness_around(before: &str, after: &str) -> Option<Firmness> {
    let found = AFTER_WORDS.opening(after).next().or_else(|| BEFORE_WORDS.ending(before).next());
    found.map(|(_, firmness)| *firmness)
}

/// The quantity that a cell or a field holds when its whole text is one: `1,234.50`, `-3`, `(12.6)`, `98.4%`,
/// `12 万元`. A number without a unit is in `unit`. Blanks, dashes and texts are `None`.
pub fn cell(text: &str, unit: Unit) -> Option<Quantity> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{a0}' || c == '\u{3000}');
    let bracketed = text.strip_prefix(['(', '（']).and_then(|inner| inner.strip_suffix([')', '）']));
    let body = bracketed.unwrap_or(text).trim();
    let unsigned = body.strip_prefix(['-', '−', '－', '+']).map(str::trim_start);
    let negative = bracketed.is_some() || body.starts_with(['-', '−', '－']);
    let body = unsigned.unwrap_or(body);
    let (sign, body) = match body.chars().next().map(|c| &body[..c.len_utf8()]).and_then(Unit::closing_sign) {
        Some(sign) => (Some(sign), body[sign.len()..].trim_start()),
        None => (None, body),
    };
    let (mut value, length) = number(body)?;
    if negative {
        value.set_sign_negative(true);
    }
    let rest = body[length..].trim();
    let unit = match sign {
        Some(sign) => Unit::after_sign(sign, rest).filter(|(_, used)| *used == rest.len())?.0,
        None if rest.is_empty() => unit,
        None => Unit::parse(rest)?,
    };
    Some(Quantity::stated(value, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_in_prose() {
        type Told = (&'static str, &'static str, Firmness);
        let cases: &[(&str, &[Told])] = &[
            ("收入6149.92万元，其中", &[("6149.92", "万元", Firmness::Stated)]),
            ("上年结余1897.95万元", &[("1897.95", "万元", Firmness::Stated)]), // 余 before digits is no approximation
            ("企业120余家", &[("120", "家", Firmness::Over)]),
            ("获得近2.1亿元的资金", &[("2.1", "亿元", Firmness::Under)]),
            (
                "(营收500万元以上)98家",
                &[("500", "万元", Firmness::Threshold), ("98", "家", Firmness::Stated)],
            ),
            ("2021年1-10月，12月7日", &[]),                   // years and dates
            ("财预〔2020〕10号，《2021年5家企业名单》", &[]), // document numbers, titles of works
            ("系统 1.0 版本，V2.1.3个", &[]),                 // versions
            ("表1 部门收支情况，共3部分", &[]),               // what only begins like a unit
            ("等20 家拟上市", &[("20", "家", Firmness::Stated)]), // a space from a PDF
            ("支出２８．５万元", &[("28.5", "万元", Firmness::Stated)]), // full-width digits
            ("共1,234.5元", &[("1234.5", "元", Firmness::Stated)]),
            ("为42.73\n万元", &[("42.73", "万元", Firmness::Stated)]), // a soft-wrapped line
            ("为17306.2\n7万元", &[("17306.27", "万元", Firmness::Stated)]), // one inside the number
            ("为1234.\n99万元", &[("1234.99", "万元", Firmness::Stated)]),
            ("为1234\n.99万元", &[("1234.99", "万元", Firmness::Stated)]),
            ("占99.35%；增长-3.2%", &[("99.35", "%", Firmness::Stated), ("-3.2", "%", Firmness::Stated)]),
            ("用时10分钟，得9.84分", &[("9.84", "分", Firmness::Stated)]),
            (
                "costs were £41.2m and $1,200 thousand",
                &[("41.2", "£m", Firmness::Stated), ("1200", "$thousand", Firmness::Stated)],
            ),
            ("动员1.9万人次", &[("1.9", "万人次", Firmness::Stated)]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = scan(text)
                .map(|a| {
                    let unit = a.quantity.unit.word().unwrap_or_default();
                    (a.quantity.value.to_string(), unit, a.quantity.firmness)
                })
                .collect();
            let expected: Vec<_> =
                expected.iter().map(|(v, u, f)| ((*v).to_owned(), (*u).to_owned(), *f)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn cells_hold_one_quantity_or_none() {
        let cases = [
            (" 1,234.50 ", Some(("1234.50", "万元"))),
            ("(12.6)", Some(("-12.6", "万元"))), // bracketed negatives
            ("－3", Some(("-3", "万元"))),
            ("98.40%", Some(("98.40", "%"))),
            ("£41.2m", Some(("41.2", "£m"))),
            ("", None),
            ("—", None),
            ("≥9600人", None), // a target, not an amount
            ("1,23", None),    // no group of three
            ("2022年12月", None),
        ];
        for (text, expected) in cases {
            let unit = Unit::parse("万元").unwrap();
            let found = cell(text, unit).map(|q| (q.value.to_string(), q.unit.to_string()));
            assert_eq!(found, expected.map(|(v, u): (&str, &str)| (v.to_owned(), u.to_owned())), "{text:?}");
        }
    }
}
