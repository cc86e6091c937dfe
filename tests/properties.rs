//! What holds of any report: a consistent one has no error, a changed digit is found, every place is a place,
//! and nothing panics.
//!
//! The cases are drawn from a fixed seed, so that a run can be repeated; `PROPTEST_RNG_SEED=n` draws others.

mod trial;

use std::fmt::Write;
use std::ops::Range;

use crossfoot::message::Lang;
use crossfoot::output::{OUTPUTS, Options};
use crossfoot::read::{FORMATS, recognize};
use crossfoot::rules::Book;
use crossfoot::source::{Source, Span};
use crossfoot::{Verdict, check, conclude};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use rayon::prelude::*;
use trial::{amounts, built_in, errors, is_found, missed, mutations, report, verdict};

/// A report in the style of real ones: 35 amounts of money, each in at least one identity.
const REPORT: &str = "\
2031年度白鹭湾区渔政管理站部门整体支出
绩效自评报告
一、部门（单位）概况
（一）部门（单位）基本情况
本站为财政全额拨款事业单位，编制16人，年末实有在职人员15人。
（二）部门（单位）整体支出规模、使用方向和主要内容、涉及范围等
2031年财政拨款收入2468.35万元，其中：年初预算803.62万元，财政追加预算（含上级补助）1664.73万元，其他0万元。上年结余215.48万元。2031年基本支出617.29万元，项目支出1893.56万元，年末财政收缴128.37万元，年末实际结余44.61万元。
二、部门（单位）整体支出管理及使用情况
（一）基本支出
2031年基本支出658.94万元，年初预算593.62万元，本年追加预算52.14万元，上年结余13.18万元。2031年实际支出617.29万元，其中人员经费491.53万元、日常公用经费125.76万元；年末财政收缴33.49万元，年末结余8.16万元。
“三公”经费实际支出17.43万元，其中：因公出国（境）费0万元，公务用车购置费0万元，公务用车运行维护费12.68万元，公务接待费4.75万元。
（二）项目支出
2031年项目支出2024.89万元，其中，年初预算210.00万元，本年追加预算1612.59万元，上年结余202.30万元。2031年实际支出1893.56万元，其中上年结余支出165.97万元，当年资金支出1727.59万元，年末财政收缴94.88万元，年末实际结余36.45万元。
三、部门（单位）专项组织实施情况
增殖放流由站务会研究确定，按合同分三批实施，逐批验收。
四、部门（单位）整体支出绩效情况
2031年全年支出2510.85万元，其中基本支出617.29万元、项目支出1893.56万元，资金使用合规。全年放流鱼苗620万尾，巡湖近300次，处置违规捕捞12起，惠及渔户1500余户。
五、存在的主要问题及原因分析
一是追加资金到位偏晚；二是个别指标设置偏低，原因是对禁捕后的形势预判不足。
六、下一步改进措施和有关建议
提前编制放流方案，按季通报执行进度。
七、其他需要说明的情况
无。
";

/// Pieces that reports are made of, and some that break readers.
const PIECES: &[&str] = &[
    "<table>",
    "<tr>",
    "<td colspan=3 rowspan=2>",
    "</td>",
    "</table>",
    "2031年",
    "基本支出",
    "项目支出",
    "其中：",
    "包括",
    "年初预算",
    "追加预算",
    "上年结余",
    "无结余",
    "比上年增加",
    "占",
    "万元",
    "亿元",
    "元",
    "%",
    "1897.95",
    "0",
    "12,345.60",
    "１２．５",
    "99999999999999999999999999999",
    "0.00000000000000000000000001",
    "-3",
    "−",
    "约",
    "余",
    "近",
    "（",
    "）",
    "(",
    ")",
    "《",
    "》",
    "，",
    "、",
    "；",
    "。",
    "：",
    "“",
    "”",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\u{3000}",
    "|",
    "| --- |",
    "\n\n",
    "一、",
    "（二）",
    "3.",
    "（十",
    "第一部分",
    "第",
    "①",
    "目录",
    "……3",
    "#",
    "## ",
    "- ",
    "---\n",
    "```",
    "单位：万元",
    "合计",
    "无",
    "£",
    "m",
    "$1.2bn",
    "of which ",
    "[bookmark: _GoBack]",
    "😀",
    "e\u{301}",
    "\u{feff}",
    "\u{202e}",
    "甲",
    "ruleset: x\n",
    "a: ",
    "? ",
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    ": ",
    ", ",
    "&a ",
    "*a",
    "!!int ",
    "null",
    "~",
    "<<: ",
    "\\u4e2d",
    "\\",
    "total",
    "unit: 万元\n",
    "sections:\n",
    "year: 2031\n",
    ",",
    ";",
    "sep=;\n",
    "=\"",
    "\"\"\"",
    "'''",
    "[[a]]\n",
    "[a.b]\n",
    "b = ",
    "甲,1.5,2\n",
];

fn config(cases: u32) -> Config {
    let seed =
        std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_310_412);
    Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 2000,
        ..Config::default()
    }
}

/// The amounts of a report, in hundredths of 万元, drawn so that every identity of the pack holds.
#[derive(Clone, Debug)]
struct Budget {
    basic: Kind,
    project: Kind,
    /// What of the basic spending was for staff.
    staff: u64,
    /// What of the project spending came out of last year's balance.
    from_opening: u64,
    /// 因公出国, 公车购置, 公车运行, 接待.
    public: [u64; 4],
    /// Which wording each paragraph takes.
    wording: [bool; 3],
}

/// One kind of spending.
#[derive(Clone, Debug)]
struct Kind {
    initial: u64,
    supplement: u64,
    opening: u64,
    returned: u64,
    closing: u64,
}

impl Kind {
    fn budget(&self) -> u64 {
        self.initial + self.supplement + self.opening
    }

    fn actual(&self) -> u64 {
        self.budget() - self.returned - self.closing
    }
}

fn kind() -> impl Strategy<Value = Kind> {
    let amount = || 100..200_000_u64;
    (20_000..500_000_u64, amount(), amount(), 100..9_000_u64, 100..9_000_u64).prop_map(
        |(initial, supplement, opening, returned, closing)| Kind {
            initial,
            supplement,
            opening,
            returned,
            closing,
        },
    )
}

fn budget() -> impl Strategy<Value = Budget> {
    (kind(), kind(), 10..90_u64, 10..90_u64, prop::array::uniform4(100..4_000_u64), any::<[bool; 3]>())
        .prop_map(|(basic, project, staff, from_opening, public, wording)| Budget {
            staff: basic.actual() * staff / 100,
            from_opening: project.opening.min(project.actual()) * from_opening / 100,
            basic,
            project,
            public,
            wording,
        })
}

/// Hundredths as they are printed.
fn yuan(hundredths: u64) -> String {
    format!("{}.{:02}万元", hundredths / 100, hundredths % 100)
}

impl Budget {
    /// The report that tells the budget.
    fn report(&self) -> String {
        let Self { basic, project, staff, from_opening, public, wording } = self;
        let (initial, supplement) = (basic.initial + project.initial, basic.supplement + project.supplement);
        let returned = yuan(basic.returned + project.returned);
        let closing = yuan(basic.closing + project.closing);
        let mut text = String::from(
            "2033年度石榴镇文化站部门整体支出绩效自评报告\n一、部门概况\n（一）基本情况\n在职9人。\n（二）整体支出规模\n",
        );
        let income = yuan(initial + supplement);
        let (initial, supplement, opening) =
            (yuan(initial), yuan(supplement), yuan(basic.opening + project.opening));
        let _ = if wording[0] {
            writeln!(
                text,
                "2033年财政拨款收入{income}，其中：年初预算{initial}，年中追加预算{supplement}。上年结余{opening}。全年支出{}，其中基本支出{}，\
                 项目支出{}；年末由财政收回{returned}，年末结转结余{closing}。",
                yuan(basic.actual() + project.actual()),
                yuan(basic.actual()),
                yuan(project.actual()),
            )
        } else {
            writeln!(
                text,
                "2033年财政拨款收入{income}，其中，年初预算{initial}、财政追加预算（上级补助）{supplement}、其他0万元。上年结余{opening}。\
                 2033年基本支出{}，项目支出{}，年末财政收缴{returned}，年末实际结余{closing}。",
                yuan(basic.actual()),
                yuan(project.actual()),
            )
        };
        let frame = |kind: &Kind, name: &str, listed: bool| {
            let list = if listed { "其中：" } else { "" };
            let (budget, initial) = (yuan(kind.budget()), yuan(kind.initial));
            format!(
                "2033年{name}{budget}，{list}年初预算{initial}，本年追加预算{}，上年结余{}。",
                yuan(kind.supplement),
                yuan(kind.opening)
            )
        };
        let rest =
            |kind: &Kind| format!("年末财政收缴{}，年末结余{}。", yuan(kind.returned), yuan(kind.closing));
        text.push_str("二、整体支出管理及使用情况\n（一）基本支出\n");
        text.push_str(&frame(basic, "基本支出", wording[1]));
        let (actual, office) = (yuan(basic.actual()), yuan(basic.actual() - staff));
        let _ = writeln!(
            text,
            "实际支出{actual}，其中人员经费{}、日常公用经费{office}；{}",
            yuan(*staff),
            rest(basic)
        );
        let [abroad, cars, running, guests] = public.map(yuan);
        let sum = yuan(public.iter().sum());
        let _ = writeln!(
            text,
            "“三公”经费实际支出{sum}，其中：因公出国（境）费{abroad}，公务用车购置费{cars}，公务用车运行维护费{running}，公务接待费{guests}。"
        );
        text.push_str("（二）项目支出\n");
        text.push_str(&frame(project, "项目支出", wording[2]));
        let (actual, current) = (yuan(project.actual()), yuan(project.actual() - from_opening));
        let _ = writeln!(
            text,
            "2033年实际支出{actual}，其中动用上年结余{}，当年资金支出{current}；{}",
            yuan(*from_opening),
            rest(project)
        );
        text.push_str("三、专项组织实施情况\n按计划实施。\n四、整体支出绩效情况\n演出36场，观众1.2万人次。\n五、存在的主要问题\n场地偏小。\n");
        text.push_str("六、改进措施\n争取扩建。\n七、其他需要说明的情况\n无。\n");
        text
    }
}

proptest! {
    #![proptest_config(config(192))]

    #[test]
    fn a_consistent_report_has_no_error(budget in budget()) {
        let text = budget.report();
        let verdict = verdict("report.txt", &text, &built_in());
        prop_assert!(errors(&verdict).is_empty(), "{}\n{text}", errors(&verdict).join("\n"));
        let coverage = verdict.checked.unwrap().coverage;
        // 7 sections and at least 14 of the 17 identities: the parts of all spending are told in one wording
        // only.
        prop_assert!(coverage.holds >= 21, "{coverage:?}\n{text}");
    }

    #[test]
    fn a_changed_digit_is_an_error_at_its_amount(budget in budget(), which in any::<prop::sample::Index>(), change in any::<prop::sample::Index>()) {
        let text = budget.report();
        let all = amounts(&text, &[]);
        let amount = which.get(&all);
        let changed: Vec<String> = mutations(&text, amount).collect();
        let changed = change.get(&changed);
        let message = || format!("{} → {}\n{text}", &text[amount.clone()], &changed[amount.clone()]);
        prop_assert!(is_found("report.txt", changed, amount, &built_in()), "{}", message());
    }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn every_place_lies_on_characters(pieces in pieces(), at in any::<prop::sample::Index>(), markdown in any::<bool>()) {
        let places: Vec<usize> = REPORT.char_indices().map(|(at, _)| at).collect();
        let at = *at.get(&places);
        let text = format!("{}{}{}", &REPORT[..at], pieces.concat(), &REPORT[at..]);
        let name = if markdown { "report.md" } else { "report.txt" };
        let book = built_in();
        let read = check(&book.input(name, text.as_bytes()), detected(name), &book, false).checked.is_some();
        prop_assume!(read);
        let book = built_in();
        let report = report(name, &text, &book);
        let spans = report.statements.iter().map(|statement| statement.span);
        let spans = spans.chain(report.sections.iter().map(|section| section.span));
        let spans = spans.chain(report.paragraphs.iter().map(|paragraph| paragraph.span));
        let spans = spans.chain(report.tables.iter().flat_map(|table| &table.rows).flat_map(|row| &row.cells).map(|cell| cell.span));
        let spans = spans.chain(report.title.iter().map(|(_, span)| *span)).chain([report.head()]);
        for span in spans {
            prop_assert!(is_place(span, &report.source), "{span:?} in {text:?}");
        }
        for statement in &report.statements {
            let printed = report.source.slice(statement.span);
            prop_assert!(!printed.trim().is_empty(), "{statement:?} points at nothing");
        }
        for label in verdict(name, &text, &book).findings.iter().flat_map(|finding| &finding.labels) {
            prop_assert!(is_place(label.span, &label.source), "{:?} in {text:?}", label.span);
        }
    }

    #[test]
    fn texts_of_pieces_never_panic(pieces in pieces()) {
        survives(pieces.concat().as_bytes());
    }

    #[test]
    fn bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survives(&bytes);
    }

    #[test]
    fn texts_in_other_encodings_never_panic(pieces in pieces(), cut in 0..2_usize) {
        let book = built_in();
        let text = pieces.concat();
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let (gb18030, _, _) = encoding_rs::GB18030.encode(&text);
        for bytes in [&units, &*gb18030] {
            // Some with half a character at the end.
            let bytes = &bytes[..bytes.len().saturating_sub(cut)];
            let _ = check(&book.input("report.txt", bytes), detected("report.txt"), &book, false);
        }
    }

    #[test]
    fn any_characters_never_panic(text in "\\PC{0,120}") {
        survives(text.as_bytes());
    }

    #[test]
    fn rule_sets_of_pieces_never_panic(formula in "[基本支出.（）()+\\-*/=<>?1-9,万元`'%sumwherand ]{0,24}", pieces in pieces()) {
        let rules = format!("ruleset: any/one\nunit: 万元\nrules:\n  a:\n    identity: '{}'\n  b:\n    when: '{}'\n    restated: true\n", formula.replace('\'', "''"), formula.replace('\'', "''"));
        let given = trial::book(&[("rules.yaml", &rules), ("more.yaml", &pieces.concat())]);
        let _ = verdict("report.txt", REPORT, &given);
    }
}

#[test]
fn every_digit_of_a_report_is_proved() {
    let book = built_in();
    let consistent = verdict("report.txt", REPORT, &book);
    assert_eq!(errors(&consistent), Vec::<String>::new());
    let all = amounts(REPORT, &[]);
    assert_eq!(all.len(), 35);
    let (count, misses) = missed("report.txt", REPORT, &all, &book);
    assert!(misses.is_empty(), "{} of {count} changes are missed:\n{}", misses.len(), misses.join("\n"));
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_order() {
    let all = amounts(REPORT, &[]);
    let mut texts: Vec<(String, String)> = Vec::new();
    for (at, amount) in all.iter().enumerate() {
        let extension = if at % 2 == 0 { "txt" } else { "md" };
        let changed =
            mutations(REPORT, amount).nth(at % 9).expect("every amount has a digit, and nine others");
        texts.push((format!("{at}.{extension}"), changed));
    }
    texts.push(("broken.yaml".to_owned(), "a: 1\na: 2\n".to_owned()));
    texts.push(("figures.json".to_owned(), "{\"基本支出\": {\"实际\": 1.5, \"预算\": 2}}".to_owned()));
    let expected: Vec<String> = texts.iter().map(|(name, text)| written(name, text, &built_in())).collect();
    // One book for all of them, from the last to the first.
    let book = built_in();
    let mut backwards: Vec<String> =
        texts.iter().rev().map(|(name, text)| written(name, text, &book)).collect();
    backwards.reverse();
    assert!(expected == backwards, "the order of the reports changes what is said of them");
    // And on several threads.
    let book = built_in();
    let together: Vec<String> = texts.par_iter().map(|(name, text)| written(name, text, &book)).collect();
    assert!(expected == together, "threads change what is said of the reports");
}

/// A few of the pieces.
fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24)
}

/// Checks `bytes` as a file of every format and writes what is found in every output.
fn survives(bytes: &[u8]) {
    let book = built_in();
    let _ = recognize("report", bytes);
    for format in FORMATS {
        let name = format!("report.{}", format.extensions[0]);
        let verdict = check(&book.input(&name, bytes), format, &book, true);
        let read = verdict.checked.is_some();
        assert!(read || !verdict.findings.is_empty(), "what cannot be read is told");
        render(verdict, &book);
    }
}

/// What every output writes of a verdict, one after the other.
fn render(verdict: Verdict, book: &Book) -> String {
    let outcome = conclude(vec![verdict], book);
    let options = Options { lang: Lang::Zh, coverage: true, ..Options::default() };
    OUTPUTS.iter().map(|output| (output.render)(&outcome, &options)).collect()
}

fn written(name: &str, text: &str, book: &Book) -> String {
    render(check(&book.input(name, text.as_bytes()), detected(name), book, true), book)
}

fn detected(name: &str) -> &'static crossfoot::read::Format {
    crossfoot::read::detect(name).expect("the name ends in a known extension")
}

/// Whether `span` lies in the text of `source`, on its characters.
fn is_place(span: Span, source: &Source) -> bool {
    let Range { start, end } = span.start..span.end;
    let text = source.text();
    start <= end && end <= text.len() && text.is_char_boundary(start) && text.is_char_boundary(end)
}
