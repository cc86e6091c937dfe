//! `quotes`: closing quotation marks that nothing opens.

use std::sync::{Arc, LazyLock};

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::message::Message;
use crate::search::Needles;
use crate::source::Span;
use crate::tree::{Fields, Node};

pub(super) const KIND: Kind = Kind {
    key: "quotes",
    title: ("quotation marks that are not paired", "引号不成对"),
    about: (
        "In a heading or paragraph no ” may stand that no “ opens; a quotation may go on over several paragraphs of a section.",
        "标题和段落中，每个后引号（”）之前应有前引号（“）；引文可以跨同一章节的多个段落。",
    ),
    example: "quotes:\n  quotes: true",
    passages: ("三公”经费支出3.20万元。", "“三公”经费支出3.20万元。"),
    severity: Severity::Info,
    last: false,
    decode,
};

#[derive(Debug)]
struct Quotes;

#[expect(clippy::unnecessary_wraps, reason = "the table of kinds wants it: other kinds can be mistaken")]
fn decode(_: &Node, _: &mut Fields<'_>, _: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    Some(Arc::new(Quotes))
}

static MARKS: LazyLock<Needles> = LazyLock::new(|| Needles::of(&["“", "”"]));

impl Check for Quotes {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let text = report.source.text();
        if !text.contains('”') {
            return;
        }
        let headings = report.sections.iter().filter(|s| !s.inline).map(|section| (section.span, None));
        let paragraphs = report.paragraphs.iter().map(|paragraph| (paragraph.span, paragraph.section));
        let marks = MARKS.ends(text);
        let mut passages: Vec<(Span, Option<usize>)> = headings.chain(paragraphs).collect();
        passages.sort_unstable();
        let (mut open, mut place, mut found) = (0_usize, None, false);
        for (span, section) in passages {
            if section != place {
                (open, place) = (0, section);
            }
            let first = marks.partition_point(|end| *end <= span.start);
            for end in marks[first..].iter().take_while(|end| **end <= span.end) {
                let mark = Span::new(end - '”'.len_utf8(), *end);
                let before = &text[span.start..mark.start];
                if report.source.slice(mark) == "“" {
                    open += 1;
                } else if open > 0 {
                    open -= 1;
                } else if !before.ends_with(|c: char| c.is_ascii_digit()) {
                    let message = Message::new("nothing opens this quotation mark", "后引号没有对应的前引号");
                    let mut finding = page.finding(mark, message);
                    let help = Message::new(
                        "add the opening mark, or delete this one",
                        "请补上前引号，或删去后引号",
                    );
                    finding.help.get_or_insert(help);
                    page.find(finding);
                    found = true;
                    break;
                }
            }
        }
        page.close(found);
    }
}
