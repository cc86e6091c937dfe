//! Topics: what titles and lines say of the report, of a section, of the table below them.

use std::sync::LazyLock;

use super::Section;
use crate::language::{Label, Memory, Text, subject_of_title};
use crate::quantity::{Lexicon, Unit, scan};
use crate::source::Span;

/// The longest caption before a unit in brackets, in bytes.
const LONGEST_CAPTION: usize = 160;

/// What a numbered paragraph is about: the words that open it, up to its first mark or amount. Text after it,
/// at `span`, is not about it any more.
pub(super) fn item_topic(item: &Section, span: Span) -> Option<Text> {
    if item.span != span {
        return None;
    }
    let end = scan(&item.title).next().map_or(item.title.len(), |amount| amount.range.start);
    let label = Label::parse(&item.title[..end]);
    let bare = label.stage.is_none() && !label.subject.is_empty();
    bare.then(|| subject_of_title(&label.subject).map_or(label.subject, Text::from))
}

/// What a section is about: a sum of money that its title names, else the title itself where it names
/// something in particular.
pub(super) fn section_topic(title: &str) -> Option<Text> {
    thread_local! {
        static KNOWN: Memory<Option<Text>> = Memory::default();
    }
    KNOWN.with(|known| known.recall(title, topic_in))
}

/// The same, taken out of the title.
fn topic_in(title: &str) -> Option<Text> {
    const GENERAL: &[&str] = &[
        "情况", "概况", "说明", "分析", "总体", "基本", "主要", "管理", "绩效", "问题", "措施", "建议",
        "其他", "内容", "执行", "收支", "收入", "支出", "预算", "决算", "资金", "财政", "部门", "单位",
        "人员", "机构", "职能", "职责", "目标", "概述", "规模", "来源", "结余", "结转", "经费", "附件",
        "附表",
    ];
    let particular = || !title.is_ascii() && !GENERAL.iter().any(|word| title.contains(word));
    subject_of_title(title).map(Text::from).or_else(|| particular().then(|| title.into()))
}

/// The longest line that gives the unit of a table, in bytes.
const LONGEST_UNIT_LINE: usize = 300;

/// The longest words for a unit, in bytes: alone, and with the mark before them, brackets and blanks.
const LONGEST_UNIT: usize = 48;
const LONGEST_TOLD: usize = 80;

/// The unit that a line such as `单位：万元` or `收支情况表（单位：万元）` gives to the table after it, and the words before
/// it.
pub(super) fn unit_line(text: &str) -> Option<(&str, Unit)> {
    if text.len() > LONGEST_UNIT_LINE {
        return None; // running text
    }
    let text = text.trim();
    if let Some(unit) =
        bracketed(text).and_then(unit_phrase).or_else(|| unit_phrase(text).filter(|unit| unit.is_money()))
    {
        return Some(("", unit));
    }
    let closed = text.ends_with(['）', ')']);
    let text = text.trim_end_matches(['）', ')']);
    let end = last_words(text, LONGEST_TOLD);
    let is_told = end.contains("单位") || end.contains("nit");
    let mark = || ["单位：", "单位:", "Unit:", "Units:", "unit:"].iter().find_map(|mark| end.rfind(mark));
    let before = text.len() - end.len();
    let at = if is_told { mark().map(|at| before + at) } else { None };
    let Some(at) = at else {
        // The words in brackets at the end of a caption: Resource by programme (£m).
        let open = if closed { before + end.rfind(['（', '('])? } else { return None };
        if open > LONGEST_CAPTION {
            return None;
        }
        let inner = text[open..].trim_start_matches(['（', '(']);
        let before = text[..open].trim_end();
        return Some((before, unit_phrase(inner)?)).filter(|(before, _)| !before.is_empty());
    };
    let unit = unit_phrase(text[at..].split_once(['：', ':'])?.1)?;
    let before = text[..at]
        .trim_end_matches("计量")
        .trim_end_matches("金额")
        .trim_end_matches("货币")
        .trim_end_matches(['（', '(', ' ', '\u{3000}']);
    Some((before, unit))
}

/// The end of `text`, of at most so many bytes.
fn last_words(text: &str, most: usize) -> &str {
    let start = text.len().saturating_sub(most);
    (start..text.len()).find_map(|start| text.get(start..)).unwrap_or_default()
}

/// What stands between brackets that open and close `text`.
fn bracketed(text: &str) -> Option<&str> {
    text.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])
}

/// The unit that words and nothing else tell: 万元, £m, £'000, $ in thousands, millions of dollars. Of several
/// (万元、%) the first.
pub(super) fn unit_phrase(text: &str) -> Option<Unit> {
    if text.len() > LONGEST_TOLD {
        return None; // told fast of most texts
    }
    let text = text.trim().trim_matches(['（', '）', '(', ')', '【', '】', '[', ']']).trim();
    if text.is_empty() || text.len() > LONGEST_UNIT {
        return None;
    }
    let text = text.strip_prefix("人民币").unwrap_or(text);
    let first = text.split(['、', '，', ',', '；']).next().unwrap_or(text);
    if let Some(unit) = Unit::parse(text).or_else(|| Unit::parse(first)) {
        return Some(unit);
    }
    if text.contains(|c: char| !c.is_ascii() && !matches!(c, '£' | '€' | '’')) {
        return None;
    }
    let lower = text.to_ascii_lowercase().replace(['’', '\''], "");
    let (mut sign, mut magnitude) = ("", "");
    let spaced = lower.replace('£', " £ ").replace('$', " $ ").replace('€', " € ");
    for word in spaced.split([' ', ',']).filter(|word| !word.is_empty()) {
        match word {
            "in" | "of" | "unit" | "units:" | "unit:" | "amounts" | "figures" | "all" | "are"
            | "expressed" | "us" | "u.s." => {}
            "£" | "gbp" | "pounds" | "sterling" => sign = "£",
            "$" | "usd" | "dollars" => sign = "$",
            "€" | "eur" | "euro" | "euros" => sign = "€",
            "thousand" | "thousands" | "000" | "000s" | "k" => magnitude = "k",
            "million" | "millions" | "m" | "mn" => magnitude = "m",
            "billion" | "billions" | "bn" => magnitude = "bn",
            _ => return None,
        }
    }
    Unit::after_sign(sign, magnitude).filter(|_| !sign.is_empty()).map(|(unit, _)| unit)
}

/// The organization that a line such as `单位名称（盖章）：云栖区林业局` names.
pub(super) fn organization_line(text: &str) -> Option<String> {
    let keys = ["单位名称", "部门名称", "填报单位", "Organization", "Organisation"];
    let rest = keys.iter().find_map(|key| text.trim().strip_prefix(key))?;
    let (_, name) = rest.split_once(['：', ':'])?;
    let name = name.trim();
    (!name.is_empty() && name.chars().count() <= 40).then(|| name.to_owned())
}

/// The words that come after the name of an organization in a title.
static AFTER_NAMES: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    let words = ["部门", "单位", "整体支出", "决算", "预算", "绩效", "财政", "项目", "关于", "年度"];
    Lexicon::of_openings(words.map(|word| (word, ())))
});

/// The year and the organization in a title: `2021年度云栖区林业局部门整体支出绩效自评报告`.
pub(super) fn title_parts(title: &str) -> (Option<i32>, Option<String>) {
    let digits = |at: usize| {
        title.get(at..at + 4).filter(|d| d.starts_with("20") && d.bytes().all(|b| b.is_ascii_digit()))
    };
    let at = title.char_indices().map(|(at, _)| at).find(|at| digits(*at).is_some());
    let year = at.and_then(digits).and_then(|d| d.parse().ok());
    let (before, after) = at.map_or(("", title), |at| {
        (title[..at].trim(), title[at + 4..].trim_start_matches(['年', '度', ' ']))
    });
    let name = if before.is_empty() {
        let is_end = |at: &usize| AFTER_NAMES.opening(&after[*at..]).next().is_some();
        let end = after.char_indices().map(|(at, _)| at).find(is_end);
        end.map_or("", |end| &after[..end])
    } else {
        before
    };
    let name = name.trim();
    let named =
        (2..=30).contains(&name.chars().count()) && name.is_ascii() == title.is_ascii() && !title.is_ascii();
    (year, named.then(|| name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_give_the_unit_of_the_table_below() {
        let cases = [
            ("单位：万元", Some(("", "万元"))),
            ("金额单位：元", Some(("", "元"))),
            ("单位：人民币万元", Some(("", "万元"))),
            ("收支情况表（单位：万元）", Some(("收支情况表", "万元"))),
            ("（单位：万元、%）", Some(("", "万元"))), // the first of several
            ("Unit: £m", Some(("", "£m"))),
            ("($ in thousands)", Some(("", "$k"))),
            ("(in millions of dollars)", Some(("", "$m"))),
            ("Resource by programme (£ million)", Some(("Resource by programme", "£m"))),
            ("主管单位：财政局", None), // an organization
            ("（二）支出情况（续）", None),
        ];
        for (text, expected) in cases {
            let found = unit_line(text).map(|(before, unit)| (before, unit.to_string()));
            assert_eq!(found, expected.map(|(before, unit)| (before, unit.to_owned())), "{text}");
        }
        assert_eq!(unit_phrase("£'000").map(|unit| unit.to_string()), Some("£k".to_owned()));
        assert_eq!(unit_phrase("Dollars in Millions").map(|unit| unit.to_string()), Some("$m".to_owned()));
        assert_eq!(unit_phrase("in total"), None);
    }

    #[test]
    fn a_title_tells_year_and_organization() {
        let cases = [
            ("2021年度云栖区林业局部门整体支出绩效自评报告", (Some(2021), Some("云栖区林业局"))),
            ("东岬区档案馆2024年度部门决算", (Some(2024), Some("东岬区档案馆"))),
            ("2022年度部门整体支出绩效自评报告", (Some(2022), None)),
            ("Annual report 2023", (Some(2023), None)),
        ];
        for (title, (year, organization)) in cases {
            assert_eq!(title_parts(title), (year, organization.map(str::to_owned)), "{title}");
        }
    }
}
