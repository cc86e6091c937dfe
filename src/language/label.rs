//! Labels: the words before an amount, taken apart into period, subject and stage.

use super::change::{is_against, way};
use super::numeral::Numeral;
use super::stage::{Role, Stage};
use super::words::{LEADS, OF_WHICH, SHARES, TAILS, split_stage};

/// How many characters before an amount can be its label.
const LONGEST: usize = 120;

/// The words before an amount, taken apart: `2021年“三公”经费年初预算` is 三公经费, 年初预算 of 2021.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// What is left: the subject, empty where the label has only a stage.
    pub subject: String,
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
        let text = match text.char_indices().rev().nth(LONGEST) {
            Some((from, _)) => &text[from..],
            None => text,
        };
        let mut rest = clean(text);
        let opens_list = OF_WHICH.iter().any(|word| rest.starts_with(word));
        let mut period = None;
        loop {
            let before = rest.len();
            rest = trim_leads(&rest).to_owned();
            if let Some((year, length)) = leading_year(&rest) {
                period = period.or(Some(year));
                rest = rest[length..].to_owned();
            }
            if rest.len() == before {
                break;
            }
        }
        let role = role(&rest);
        let core = trim_tails(&rest);
        let (subject, stage) = match split_stage(core).or_else(|| split_stage(trim_period(core))) {
            Some((before, stage)) => (before, Some(stage)),
            None => (core, None),
        };
        let subject =
            trim_subject(if subject.is_empty() { subject } else { trim_period(trim_tails(subject)) });
        // Both sides of an account go by one name, however they are joined.
        let subject = match subject.strip_prefix('收').filter(|rest| rest.starts_with(['入', '、'])) {
            Some(_) => ["收、支", "收入、支出", "收入和支出", "收入与支出", "收入及支出"]
                .iter()
                .find_map(|word| subject.strip_prefix(word))
                .map_or_else(|| subject.to_owned(), |rest| format!("收入支出{rest}")),
            None => subject.to_owned(),
        };
        Self { subject, stage, period, role, opens_list }
    }
}

/// A name as it is compared: quotes, blanks and what stands in brackets left out, full-width signs folded,
/// Latin letters in lower case.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut depth = 0_usize;
    for character in text.chars() {
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
pub fn fold_subject(text: &str) -> String {
    let folded = fold(text);
    match trim_subject(&folded) {
        "" => folded,
        subject => subject.to_owned(),
    }
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
fn clean(text: &str) -> String {
    const MARKS: &[char] = &['，', '、', '；', '。', ',', ';', '-', '—', '|', '：', ':', ' '];
    let mut kept = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '“' | '”' | '"' | '‘' | '’' | '「' | '」' | '\u{feff}' => {}
            _ if character.is_whitespace() => {
                if kept.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, ',' | ')')) {
                    kept.push(' ');
                }
            }
            _ => kept.push(character),
        }
    }
    let mut rest = kept.trim_matches(MARKS);
    while rest.ends_with(['）', ')']) {
        let Some(open) = opening_bracket(rest) else { break };
        rest = rest[..open].trim_end_matches(MARKS);
    }
    rest.to_owned()
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
        let shorter = LEADS.iter().find_map(|lead| rest.strip_prefix(lead));
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

/// `text` without a word for the current period at its start.
fn trim_period(text: &str) -> &str {
    let text = leading_year(text).map_or(text, |(_, length)| &text[length..]);
    let shorter = ["本年度", "本年", "当年度", "全年"].iter().find_map(|word| text.strip_prefix(word));
    shorter.filter(|rest| rest.chars().count() >= 2).unwrap_or(text)
}

/// `text` without the verbs before an amount. A word that is all there is stays.
pub(super) fn trim_tails(text: &str) -> &str {
    let mut rest = text.trim_end();
    loop {
        let grand = rest.ends_with("总计"); // 收入总计 is another figure than 收入
        let shorter =
            TAILS.iter().find_map(|tail| rest.strip_suffix(tail)).filter(|_| !grand).map(str::trim_end);
        match shorter {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => return rest,
        }
    }
}

/// A subject without the doubled word at its end: 三公经费支出 is 三公经费.
fn trim_subject(text: &str) -> &str {
    let text = text.trim_start_matches(['的', '，', '：']).trim_end_matches(['的', '，', '：']);
    match text.strip_suffix("支出") {
        Some(before) if before.trim_end_matches("全年").ends_with('费') => before.trim_end_matches("全年"),
        _ => text,
    }
}

/// What a statement with this label tells.
fn role(text: &str) -> Role {
    let core = trim_tails(text);
    if way(core).is_some() || is_against(core) {
        Role::Change
    } else if SHARES.iter().any(|word| text.ends_with(word))
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
