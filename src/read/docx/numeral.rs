//! Numerals: a number as Word's numbering formats write it.

/// The number in a format by the name that Word has for it; in one that is not known, in digits.
pub(super) fn written(format: &str, number: u32) -> String {
    let place = |from: char, last: u32| {
        let offset = number.checked_sub(1).filter(|_| number <= last);
        offset.and_then(|offset| char::from_u32(u32::from(from) + offset)).map(String::from)
    };
    let told = match format {
        "none" => Some(String::new()),
        "bullet" => Some("•".to_owned()),
        "decimalZero" => Some(format!("{number:02}")),
        "decimalFullWidth" | "decimalFullWidth2" => Some(full_width(number)),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|roman| roman.to_lowercase()),
        "upperLetter" => letters('A', number),
        "lowerLetter" => letters('a', number),
        "ordinal" => Some(ordinal(number)),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanCounting" => han(number, "一二三四五六七八九", "十百千"),
        "chineseLegalSimplified" => han(number, "壹贰叁肆伍陆柒捌玖", "拾佰仟"),
        "ideographLegalTraditional" | "japaneseLegal" => han(number, "壹貳參肆伍陸柒捌玖", "拾佰仟"),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => Some(digits(number)),
        "ideographTraditional" => nth("甲乙丙丁戊己庚辛壬癸", number),
        "ideographZodiac" => nth("子丑寅卯辰巳午未申酉戌亥", number),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => place('①', 20),
        "decimalEnclosedParen" => place('⑴', 20),
        "decimalEnclosedFullstop" => place('⒈', 20),
        "ideographEnclosedCircle" => place('㊀', 10),
        "ideographParenthesesCircle" | "ideographEnclosedParen" => place('㈠', 10),
        _ => None,
    };
    told.unwrap_or_else(|| number.to_string())
}

/// The character of `all` that stands for a number.
fn nth(all: &str, number: u32) -> Option<String> {
    all.chars().nth(usize::try_from(number.checked_sub(1)?).ok()?).map(String::from)
}

/// A, B … Z, AA, BB …
fn letters(first: char, number: u32) -> Option<String> {
    let offset = number.checked_sub(1).filter(|offset| *offset < 26 * 30)?;
    let letter = char::from_u32(u32::from(first) + offset % 26)?;
    Some((0..=offset / 26).map(|_| letter).collect())
}

fn roman(number: u32) -> Option<String> {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut rest = Some(number).filter(|number| (1..4000).contains(number))?;
    let mut roman = String::new();
    for (value, word) in STEPS {
        while rest >= value {
            roman += word;
            rest -= value;
        }
    }
    Some(roman)
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// 1 to 9999 in Han numerals: 十, 二十一, 一百零五.
fn han(number: u32, ones: &str, tens: &str) -> Option<String> {
    let mut written = String::new();
    let mut skipped = false;
    for place in (0..4_u32).rev() {
        let digit = Some(number).filter(|number| (1..10_000).contains(number))? / 10_u32.pow(place) % 10;
        if digit == 0 {
            skipped = !written.is_empty();
            continue;
        }
        if std::mem::take(&mut skipped) {
            written.push('零');
        }
        // 十一, not 一十一.
        if !(place == 1 && digit == 1 && written.is_empty() && ones.starts_with('一')) {
            written += &nth(ones, digit)?;
        }
        if place > 0 {
            written += &nth(tens, place)?;
        }
    }
    Some(written)
}

/// A number digit by digit: 一〇五.
fn digits(number: u32) -> String {
    number
        .to_string()
        .bytes()
        .filter_map(|digit| nth("〇一二三四五六七八九", u32::from(digit - b'0') + 1))
        .collect()
}

fn full_width(number: u32) -> String {
    let digit = |digit: u8| char::from_u32(u32::from('０') + u32::from(digit - b'0'));
    number.to_string().bytes().filter_map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_word_writes_them() {
        let cases = [
            ("decimal", 12, "12"),
            ("decimalZero", 3, "03"),
            ("decimalFullWidth", 12, "１２"),
            ("upperRoman", 4, "IV"),
            ("lowerRoman", 1994, "mcmxciv"),
            ("upperRoman", 4_000_000_000, "4000000000"), // no Roman number
            ("upperLetter", 26, "Z"),
            ("lowerLetter", 28, "bb"),
            ("lowerLetter", 4_000_000_000, "4000000000"),
            ("ordinal", 112, "112th"),
            ("chineseCounting", 10, "十"),
            ("chineseCountingThousand", 21, "二十一"),
            ("japaneseCounting", 11, "十一"),
            ("chineseCountingThousand", 105, "一百零五"),
            ("chineseCountingThousand", 110, "一百一十"),
            ("chineseCountingThousand", 3007, "三千零七"),
            ("chineseCounting", 0, "0"),
            ("chineseLegalSimplified", 12, "壹拾贰"),
            ("ideographDigital", 105, "一〇五"),
            ("ideographTraditional", 2, "乙"),
            ("ideographTraditional", 11, "11"), // there are ten
            ("ideographZodiac", 12, "亥"),
            ("decimalEnclosedCircle", 3, "③"),
            ("decimalEnclosedCircleChinese", 21, "21"),
            ("decimalEnclosedParen", 1, "⑴"),
            ("bullet", 7, "•"),
            ("none", 7, ""),
            ("hindiVowels", 7, "7"), // not known
        ];
        for (format, number, expected) in cases {
            assert_eq!(written(format, number), expected, "{format} {number}");
        }
    }
}
