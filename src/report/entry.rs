//! Entries: what the words at the head of a row say of it.

use std::borrow::Cow;

use super::table::{Entry, Standing, Total};
use crate::language::{Numeral, fold};

/// Words that open a part of the row above, and those that take a row off a sum.
const PARTS: &[&str] =
    &["其中：", "其中:", "其中，", "其中", "of which:", "of which", "including:", "including "];
const LESS: &[&str] = &["减：", "减:", "减去：", "扣除：", "less:", "less "];
const MORE: &[&str] = &["加：", "加:", "add:", "plus:"];

/// Words before 合计 that do not say what is summed.
const GENERAL: &[&str] = &[
    "",
    "本年",
    "本年度",
    "当年",
    "本期",
    "收入",
    "支出",
    "收支",
    "本年收入",
    "本年支出",
    "收入支出",
    "全部",
    "总",
    "预算",
    "决算",
    "资金",
    "项目",
    "经费",
    "金额",
    "费用",
    "各项",
    "得分",
    "分值",
    "以上",
    "年度",
];

/// How the name of a row ends that no total counts, and what else may stand in it.
const APART_ENDS: &[&str] = &["率", "占比", "比重", "比例", "均值", "增幅", "指数", "排名", "名次", "单价"];
const APART: &[&str] = &[
    "人均",
    "平均",
    "同比",
    "比上年",
    "average",
    "mean",
    "median",
    "rate",
    "ratio",
    "percent",
    "percentage",
    "per cent",
    "share of",
    "rank",
    "index",
    "change",
    "per head",
    "per capita",
    "%",
    "memo",
];

/// Words in the name of a row that is what other rows come to.
const RESULTS: &[&str] = &[
    "净",
    "利润",
    "毛利",
    "差额",
    "本年结余",
    "收支结余",
    "本年盈余",
    "增加额",
    "盈亏",
    "net",
    "surplus",
    "deficit",
    "profit",
    "loss",
    "gross",
    "balance",
];

/// The name that begins a row, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named<'t> {
    pub(super) name: &'t str,
    code: &'t str,
    numbered: Option<crate::language::NumeralStyle>,
    lead: Lead,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    None,
    Part,
    Less,
}

impl<'t> Named<'t> {
    /// Takes `text` apart: `其中：1.公务接待费`, `2080505 机关事业单位基本养老保险缴费支出`.
    pub(super) fn read(text: &'t str) -> Self {
        let mut named = Self { name: trim(text), code: "", numbered: None, lead: Lead::None };
        loop {
            let before = named.name.len();
            if let Some((numeral, length)) = Numeral::opening(named.name)
                && !trim(&named.name[length..]).is_empty()
            {
                named.numbered = named.numbered.or(Some(numeral.style));
                named.name = trim(&named.name[length..]);
            }
            for (words, lead) in [(PARTS, Lead::Part), (LESS, Lead::Less), (MORE, Lead::None)] {
                if let Some(rest) = words.iter().find_map(|word| after(named.name, word)) {
                    named.lead = if lead == Lead::None { named.lead } else { lead };
                    named.name = trim(rest);
                }
            }
            let digits = named.name.bytes().take_while(u8::is_ascii_digit).count();
            let rest = &named.name[digits..];
            let divided = rest.starts_with([' ', '\u{3000}', '\u{a0}', '-', '－', '_']);
            let joined = matches!(digits, 3 | 5 | 7) && named.name.starts_with(['2', '3', '5']);
            if digits >= 3
                && (divided
                    || joined && !rest.starts_with(|c: char| c.is_ascii() || "年月号亿万元个人".contains(c)))
                && !trim(rest).is_empty()
                && !trim(rest).starts_with(['年', '月'])
                && !trim(rest).starts_with(|c: char| c.is_ascii_digit())
            {
                named.code = &named.name[..digits];
                named.name = trim(rest).trim_start_matches(['-', '－', '_', ' ']);
            }
            if named.name.len() == before {
                return named;
            }
        }
    }
}

impl Entry {
    /// What the row that begins with `text`, below the code `code`, is.
    pub(super) fn read(row: usize, text: &str, code: &str, filled: bool) -> Self {
        let named = Named::read(text);
        let standing = match named.lead {
            Lead::Part => Standing::Part,
            Lead::Less => Standing::Less,
            Lead::None => standing(named.name),
        };
        let code = if code.is_empty() { named.code } else { code };
        Self {
            row,
            name: named.name.to_owned(),
            code: code.to_owned(),
            numbered: named.numbered,
            standing,
            filled,
            indented: false,
        }
    }
}

/// What a row called `name` is among others.
fn standing(name: &str) -> Standing {
    let folded = fold(name);
    if folded.is_empty() {
        return Standing::Open;
    }
    if let Some(total) = total_of(&folded) {
        return Standing::Total(total);
    }
    let ends = APART_ENDS.iter().any(|end| folded.ends_with(end));
    if ends || holds(&folded, APART) {
        Standing::Apart
    } else if holds(&folded, RESULTS) {
        Standing::Open
    } else {
        Standing::Item
    }
}

/// Whether one of `words` stands in `text`; a Latin word stands there whole.
pub(super) fn holds(text: &str, words: &[&str]) -> bool {
    let latin = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    let stands = |part: &str| latin(part) && words.contains(&part);
    let has_latin = text.bytes().any(|byte| byte.is_ascii_lowercase());
    let may_stand = |word: &&&str| has_latin || !word.starts_with(|c: char| c.is_ascii_lowercase());
    has_latin && text.split(|c: char| !c.is_alphanumeric()).any(stands)
        || words.iter().filter(may_stand).any(|word| !latin(word) && text.contains(word))
}

/// What a folded name totals, if it is the name of a total.
pub(super) fn total_of(folded: &str) -> Option<Total> {
    let is_spaced = folded.contains(' ');
    let dense = if is_spaced { Cow::Owned(folded.replace(' ', "")) } else { Cow::Borrowed(folded) };
    let dense = dense.trim_end_matches(['：', ':', '数', '额']);
    let chinese =
        [("小计", Total::Group), ("总计", Total::Grand), ("合计", Total::All), ("共计", Total::All)];
    if let Some((before, total)) =
        chinese.iter().find_map(|(word, total)| Some((dense.strip_suffix(word)?, *total)))
    {
        let general = GENERAL.contains(&before);
        return Some(if general || total != Total::All { total } else { Total::Named });
    }
    match dense {
        "总分" | "总得分" | "total" | "totals" | "sum" | "overalltotal" => return Some(Total::All),
        "grandtotal" => return Some(Total::Grand),
        "subtotal" | "sub-total" => return Some(Total::Group),
        _ => {}
    }
    let subtotal = folded.starts_with("subtotal") || folded.starts_with("sub-total");
    let named = folded.starts_with("total ") || folded.starts_with("total,") || folded.starts_with("total:");
    if subtotal || folded.ends_with(" subtotal") || folded.ends_with(" sub-total") {
        Some(Total::Group)
    } else if folded.starts_with("grand total") {
        Some(Total::Grand)
    } else if named || folded.ends_with(" total") || folded.ends_with(", total") {
        Some(Total::Named)
    } else {
        None
    }
}

/// What follows `word` at the start of `text`, whatever the case of its letters.
fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{a0}' | '\u{3000}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_by_their_words() {
        let cases = [
            ("一、一般公共服务支出", "一般公共服务支出", "", Standing::Item),
            ("其中：公务接待费", "公务接待费", "", Standing::Part),
            (
                "2080505机关事业单位基本养老保险缴费支出",
                "机关事业单位基本养老保险缴费支出",
                "2080505",
                Standing::Item,
            ),
            ("30101 基本工资", "基本工资", "30101", Standing::Item),
            ("2021年结转", "2021年结转", "", Standing::Item), // a year is no code
            ("201 年度结转", "201 年度结转", "", Standing::Item),
            ("合　计", "合　计", "", Standing::Total(Total::All)),
            ("本年收入合计", "本年收入合计", "", Standing::Total(Total::All)),
            ("人员经费合计", "人员经费合计", "", Standing::Total(Total::Named)),
            ("总计", "总计", "", Standing::Total(Total::Grand)),
            ("（一）小计", "小计", "", Standing::Total(Total::Group)),
            ("合计（1+2）", "合计（1+2）", "", Standing::Total(Total::All)),
            ("减：退回", "退回", "", Standing::Less),
            ("Less: receipts", "receipts", "", Standing::Less),
            ("Total income", "Total income", "", Standing::Total(Total::Named)),
            ("Total, program", "Total, program", "", Standing::Total(Total::Named)),
            ("Subtotal", "Subtotal", "", Standing::Total(Total::Group)),
            ("of which: grants", "grants", "", Standing::Part),
            ("预算执行率", "预算执行率", "", Standing::Apart),
            ("Net expenditure", "Net expenditure", "", Standing::Open),
            ("Network costs", "Network costs", "", Standing::Item),
            ("", "", "", Standing::Open),
        ];
        for (text, name, code, standing) in cases {
            let entry = Entry::read(0, text, "", true);
            assert_eq!(
                (entry.name.as_str(), entry.code.as_str(), entry.standing),
                (name, code, standing),
                "{text}"
            );
        }
    }
}
