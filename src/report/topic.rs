//! Topics: what titles and lines say of the report, of a section, of the table below them.

use super::Section;
use crate::language::{Label, subject_of_title};
use crate::quantity::{Unit, scan};
use crate::source::Span;

/// What a numbered paragraph is about: the words that open it, up to its first mark or amount. Text after it,
/// at `span`, is not about it any more.
pub(super) fn item_topic(item: &Section, span: Span) -> Option<String> {
    if item.span != span {
        return None;
    }
    let end = scan(&item.title).first().map_or(item.title.len(), |amount| amount.range.start);
    let label = Label::parse(&item.title[..end]);
    let bare = label.stage.is_none() && !label.subject.is_empty();
    bare.then(|| subject_of_title(&label.subject).unwrap_or(label.subject))
}

/// What a section is about: a sum of money that its title names, else the title itself where it names
/// something in particular.
pub(super) fn section_topic(title: &str) -> Option<String> {
    const GENERAL: &[&str] = &[
        "情况", "概况", "说明", "分析", "总体", "基本", "主要", "管理", "绩效", "问题", "措施", "建议",
        "其他", "内容", "执行", "收支", "收入", "支出", "预算", "决算", "资金", "财政", "部门", "单位",
        "人员", "机构", "职能", "职责", "目标", "概述", "规模", "来源", "结余", "结转", "经费", "附件",
        "附表",
    ];
    let particular = || !title.is_ascii() && !GENERAL.iter().any(|word| title.contains(word));
    subject_of_title(title).or_else(|| particular().then(|| title.to_owned()))
}

/// The unit that a line such as `单位：万元` or `收支情况表（单位：万元）` gives to the table after it, and the words before
/// it.
pub(super) fn unit_line(text: &str) -> Option<(&str, Unit)> {
    if !text.contains("单位") && !text.contains("Unit") {
        return None; // most lines
    }
    let text = text.trim().trim_end_matches(['）', ')']);
    let at = ["单位：", "单位:", "Unit:"].iter().find_map(|mark| text.rfind(mark))?;
    let unit = Unit::parse(text[at..].split_once(['：', ':'])?.1)?;
    let before = text[..at]
        .trim_end_matches("计量")
        .trim_end_matches("金额")
        .trim_end_matches(['（', '(', ' ', '\u{3000}']);
    Some((before, unit))
}

/// The organization that a line such as `单位名称（盖章）：云栖区林业局` names.
pub(super) fn organization_line(text: &str) -> Option<String> {
    let keys = ["单位名称", "部门名称", "填报单位", "Organization", "Organisation"];
    let rest = keys.iter().find_map(|key| text.trim().strip_prefix(key))?;
    let (_, name) = rest.split_once(['：', ':'])?;
    let name = name.trim();
    (!name.is_empty() && name.chars().count() <= 40).then(|| name.to_owned())
}

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
    let ends = ["部门", "单位", "整体支出", "决算", "预算", "绩效", "财政", "项目", "关于", "年度"];
    let name = if before.is_empty() {
        let end = ends.iter().filter_map(|word| after.find(word)).min();
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
