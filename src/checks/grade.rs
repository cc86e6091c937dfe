//! `grade`: the word of a grade agrees with the score it is given for.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Case, Check, Decoder, Kind, Page};
use crate::finding::Severity;
use crate::message::Message;
use crate::quantity::Unit;
use crate::report::Statement;
use crate::search::Expression;
use crate::source::Span;
use crate::tree::{Fields, Mistake, Node};

pub(super) const KIND: Kind = Kind {
    key: "grade",
    title: ("grades agree with their scores", "等级与得分相符"),
    about: (
        "Each grade with the least score it is given for. Where a sentence states a score (95.5分) and after it the grade (等级为“优”), \
         the score must lie in the grade's band. Words that are no grade of the list are not judged.",
        "列出各等级的最低分。同一句中先写得分（95.5分）、再写等级（等级为“优”）的，得分须在该等级的分数段内。所列之外的等级名称不作判断。",
    ),
    example: "grade:\n  grade: {优: 90, 良: 80, 中: 60, 差: 0}",
    passages: ("自评得分88.50分，等级为“优”。", "自评得分91.50分，等级为“优”。"),
    severity: Severity::Error,
    last: false,
    decode,
};

/// What stands between the word for a grade and the grade.
const BEFORE: &str = "(?:等级|等次|档次|评定|评为|评级|级别|评价结果|评价结论|评定结果|结果)(?:等级|等次|结果)?(?:评定|确定|认定)?(?:为|是|属于|属|达到|：|:)?\\s*[“\"「‘《]?";
/// What may stand after a grade.
const AFTER: &str = "(?:[”\"」’》。，、；,;）)]|等次|等级|档|级|\\s|$)";
/// Endings that grades are written with: 优秀, 良好, 中等, 差.
const ENDINGS: &str = "(?:秀|好|等)?";

#[derive(Debug)]
struct Grades {
    /// The grades with their least scores, the best first.
    bands: Vec<(String, Decimal)>,
    pattern: Expression,
}

fn decode(node: &Node, _: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Option<Arc<dyn Check>> {
    let mut bands = Vec::new();
    for entry in node.entries() {
        match entry.value.text().and_then(|text| Decimal::from_str_exact(text.trim()).ok()) {
            Some(least) => bands.push((entry.key.clone(), least)),
            None => decoder.mistake(Mistake::new(
                entry.value.span,
                Message::new("the least score of the grade is expected", "此处应为该等级的最低分"),
            )),
        }
    }
    bands.sort_by(|(_, one), (_, other)| other.cmp(one));
    if bands.is_empty() {
        let message = Message::new(
            "write the grades with their least scores, such as {优: 90, 良: 80}",
            "请写明各等级及其最低分，例如 {优: 90, 良: 80}",
        );
        decoder.mistake(Mistake::new(node.span, message));
        return None;
    }
    let words: Vec<String> = bands.iter().map(|(word, _)| Expression::of_text(word)).collect();
    let pattern = Expression::known(&format!("{BEFORE}({}){ENDINGS}{AFTER}", words.join("|")));
    Some(Arc::new(Grades { bands, pattern }))
}

impl Check for Grades {
    fn check(&self, case: &Case<'_>, page: &mut Page<'_, '_>) {
        let report = case.report();
        let points = Unit::parse("分");
        let scores = report.statements.iter().filter(|s| Some(s.quantity.unit) == points);
        let scores: Vec<&Statement> = scores.filter(|s| s.paragraph.is_some()).collect();
        let mut any = false;
        for (at, stated) in scores.iter().enumerate().filter(|(_, stated)| stated.quantity.is_firm()) {
            let paragraph = stated.paragraph.map(|at| report.paragraphs[at].span.end);
            let next = scores.get(at + 1).map(|next| next.span.start);
            let end = paragraph.into_iter().chain(next).min().unwrap_or(stated.span.end);
            let rest = report.source.slice(Span::new(stated.span.end, end.max(stated.span.end)));
            let others = scores.iter().filter(|other| other.paragraph == stated.paragraph);
            let others: Vec<Decimal> = others.map(|other| other.quantity.value).collect();
            any |= self.judge(stated, rest, &others, page);
        }
        if !any {
            page.not_applicable(|| {
                Message::new("no score is stated with its grade", "没有同时写明得分和等级")
            });
        }
    }
}

impl Grades {
    /// Holds the score `stated`, or one of the `others` of its paragraph, against the grade told after it in its
    /// sentence; `false` where none is.
    fn judge(&self, stated: &Statement, rest: &str, others: &[Decimal], page: &mut Page<'_, '_>) -> bool {
        let sentence = &rest[..rest.find(['。', '；', ';', '\n']).unwrap_or(rest.len())];
        let Some(word) = self.pattern.group(sentence) else { return false };
        let Some(at) = self.bands.iter().position(|(band, _)| band == word.as_str()) else { return false };
        let (score, (band, least)) = (stated.quantity.value, &self.bands[at]);
        let better = at.checked_sub(1).map(|at| &self.bands[at]).filter(|(_, least)| score >= *least);
        // Marks taken off, highest and lowest marks: the grade is that of the score that it fits.
        let ceiling = at.checked_sub(1).map(|at| self.bands[at].1);
        let fits = |score: &Decimal| *score >= *least && ceiling.is_none_or(|ceiling| *score < ceiling);
        let wrong = (score < *least || better.is_some()) && !others.iter().any(fits);
        if wrong {
            let amount = stated.quantity.unit.around(&score.to_string());
            let (limit_en, limit_zh) = match better {
                Some((better, least)) => {
                    (format!("from {least} on it is “{better}”"), format!("{least}分及以上为“{better}”"))
                }
                None => (format!("it is given from {least} on"), format!("该等级不低于{least}分")),
            };
            let message = Message::new(
                format!("the score {amount} and the grade “{band}” do not agree: {limit_en}"),
                format!("得分 {amount}与等级“{band}”不符：{limit_zh}"),
            );
            let span = Span::new(word.start(), word.end()).shift(stated.span.end);
            let finding = page.finding(span, message);
            let score = Message::new("the score", "得分");
            page.find(finding.with_label(stated.span, score));
        }
        page.close_about(&format!("{} {band}", stated.label), wrong);
        true
    }
}
