//! `repeated`: paragraphs that stand twice.

use std::sync::{Arc, LazyLock};

use foldhash::fast::RandomState;
use foldhash::{HashMap, HashSet};

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::message::Message;
use crate::search::Needles;
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

/// The marks that end a sentence.
const MARKS: [char; 5] = ['。', '；', ';', '！', '？'];

static ENDS: LazyLock<Needles> = LazyLock::new(|| Needles::of(&MARKS.map(String::from)));

impl Check for Repeated {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let text = |span: Span| report.source.slice(span);
        let long = |run: &Span| is_long(text(*run), self.shortest);
        let paragraphs: Vec<Span> =
            report.paragraphs.iter().map(|paragraph| paragraph.span).filter(long).collect();
        // Passages that are the same open with the same sentence.
        let twice = sentences_that_stand_twice(&paragraphs, report.source.text());
        let mut passages: HashMap<&str, Span> = HashMap::default();
        let mut found = false;
        for span in paragraphs.into_iter().filter(|_| !twice.is_empty()) {
            let pieces = sentences(text(span), span.start);
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
    const MOST: usize = 8;
    let bare = |at: usize, piece: &str| {
        let from = start + at + (piece.len() - piece.trim_start().len());
        let length = bare(piece).len();
        (length > 0).then(|| Span::new(from, from + length))
    };
    let mut pieces = text.split_inclusive(MARKS);
    let (mut from, mut to) = (0, text.len());
    let first = pieces.by_ref().filter_map(|piece| {
        from += piece.len();
        bare(from - piece.len(), piece)
    });
    let mut found: Vec<Span> = first.take(MOST).collect();
    let last = pieces.rev().filter_map(|piece| {
        to -= piece.len();
        bare(to, piece)
    });
    let last: Vec<Span> = last.take(MOST).collect();
    found.extend(last.into_iter().rev());
    found
}

/// The sentences that stand more than once in these `paragraphs` of `text`.
fn sentences_that_stand_twice<'t>(paragraphs: &[Span], text: &'t str) -> HashSet<&'t str> {
    let ends = ENDS.ends(text);
    let most = ends.len() + paragraphs.len();
    let mut seen = HashSet::with_capacity_and_hasher(most, RandomState::default());
    let mut twice = HashSet::default();
    for paragraph in paragraphs {
        let after = ends.partition_point(|end| *end <= paragraph.start);
        let inside = ends[after..].iter().copied().take_while(|end| *end < paragraph.end);
        let mut start = paragraph.start;
        for end in inside.chain([paragraph.end]) {
            let sentence = bare(text.get(start..end).unwrap_or_default());
            if !sentence.is_empty() && !seen.insert(sentence) {
                twice.insert(sentence);
            }
            start = end;
        }
    }
    twice
}

/// A sentence without the marks that end it.
fn bare(sentence: &str) -> &str {
    sentence.trim().trim_end_matches(MARKS)
}
