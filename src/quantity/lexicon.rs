//! Lexicons: closed lists of words, looked up by one end of a text; and the bytes at which a search stops.

/// A closed list of words that open texts, or end them, and what each says. A lookup tries only the words
/// that may fit by the bytes at that end, in the order of the list.
#[derive(Debug)]
pub struct Lexicon<T> {
    entries: Vec<Entry<T>>,
    /// Where the entries of each list start, and where the last ends.
    starts: Box<[u16; LISTS + 1]>,
}

/// A word and what it says.
#[derive(Debug)]
struct Entry<T> {
    word: (&'static str, T),
    /// The bytes of the word at its end of the text, as many as fit, and which of a number they are.
    bytes: u64,
    mask: u64,
}

/// How many lists the words are spread over.
const LISTS: usize = 256;

impl<T> Lexicon<T> {
    /// Of words that open texts.
    pub fn of_openings(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self::by(words, first_bytes, opening_list)
    }

    /// Of words that end texts.
    pub fn of_endings(words: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        Self::by(words, last_bytes, ending_list)
    }

    fn by(
        words: impl IntoIterator<Item = (&'static str, T)>,
        bytes: impl Fn(&[u8]) -> u64,
        list: impl Fn(u64) -> usize,
    ) -> Self {
        let entry = |word: (&'static str, T)| {
            let text = word.0.as_bytes();
            Entry { bytes: bytes(text), mask: bytes(&[0xff; 8][..text.len().min(8)]), word }
        };
        let mut entries: Vec<Entry<T>> = words.into_iter().map(entry).collect();
        entries.sort_by_key(|entry| list(entry.bytes));
        let mut starts = Box::new([0; LISTS + 1]);
        for entry in &entries {
            starts[list(entry.bytes) + 1] += 1;
        }
        for at in 0..LISTS {
            starts[at + 1] += starts[at];
        }
        Self { entries, starts }
    }

    #[inline]
    fn list(&self, list: usize) -> &[Entry<T>] {
        match (self.starts[list], self.starts[list + 1]) {
            (start, end) if start == end => &[],
            (start, end) => &self.entries[usize::from(start)..usize::from(end)],
        }
    }

    /// The words that open `text`.
    #[inline]
    pub fn opening<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t (&'static str, T)> {
        let bytes = first_bytes(text.as_bytes());
        let mut entries = self.list(opening_list(bytes)).iter();
        std::iter::from_fn(move || {
            loop {
                let entry = entries.next()?;
                if entry.fits(bytes) && (entry.word.0.len() <= 8 || text.starts_with(entry.word.0)) {
                    return Some(&entry.word);
                }
            }
        })
    }

    /// The words that end `text`.
    #[inline]
    pub fn ending<'t>(&'t self, text: &'t str) -> impl Iterator<Item = &'t (&'static str, T)> {
        let bytes = last_bytes(text.as_bytes());
        let mut entries = self.list(ending_list(bytes)).iter();
        std::iter::from_fn(move || {
            loop {
                let entry = entries.next()?;
                if entry.fits(bytes) && (entry.word.0.len() <= 8 || text.ends_with(entry.word.0)) {
                    return Some(&entry.word);
                }
            }
        })
    }
}

impl<T> Entry<T> {
    /// Whether the word has these bytes at its end of the text, as far as they go.
    #[inline]
    fn fits(&self, bytes: u64) -> bool {
        self.bytes == bytes & self.mask
    }
}

/// The first bytes of `text` as a number, the first of all the lowest; zero where there are none.
#[inline]
fn first_bytes(text: &[u8]) -> u64 {
    text.first_chunk().map_or_else(|| few(text.iter().rev()), |eight| u64::from_le_bytes(*eight))
}

/// The last bytes of `text` as a number, the last of all the lowest; zero where there are none.
#[inline]
fn last_bytes(text: &[u8]) -> u64 {
    text.last_chunk().map_or_else(|| few(text.iter()), |eight| u64::from_be_bytes(*eight))
}

/// Fewer than eight bytes as a number, the last the lowest.
#[cold]
fn few<'b>(bytes: impl Iterator<Item = &'b u8>) -> u64 {
    bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// The list of the words that open with these bytes: Chinese characters are told apart by more than the first.
#[inline]
fn opening_list(bytes: u64) -> usize {
    let [first, second, third, ..] = bytes.to_le_bytes();
    usize::from(match first {
        0..0x80 => first,
        0x80..0xe0 => second,
        _ => second ^ third.rotate_left(3),
    })
}

/// The list of the words that end with these bytes: Chinese characters are told apart by more than the last.
#[inline]
fn ending_list(bytes: u64) -> usize {
    let [last, before, ..] = bytes.to_le_bytes();
    usize::from(if last < 0x80 { last } else { last ^ before.rotate_left(3) })
}

/// The characters at which a search through a text stops, told by their first bytes.
#[derive(Debug)]
pub struct Stops {
    /// How far the next character is, by the first byte of this one; zero where the search stops.
    steps: [u8; 256],
}

impl Stops {
    /// Those that open with one of `bytes`.
    pub const fn at(bytes: &[u8]) -> Self {
        let mut steps = [1; 256];
        let mut byte = 0xc0;
        while byte < 256 {
            steps[byte] = 2 + (byte >= 0xe0) as u8 + (byte >= 0xf0) as u8;
            byte += 1;
        }
        let mut at = 0;
        while at < bytes.len() {
            steps[bytes[at] as usize] = 0;
            at += 1;
        }
        Self { steps }
    }

    /// Where the next of them stands in `text`, from the start of a character at `at` on.
    #[inline]
    pub fn next(&self, text: &[u8], mut at: usize) -> Option<usize> {
        loop {
            match self.steps[usize::from(*text.get(at)?)] {
                0 => return Some(at),
                step => at += usize::from(step),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_found_by_their_first_byte() {
        let digits = Stops::at(b"0123456789");
        for (text, expected) in [("a收é😀3元", Some(10)), ("3", Some(0)), ("", None), ("收入", None)] {
            assert_eq!(digits.next(text.as_bytes(), 0), expected, "{text}");
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
        assert!(found("bout ").is_empty());
        let openings = Lexicon::of_openings(words);
        assert_eq!(openings.opening("超过100").map(|(word, _)| *word).collect::<Vec<_>>(), ["超过"]);
        let long = ["收入支出", "收入支出总计", "收", "£", "percentage points"].map(|word| (word, ()));
        let (openings, endings) = (Lexicon::of_openings(long), Lexicon::of_endings(long));
        for (text, opens, ends) in [
            ("收入支出", vec!["收入支出", "收"], vec!["收入支出"]),
            ("收入支出总额", vec!["收入支出", "收"], vec![]),
            ("percentage point", vec![], vec![]), // the first bytes fit, the rest does not
            ("percentage points", vec!["percentage points"], vec!["percentage points"]),
            ("的收", vec![], vec!["收"]),
            ("£5", vec!["£"], vec![]),
        ] {
            assert_eq!(openings.opening(text).map(|(word, ())| *word).collect::<Vec<_>>(), opens, "{text}");
            assert_eq!(endings.ending(text).map(|(word, ())| *word).collect::<Vec<_>>(), ends, "{text}");
        }
    }
}
