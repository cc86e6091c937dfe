//! Memories: what pure functions gave for the short texts that they were asked for last.

use std::cell::RefCell;

use foldhash::HashMap;

/// How many texts are remembered at once, and the longest, in bytes.
const MOST: usize = 4096;
const LONGEST: usize = 240;

/// What a pure function gives for short texts: reports say the same words again and again. Every thread has its
/// own.
#[derive(Debug)]
pub struct Memory<T>(RefCell<HashMap<Box<str>, T>>);

impl<T: Clone> Memory<T> {
    /// What `of` gives for `text`, taken from memory where it was asked for before.
    pub fn recall(&self, text: &str, of: impl FnOnce(&str) -> T) -> T {
        if text.len() > LONGEST {
            return of(text);
        }
        if let Some(known) = self.0.borrow().get(text) {
            return known.clone();
        }
        let found = of(text);
        let mut known = self.0.borrow_mut();
        if known.len() == MOST {
            known.clear();
        }
        known.insert(text.into(), found.clone());
        found
    }
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
}
