//! `pattern`: text that must not occur, or must, in a report or in some of its sections.

use std::sync::Arc;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::language::fold;
use crate::message::Message;
use crate::search::Expression;
use crate::source::Span;
use crate::tree::{Fields, Mistake, Node, Value};

pub(super) const KIND: Kind = Kind {
    key: "pattern",
    title: ("text that must or must not occur", "必须出现或不得出现的文字"),
    about: (
        "A regular expression, or a list of them, that must not be met anywhere: placeholders, leftovers of templates, artefacts of conversion. \
         What overlaps an expression under `except:` is let pass. With `must: occur` at least one must be met. `section:` narrows the search to \
         sections whose title holds the words.",
        "一个或多个正则表达式，报告中不得出现与之匹配的文字，例如占位符、模板残留、转换痕迹。与 `except:` 中表达式所匹配文字重叠的不计。写明 `must: occur` 时则至少应出现一处。`section:` 将范围限定在标题含有该词的章节。",
    ),
    example: "placeholders:\n  pattern: '[XＸ×]{2,}(?:万元|单位)'",
    passages: ("本年收入XX万元。", "本年收入120万元。"),
    severity: Severity::Warning,
    last: false,
    decode,
};

/// How many places of one pattern are told.
const MOST: usize = 20;

#[derive(Debug)]
struct Pattern {
    expressions: Vec<Expression>,
    /// What these meet is no hit.
    exceptions: Vec<Expression>,
    must_occur: bool,
    section: Option<String>,
}

fn decode(node: &Node, fields: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    let must_occur =
        fields.choice("must", &[("occur", true), ("not occur", false)], decoder.mistakes).unwrap_or(false);
    let section = fields.text("section", decoder.mistakes).map(|(text, _)| text.to_owned());
    let exceptions = fields.take("except").map_or(Some(Vec::new()), |node| all(node, decoder));
    let (expressions, exceptions) = (all(node, decoder)?, exceptions?);
    Some(Arc::new(Pattern { expressions, exceptions, must_occur, section }))
}

/// One regular expression or a list of them, `None` where one is broken.
fn all(node: &Node, decoder: &mut Decoder<'_>) -> Option<Vec<Expression>> {
    let nodes = match &node.value {
        Value::List(items) => items.iter().collect(),
        _ => vec![node],
    };
    let before = nodes.len();
    let expressions: Vec<Expression> =
        nodes.into_iter().filter_map(|node| expression(node, decoder)).collect();
    (expressions.len() == before).then_some(expressions)
}

/// A regular expression, or a mistake at its place.
pub(crate) fn expression(node: &Node, decoder: &mut Decoder<'_>) -> Option<Expression> {
    let text = decoder.text(node, &Message::new("a regular expression is expected", "此处应为正则表达式"))?;
    if decoder.is_built_in() {
        return Some(Expression::known(text));
    }
    match Expression::parse(text) {
        Ok(expression) => Some(expression),
        Err(error) => {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
            let message = Message::new(
                format!("this regular expression is broken: {reason}"),
                format!("正则表达式有误：{reason}"),
            );
            let help = Message::new(
                "signs such as ( [ * + ? . stand for themselves after a backslash",
                "要匹配 ( [ * + ? . 等符号本身，请在前面加反斜杠",
            );
            decoder.mistake(Mistake::new(node.span, message).with_help(help));
            None
        }
    }
}

impl Check for Pattern {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let text = report.source.text();
        let ranges = self.ranges(case);
        if let (true, Some(section)) = (ranges.is_empty(), &self.section) {
            return page.not_applicable(|| {
                Message::new(
                    format!("there is no section “{section}”"),
                    format!("没有标题含“{section}”的章节"),
                )
            });
        }
        let mut hits = Vec::new();
        for range in ranges {
            let likely = self.expressions.iter().zip(case.likely).filter(|(_, likely)| **likely);
            let mut found: Vec<Span> =
                likely.flat_map(|(expression, _)| met(expression, text, range)).collect();
            if !found.is_empty() {
                let excepted: Vec<Vec<Span>> =
                    self.exceptions.iter().map(|expression| met(expression, text, range)).collect();
                found.retain(|hit| !excepted.iter().any(|spans| overlaps(*hit, spans)));
            }
            hits.append(&mut found);
        }
        hits.sort_unstable();
        hits.dedup_by(|next, kept| next.start < kept.end);
        let title = || case.rule.heading.title.clone();
        if self.must_occur {
            if hits.is_empty() {
                let message = title().unwrap_or_else(|| {
                    Message::new("a text that must occur is missing", "缺少必须出现的文字")
                });
                page.find(page.finding(report.head(), message));
            }
            return page.close(hits.is_empty());
        }
        for hit in hits.iter().take(MOST) {
            let words: String = report.source.slice(*hit).chars().take(30).collect();
            let message = title().unwrap_or_else(|| {
                Message::new("this text must not stand in a report", "报告中不应出现的文字")
            });
            let message =
                Message::new(format!("{}: {words}", message.en), format!("{}：{words}", message.zh));
            page.find(page.finding(*hit, message));
        }
        page.close(!hits.is_empty());
    }

    fn expressions(&self) -> &[Expression] {
        &self.expressions
    }
}

/// Where in `range` of `text` the expression is met, by place.
fn met(expression: &Expression, text: &str, range: Span) -> Vec<Span> {
    let hits = expression.places(&text[range.start..range.end]).filter(|hit| !hit.is_empty());
    hits.map(|hit| Span::new(hit.start, hit.end).shift(range.start)).collect()
}

/// Whether `hit` has text in common with one of `spans`, which follow each other.
fn overlaps(hit: Span, spans: &[Span]) -> bool {
    let before = spans.partition_point(|span| span.start < hit.end);
    before.checked_sub(1).is_some_and(|last| spans[last].end > hit.start)
}

impl Pattern {
    /// Where to look: the whole text, or from the heading of each section meant to the next heading that is
    /// no deeper.
    fn ranges(&self, case: &Case<'_>) -> Vec<Span> {
        let report = case.report();
        let end = report.source.text().len();
        let Some(words) = &self.section else { return vec![Span::new(0, end)] };
        let sections = &report.sections;
        let meant =
            sections.iter().enumerate().filter(|(_, section)| fold(&section.title).contains(&fold(words)));
        let until = |(at, section): (usize, &crate::report::Section)| {
            let next = sections[at + 1..].iter().find(|next| next.level <= section.level);
            Span::new(section.span.start, next.map_or(end, |next| next.span.start))
        };
        meant.map(until).collect()
    }
}
