//! Sieves: of many regular expressions those that a text may meet, told in one pass over it.

use super::Expression;

/// How many lists the signs are spread over.
const LISTS: usize = 1024;

/// Expressions, of which most texts meet none.
#[derive(Debug)]
pub struct Sieve {
    /// One bit for each opening of a sign; openings share them.
    openings: Box<[u64; LISTS]>,
    /// The signs by the list of their opening, and where each list ends.
    signs: Vec<Sign>,
    ends: Box<[usize; LISTS]>,
    /// Of each expression whether it has no signs: any text may meet it.
    open: Vec<bool>,
}

/// The first character of a text and the byte after it, of which no more than four bytes.
type Opening = u32;

/// A word, and the expression of which it is a sign.
#[derive(Debug)]
struct Sign {
    word: String,
    /// Its first bytes, and the bits of them that it has.
    head: u64,
    bits: u64,
    expression: usize,
}

impl Default for Sieve {
    fn default() -> Self {
        let (openings, ends) = (Box::new([0; LISTS]), Box::new([0; LISTS]));
        Self { openings, signs: Vec::new(), ends, open: Vec::new() }
    }
}

impl Sieve {
    /// For these expressions.
    pub fn of<'e>(expressions: impl Iterator<Item = &'e Expression>) -> Self {
        let mut sieve = Self::default();
        for (at, expression) in expressions.enumerate() {
            let signs = expression.signs();
            sieve.open.push(signs.is_none());
            sieve.signs.extend(signs.into_iter().flatten().map(|sign| Sign::of(sign, at)));
        }
        for sign in &sieve.signs {
            let (list, bit) = place(sign.opening());
            sieve.openings[list] |= bit;
        }
        let list = |sign: &Sign| place(sign.opening()).0;
        sieve.signs.sort_by_cached_key(list);
        for (at, end) in sieve.ends.iter_mut().enumerate() {
            *end = sieve.signs.partition_point(|sign| list(sign) <= at);
        }
        sieve
    }

    /// Of each expression whether `text` may meet it.
    pub fn likely(&self, text: &str) -> Vec<bool> {
        let mut likely = self.open.clone();
        let mut rest = self.pass(text.as_bytes(), &mut likely);
        while !rest.is_empty() {
            let (opening, length) = opening(first_bytes(rest));
            self.note(place(opening).0, rest, &mut likely);
            rest = rest.get(length..).unwrap_or_default();
        }
        likely
    }

    /// Notes what stands in `text` but for its last bytes, which are given back.
    fn pass<'t>(&self, text: &'t [u8], likely: &mut [bool]) -> &'t [u8] {
        let mut rest = text;
        while let Some(four) = rest.first_chunk() {
            let (opening, length) = opening(*four);
            let (list, bit) = place(opening);
            if self.openings[list] & bit != 0 {
                self.note(list, rest, likely);
            }
            rest = &rest[length..];
        }
        rest
    }

    /// Notes the expressions of which a sign of `list` opens `text`.
    #[inline(never)] // few openings are those of signs
    fn note(&self, list: usize, text: &[u8], likely: &mut [bool]) {
        let start = list.checked_sub(1).map_or(0, |before| self.ends[before]);
        let head = u64::from_le_bytes(first_bytes(text));
        for sign in &self.signs[start..self.ends[list]] {
            if head & sign.bits == sign.head && text.starts_with(sign.word.as_bytes()) {
                likely[sign.expression] = true;
            }
        }
    }
}

impl Sign {
    fn of(word: &str, expression: usize) -> Self {
        let head = u64::from_le_bytes(first_bytes(word.as_bytes()));
        let bits = u64::from_le_bytes(first_bytes(&[0xff; 8][..word.len().min(8)]));
        Self { word: word.to_owned(), head, bits, expression }
    }

    fn opening(&self) -> Opening {
        opening(first_bytes(self.word.as_bytes())).0
    }
}

/// The first bytes of `text`, zero where it has fewer.
fn first_bytes<const N: usize>(text: &[u8]) -> [u8; N] {
    text.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [0; N];
        bytes[..text.len()].copy_from_slice(text);
        bytes
    })
}

/// The opening of a text by its first bytes, and how many of them its first character has.
fn opening(four: [u8; 4]) -> (Opening, usize) {
    let all = u32::from_le_bytes(four);
    match four[0] {
        0xe0..=0xef => (all, 3),
        0..=0xbf => (all & 0xffff, 1),
        0xc0..=0xdf => (all & 0x00ff_ffff, 2),
        0xf0.. => (all, 4),
    }
}

/// The list of `opening`, and its bit among those of the list.
fn place(opening: Opening) -> (usize, u64) {
    let hash = opening.wrapping_mul(0x9e37_79b1); // spreads them evenly
    ((hash >> 22) as usize, 1 << (hash >> 16 & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_passed_over_where_none_of_their_signs_stands() {
        // The second has no sign.
        let texts =
            ["万元万元|的的", "[0-9]+", "XX+人", "(?i)lorem", "😀😀", "[（(]请[^）]*填写", "十个以上的字符$"];
        let expressions = texts.map(|text| Expression::parse(text).unwrap());
        let sieve = Sieve::of(expressions.iter());
        let cases: &[(&str, &[usize])] = &[
            ("", &[1]),
            ("收入120万元", &[1]),
            ("收入120万元万元，LOREM ipsum", &[0, 1, 3]),
            ("XX", &[1, 2]), // at the very end
            ("（请按要求", &[1, 5]),
            ("一😀😀", &[1, 4]),
            ("一😀", &[1]),
            ("十个以下", &[1]),
            ("十个以上", &[1, 6]), // no more of it is looked for
        ];
        for (text, expected) in cases {
            let likely = sieve.likely(text);
            let found: Vec<usize> = (0..texts.len()).filter(|at| likely[*at]).collect();
            assert_eq!(found, *expected, "{text}");
        }
    }
}
