//! Grams: which short runs of bytes stand in a text; of most words that do not this tells it fast.

use memchr::memmem;

/// Which short runs of bytes start where a character of a text does: a bit for each character, or pair of bytes where it
/// is ASCII, and one for each six bytes, which are two Chinese characters. Some share their bits.
pub(super) struct Grams {
    short: Bits,
    long: Bits,
}

/// One bit for each number of 16 bits.
type Bits = Box<[u64; 1024]>;

/// A word that is looked for in many sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    word: String,
    /// Its runs.
    short: Vec<u16>,
    long: Vec<u16>,
}

impl Sign {
    /// The sign that `word` is.
    pub fn new(word: impl Into<String>) -> Self {
        let mut sign = Self { word: word.into(), short: Vec::new(), long: Vec::new() };
        runs(&sign.word, |run| sign.short.push(run), |run| sign.long.push(run));
        sign
    }

    /// The word itself.
    pub fn word(&self) -> &str {
        &self.word
    }

    /// Whether it stands in `text`.
    pub(super) fn is_in(&self, text: &str) -> bool {
        memmem::find(text.as_bytes(), self.word.as_bytes()).is_some()
    }
}

impl Grams {
    pub(super) fn of(text: &str) -> Self {
        let mut grams = Self { short: Box::new([0; 1024]), long: Box::new([0; 1024]) };
        let set = |bits: &mut Bits, run: u16| bits[usize::from(run >> 6)] |= 1 << (run & 63);
        runs(text, |run| set(&mut grams.short, run), |run| set(&mut grams.long, run));
        grams
    }

    /// Whether `sign` may stand in the text.
    pub(super) fn may_hold(&self, sign: &Sign) -> bool {
        let stands = |bits: &Bits, run: u16| bits[usize::from(run >> 6)] & 1 << (run & 63) != 0;
        sign.long.iter().all(|run| stands(&self.long, *run))
            && sign.short.iter().all(|run| stands(&self.short, *run))
    }
}

/// Gives `short` and `long` the numbers of all such runs of `text`.
fn runs(text: &str, mut short: impl FnMut(u16), mut long: impl FnMut(u16)) {
    let bytes = text.as_bytes();
    let step = |first: u8| usize::from(STEPS[usize::from(first)]);
    let mut at = 0;
    while let Some(eight) = bytes.get(at..).and_then(<[u8]>::first_chunk) {
        let run = u64::from_le_bytes(*eight);
        short(first(run));
        long(first_six(run));
        at += step(eight[0]);
    }
    // The last few bytes.
    while at < bytes.len() {
        let rest = &bytes[at..];
        let run = rest.iter().rev().fold(0, |run, byte| run << 8 | u64::from(*byte));
        if rest.len() > 1 + usize::from(rest[0] >= 0x80) {
            short(first(run));
        }
        if rest.len() >= 6 {
            long(first_six(run));
        }
        at += step(rest[0]);
    }
}

/// The number of the two bytes that open `run`, or where a character of several opens it, of the two after its first.
fn first(run: u64) -> u16 {
    let skipped = (run & 0x80) >> 4;
    let [first, second, ..] = (run >> skipped).to_le_bytes();
    u16::from_le_bytes([first, second])
}

/// The number of the six bytes that open `run`: multiplied, they are spread evenly.
fn first_six(run: u64) -> u16 {
    let [.., high, highest] = (run << 16).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
    u16::from_le_bytes([high, highest])
}

/// How many bytes a character takes, by its first.
const STEPS: [u8; 256] = {
    let mut steps = [1; 256];
    let mut byte = 0xc0;
    while byte < 256 {
        steps[byte] = 2 + (byte >= 0xe0) as u8 + (byte >= 0xf0) as u8;
        byte += 1;
    }
    steps
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_may_hold_all_words_that_stand_in_it() {
        let text = "收入增加3万元，XX支出é。";
        let grams = Grams::of(text);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for (at, from) in starts.iter().enumerate() {
            for to in &starts[at..] {
                assert!(grams.may_hold(&Sign::new(&text[*from..*to])), "{}", &text[*from..*to]);
            }
        }
        for word in ["减少", "**", "入支", "XX支收", "＊*"] {
            assert!(!grams.may_hold(&Sign::new(word)), "{word}");
        }
    }
}
