//! Scopes: of which funds, level or part of the year a figure is told.

use super::super::Case;
use crate::language::fold;
use crate::report::{Statement, Table};

/// Words that make one label mean different figures.
const QUALIFIERS: &[&str] = &[
    "财政拨款",
    "一般公共预算",
    "政府性基金",
    "国有资本",
    "社会保险基金",
    "非税",
    "非财政",
    "专户",
    "单位资金",
    "自有资金",
    "其他资金",
    "事业收入",
    "事业单位",
    "中央",
    "省级",
    "市级",
    "上级",
    "本级",
    "县级",
    "镇级",
    "乡镇",
    "全省",
    "全市",
    "全县",
    "全区",
    "全镇",
    "转移支付",
    "结转",
    "债券",
    "债务",
    "限额",
    "上半年",
    "下半年",
    "季度",
    "全年",
    "累计",
    "上年",
    "去年",
    "下年",
    "同期",
    "追加",
    "调整",
    "合同",
    "采购",
    "restricted",
    "group",
    "gross",
    "capital",
    "resource",
    "excluding",
    "including",
    "real terms",
    "cash terms",
    "half",
    "quarter",
    "cumulative",
    "supplementary",
    "net of",
    "last year",
    "previous",
    "prior year",
];

/// Those of them that hold for the sentences after the one they stand in.
const LEVELS: &[&str] =
    &["本级", "县级", "省级", "市级", "镇级", "乡镇", "中央", "全省", "全市", "全县", "全区", "全镇"];

/// Words in the header of a column of changes, or of another time.
const OTHER_COLUMNS: &[&str] = &[
    "增减",
    "增加",
    "减少",
    "增长",
    "下降",
    "差额",
    "差异",
    "差值",
    "变动",
    "偏差",
    "上年",
    "去年",
    "同期",
    "累计",
    "change",
    "variance",
    "increase",
    "decrease",
    "difference",
    "movement",
    "prior",
    "previous",
    "last year",
    "cumulative",
];

/// Words before an amount that is told of one of many, or bounds others.
const EACH: &[&str] = &[
    "每",
    "人均",
    "户均",
    "平均",
    "标准",
    "限额",
    "单价",
    "不超过",
    "per ",
    "each",
    "average",
    "at least",
    "up to",
    "at most",
    "limit",
    "threshold",
];

/// Which qualifiers stand somewhere, one bit for each.
pub(super) type Qualifiers = u128;

/// The qualifiers that stand in `text`.
pub(super) fn qualifiers(text: &str) -> Qualifiers {
    let text = text.to_lowercase();
    let found = |(bit, word): (usize, &&str)| Qualifiers::from(text.contains(word)) << bit;
    QUALIFIERS.iter().enumerate().map(found).sum()
}

/// The qualifiers in `text` that name a level of government.
pub(super) fn levels(text: &str) -> Qualifiers {
    let is_level = |(bit, word): (usize, &&str)| Qualifiers::from(LEVELS.contains(word)) << bit;
    qualifiers(text) & QUALIFIERS.iter().enumerate().map(is_level).sum::<Qualifiers>()
}

/// The qualifiers of each section of a report.
pub(super) struct Sections(Vec<Qualifiers>);

impl Sections {
    /// Those of the titles of each section and of those around it.
    pub(super) fn of(case: &Case<'_>) -> Self {
        let mut all: Vec<Qualifiers> = Vec::new();
        for section in &case.report().sections {
            let around = section.parent.and_then(|parent| all.get(parent)).copied().unwrap_or(0);
            all.push(around | qualifiers(&section.title));
        }
        Self(all)
    }

    fn at(&self, section: Option<usize>) -> Qualifiers {
        section.and_then(|section| self.0.get(section)).copied().unwrap_or(0)
    }

    /// The qualifiers of a table.
    pub(super) fn of_table(&self, table: &Table) -> Qualifiers {
        self.at(table.section) | qualifiers(&table.name)
    }
}

/// The qualifiers of a cell by its row and its column.
pub(super) fn of_cell(row: &str, table: &Table, column: usize) -> Qualifiers {
    let text = |names: &[String]| names.get(column).map_or(0, |name| qualifiers(name));
    qualifiers(row) | text(&table.header) | text(&table.groups)
}

/// Whether a column states the figures of its rows and not how they changed.
pub(super) fn is_stated(table: &Table, column: usize) -> bool {
    let other = |names: &[String]| {
        names.get(column).is_some_and(|name| {
            let name = name.to_lowercase();
            OTHER_COLUMNS.iter().any(|word| name.contains(word))
        })
    };
    !other(&table.header) && !other(&table.groups)
}

/// Whether an amount is told of one of many: each, on average, at most.
pub(super) fn is_each(statement: &Statement, after: &str) -> bool {
    let label = statement.label.to_lowercase();
    let after = after.trim_start();
    EACH.iter().any(|word| label.contains(word))
        || ["/", "／", "每", "per ", "each", "a year", "a month", "a head"]
            .iter()
            .any(|word| after.starts_with(word))
}

/// A label as it is compared.
pub(super) fn key(case: &Case<'_>, label: &str) -> String {
    let folded = fold(&case.bound.word(label));
    folded.strip_prefix("the ").map_or_else(|| folded.clone(), str::to_owned)
}

/// Whether a label says what is told: 金额 and 其他 stand for many things.
pub(super) fn is_telling(key: &str) -> bool {
    const GENERAL: &[&str] = &[
        "合计数",
        "总计数",
        "其他支出",
        "其他收入",
        "资金总额",
        "年度资金总额",
        "总金额",
        "amount",
        "total",
        "other",
        "others",
        "balance",
        "expenditure",
        "income",
        "spending",
        "revenue",
        "budget",
        "outturn",
        "subtotal",
        "grand total",
        "项目资金",
        "预算数",
        "决算数",
        "执行数",
        "完成数",
        "实际数",
        "支出数",
        "收入数",
    ];
    let long = if key.is_ascii() { key.len() >= 5 } else { key.chars().count() >= 3 };
    long && !GENERAL.contains(&key)
}
