//! Shares: what the words before a percentage say that it is a share of.

use super::Text;
use super::change::is_otherwise;
use super::label::{Label, trim_tails};
use super::stage::{Role, Stage};

/// Words that end the label of a rate of what was done of what was planned.
const RATES: &[&str] =
    &["预算执行率", "执行率", "预算完成率", "支出完成率", "支付率", "执行进度", "支出进度"];

/// Words for the whole that is told just before.
const WHOLES: &[&str] = &[
    "总额",
    "总数",
    "总量",
    "总计",
    "总和",
    "合计",
    "全部",
    "其",
    "总",
    "比",
    "the total",
    "total",
    "this",
    "this total",
    "that",
    "the whole",
    "which",
    "it",
    "them",
    "these",
];

/// What a percentage is a share of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// The amount told beside it: 占 B 的 P, P of the B.
    Beside,
    /// What is told in the sentence: 占 P.
    Unsaid,
    /// What goes by these words: 占本年支出合计的 P.
    Named(String),
    /// A stage of the same subject: 完成年初预算的 P.
    Stage(Stage),
}

/// A share, taken from the words around its percentage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Share {
    /// The part, where it is named: 女性占.
    pub(super) part: Text,
    /// What it is a share of.
    pub(super) whole: Whole,
    /// Whether several amounts together are the part: 合计占.
    pub(super) together: bool,
}

impl Share {
    /// The share that the words before a percentage tell.
    pub(super) fn parse(words: &str) -> Option<Self> {
        let words = words.trim().trim_start_matches(['（', '(']);
        if words == "的" {
            return Some(Self { part: Text::default(), whole: Whole::Beside, together: false });
        }
        if let Some(rate) = RATES.iter().find(|rate| trim_tails(words).ends_with(**rate)) {
            let part = Label::parse(&trim_tails(words)[..trim_tails(words).len() - rate.len()]).subject;
            return Some(Self { part, whole: Whole::Stage(Stage::Budget), together: false });
        }
        let core = trim_tails(words);
        if let Some((part, whole)) = core.rsplit_once('占') {
            let whole = whole.strip_suffix('的').unwrap_or(whole);
            let whole = ["的比重", "的比例", "比重", "比例"]
                .iter()
                .find_map(|word| whole.strip_suffix(word))
                .unwrap_or(whole);
            let whole = if whole.is_empty() { Whole::Unsaid } else { named(whole) };
            let together = ["合计", "共", "共计", "总共", "两项", "三项", "两者", "三者"]
                .iter()
                .any(|word| part.ends_with(word));
            return Some(Self { part: subject(part), whole, together });
        }
        let core = core.strip_suffix('的')?;
        let done = ["完成了", "完成", "达到", "相当于", "为", "达"];
        let (part, whole) = done.iter().find_map(|word| core.rsplit_once(word))?;
        match named(whole) {
            whole @ Whole::Stage(_) => Some(Self { part: subject(part), whole, together: false }),
            _ => None,
        }
    }

    /// The share that an English sentence tells of a percentage between `before` and `after`.
    pub(super) fn parse_english(before: &str, after: &str, in_brackets: bool) -> Option<Self> {
        const LEADS: &[&str] = &[
            "accounting for",
            "accounted for",
            "accounts for",
            "account for",
            "representing",
            "represents",
            "represented",
            "or",
            "equal to",
            "equivalent to",
            "making up",
            "makes up",
            "made up",
        ];
        let lead = before.trim_end().to_ascii_lowercase();
        let lead = ["about", "some", "just"]
            .iter()
            .find_map(|word| lead.strip_suffix(word))
            .unwrap_or(&lead)
            .trim_end();
        let is_told = LEADS.iter().any(|word| {
            lead == *word || lead.strip_suffix(word).is_some_and(|rest| rest.ends_with([' ', ',']))
        });
        let of = after.trim_start().strip_prefix("of ");
        if !is_told && of.is_none() && !in_brackets {
            return None;
        }
        let together = ["together", "combined", "in all", "jointly"].iter().any(|word| before.contains(word));
        let share = |whole: Whole| Some(Self { part: Text::default(), whole, together });
        let Some(of) = of else { return share(Whole::Unsaid) };
        let words = of.split([',', ';', '.', '(', ')', '\n']).next().unwrap_or(of);
        let words =
            [" and ", " was ", " were ", " is ", " are ", " in ", " on ", " for ", " went ", " came "]
                .iter()
                .filter_map(|word| words.find(word))
                .min()
                .map_or(words, |end| &words[..end]);
        // Up to the next amount: 12% of its budget of £25,000.
        let ends_here = words.len() == of.len() && words.split_whitespace().count() <= 6;
        share(if ends_here { Whole::Beside } else { named(words.trim()) })
    }
}

/// What a name says of the whole.
fn named(name: &str) -> Whole {
    if WHOLES.contains(&name) || is_otherwise(name) {
        return Whole::Unsaid;
    }
    let label = Label::parse(name);
    match label.stage {
        Some(stage) if label.subject.is_empty() => Whole::Stage(stage),
        _ => Whole::Named(name.to_owned()),
    }
}

/// The subject of the part that `words` name.
fn subject(words: &str) -> Text {
    let label = Label::parse(words.trim_end_matches(['分', '别', '约', '仅', '只', '共', '总', '合', '计']));
    if label.role == Role::Figure { label.subject } else { Text::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_say_what_they_are_shares_of() {
        let whole = |words: &str| Whole::Named(words.to_owned());
        let cases = [
            ("占", "", Some(Whole::Unsaid)),
            ("占比为", "", Some(Whole::Unsaid)),
            ("约占", "", Some(Whole::Unsaid)),
            ("占本年支出合计的", "", Some(whole("本年支出合计"))),
            ("女性占总数的", "女性", Some(Whole::Unsaid)),
            ("占一般公共预算支出的比重为", "", Some(whole("一般公共预算支出"))),
            ("的", "", Some(Whole::Beside)),
            ("完成年初预算的", "", Some(Whole::Stage(Stage::Initial))),
            ("为年初预算的", "", Some(Whole::Stage(Stage::Initial))),
            ("完成预算的", "", Some(Whole::Stage(Stage::Budget))),
            ("预算执行率为", "", Some(Whole::Stage(Stage::Budget))),
            ("满意度达到", "", None),
            ("增长", "", None),
        ];
        for (words, part, expected) in cases {
            let share = Share::parse(words);
            assert_eq!(share.as_ref().map(|share| share.whole.clone()), expected, "{words}");
            if let Some(share) = share {
                assert_eq!(share.part, part, "{words}");
            }
        }
    }

    #[test]
    fn english_shares_say_what_they_are_shares_of() {
        let cases = [
            (
                ", accounting for ",
                " of total expenditure.",
                false,
                Some(Whole::Named("total expenditure".into())),
            ),
            (" (", ") on staff", true, Some(Whole::Unsaid)),
            (", or ", " of the £", false, Some(Whole::Beside)),
            (" was ", " this year", false, None),
        ];
        for (before, after, in_brackets, expected) in cases {
            let share = Share::parse_english(before, after, in_brackets);
            assert_eq!(share.map(|share| share.whole), expected, "{before}{after}");
        }
    }
}
