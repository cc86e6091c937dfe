//! Columns: what the columns of a table are for, and the statement that a cell makes.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::draft::shortened;
use super::entry::{holds, total_of};
use super::head::Head;
use super::topic::unit_phrase;
use crate::language::fold;
use crate::quantity::{Dimension, Quantity, Unit, cell};
use crate::source::{Source, Span};

/// What a column of a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// It holds names: of rows, or of the classes that they fall into.
    Name,
    /// It holds classification codes or running numbers.
    Code,
    /// It holds the units of the rows.
    Unit,
    /// It holds amounts that may be added up.
    Amount,
    /// It holds shares and rates.
    Rate,
    /// It holds numbers that tell who or which and not how much: of telephones, of accounts.
    Number,
    /// It holds figures that no sum counts, such as targets, or remarks.
    Other,
}

/// What the columns of a table are for.
pub(super) struct TableColumns {
    /// What each column is for.
    pub(super) uses: Vec<Use>,
    /// Of the columns of names, those that tell the rows apart.
    telling: Vec<bool>,
    /// The unit of each column.
    units: Vec<Unit>,
    /// The most decimals shown in each column: a zero dropped at the end of an amount is no lost precision.
    decimals: Vec<u32>,
}

/// Words in the header of a column of codes or running numbers; the whole header in English.
const CODES: &[&str] = &["编码", "代码", "编号", "序号", "行次", "栏次", "科目代码"];
const CODES_ALONE: &[&str] = &[
    "no",
    "no.",
    "code",
    "account",
    "account code",
    "cost centre",
    "cost center",
    "year",
    "年度",
    "年份",
    "id",
    "类",
    "款",
    "项",
    "note",
    "notes",
    "ref",
    "line",
    "#",
    "rank",
    "排名",
    "名次",
    "位次",
];

/// Words in the header of a column of rates, averages and targets.
const RATES: &[&str] = &[
    "率",
    "占比",
    "比重",
    "比例",
    "增幅",
    "降幅",
    "增长",
    "为预算",
    "为上年",
    "为年初",
    "为调整",
    "完成预算",
    "完成年初",
    "占总",
    "占全",
    "占合计",
    "percent",
    "per cent",
    "share of",
];
const AVERAGES: &[&str] = &[
    "人均",
    "平均",
    "单价",
    "标准",
    "指数",
    "排名",
    "名次",
    "均价",
    "指标值",
    "完成值",
    "目标",
    "average",
    "index",
    "rank",
    "price",
    "per head",
    "per capita",
    "median",
    "ratio",
    "rate",
    "target",
    "日期",
];

/// How the header of a column of numbers ends that tell who or which; 电话费 is an amount.
const NUMBERS: &[&str] = &[
    "号",
    "号码",
    "电话",
    "手机",
    "传真",
    "邮编",
    "phone",
    "telephone",
    "mobile",
    "fax",
    "postcode",
    "account number",
    "invoice number",
    "phone number",
    "reference number",
    "account no",
    "account no.",
    "invoice no",
    "invoice no.",
];

/// Words in the header of a column of things counted, and what they are counted in.
const COUNTED: &[(&str, &str)] = &[
    ("分值", "分"),
    ("得分", "分"),
    ("评分", "分"),
    ("人数", "人"),
    ("人次", "人次"),
    ("户数", "户"),
    ("家数", "家"),
];

impl TableColumns {
    /// What `head` and `rows` say of the columns; amounts that name no unit are in `unit`.
    pub(super) fn of(head: &Head, rows: &[Vec<Span>], source: &Source, unit: Unit) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(head.names.len());
        let header = |column: usize| head.names.get(column).map_or("", String::as_str);
        let mut seen: Vec<Seen> = vec![Seen::default(); width];
        for row in rows {
            for (column, span) in row.iter().enumerate() {
                seen[column].look(source.slice(*span).trim(), unit);
            }
        }
        let mut uses = Vec::with_capacity(width);
        for column in 0..width {
            let first = uses.iter().all(|before| *before == Use::Code);
            let leads = first && seen.get(column + 1).is_some_and(|next| next.texts > next.amounts);
            let own = seen[column].purpose(header(column), leads);
            // A count at the foot of the names: 3个.
            let one = &seen[column];
            let named = first && own == Use::Other && one.targets == 0 && one.texts > 2 * one.amounts;
            uses.push(if named { Use::Name } else { own });
        }
        let mut telling: Vec<bool> = uses.iter().map(|column| *column == Use::Name).collect();
        keep_telling(&mut telling, rows, source);
        let units: Vec<Unit> = (0..width)
            .map(|column| {
                let below = head.units.get(column).copied().flatten();
                let group = head.groups.get(column).map_or("", String::as_str);
                let told = below.or_else(|| header_unit(header(column))).or_else(|| header_unit(group));
                told.unwrap_or(if uses[column] == Use::Rate { seen[column].rate_unit() } else { unit })
            })
            .collect();
        let mut decimals = vec![0; width];
        for row in rows {
            for (column, span) in row.iter().enumerate() {
                let shown = cell(source.slice(*span), units[column]);
                decimals[column] = shown.map_or(0, |quantity| quantity.value.scale()).max(decimals[column]);
            }
        }
        Self { uses, telling, units, decimals }
    }

    /// The quantity in a cell of `column`, in `unit` where the row tells one; codes are none.
    pub(super) fn quantity(&self, column: usize, text: &str, unit: Option<Unit>) -> Option<Quantity> {
        if self.uses.get(column).is_none_or(|column| matches!(column, Use::Code | Use::Number)) {
            return None;
        }
        let mut quantity = cell(text, unit.unwrap_or(self.units[column]))?;
        let decimals = self.decimals[column].max(quantity.value.scale());
        if !quantity.quantum.is_zero() || quantity.unit.dimension == Dimension::Plain && decimals > 0 {
            quantity.quantum = Decimal::new(1, decimals);
        }
        Some(quantity)
    }

    /// The unit that a cell of the row names for all of it.
    pub(super) fn unit_of_row(&self, row: &[Span], source: &Source) -> Option<Unit> {
        let at = self.uses.iter().position(|column| *column == Use::Unit)?;
        unit_phrase(source.slice(*row.get(at)?).trim())
    }

    /// The column of names that the figures of `column` are told by.
    pub(super) fn named_by(&self, column: usize) -> Option<usize> {
        (0..column).rev().find(|at| self.telling[*at])
    }

    /// The label of each cell of a row: the nearest telling name to its left, else the nearest text.
    pub(super) fn row_labels<'s>(&self, row: &[Span], source: &'s Source) -> Vec<&'s str> {
        let (mut named, mut any, mut last) = ("", "", "");
        let mut labels = Vec::with_capacity(row.len());
        for (column, span) in row.iter().enumerate() {
            let opens = column > 0
                && self.telling[column]
                && !matches!(self.uses[column - 1], Use::Name | Use::Code | Use::Unit);
            // A total that nothing follows is named over the columns to its right.
            if opens && total_of(&fold(last)).is_none() {
                (named, any) = ("", "");
            }
            labels.push(if named.is_empty() { any } else { named });
            // A name is read again for every amount that it names.
            let text = shortened(source.slice(*span).trim());
            if !text.is_empty() && self.telling[column] {
                named = text;
            }
            if !text.is_empty() {
                last = text;
            }
            if !text.is_empty() && cell(text, Unit::NONE).is_none() {
                any = text;
            }
        }
        labels
    }
}

/// What was seen in a column.
#[derive(Clone, Default)]
struct Seen {
    /// Amounts, and those of them that are shares.
    amounts: usize,
    shares: usize,
    /// Texts that are neither amounts nor blanks, and those of them that are targets or dates.
    texts: usize,
    targets: usize,
    /// Texts that are units.
    units: usize,
    /// Whole numbers written with digits and nothing else.
    digits: usize,
    /// Whether an amount is well above one.
    above_one: bool,
}

impl Seen {
    fn look(&mut self, text: &str, unit: Unit) {
        if is_nil(text) {
            return;
        }
        if let Some(quantity) = cell(text, unit) {
            self.amounts += 1;
            self.shares += usize::from(quantity.unit.dimension == Dimension::Ratio);
            self.above_one |= quantity.value.abs() > Decimal::new(15, 1);
            self.digits += usize::from(text.bytes().all(|byte| byte.is_ascii_digit()));
        } else {
            self.texts += 1;
            self.units += usize::from(unit_phrase(text).is_some());
            let target = text.starts_with(['≥', '≤', '>', '<', '＞', '＜']);
            self.targets += usize::from(target || is_date(text));
        }
    }

    /// The unit of rates that name none: above one they are in per cent.
    fn rate_unit(&self) -> Unit {
        if self.above_one { Unit::parse("%").unwrap_or(Unit::NONE) } else { Unit::NONE }
    }

    fn is_names(&self) -> bool {
        self.amounts == 0 && self.targets == 0 && self.texts > 0
    }

    /// What the column headed `header` is for; `leads` where only codes stand before it and names after it.
    fn purpose(&self, header: &str, leads: bool) -> Use {
        let lower = header.trim().to_ascii_lowercase();
        if matches!(lower.as_str(), "单位" | "计量单位" | "unit" | "units") && self.units == self.texts
        {
            return Use::Unit;
        }
        let holds = |words: &[&str]| holds(&lower, words);
        let numbers = leads && self.amounts > 0 && self.digits == self.amounts;
        if holds(CODES) || CODES_ALONE.contains(&lower.as_str()) || numbers {
            return if self.is_names() { Use::Name } else { Use::Code };
        }
        if self.amounts == 0 {
            return if self.targets == 0 { Use::Name } else { Use::Other };
        }
        if NUMBERS.iter().any(|end| lower.ends_with(end)) {
            return Use::Number;
        }
        let share = lower.contains('%') || lower.contains('％');
        if self.shares * 2 > self.amounts || share || holds(RATES) {
            Use::Rate
        } else if holds(AVERAGES) || self.texts > self.amounts || self.targets > 0 || self.shares > 0 {
            Use::Other
        } else {
            Use::Amount
        }
    }
}

/// Of label columns side by side, leaves the one whose texts differ most: names and not the classes they fall
/// into.
fn keep_telling(labels: &mut [bool], rows: &[Vec<Span>], source: &Source) {
    let mut texts: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); labels.len()];
    for row in rows {
        for (column, span) in row.iter().enumerate().filter(|(column, _)| labels[*column]) {
            texts[column].insert(source.slice(*span).trim());
        }
    }
    let mut best: Option<(usize, usize)> = None;
    for column in 0..labels.len() {
        if !labels[column] {
            best = None;
            continue;
        }
        let count = texts[column].len();
        match best {
            Some((_, most)) if count <= most => labels[column] = false,
            Some((before, _)) => {
                labels[before] = false;
                best = Some((column, count));
            }
            None => best = Some((column, count)),
        }
    }
}

/// Whether a cell says that there is nothing: a blank, a dash, a nil.
pub(super) fn is_nil(text: &str) -> bool {
    let text = text.trim();
    text.chars().all(|c| c.is_whitespace() || "-—–－/／.…*".contains(c))
        || matches!(text.to_ascii_lowercase().as_str(), "nil" | "n/a" | "na" | "无")
}

/// Whether a cell holds a date: digits and the marks between them.
fn is_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "-/.:年月日 ".contains(c))
}

/// Whether a cell holds a year, as the header of a column may.
pub(super) fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// The unit that the name of a row tells in brackets: 在职人数（人）. Words that also name classes are none: 行政运行（项）.
pub(super) fn row_unit(name: &str) -> Option<Unit> {
    const UNITS: &[&str] = &["人", "人次", "辆", "台", "台套", "个", "户", "家", "次", "批次", "平方米"];
    let unit = header_unit(name.get(name.rfind(['（', '('])?..)?)?;
    (unit.dimension == Dimension::Ratio || unit.is_money() || UNITS.contains(&unit.to_string().as_str()))
        .then_some(unit)
}

/// The unit that a header tells: 预算数（万元）, £m, 得分.
fn header_unit(header: &str) -> Option<Unit> {
    let inner = header.rsplit(['（', '(']).next()?.strip_suffix(['）', ')']);
    let counted =
        || COUNTED.iter().find(|(word, _)| header.contains(word)).and_then(|(_, unit)| Unit::parse(unit));
    let last = || header.rsplit(' ').next().and_then(unit_phrase).filter(|unit| unit.is_money());
    let told = inner.and_then(unit_phrase).or_else(|| unit_phrase(header)).or_else(last);
    told.or_else(|| if header.contains(['%', '％']) { Unit::parse("%") } else { counted() })
}
