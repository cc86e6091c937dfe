//! `repeated`: paragraphs that stand twice.

use std::sync::Arc;

use foldhash::{HashMap, HashSet, HashSetExt};
use memchr::memchr3_iter;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::message::Message;
use crate::source::Span;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "repeated",
    title: ("paragraphs that stand twice", "重复的段落"),
    about: (
        "A passage of some length must not stand twice: two paragraphs that are the same, or one that is the end or the beginning of another.",
        "较长的文字不得重复出现：两段相同，或一段是另一段的开头或结尾。",
    ),
    example: "repeated:\n  repeated: 60    # characters",
    passages: ("同一段较长的文字出现两次", "每段文字只出现一次"),
    severity: Severity::Warning,
    last: false,
    decode,
};

/// The fewest characters of a passage that may not stand twice, where the rule does not say.
const SHORTEST: usize = 60;

#[derive(Debug)]
struct Repeated {
    shortest: usize,
}

fn decode(node: &Node, _: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    let expected = Message::new("`true` or a number of characters is expected", "此处应为 true 或字数");
    let text = decoder.text(node, &expected)?;
    let shortest = if text == "true" { Some(SHORTEST) } else { text.parse().ok().filter(|n| *n > 0) };
    if shortest.is_none() {
        decoder.mistake(crate::tree::Mistake::new(node.span, expected));
    }
    Some(Arc::new(Repeated { shortest: shortest? }))
}

/// The marks that end a sentence, and the bytes that they open with.
const MARKS: [char; 5] = ['。', '；', ';', '！', '？'];
const OPENINGS: [u8; 3] = [0xe3, 0xef, b';'];

/// How many sentences at the start, and as many at the end, of a paragraph may stand elsewhere.
const MOST: usize = 8;

impl Check for Repeated {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let text = |span: Span| report.source.slice(span);
        let long = |run: &Span| is_long(text(*run), self.shortest);
        let paragraphs = report.paragraphs.iter().map(|paragraph| paragraph.span).filter(long);
        let paragraphs: Vec<Vec<Span>> = paragraphs.map(|span| sentences(text(span), span.start)).collect();
        // Passages that are the same open with the same sentence.
        let mut seen = HashSet::with_capacity(paragraphs.iter().map(Vec::len).sum());
        let pieces = paragraphs.iter().flatten().map(|piece| text(*piece));
        let twice: HashSet<&str> = pieces.filter(|piece| !seen.insert(*piece)).collect();
        let mut passages: HashMap<&str, Span> = HashMap::default();
        let mut found = false;
        for pieces in paragraphs.iter().filter(|_| !twice.is_empty()) {
            if !pieces.iter().any(|piece| twice.contains(text(*piece))) {
                continue;
            }
            // The longest run of sentences at the start or the end that stood before; the whole paragraph
            // first.
            let ends = std::iter::once((0, pieces.len()))
                .chain((1..pieces.len()).map(|from| (from, pieces.len())))
                .chain((1..pieces.len()).rev().map(|to| (0, to)));
            let cut = |(from, to): (usize, usize)| {
                Some(Span::new(pieces.get(from)?.start, pieces.get(to.checked_sub(1)?)?.end))
            };
            let runs: Vec<Span> = ends.filter_map(cut).filter(long).collect();
            let again = runs.iter().find_map(|run| Some((*run, *passages.get(text(*run))?)));
            if let Some((run, first)) = again {
                let characters = text(run).chars().count();
                let message = Message::new(
                    format!("this passage of {characters} characters stands twice"),
                    format!("这段文字（{characters} 字）重复出现"),
                );
                let mut finding =
                    page.finding(run, message).with_label(first, Message::new("first here", "首次出现"));
                finding.labels[0].text = Message::new("again here", "此处重复");
                page.find(finding);
                found = true;
            }
            for run in runs {
                passages.entry(text(run)).or_insert(run);
            }
        }
        if !report.paragraphs.is_empty() {
            page.close(found);
        }
    }
}

/// Whether `text` has at least so many characters; they are counted only where its bytes do not tell.
fn is_long(text: &str, characters: usize) -> bool {
    text.len() >= characters && (text.len() / 4 >= characters || text.chars().count() >= characters)
}

/// The sentences of `text`, which starts at byte `start`, without the marks that end them; at most the first
/// and last few.
fn sentences(text: &str, start: usize) -> Vec<Span> {
    let [one, two, three] = OPENINGS;
    let openings = memchr3_iter(one, two, three, text.as_bytes());
    let mut marks = openings.filter(|at| text[*at..].starts_with(MARKS));
    let after = |mark: usize| mark + text[mark..].chars().next().map_or(0, char::len_utf8);
    let sentence = |from: usize, to: usize| {
        let said = text[from..to].trim_start();
        (!said.is_empty()).then(|| Span::new(to - said.len(), to).shift(start))
    };
    let (mut from, mut to) = (0, text.trim_end().len());
    let mut found = Vec::with_capacity(2 * MOST);
    while found.len() < MOST
        && let Some(mark) = marks.next()
    {
        found.extend(sentence(from, mark));
        from = after(mark);
    }
    let first = found.len();
    while found.len() < first + MOST {
        let Some(mark) = marks.next_back() else {
            found.extend(sentence(from, to));
            break;
        };
        found.extend(sentence(after(mark), to));
        to = mark;
    }
    found[first..].reverse();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_the_first_and_the_last() {
        let cases = [
            ("", vec![]),
            (" 。；", vec![]),
            ("甲、乙，丙", vec!["甲、乙，丙"]),
            ("甲。 乙 ；丙！！丁;戊？ ", vec!["甲", "乙 ", "丙", "丁", "戊"]),
            ("1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17", {
                vec!["1", "2", "3", "4", "5", "6", "7", "8", "10", "11", "12", "13", "14", "15", "16", "17"]
            }),
        ];
        for (text, expected) in cases {
            let found = sentences(text, 100).into_iter().map(|span| &text[span.start - 100..span.end - 100]);
            assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn marks_are_found_by_their_openings() {
        for mark in MARKS {
            assert!(OPENINGS.contains(&mark.to_string().as_bytes()[0]), "{mark}");
            assert_eq!(sentences(&format!("甲{mark}乙"), 0).len(), 2, "{mark}");
        }
    }
}
