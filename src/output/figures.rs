//! Listings: every statement that was read from a report, for `crossfoot figures`.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::Options;
use super::columns::{columns, shorten};
use super::json::{SCHEMA, pretty};
use crate::message::{Lang, clean, guard};

/// A statement as listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Listed {
    /// The report's path.
    pub report: String,
    /// The figure it is bound to, where it is bound.
    pub name: Option<String>,
    /// What it is a figure of.
    pub subject: String,
    /// The moment of the budget year, where it is known.
    pub stage: Option<String>,
    /// The year, where it is told.
    pub period: Option<i32>,
    /// The words it is told by, as printed.
    pub label: String,
    /// The number, a plain decimal in `unit`.
    pub value: String,
    /// The unit as printed; `None` for a pure number.
    pub unit: Option<String>,
    /// Whether it is told as an approximation or a bound.
    pub approximate: bool,
    /// The place in the file's own terms, such as a cell, where it has some.
    pub place: Option<String>,
    /// The line, from 1.
    pub line: usize,
    /// The column it starts at, in characters from 1.
    pub column: usize,
    /// One past the column it ends at.
    pub end_column: usize,
    /// Whether a check looks at it.
    pub checked: bool,
}

/// Statements to list.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// Those that were read, in order of their reports.
    pub statements: Vec<Listed>,
    /// Whether to show only those that no check looks at.
    pub unbound: bool,
}

/// A format that statements are listed in.
#[derive(Debug)]
pub struct Listing {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is for, in one line: English and Chinese.
    pub title: (&'static str, &'static str),
    /// Writes the statements.
    pub render: fn(&List, &Options) -> String,
}

/// Every listing, in the order in which they are listed; the first is the default.
pub const LISTINGS: &[Listing] = &[
    Listing { name: "human", title: ("a table for each report", "每份报告一张表"), render: human },
    Listing {
        name: "json", title: ("everything, for programs", "完整结果，供程序读取"), render: json
    },
    Listing {
        name: "csv", title: ("a table for spreadsheets", "表格，供电子表格软件读取"), render: csv
    },
    Listing { name: "yaml", title: ("everything, as YAML", "完整结果，YAML 格式"), render: yaml },
];

/// The fields in the order of the CSV columns.
const FIELDS: [&str; 14] = [
    "report",
    "name",
    "subject",
    "stage",
    "period",
    "label",
    "value",
    "unit",
    "approximate",
    "place",
    "line",
    "column",
    "end_column",
    "checked",
];

/// Columns of text that a column keeps, however narrow the terminal.
const LEAST: usize = 8;

/// The columns of the table that give way where it is too wide: subject and name.
const SOFT: [usize; 2] = [1, 5];

/// The statements as JSON and YAML hold them.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    statements: Vec<&'a Listed>,
}

impl List {
    /// The statements to show.
    fn shown(&self) -> impl Iterator<Item = &Listed> {
        self.statements.iter().filter(|listed| !self.unbound || !listed.checked)
    }
}

fn json(list: &List, _: &Options) -> String {
    pretty(&Document { schema: SCHEMA, statements: list.shown().collect() })
}

/// The same as YAML. With clean texts there are no block scalars: every line begins with a key.
fn yaml(list: &List, _: &Options) -> String {
    let statements: Vec<_> = list.shown().map(cleaned).collect();
    serde_yaml::to_string(&Document { schema: SCHEMA, statements: statements.iter().collect() })
        .expect("structs with plain keys always have a YAML form")
}

/// A table for each report: place, subject, stage, period, amount, name; then how many no check looks at.
///
/// ```text
/// report.md
///   10:10  财政拨款收入  实际  2021  6,149.92 万元  revenue.fiscal
///
/// 1 of 1 amount takes part in no check.
/// ```
fn human(list: &List, options: &Options) -> String {
    let mark = if options.unicode { "…" } else { "..." };
    let mut text = String::new();
    let listed: Vec<&Listed> = list.shown().collect();
    for group in listed.chunk_by(|a, b| a.report == b.report) {
        text.push_str(&clean(&group[0].report));
        text.push('\n');
        let rows: Vec<_> = group.iter().map(|listed| cells(listed, options)).collect();
        let widths = widths(&rows, options.width);
        for row in &rows {
            let mut line = String::new();
            for (at, (cell, room)) in row.iter().zip(widths).enumerate().filter(|(_, (_, room))| *room > 0) {
                let cell = shorten(cell, room, mark);
                let gap = " ".repeat(room - columns(&cell));
                line.push_str("  ");
                line.push_str(&if at == 4 { gap + &cell } else { cell + &gap });
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push('\n');
    }
    text.push_str(&count(list, options));
    guard(text)
}

/// The sentence that says how many of the statements no check looks at; none where nothing is stated.
fn count(list: &List, options: &Options) -> String {
    let (all, idle) =
        (list.statements.len(), list.statements.iter().filter(|listed| !listed.checked).count());
    let more = !list.unbound;
    match (options.lang, all, idle) {
        (_, 0, _) => String::new(),
        (Lang::En, 1, 0) => "The only amount takes part in a check.\n".to_owned(),
        (Lang::En, _, 0) => format!("All {all} amounts take part in a check.\n"),
        (Lang::Zh, _, 0) => format!("{all} 个数据均参与了核对。\n"),
        (Lang::En, ..) => {
            let amounts = if all == 1 { "amount" } else { "amounts" };
            let take = if idle == 1 { "takes" } else { "take" };
            let hint = if more { " (--unbound lists them)" } else { "" };
            format!("{idle} of {all} {amounts} {take} part in no check{hint}.\n")
        }
        (Lang::Zh, ..) => {
            let hint = if more { "（加 --unbound 可单独列出）" } else { "" };
            format!("{all} 个数据中有 {idle} 个未参与任何核对{hint}。\n")
        }
    }
}

/// What the table shows of a statement.
fn cells(listed: &Listed, options: &Options) -> [String; 6] {
    let text = |text: &str| clean(text.trim()).replace('\t', " ");
    let place = listed.place.as_deref().map_or_else(|| format!("{}:{}", listed.line, listed.column), text);
    let about = match (listed.approximate, options.unicode) {
        (false, _) => "",
        (true, true) => "≈",
        (true, false) => "~",
    };
    let unit = listed.unit.as_deref().map(text).unwrap_or_default();
    let space = if matches!(unit.as_str(), "" | "%" | "％" | "‰") { "" } else { " " };
    [
        place,
        text(if listed.subject.is_empty() { &listed.label } else { &listed.subject }),
        listed.stage.as_deref().map(text).unwrap_or_default(),
        listed.period.map(|year| year.to_string()).unwrap_or_default(),
        format!("{about}{}{space}{unit}", text(&listed.value)),
        listed.name.as_deref().map(text).unwrap_or_default(),
    ]
}

/// The width of each column, so that with two spaces before each they fit into `width` where they can.
fn widths(rows: &[[String; 6]], width: usize) -> [usize; 6] {
    let mut widths = [0; 6];
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            *widest = columns(cell).max(*widest);
        }
    }
    let gaps = 2 * widths.iter().filter(|width| **width > 0).count();
    let mut over = (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
    while over > 0 {
        let Some(widest) = SOFT.into_iter().filter(|at| widths[*at] > LEAST).max_by_key(|at| widths[*at])
        else {
            break;
        };
        widths[widest] -= 1;
        over -= 1;
    }
    widths
}

/// `listed` with its texts made harmless for a terminal and a build log.
fn cleaned(listed: &Listed) -> Listed {
    let mut listed = listed.clone();
    let texts = [&mut listed.report, &mut listed.subject, &mut listed.label, &mut listed.value];
    let optional = [&mut listed.name, &mut listed.stage, &mut listed.unit, &mut listed.place];
    for text in texts.into_iter().chain(optional.into_iter().flatten()) {
        *text = clean(text).into_owned();
    }
    listed
}

/// A table as RFC 4180 has it, with a header.
fn csv(list: &List, _: &Options) -> String {
    let mut text = FIELDS.join(",") + "\r\n";
    for listed in list.shown().map(cleaned) {
        let optional = |text: &Option<String>| cell(text.as_deref().unwrap_or_default());
        let _ = write!(
            text,
            "{},{},{},{},{},{},{},{},{},{},{},{},{},{}\r\n",
            cell(&listed.report),
            optional(&listed.name),
            cell(&listed.subject),
            optional(&listed.stage),
            listed.period.map(|year| year.to_string()).unwrap_or_default(),
            cell(&listed.label),
            cell(&listed.value),
            optional(&listed.unit),
            listed.approximate,
            optional(&listed.place),
            listed.line,
            listed.column,
            listed.end_column,
            listed.checked,
        );
    }
    text
}

/// One cell of clean text: quoted where it must be or would be a build system's command at the start of a
/// line, and no formula for a spreadsheet: text that opens like one gets a `'` before it.
fn cell(text: &str) -> String {
    let seen = text.trim_start();
    let opens = text.starts_with('\t') || seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let is_number =
        text.starts_with(['+', '-']) && text[1..].bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let apostrophe = if opens && !(is_number && text.len() > 1) { "'" } else { "" };
    if text.contains(['"', ',']) || seen.starts_with("::") {
        format!("\"{apostrophe}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{apostrophe}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(
        report: &str,
        subject: &str,
        value: &str,
        unit: &str,
        name: Option<&str>,
        line: usize,
    ) -> Listed {
        Listed {
            report: report.into(),
            name: name.map(Into::into),
            subject: subject.into(),
            stage: (line == 10).then(|| "年初预算".into()),
            period: (line == 10).then_some(2021),
            label: format!("{subject}为"),
            value: value.into(),
            unit: (!unit.is_empty()).then(|| unit.into()),
            approximate: line == 7,
            place: (line == 12).then(|| "支出!C12".into()),
            line,
            column: 3,
            end_column: 9,
            checked: line == 10,
        }
    }

    fn list() -> List {
        let statements = vec![
            listed("a.md", "财政拨款收入", "6149.92", "万元", Some("revenue.fiscal"), 10),
            listed(
                "a.md",
                "关于进一步加强基层公共文化服务体系建设专项资金支出合计数",
                "-0.5",
                "%",
                Some("spending.culture.special"),
                7,
            ),
            listed("b\u{1b}.md", "::error::=1+1", "3", "", None, 12),
        ];
        List { statements, unbound: false }
    }

    #[test]
    fn the_table_is_aligned_and_fits() {
        let options = Options { width: 80, lang: Lang::Zh, ..Options::default() };
        let text = human(&list(), &options);
        let expected = "\
a.md
  10:3  财政拨款收入          年初预算  2021  6149.92 万元  revenue.fiscal
  7:3   关于进一步加强基层…                         ≈-0.5%  spending.culture.sp…

b?.md
  支出!C12  ::error::=1+1  3

3 个数据中有 2 个未参与任何核对（加 --unbound 可单独列出）。
";
        assert_eq!(text, expected);
        assert!(text.lines().all(|line| columns(line) <= 80));
        assert!(!human(&list(), &Options { unicode: false, ..options }).contains(['…', '≈']));
    }

    #[test]
    fn what_no_check_looks_at_is_listed_alone() {
        let (mut list, options) = (List { unbound: true, ..list() }, Options::default());
        let expected = "\
a.md
  7:3  关于进一步加强基层公共文化服务体系建设专项资金支出合计数  ≈-0.5%  spending.culture.special

b?.md
  支出!C12  ::error::=1+1  3

2 of 3 amounts take part in no check.
";
        assert_eq!(human(&list, &options), expected);
        for listing in LISTINGS {
            let text = (listing.render)(&list, &options);
            assert!(!text.contains("财政拨款收入") && text.contains("专项资金"), "{}: {text}", listing.name);
        }
        list.statements.truncate(1);
        assert_eq!(human(&list, &options), "The only amount takes part in a check.\n");
        assert_eq!(human(&List::default(), &options), "");
    }

    #[test]
    fn spreadsheets_get_no_formula() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("-0.5", "-0.5"), // a number
            ("-cmd", "'-cmd"),
            ("@a", "'@a"),
            ("a,b\"c", "\"a,b\"\"c\""),
            ("＝1", "'＝1"),
            (" =1", "' =1"),
            ("\ta", "'\ta"),
            ("::error::a", "\"::error::a\""),
            ("\u{3000}::a\"", "\"\u{3000}::a\"\"\""),
            ("a::b", "a::b"),
            ("-", "'-"),
            ("", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(cell(text), expected, "{text}");
        }
        let text = csv(&list(), &Options::default());
        let mut lines = text.split("\r\n");
        assert_eq!(
            lines.next().unwrap(),
            "report,name,subject,stage,period,label,value,unit,approximate,place,line,column,end_column,checked"
        );
        let first =
            "a.md,revenue.fiscal,财政拨款收入,年初预算,2021,财政拨款收入为,6149.92,万元,false,,10,3,9,true";
        assert_eq!(lines.next().unwrap(), first);
    }

    #[test]
    fn no_listing_acts_or_commands() {
        let cases = [
            ("\u{1b}]0;a\u{7}", "?]0;a?"),
            ("\u{9b}31m\u{85}", "¿31m¿"),
            ("a\u{202e}b\u{2028}", "a\u{fffd}b\u{fffd}"),
            ("##vso[task.x]", "#?vso[task.x]"),
            ("###[error]", "##?[error]"),
            ("::error::a", "::error::a"),
            (" \u{3000}::error", " \u{3000}::error"),
            ("a\n::error\r\n##[b\r::c", "a ::error? #?[b?::c"),
            ("\r::error", "?::error"),
        ];
        for (text, expected) in cases {
            let mut hostile = listed(text, text, text, text, Some(text), 10);
            (hostile.stage, hostile.place) = (Some(text.into()), Some(text.into()));
            for listing in LISTINGS {
                let list = List { statements: vec![hostile.clone(); 2], unbound: false };
                let shown = (listing.render)(&list, &Options { width: 1000, ..Options::default() });
                for line in shown.lines() {
                    assert_eq!(guard(line.to_owned()), line, "{} {text:?}", listing.name);
                    assert_eq!(clean(line), line, "{} {text:?}", listing.name);
                }
            }
            let list = List { statements: vec![hostile], unbound: false };
            let shown = yaml(&list, &Options::default());
            let yaml: serde_json::Value = serde_yaml::from_str(&shown).unwrap();
            assert_eq!(yaml["statements"][0]["report"], expected);
            assert_eq!(yaml["statements"][0]["place"], expected);
            let json: serde_json::Value = serde_json::from_str(&json(&list, &Options::default())).unwrap();
            assert_eq!(json["statements"][0]["report"], text);
        }
    }

    #[test]
    fn json_and_yaml_tell_the_same() {
        let mut list = list();
        list.statements.truncate(2);
        let json: serde_json::Value = serde_json::from_str(&json(&list, &Options::default())).unwrap();
        let yaml: serde_json::Value = serde_yaml::from_str(&yaml(&list, &Options::default())).unwrap();
        assert_eq!(json, yaml);
        assert_eq!(json["schema"], "crossfoot/1");
        let keys: Vec<_> = json["statements"][0].as_object().unwrap().keys().cloned().collect();
        let mut fields = FIELDS.map(str::to_owned);
        assert!(
            keys == fields || {
                fields.sort();
                keys == fields
            }
        );
    }
}
