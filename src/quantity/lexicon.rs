//! Lexicons: closed lists of words, looked up by the character at one end of a text.

/// A closed list of words that open texts, or end them, and what each says. A lookup tries only the words
/// with the right character at that end, in the order of the list.
#[derive(Debug)]
pub struct Lexicon<T> {
    by_character: Vec<Vec<(&'static str, T)>>,
}

/// How many lists the words are spread over.
const LISTS: usize = 256;

impl<T> Lexicon<T> {
    /// Of words that open texts.
    pub fn of_openings(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self::by(words, |word| word.chars().next())
    }

    /// Of words that end texts.
    pub fn of_endings(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self::by(words, |word| word.chars().next_back())
    }

    fn by(
        words: impl IntoIterator<Item = (&'static str, T)>,
        character: impl Fn(&str) -> Option<char>,
    ) -> Self {
        let mut by_character: Vec<Vec<(&str, T)>> = (0..LISTS).map(|_| Vec::new()).collect();
        for (word, says) in words {
            by_character[character(word).map_or(0, list_of)].push((word, says));
        }
        Self { by_character }
    }

    /// The words that open `text`.
    pub fn opening<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t (&'static str, T)> {
        let words = text.chars().next().map_or([].as_slice(), |first| &self.by_character[list_of(first)]);
        words.iter().filter(|(word, _)| text.starts_with(word))
    }

    /// The words that end `text`.
    pub fn ending<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t (&'static str, T)> {
        let words = text.chars().next_back().map_or([].as_slice(), |last| &self.by_character[list_of(last)]);
        words.iter().filter(|(word, _)| text.ends_with(word))
    }
}

/// The list that words with this character at their end stand in.
fn list_of(character: char) -> usize {
    character as usize % LISTS
}

/// Where the next character stands, from the start of one at `at` on, whose first byte is as `opens` says.
pub fn next_opening(text: &str, mut at: usize, opens: impl Fn(u8) -> bool) -> Option<usize> {
    while let Some(byte) = text.as_bytes().get(at) {
        if opens(*byte) {
            return Some(at);
        }
        at += 1 + usize::from(*byte >= 0xc0) + usize::from(*byte >= 0xe0) + usize::from(*byte >= 0xf0);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_by_their_first_byte() {
        for (text, expected) in [("a收é😀3元", Some(10)), ("3", Some(0)), ("", None), ("收入", None)] {
            assert_eq!(next_opening(text, 0, |byte| byte.is_ascii_digit()), expected, "{text}");
        }
    }

    #[test]
    fn words_are_found_in_the_order_of_the_list() {
        let words = [("不超过", 1), ("超过", 2), ("about ", 3), ("过", 4)];
        let endings = Lexicon::of_endings(words);
        let found = |text: &str| endings.ending(text).map(|(_, says)| *says).collect::<Vec<_>>();
        assert_eq!(found("支出不超过"), [1, 2, 4]);
        assert_eq!(found("is about "), [3]);
        assert!(found("").is_empty());
        let openings = Lexicon::of_openings(words);
        assert_eq!(openings.opening("超过100").map(|(word, _)| *word).collect::<Vec<_>>(), ["超过"]);
    }
}
