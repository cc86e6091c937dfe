//! Signs of a regular expression: words of which each text that meets it holds one. They are looked for
//! before the expression itself, which costs far more.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

/// Words, of which one must be there.
type Words = Vec<Vec<u8>>;

/// How many words are signs of one expression.
const MOST: usize = 48;

/// How many characters of a word are looked for: more are hardly rarer.
const LONGEST: usize = 4;

/// The signs of the expression `text`, `None` where it has none of at least two characters.
pub(super) fn signs(text: &str) -> Option<Vec<String>> {
    let words = of(&regex_syntax::parse(text).ok()?, MOST)?;
    let short = |word| Some(String::from_utf8(word).ok()?.chars().take(LONGEST).collect());
    let mut signs = words.into_iter().map(short).collect::<Option<Vec<String>>>()?;
    signs.sort_unstable();
    // What opens like another sign tells nothing more.
    signs.dedup_by(|next, kept| next.starts_with(kept.as_str()));
    Some(signs)
}

/// The signs of `expression`, at most so many.
fn of(expression: &Hir, most: usize) -> Option<Words> {
    if let HirKind::Concat(parts) = expression.kind() {
        return of_parts(parts, most);
    }
    if let Some(words) = all(expression, most).filter(is_telling) {
        return Some(words);
    }
    match expression.kind() {
        HirKind::Capture(capture) => of(&capture.sub, most),
        HirKind::Repetition(Repetition { min: 1.., sub, .. }) => {
            least(expression, most).filter(is_telling).or_else(|| of(sub, most))
        }
        HirKind::Alternation(ways) => {
            let each = most / ways.len().max(1);
            Some(ways.iter().map(|way| of(way, each)).collect::<Option<Vec<Words>>>()?.concat())
        }
        _ => None,
    }
}

/// The first of the signs that single parts have, and that parts which follow each other have together.
fn of_parts(parts: &[Hir], most: usize) -> Option<Words> {
    let mut run: Words = vec![Vec::new()];
    for part in parts {
        let words = all(part, most);
        if let Some(longer) = words.as_ref().and_then(|words| product(&run, words, most)) {
            run = longer;
            if has_chars(&run, LONGEST) {
                return Some(run);
            }
            continue;
        }
        // What is repeated stands there at least so many times; what comes next may follow or not.
        let least = least(part, most).and_then(|words| product(&run, &words, most));
        let told = Some(least.unwrap_or(run)).filter(is_telling).or_else(|| of(part, most));
        if told.is_some() {
            return told;
        }
        run = words.unwrap_or_else(|| vec![Vec::new()]);
    }
    Some(run).filter(is_telling)
}

/// What every text that meets a repetition begins with.
fn least(expression: &Hir, most: usize) -> Option<Words> {
    let HirKind::Repetition(Repetition { min, sub, .. }) = expression.kind() else { return None };
    times(&all(sub, most)?, *min, most)
}

/// Every text that meets `expression`, where they are no more than so many.
fn all(expression: &Hir, most: usize) -> Option<Words> {
    match expression.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Vec::new()]),
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Class(class) => characters(class, most),
        HirKind::Repetition(Repetition { min, max: Some(max), sub, .. }) if min == max => {
            times(&all(sub, most)?, *min, most)
        }
        HirKind::Repetition(Repetition { min: 0, max: Some(1), sub, .. }) => {
            Some([all(sub, most)?, vec![Vec::new()]].concat()).filter(|words| words.len() <= most)
        }
        HirKind::Repetition(_) => None,
        HirKind::Capture(capture) => all(&capture.sub, most),
        HirKind::Concat(parts) => {
            parts.iter().try_fold(vec![Vec::new()], |words, part| product(&words, &all(part, most)?, most))
        }
        HirKind::Alternation(ways) => {
            let words = ways.iter().map(|way| all(way, most)).collect::<Option<Vec<Words>>>()?.concat();
            (words.len() <= most).then_some(words)
        }
    }
}

/// The characters of a class, where they are few.
fn characters(class: &Class, most: usize) -> Option<Words> {
    match class {
        Class::Unicode(class) => {
            let count: usize = class.iter().map(regex_syntax::hir::ClassUnicodeRange::len).sum();
            let all = || class.iter().flat_map(|range| range.start()..=range.end());
            (count <= most).then(|| all().map(|c| c.to_string().into_bytes()).collect())
        }
        Class::Bytes(class) => {
            let count: usize = class.iter().map(regex_syntax::hir::ClassBytesRange::len).sum();
            let all = || class.iter().flat_map(|range| range.start()..=range.end());
            (count <= most).then(|| all().map(|byte| vec![byte]).collect())
        }
    }
}

/// Each word of `left` followed by each of `right`, where they are few.
fn product(left: &Words, right: &Words, most: usize) -> Option<Words> {
    let pairs = || left.iter().flat_map(|l| right.iter().map(move |r| [l.as_slice(), r].concat()));
    (left.len() * right.len() <= most).then(|| pairs().collect())
}

/// `words` so many times one after the other, where that is few.
fn times(words: &Words, count: u32, most: usize) -> Option<Words> {
    (0..count).try_fold(vec![Vec::new()], |all, _| product(&all, words, most))
}

/// Whether words are long enough to be rare.
fn is_telling(words: &Words) -> bool {
    has_chars(words, 2)
}

/// Whether there are words, and all of them have so many characters.
fn has_chars(words: &Words, count: usize) -> bool {
    let is_long =
        |word: &Vec<u8>| str::from_utf8(word).is_ok_and(|word| word.chars().nth(count - 1).is_some());
    !words.is_empty() && words.iter().all(is_long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_that_meets_an_expression_holds_a_sign() {
        let cases: &[(&str, &[&str])] = &[
            ("万元万元|的的", &["万元万元", "的的"]),
            ("[增减]加?了", &["减了", "减加了", "增了", "增加了"]),
            ("[（(]请[^）]*填写", &["(请", "（请"]),
            ("[*＊]{2,} ?元", &["**", "*＊", "＊*", "＊＊"]),
            ("(?:ab){2,}c", &["abab"]),
            ("a+b", &[]),
            ("x?", &[]),
            ("<(?:(?i:in)|on)x*", &["<IN", "<In", "<iN", "<in", "<on"]),
            ("[0-9]+.*", &[]),
            (r"(?m)^ *报告\r?$", &["报告"]),
            ("[£$](?:X{2,}|x{2}y|X,X+)", &["X,X", "XX", "xxy"]),
            ("[决预]算", &["决算", "预算"]),
            ("日|月", &[]),
            ("(?:abcde|abcdf)g+", &["abcd"]),
            (r"20[0-9]{2}月", &["20"]),
        ];
        for (text, expected) in cases {
            let found = signs(text).unwrap_or_default();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
