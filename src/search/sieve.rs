//! Sieves: of many regular expressions those that a text may meet, told in one pass over it.

use foldhash::HashMap;

use super::Expression;

/// Lists of expressions, of which most texts meet none.
#[derive(Debug)]
pub struct Sieve {
    /// One bit for each opening of a sign; openings share them.
    openings: Box<[u64; 1024]>,
    /// The signs by how they open.
    signs: HashMap<Opening, Vec<Sign>>,
    /// The expressions without signs, which any text may meet.
    open: Vec<Place>,
    /// How many lists there are.
    lists: usize,
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
    place: Place,
}

/// An expression by its list and its place in that.
type Place = (usize, usize);

impl Default for Sieve {
    fn default() -> Self {
        Self { openings: Box::new([0; 1024]), signs: HashMap::default(), open: Vec::new(), lists: 0 }
    }
}

impl Sieve {
    /// For these lists of expressions.
    pub fn of<'e>(lists: impl Iterator<Item = &'e [Expression]>) -> Self {
        let mut sieve = Self::default();
        for (list, expressions) in lists.enumerate() {
            sieve.lists += 1;
            for (at, expression) in expressions.iter().enumerate() {
                match expression.signs() {
                    Some(signs) => signs.iter().for_each(|sign| sieve.add(sign, (list, at))),
                    None => sieve.open.push((list, at)),
                }
            }
        }
        sieve
    }

    fn add(&mut self, sign: &str, place: Place) {
        let (opening, _) = opening(first_bytes(sign.as_bytes()));
        let (word, bit) = bit(opening);
        self.openings[word] |= bit;
        let head = u64::from_le_bytes(first_bytes(sign.as_bytes()));
        let bits = u64::from_le_bytes(first_bytes(&[0xff; 8][..sign.len().min(8)]));
        self.signs.entry(opening).or_default().push(Sign { word: sign.to_owned(), head, bits, place });
    }

    /// Of each list the places of the expressions that `text` may meet.
    pub fn likely(&self, text: &str) -> Vec<Vec<usize>> {
        let mut likely = vec![Vec::new(); self.lists];
        for (list, at) in &self.open {
            likely[*list].push(*at);
        }
        let mut rest = self.pass(text.as_bytes(), &mut likely);
        while !rest.is_empty() {
            let (opening, length) = opening(first_bytes(rest));
            self.note(opening, rest, &mut likely);
            rest = rest.get(length..).unwrap_or_default();
        }
        likely
    }

    /// Notes what stands in `text` but for its last bytes, which are given back.
    fn pass<'t>(&self, text: &'t [u8], likely: &mut [Vec<usize>]) -> &'t [u8] {
        let mut at = 0;
        while let Some(four) = text.get(at..).and_then(<[u8]>::first_chunk) {
            let (opening, length) = opening(*four);
            let (word, bit) = bit(opening);
            if self.openings[word] & bit != 0 {
                self.note(opening, &text[at..], likely);
            }
            at += length;
        }
        text.get(at..).unwrap_or_default()
    }

    /// Notes the expressions of which a sign opens `text`.
    #[inline(never)] // few openings are those of signs
    fn note(&self, opening: Opening, text: &[u8], likely: &mut [Vec<usize>]) {
        let head = u64::from_le_bytes(first_bytes(text));
        for Sign { word, head: first, bits, place: (list, at) } in
            self.signs.get(&opening).into_iter().flatten()
        {
            if head & bits == *first && text.starts_with(word.as_bytes()) && !likely[*list].contains(at) {
                likely[*list].push(*at);
            }
        }
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
    /// By the first half of its first byte: the length of a character, and the bits of an opening.
    const SHAPES: [(u8, u32); 16] = {
        let mut shapes = [(1, 0xffff); 16];
        (shapes[0xc], shapes[0xd]) = ((2, 0x00ff_ffff), (2, 0x00ff_ffff));
        (shapes[0xe], shapes[0xf]) = ((3, u32::MAX), (4, u32::MAX));
        shapes
    };
    let (length, bits) = SHAPES[usize::from(four[0] >> 4)];
    (u32::from_le_bytes(four) & bits, usize::from(length))
}

/// The place of the bit for `opening`.
fn bit(opening: Opening) -> (usize, u64) {
    let hash = opening.wrapping_mul(0x9e37_79b1); // spreads them evenly
    ((hash >> 22) as usize, 1 << (hash >> 16 & 63))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_passed_over_where_none_of_their_signs_stands() {
        let expression = |text: &&str| Expression::parse(text).unwrap();
        let lists = [
            vec!["万元万元|的的", "[0-9]+", "XX+人"], // the second has no sign
            vec![],
            vec!["(?i)lorem", "😀😀", "[（(]请[^）]*填写"],
        ];
        let lists: Vec<Vec<Expression>> =
            lists.iter().map(|list| list.iter().map(expression).collect()).collect();
        let sieve = Sieve::of(lists.iter().map(Vec::as_slice));
        let cases: &[(&str, [&[usize]; 3])] = &[
            ("", [&[1], &[], &[]]),
            ("收入120万元", [&[1], &[], &[]]),
            ("收入120万元万元，LOREM ipsum", [&[1, 0], &[], &[0]]),
            ("XX", [&[1, 2], &[], &[]]), // at the very end
            ("（请按要求", [&[1], &[], &[2]]),
            ("一😀😀", [&[1], &[], &[1]]),
            ("一😀", [&[1], &[], &[]]),
        ];
        for (text, expected) in cases {
            assert_eq!(sieve.likely(text), expected.map(<[usize]>::to_vec), "{text}");
        }
    }
}
