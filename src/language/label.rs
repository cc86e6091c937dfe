//! Labels: the words before an amount, taken apart into period, subject and stage.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::change::{is_against, way};
use super::numeral::Numeral;
use super::stage::{Role, Stage};
use super::words::{LEADS, OF_WHICH, SHARES, TAILS, split_stage, without_plus};
use super::{Memory, Text};
use crate::quantity::Lexicon;

/// How many characters before an amount can be its label.
const LONGEST: usize = 120;

static LEAD_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(LEADS)));
static TAIL_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_endings(each(TAILS)));
static SHARE_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_endings(each(SHARES)));
static PERIOD_WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::of_openings(each(&["本年度", "本年", "当年度", "全年"])));
static LIST_WORDS: LazyLock<Lexicon<()>> = LazyLock::new(|| Lexicon::of_openings(each(OF_WHICH)));

/// The words of a list that say nothing more than that they are in it.
pub(super) fn each(words: &'static [&str]) -> impl Iterator<Item = (&'static str, ())> {
    words.iter().map(|word| (*word, ()))
}

/// The words before an amount, taken apart: `2021年“三公”经费年初预算` is 三公经费, 年初预算 of 2021.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What is left: the subject, empty where the label has only a stage.
    pub subject: Text,
    /// The stage.
    pub stage: Option<Stage>,
    /// The year.
    pub period: Option<i32>,
    /// Whether it tells a figure, a change or a share.
    pub role: Role,
    /// Whether it opens a list of parts (其中).
    pub opens_list: bool,
}

impl Label {
    /// Takes `text` apart.
    pub fn parse(text: &str) -> Self {
        let longest = if text.len() > LONGEST { text.char_indices().rev().nth(LONGEST) } else { None };
        let text = longest.map_or(text, |(from, _)| &text[from..]);
        let cleaned = clean(text);
        let mut rest = cleaned.as_ref();
        let opens_list = LIST_WORDS.opening(rest).next().is_some();
        let mut period = None;
        loop {
            let before = rest.len();
            rest = trim_leads(rest);
            if let Some((year, length)) = leading_year(rest) {
                period = period.or(Some(year));
                rest = &rest[length..];
            }
            if rest.len() == before {
                break;
            }
        }
        let core = trim_tails(rest);
        let role = role(rest, core);
        let undated = || Some(trim_period(core)).filter(|undated| undated.len() < core.len());
        let (subject, stage) = match split_stage(core).or_else(|| split_stage(undated()?)) {
            Some((before, stage)) => (before, Some(stage)),
            None => (core, None),
        };
        let subject =
            trim_subject(if subject.is_empty() { subject } else { trim_period(trim_tails(subject)) });
        let subject =
            if matches!(subject, "为" | "是" | "达" | "约" | "共" | "的") { "" } else { subject };
        let (subject, period) = match trailing_year(subject).filter(|_| period.is_none()) {
            Some((before, year)) => (before, Some(year)),
            None => (subject, period),
        };
        // Both sides of an account go by one name, however they are joined.
        let subject = match subject.strip_prefix('收').filter(|rest| rest.starts_with(['入', '、'])) {
            Some(_) => ["收、支", "收入、支出", "收入和支出", "收入与支出", "收入及支出"]
                .iter()
                .find_map(|word| subject.strip_prefix(word))
                .map_or_else(
                    || subject.into(),
                    |rest| format!("收入支出{}", rest.trim_end_matches(['均', '各'])).into(),
                ),
            None => subject.into(),
        };
        Self { subject, stage, period, role, opens_list }
    }
}

/// A name as it is compared: quotes, blanks and what stands in brackets left out, full-width signs folded,
/// Latin letters in lower case.
pub fn fold(text: &str) -> String {
    let (as_it_is, rest) = text.split_at(text.find(|c| !is_plain(c)).unwrap_or(text.len()));
    let mut folded = String::with_capacity(text.len());
    folded.push_str(as_it_is);
    let mut depth = 0_usize;
    for character in rest.chars() {
        match character {
            '（' | '(' | '〔' | '[' => depth += 1,
            '）' | ')' | '〕' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '“' | '”' | '"' | '‘' | '’' | '\'' | '「' | '」' | '《' | '》' | '\u{feff}' => {}
            _ if character.is_whitespace() => {
                if folded.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                    folded.push(' ');
                }
            }
            '\u{ff01}'..='\u{ff5e}' => {
                let ascii = u8::try_from(u32::from(character) - 0xfee0).map_or(character, char::from);
                folded.push(ascii.to_ascii_lowercase());
            }
            _ => folded.push(character.to_ascii_lowercase()),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// A subject as it is compared: folded, without the doubled word of 伙食费支出.
pub fn fold_subject(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_plain) {
        return match trim_subject(text) {
            "" => text.into(),
            subject => subject.into(),
        };
    }
    let folded = fold(text);
    match trim_subject(&folded) {
        "" => folded.into(),
        subject if subject.len() == folded.len() => folded.into(),
        subject => subject.to_owned().into(),
    }
}

/// Whether folding leaves a character as it is, whatever stands before it.
fn is_plain(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | 'a'..='z' | '0'..='9')
}

/// The name in the words before an amount, as it is printed: without connectives, the year and the verbs, but
/// with the words that a subject goes without, such as 本年 and 合计.
pub fn printed_name(words: &str) -> Text {
    thread_local! {
        static KNOWN: Memory<Text> = Memory::default();
    }
    KNOWN.with(|known| known.recall(words, |words| name_in(words).into()))
}

/// The same, taken out of the words.
fn name_in(words: &str) -> String {
    const VERBS: &[&str] = &[
        "完成", "安排", "达到", "为", "是", "共", "约", "达", "了", "的", " was", " were", " is", " of",
        "：", ":",
    ];
    let cleaned = clean(words);
    let mut rest = without_plus(cleaned.as_ref());
    loop {
        let before = rest.len();
        rest = trim_leads(rest);
        rest = leading_year(rest).map_or(rest, |(_, length)| &rest[length..]);
        if rest.len() == before {
            break;
        }
    }
    while let Some(shorter) = VERBS.iter().find_map(|verb| rest.strip_suffix(verb)).filter(|s| !s.is_empty())
    {
        rest = shorter.trim_end();
    }
    rest.to_owned()
}

/// What a section titled `title` is about, where that is a sum of money: 基本支出情况 is about 基本支出.
pub fn subject_of_title(title: &str) -> Option<String> {
    const ENDS: &[&str] = &[
        "情况",
        "说明",
        "分析",
        "安排",
        "落实",
        "管理",
        "使用",
        "规模",
        "执行",
        "总体",
        "具体",
        "绩效",
        "实际",
        "概况",
        "决算",
        "预算",
        "构成",
        "结构",
        "及",
        "财政拨款",
        "总",
    ];
    const MONEY: &[&str] = &["支出", "经费", "费", "收入", "资金"];
    let folded = fold(title);
    let mut core = trim_period(folded.split(['、', '和', '与', '及', '，', '：']).next()?);
    core = core.strip_prefix("部门").or_else(|| core.strip_prefix("单位")).unwrap_or(core);
    while let Some(shorter) = ENDS.iter().find_map(|end| core.strip_suffix(end)) {
        core = shorter;
    }
    let core = trim_subject(core);
    (MONEY.iter().any(|end| core.ends_with(end)) && (3..=14).contains(&core.chars().count()))
        .then(|| core.to_owned())
}

/// The label without quotes, blanks between Chinese characters, and what stands in brackets at its end.
fn clean(text: &str) -> Cow<'_, str> {
    let quote = |c: char| matches!(c, '“' | '”' | '"' | '‘' | '’' | '「' | '」' | '\u{feff}');
    if !text.contains(|c: char| quote(c) || c.is_whitespace()) {
        return Cow::Borrowed(trim_marks(text));
    }
    let mut kept = String::with_capacity(text.len());
    for character in text.chars().filter(|c| !quote(*c)) {
        if !character.is_whitespace() {
            kept.push(character);
        } else if kept.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, ',' | ')')) {
            kept.push(' ');
        }
    }
    Cow::Owned(trim_marks(&kept).to_owned())
}

/// `text` without marks at its ends and without what stands in brackets at its end.
fn trim_marks(text: &str) -> &str {
    let mark =
        |c: char| matches!(c, '，' | '、' | '；' | '。' | ',' | ';' | '-' | '—' | '|' | '：' | ':' | ' ');
    let mut rest = text.trim_matches(mark);
    while rest.ends_with(['）', ')']) {
        let Some(open) = opening_bracket(rest) else { break };
        rest = rest[..open].trim_end_matches(mark);
    }
    rest
}

/// Where the bracket that closes at the end of `text` was opened.
fn opening_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices().rev() {
        match character {
            '）' | ')' => depth += 1,
            '（' | '(' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// `text` without connectives and an enumerator at its start.
fn trim_leads(text: &str) -> &str {
    let mut rest = text;
    loop {
        let shorter = LEAD_WORDS.opening(rest).next().map(|(lead, ())| &rest[lead.len()..]);
        let shorter = shorter.or_else(|| Numeral::opening(rest).map(|(_, length)| &rest[length..]));
        match shorter {
            Some(shorter) => rest = shorter.trim_start_matches(['，', '：', ':', ',', ' ', '、']),
            None => return rest,
        }
    }
}

/// The year at the start of `text` and the length of its words: 2021年度, 2021年末.
pub(super) fn leading_year(text: &str) -> Option<(i32, usize)> {
    let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    let year: i32 = digits.parse().ok().filter(|year| (1900..2200).contains(year))?;
    let rest = text[4..].trim_start();
    let rest = rest.strip_prefix('年')?;
    let rest = rest
        .strip_prefix('度')
        .or_else(|| rest.strip_prefix(['末', '底']).filter(|rest| !rest.starts_with('结')))
        .unwrap_or(rest);
    let end = text.len() - rest.len();
    Some((year, end))
}

/// What stands before the year that ends `text`, and the year: 培训费2031年.
fn trailing_year(text: &str) -> Option<(&str, i32)> {
    let core = text.strip_suffix("年度").or_else(|| text.strip_suffix('年'))?;
    let before = core.get(..core.len().checked_sub(4)?).filter(|before| !before.is_empty())?;
    let (year, _) = leading_year(&text[before.len()..])?;
    Some((before, year))
}

/// `text` without a word for the current period at its start.
fn trim_period(text: &str) -> &str {
    let text = leading_year(text).map_or(text, |(_, length)| &text[length..]);
    let shorter = PERIOD_WORDS.opening(text).next().map(|(word, ())| &text[word.len()..]);
    shorter.filter(|rest| rest.chars().count() >= 2).unwrap_or(text)
}

/// `text` without the verbs before an amount. A word that is all there is stays.
pub(super) fn trim_tails(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        let grand = rest.ends_with("总计"); // 收入总计 is another figure than 收入
        let tail = TAIL_WORDS.ending(rest).next().filter(|_| !grand);
        let shorter = tail.map(|(tail, ())| rest[..rest.len() - tail.len()].trim_end());
        match shorter {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => return rest,
        }
    }
}

/// A subject without the doubled word at its end: 三公经费支出 is 三公经费.
fn trim_subject(text: &str) -> &str {
    let text = text.trim_matches(|c: char| matches!(c, '的' | '，' | '：'));
    let before = text.strip_suffix("支出").map(|before| before.strip_suffix("全年").unwrap_or(before));
    before.filter(|before| before.ends_with('费')).unwrap_or(text)
}

/// What a statement with this label tells; `core` is the label without the verbs at its end.
fn role(text: &str, core: &str) -> Role {
    if way(core).is_some() || is_against(core) {
        Role::Change
    } else if SHARE_WORDS.ending(text).next().is_some()
        || text.starts_with('占')
        || text.starts_with("完成年初预算")
    {
        Role::Share
    } else {
        Role::Figure
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_taken_apart() {
        let cases = [
            ("2021年财政拨款收入", "财政拨款收入", None, Some(2021)),
            ("财政追加预算（上级财政补助收入）", "", Some(Stage::Supplement), None), // what stands in brackets explains
            ("其中，年初预算", "", Some(Stage::Initial), None),
            ("2021年“三公”经费年初预算", "三公经费", Some(Stage::Initial), Some(2021)),
            ("2021年实际支出", "", Some(Stage::Actual), Some(2021)),
            ("其中上年结余支出", "上年结余支出", None, None), // spent out of last year's balance: not that balance
            ("其中动用上年结余", "动用上年结余", None, None),
            ("年末由财政收回", "", Some(Stage::Returned), None),
            ("年末实际结余", "", Some(Stage::Closing), None),
            ("总投入合计", "总投入", None, None),
            ("1．优抚对象补助", "优抚对象补助", None, None),
            ("“三公”经费支出", "三公经费", None, None),
            ("全年执行数", "", Some(Stage::Actual), None),
            ("全年支出", "支出", None, None),
            ("支出决算为", "", Some(Stage::Actual), None),
            ("本年追加", "", Some(Stage::Supplement), None),
            ("因公出国（境）费", "因公出国（境）费", None, None), // brackets inside a name belong to it
            ("一般公共预算", "一般公共预算", None, None),         // a fund, not a stage
        ];
        for (text, subject, stage, period) in cases {
            let label = Label::parse(text);
            assert_eq!(
                (label.subject.as_str(), label.stage, label.period),
                (subject, stage, period),
                "{text}"
            );
        }
        assert_eq!(Label::parse("较上年减少").role, Role::Change);
        assert_eq!(Label::parse("占本年收入的").role, Role::Share);
        assert!(Label::parse("其中：人员经费").opens_list);
    }

    #[test]
    fn titles_tell_what_their_section_is_about() {
        let cases = [
            ("基本支出情况", Some("基本支出")),
            ("项目支出安排落实、总投入等情况分析", Some("项目支出")),
            ("部门（单位）整体支出管理及使用情况", Some("整体支出")),
            ("部门（单位）整体支出规模、使用方向和主要内容、涉及范围等", Some("整体支出")),
            ("专项支出", Some("专项支出")),
            ("存在的主要问题及原因分析", None),
            ("高效率促进科技成果转移转化", None),
            ("部门（单位）专项组织实施情况", None),
        ];
        for (title, expected) in cases {
            assert_eq!(subject_of_title(title).as_deref(), expected, "{title}");
        }
    }
}
