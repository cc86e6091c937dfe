//! Memories: what pure functions gave for the short texts that they were asked for last.

use std::cell::RefCell;

/// How many texts are remembered at once, and the longest, in bytes.
const MOST: usize = 4096;
const LONGEST: usize = 240;

/// What a pure function gives for short texts: reports say the same words again and again. Every thread has its
/// own. A text is remembered until another one comes that falls into its place.
#[derive(Debug)]
pub struct Memory<T>(RefCell<Vec<Option<Known<T>>>>);

/// A text, and what the function gave for it.
type Known<T> = (Box<str>, T);

impl<T: Clone> Memory<T> {
    /// What `of` gives for `text`, taken from memory where it was asked for before.
    pub fn recall(&self, text: &str, of: impl FnOnce(&str) -> T) -> T {
        if text.len() > LONGEST {
            return of(text);
        }
        let place = place(text.as_bytes());
        if let Some(Some((known, says))) = self.0.borrow().get(place)
            && **known == *text
        {
            return says.clone();
        }
        self.learn(text, place, of)
    }

    #[cold]
    fn learn(&self, text: &str, place: usize, of: impl FnOnce(&str) -> T) -> T {
        let found = of(text);
        let mut known = self.0.borrow_mut();
        known.resize_with(MOST, || None);
        known[place] = Some((text.into(), found.clone()));
        found
    }
}

/// The place that a text falls into: fast, since most are known.
fn place(text: &[u8]) -> usize {
    let mixed =
        |mixed: u64, number: u64| (mixed ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    let (eights, rest) = text.as_chunks::<8>();
    // The last eight overlap those before.
    let last = text.last_chunk().map_or_else(
        || rest.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        |eight| u64::from_le_bytes(*eight),
    );
    let start = mixed(text.len() as u64, last);
    let all = eights.iter().fold(start, |all, eight| mixed(all, u64::from_le_bytes(*eight)));
    usize::from(u16::from_le_bytes([all.to_le_bytes()[0], all.to_le_bytes()[1]])) % MOST
}

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_once() {
        let memory = Memory::default();
        let (long, asked) = ("甲".repeat(LONGEST), RefCell::new(Vec::new()));
        for text in ["甲", "乙", "甲", &long, &long] {
            let length = memory.recall(text, |text| {
                asked.borrow_mut().push(text.to_owned());
                text.len()
            });
            assert_eq!(length, text.len());
        }
        assert_eq!(asked.into_inner(), ["甲", "乙", &long, &long]);
    }

    #[test]
    fn texts_that_fall_into_one_place_are_told_apart() {
        let memory = Memory::default();
        for round in 0..2 {
            for number in 0..2 * MOST {
                let text = format!("{number}年预算安排的支出");
                assert_eq!(memory.recall(&text, str::to_owned), text, "{round}");
            }
        }
    }
}
