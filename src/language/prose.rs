//! Prose: sentences, and the frames that tie the amounts of one to each other.

use std::ops::Range;

use super::Text;
use super::assertion::{Assertion, Direction, Frame, Reading};
use super::frames::Sentence;
use super::label::Label;
use super::list::{List, is_rest, listed_before, open_list, part_of, total_before};
use super::phrase::Parts;
use super::sentence::{Item, add_items, add_zero_words, bare_percentage, is_end, may_state_zeros};
use super::stage::{Origin, Role, Stage};
use super::statement::Statement;
use super::subject::{Place, is_balance, place, place_of_own};
use super::total::{Running, budget};
use crate::quantity::{Amount, Dimension, Token, tokens};

/// A paragraph to be read, and what is known of the place it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Passage<'t, 's> {
    /// Its text.
    pub text: &'t str,
    /// Where it starts in its source, in bytes.
    pub start: usize,
    /// Which paragraph it is.
    pub paragraph: usize,
    /// The innermost section it stands in.
    pub section: Option<usize>,
    /// What its section is about.
    pub scope: Option<&'s Text>,
}

/// How many amounts back a label without a subject looks for one in its sentence.
pub(super) const FARTHEST: usize = 32;

/// What one sentence hands on to the next of its paragraph.
#[derive(Default)]
struct Thread {
    /// Where the paragraph starts among what is told.
    first: usize,
    /// The subject that the sentence before was about, and its scope: what became of it follows.
    goes_on: Option<(Text, Option<Text>)>,
    /// The statements at the top of the sentence, and of the one before.
    heads: Vec<usize>,
    before: Vec<usize>,
    /// The lists that are open.
    lists: Vec<List>,
}

/// Reads passages, sentence by sentence.
#[derive(Default)]
pub struct Reader<'t> {
    /// The amounts of the sentence, and how each is told.
    amounts: Vec<Amount>,
    items: Vec<Item<'t>>,
    /// Whether one of them has a unit.
    has_unit: bool,
    thread: Thread,
    /// Whether the passage may state zeros in words, once that was asked.
    zeros: Option<bool>,
}

impl<'t> Reader<'t> {
    /// Reads what `passage` tells and what it asserts of it, and appends both; indices are into `told`.
    pub fn read(
        &mut self,
        passage: &Passage<'t, '_>,
        told: &mut Vec<Statement>,
        assertions: &mut Vec<Assertion>,
    ) {
        self.thread.begin(told.len());
        self.zeros = None;
        let (text, mut start) = (passage.text, 0);
        for token in tokens(text) {
            match token {
                Token::Amount(amount) => {
                    self.has_unit = true;
                    self.amounts.push(amount);
                }
                Token::Bare(range, value) => self.amounts.extend(bare_percentage(text, start, range, value)),
                Token::Stop(stop) if is_end(text, start, &stop) => {
                    self.close(passage, &(start..stop.end), told, assertions);
                    start = stop.end;
                }
                Token::Stop(_) => {}
            }
        }
        self.close(passage, &(start..text.len()), told, assertions);
    }

    /// Reads `sentence`, whose numbers are all taken.
    fn close(
        &mut self,
        passage: &Passage<'t, '_>,
        sentence: &Range<usize>,
        told: &mut Vec<Statement>,
        assertions: &mut Vec<Assertion>,
    ) {
        if !std::mem::take(&mut self.has_unit) {
            return self.amounts.clear();
        }
        let text = passage.text;
        if *self.zeros.get_or_insert_with(|| may_state_zeros(text)) {
            add_zero_words(text, sentence, &mut self.amounts);
        }
        let first = told.len();
        add_items(passage, sentence, &mut self.amounts, &mut self.items, told);
        read_sentence(passage, &self.items, first, &mut self.thread, told);
        let asserted = assertions.len();
        Sentence {
            items: &self.items,
            first,
            passage: self.thread.first,
            before: &self.thread.before,
            told,
            text: &text[sentence.clone()],
        }
        .assert(assertions);
        for assertion in &assertions[asserted..] {
            call(assertion, told);
        }
        self.items.clear();
    }
}

impl Thread {
    /// Begins a paragraph before which so many statements stand.
    fn begin(&mut self, first: usize) {
        self.first = first;
        self.goes_on = None;
        self.heads.clear();
    }
}

/// Calls a rate or change, and the amount it is told with, after the figure that they are of: 基本支出占比, 三公经费降幅.
fn call(assertion: &Assertion, statements: &mut [Statement]) {
    let reading = assertion.readings.first();
    let of = reading.map(|reading| reading.members()[0]).or(assertion.named.as_ref().map(|named| named.part));
    let Some(subject) = of.map(|of| statements[of].subject.clone()).filter(|subject| !subject.is_empty())
    else {
        return;
    };
    let told = (assertion.told, assertion.direction);
    let beside = match reading {
        Some(Reading::Growth { change, way, .. }) => Some((*change, *way)),
        _ => None,
    };
    for (at, direction) in std::iter::once(told).chain(beside) {
        let is_rate = statements[at].quantity.unit.dimension == Dimension::Ratio;
        let (english, chinese) = match (assertion.frame, direction, is_rate) {
            (Frame::Share, ..) => (" share", "占比"),
            (Frame::Completion, ..) => (" completion rate", "完成率"),
            (Frame::Balance, ..) => return,
            (Frame::Change, Some(Direction::Fall), true) => (" rate of decrease", "降幅"),
            (Frame::Change, Some(Direction::Fall), false) => (" decrease", "减少"),
            (Frame::Change, _, true) => (" rate of increase", "增幅"),
            (Frame::Change, _, false) => (" increase", "增加"),
        };
        if statements[at].role != Role::Figure {
            let name = if subject.is_ascii() { english } else { chinese };
            statements[at].subject = [subject.as_str(), name].concat().into();
        }
    }
}

/// Reads one sentence, whose `items` are told from `first` on: finds for every amount its subject, stage and total.
fn read_sentence(
    passage: &Passage<'_, '_>,
    items: &[Item<'_>],
    first: usize,
    thread: &mut Thread,
    statements: &mut [Statement],
) {
    let mut running = Running::default();
    let Thread { goes_on, heads, before, lists, .. } = thread;
    std::mem::swap(heads, before);
    heads.clear();
    lists.clear();
    let mut passage = *passage;
    for (index, item) in (first..).zip(items) {
        passage.scope = item.topic().or(passage.scope);
        if item.opens.is_some() {
            let closed = lists.last().filter(|list| list.is_closed() && item.depth == list.depth);
            let more = || statements[index].quantity.amount() > statements[index - 1].quantity.amount();
            let total = if let Some(closed) = closed.filter(|_| more()) {
                Some(closed.total) // more than the part before: of the whole again
            } else if index > first {
                Some(first + total_before(index - first, items, &statements[first..]))
            } else {
                listed_before(first, before, statements)
            };
            let named = |at: &usize| {
                item.listed.is_none_or(|listed| {
                    let told = &statements[*at];
                    told.label.contains(listed)
                        || told.subject.contains(Label::parse(listed).subject.as_str())
                })
            };
            if let Some(total) = total.filter(named) {
                open_list(item, index, total, statements, lists);
            }
        }
        let total = if lists.is_empty() { None } else { part_of(item, index, statements, lists) };
        if let Some(total) = total
            && (item.opens == Some(Parts::All) || is_rest(&statements[index].subject))
        {
            statements[total].complete = true;
        }
        running.note(item, heads.len());
        let own = &statements[index];
        let is_figure = own.role == Role::Figure;
        let Place { subject, origin, scope } = match total.map(|total| &statements[total]) {
            Some(total) if !own.subject.is_empty() => Place::own(Some(total.subject.clone())),
            // Money received has no balance of its own: that is the department's.
            Some(total) if is_balance(own) && total.subject.contains("收入") => {
                Place::section(passage.scope)
            }
            Some(total) => Place::of(total),
            None if !is_figure => {
                let about = heads.last().map(|head| statements[*head].subject.clone());
                Place::own(about.or_else(|| passage.scope.cloned()))
            }
            None if !own.subject.is_empty() => place_of_own(&passage, heads, statements),
            None => place(&passage, item, index, heads, goes_on.as_ref(), statements),
        };
        let own = &mut statements[index];
        if let Some(subject) = subject {
            own.subject = subject;
        }
        (own.origin, own.scope, own.part_of) = (origin, scope, total);
        if total.is_none() && item.depth == 0 && is_figure {
            if running.may_close(item) {
                running.close(index, item, before, heads, statements);
            }
            heads.push(index);
        }
    }
    settle_stages(first, heads, goes_on, statements);
    budget(items, first, heads, statements);
    heads.truncate(FARTHEST);
}

/// Settles the stage of bare labels from the frame of their sentence.
///
/// ```text
/// X A，年初预算 B，追加 C，上年结余 D      A is the budget
/// X A，Y B，年末收缴 E，年末结余 F          A and B were spent
/// ```
fn settle_stages(
    first: usize,
    heads: &[usize],
    goes_on: &mut Option<(Text, Option<Text>)>,
    statements: &mut [Statement],
) {
    let inherited = statements[first..].iter().filter(|told| told.origin != Origin::Label);
    let stages =
        inherited.filter_map(|told| told.stage).fold(0_u8, |stages, stage| stages | 1 << stage as u8);
    let has = |stage: Stage| stages & 1 << stage as u8 != 0;
    let budget = has(Stage::Supplement) || has(Stage::Initial) && has(Stage::Opening);
    let spent = has(Stage::Returned) || has(Stage::Closing);
    if budget || spent {
        let is_bare = |head: &usize| {
            let head = &statements[*head];
            head.origin == Origin::Label && head.stage.is_none() && head.quantity.unit.is_money()
        };
        let bare: Vec<usize> = heads.iter().copied().filter(is_bare).collect();
        let stage = match bare.as_slice() {
            [_] if budget => Some(Stage::Budget),
            [_, ..] if spent && !has(Stage::Initial) && !budget => Some(Stage::Actual),
            _ => None,
        };
        for head in bare {
            if !statements[head].subject.ends_with("收入") {
                statements[head].stage = stage;
            }
        }
    }
    for index in first..statements.len() {
        if let (None, Some(total)) = (statements[index].stage, statements[index].part_of) {
            statements[index].stage = statements[total].stage;
        }
    }
    // What comes next is told of the subject of this sentence, where it has one: its execution, what is left
    // of it.
    let carries = |head: &Statement| match head.stage {
        Some(Stage::Budget | Stage::Initial) => !head.subject.ends_with("收入"),
        Some(Stage::Actual) => head.subject.ends_with("支出"),
        _ => false,
    };
    let one = |head: &Statement| heads.iter().all(|other| statements[*other].subject == head.subject);
    *goes_on = match heads {
        [head, ..] if statements[*head].origin == Origin::Label => {
            let head = &statements[*head];
            (carries(head) && one(head)).then(|| (head.subject.clone(), head.scope.clone()))
        }
        [head, ..] => goes_on.take().filter(|(subject, _)| *subject == statements[*head].subject),
        [] => None,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `subject.stage value` of every statement, `<` and the total's value for a part.
    fn told(text: &str, scope: Option<&str>) -> Vec<String> {
        let mut statements = Vec::new();
        let scope = scope.map(Text::from);
        let passage = Passage { text, scope: scope.as_ref(), start: 0, paragraph: 0, section: None };
        Reader::default().read(&passage, &mut statements, &mut Vec::new());
        let show = |s: &Statement| {
            let stage = s.stage.map_or(String::new(), |stage| format!(".{}", stage.name()));
            let part =
                s.part_of.map_or(String::new(), |total| format!(" < {}", statements[total].quantity.value));
            format!("{}{stage} {}{part}", s.subject, s.quantity.value)
        };
        statements.iter().map(show).collect()
    }

    #[test]
    fn a_budget_frame_and_the_execution_frame_after_it() {
        let text = "2021年基本支出531.07万元，年初预算488.74万元，本年追加预算42.33万元，上年结余0万元。2021年实际支出480.88万元，年末财政收缴50.19万元，无结余。";
        let expected = [
            "基本支出.预算 531.07",
            "基本支出.年初预算 488.74",
            "基本支出.追加预算 42.33",
            "基本支出.上年结余 0",
            "基本支出.实际 480.88",
            "基本支出.收缴 50.19",
            "基本支出.年末结余 0",
        ];
        assert_eq!(told(text, None), expected);
    }

    #[test]
    fn two_subjects_and_a_closing_clause_were_spent_and_the_clause_is_of_the_section() {
        let text = "上年结余1897.95万元，往来款18.87万元。2021年基本支出480.88万元，项目支出7393.4万元，年末财政收缴173.59万元。";
        let expected = [
            "整体支出.上年结余 1897.95",
            "往来款 18.87",
            "基本支出.实际 480.88",
            "项目支出.实际 7393.4",
            "整体支出.收缴 173.59",
        ];
        assert_eq!(told(text, Some("整体支出")), expected);
    }

    #[test]
    fn a_list_ends_where_it_closes() {
        let text = "“三公”经费年初预算3.33万元，其中：接待费年初预算3.33万元，实际支出0.22万元。";
        let expected = ["三公经费.年初预算 3.33", "接待费.年初预算 3.33 < 3.33", "三公经费.实际 0.22"];
        assert_eq!(told(text, None), expected);
    }

    #[test]
    fn lists_nest_and_go_on_after_a_semicolon() {
        let text = "基本支出1286.44万元。其中人员经费1104.92万元，包括工资福利支出987.06万元、对个人和家庭的补助117.86万元；公用经费181.52万元，主要为办公。";
        let expected = [
            "基本支出 1286.44",
            "人员经费 1104.92 < 1286.44",
            "工资福利支出 987.06 < 1104.92",
            "对个人和家庭的补助 117.86 < 1104.92",
            "公用经费 181.52 < 1286.44",
        ];
        assert_eq!(told(text, None), expected);
    }

    #[test]
    fn parts_take_the_stage_of_their_total_and_siblings_do_not_join_the_list() {
        let text = "2021年实际支出7393.4万元，其中上年结余支出1774.55万元，当年资金支出5618.85万元，年末财政收缴123.4万元。";
        let expected = [
            "项目支出.实际 7393.4",
            "上年结余支出.实际 1774.55 < 7393.4",
            "当年资金支出.实际 5618.85 < 7393.4",
            "项目支出.收缴 123.4",
        ];
        assert_eq!(told(text, Some("项目支出")), expected);
    }

    #[test]
    fn a_total_at_the_end_takes_the_amounts_before_it() {
        let text = "在职30人，行政编制14人、事业编制21人，合计编制35人。";
        let expected = ["在职 30", "行政编制 14 < 35", "事业编制 21 < 35", "合计编制 35"];
        assert_eq!(told(text, None), expected);
        let text = "甲项目10.5万元；乙项目20.25万元；丙项目5万元，合计35.57万元。";
        let expected = ["甲项目 10.5 < 35.57", "乙项目 20.25 < 35.57", "丙项目 5 < 35.57", "合计 35.57"];
        assert_eq!(told(text, None), expected);
    }

    #[test]
    fn a_percent_sign_on_the_next_line_is_read_once() {
        assert_eq!(told("收入578.32亿元，同比增长6.4\n%。", None), ["收入 578.32", "同比增长 6.4"]);
    }

    #[test]
    fn changes_and_denominators_are_no_figures() {
        let mut statements = Vec::new();
        let text = "接待费5.31万元，较上年减少1.94万元，下降12.13%，完成年初预算8万元的66.4%。";
        let passage = Passage { text, scope: None, start: 0, paragraph: 0, section: None };
        Reader::default().read(&passage, &mut statements, &mut Vec::new());
        let roles: Vec<_> = statements.iter().map(|s| s.role).collect();
        assert_eq!(roles, [Role::Figure, Role::Change, Role::Change, Role::Share, Role::Share]);
        assert_eq!(statements[0].stage, None);
    }
}
