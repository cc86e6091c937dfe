//! Structured reports: what the keys of a YAML or JSON report stand for.

use std::collections::HashMap;

use super::Layout;
use super::head::{at, head};
use super::passages::{in_codes, paragraphs, unquoted};
use crate::message::Message;
use crate::quantity::{Unit, cell};
use crate::report::Draft;
use crate::source::{Source, Span};
use crate::tree::{Fields, Mistake, Mistakes, Node, Value};

/// The keys of a section's title, of its number, of its text and of the sections inside.
const TITLES: &[&str] = &["title", "heading", "name", "标题", "名称"];
const NUMBERS: &[&str] = &["number", "no", "编号", "序号"];
const TEXTS: &[&str] = &["text", "body", "content", "正文", "内容"];
const SECTIONS: &[&str] = &["sections", "subsections", "章节", "小节"];

/// Marks of running text, beside white space.
const MARKS: &[char] = &['。', '；', '，', '！', '？', '：', '、'];
/// The longest scalar that can be an amount, in bytes.
const LONGEST_AMOUNT: usize = 100;
/// The longest key that goes into a path whole, in characters.
const LONGEST_KEY: usize = 100;
/// The longest path, in bytes.
const LONGEST_PATH: usize = 600;
/// A list of maps with more cells than this for each value written is no table.
const SPARSE: usize = 16;

/// Tells `draft` what the tree of a structured report holds. The sections come last: whatever else the report
/// holds is in none.
pub(super) fn read(
    node: &Node,
    source: &Source,
    layout: &Layout,
    draft: &mut Draft,
) -> Result<(), Vec<Mistake>> {
    let mut mistakes = Mistakes::new();
    if !matches!(node.value, Value::List(_)) {
        let _ = Fields::of(node, &Message::new("figures and sections", "数据和章节"), &mut mistakes);
    }
    let taken = head(node, source, layout, draft, &mut mistakes);
    let find = |keys: &[String]| keys.iter().filter_map(|key| at(node, key)).collect();
    let mut walk = Walk {
        source,
        draft,
        taken,
        figures: find(&layout.figures),
        sections: find(&layout.sections),
        path: String::new(),
        later: Vec::new(),
        escaped: false,
        mistakes,
    };
    walk.value(node);
    for (path, sections) in std::mem::take(&mut walk.later) {
        walk.path = path;
        walk.sections(sections, 1);
    }
    if walk.mistakes.is_empty() { Ok(()) } else { Err(walk.mistakes.into_vec()) }
}

/// A walk through the tree in the order in which it is written.
struct Walk<'a, 'n> {
    source: &'a Source,
    draft: &'a mut Draft,
    /// What the layout's keys have told already.
    taken: Vec<&'n Node>,
    figures: Vec<&'n Node>,
    sections: Vec<&'n Node>,
    /// The keys that lead here.
    path: String,
    /// The sections met, each with its path.
    later: Vec<(String, &'n Node)>,
    /// Whether a text was met that cannot be read where it stands.
    escaped: bool,
    mistakes: Mistakes,
}

impl<'n> Walk<'_, 'n> {
    fn value(&mut self, node: &'n Node) {
        let among = |nodes: &[&Node]| nodes.iter().any(|other| std::ptr::eq(*other, node));
        if among(&self.taken) {
            return;
        }
        if among(&self.sections) {
            self.later.push((self.path.clone(), node));
            return;
        }
        match &node.value {
            Value::Null => {}
            Value::Scalar { text, .. } => self.scalar(node, text.trim()),
            Value::List(items) => self.list(items),
            Value::Map(entries) => {
                for entry in entries {
                    let unnamed = matches!(entry.value.value, Value::Map(_))
                        && self.figures.iter().any(|figures| std::ptr::eq(*figures, &raw const entry.value));
                    self.under(if unnamed { "" } else { &entry.key }, &entry.value);
                }
            }
        }
    }

    /// Goes on to a value under one more key.
    fn under(&mut self, key: &str, node: &'n Node) {
        let length = self.step(key);
        self.value(node);
        self.path.truncate(length);
    }

    /// Adds a key to the path, unless it is empty, and gives the length before.
    fn step(&mut self, key: &str) -> usize {
        let length = self.path.len();
        if length > 0 && !key.is_empty() {
            self.path.push('.');
        }
        // A path that nobody would write is cut: it is kept for every amount below it.
        let room = LONGEST_PATH.saturating_sub(length);
        self.path.extend(key.chars().take(LONGEST_KEY.min(room)));
        length
    }

    fn scalar(&mut self, node: &'n Node, text: &str) {
        let spoken = |c: char| c.is_whitespace() || MARKS.contains(&c);
        if text.len() <= LONGEST_AMOUNT && cell(text, Unit::NONE).is_some() {
            let span = self.place(node.span);
            self.draft.field(&self.path, span);
        } else if text.contains(spoken) || !text.is_ascii() && text.contains(|c: char| c.is_ascii_digit()) {
            self.paragraphs(node);
        }
    }

    fn list(&mut self, items: &'n [Node]) {
        let all = |fits: fn(&Node) -> bool| items.iter().all(|item| fits(item) || item.value == Value::Null);
        if items.iter().all(|item| item.value == Value::Null) {
            return;
        }
        if all(|item| matches!(item.value, Value::Map(_))) && self.table(items) {
            return;
        }
        if all(|item| !item.items().is_empty() && item.items().iter().all(is_flat)) {
            let rows =
                items.iter().map(|item| item.items().iter().map(|cell| self.cell(cell)).collect()).collect();
            self.draft.table(&self.path, rows);
            return;
        }
        for (index, item) in items.iter().enumerate() {
            self.under(&name_of(item, index), item);
        }
    }

    /// Tells a list of maps as a table and what is nested in it by its path. Maps that have hardly a key in
    /// common are none.
    fn table(&mut self, items: &'n [Node]) -> bool {
        let mut columns: HashMap<&str, usize> = HashMap::new();
        let mut header = Vec::new();
        let mut values = 0;
        for entry in items.iter().flat_map(Node::entries).filter(|entry| is_flat(&entry.value)) {
            values += 1;
            columns.entry(&entry.key).or_insert_with(|| {
                header.push(entry.key_span);
                header.len() - 1
            });
        }
        if header.len().saturating_mul(items.len()) > SPARSE * (values + SPARSE) {
            return false;
        }
        if !header.is_empty() {
            let width = header.len();
            let mut rows = vec![header.into_iter().map(|span| self.place(span)).collect::<Vec<_>>()];
            for item in items {
                let mut row = vec![Span::default(); width];
                for entry in item.entries() {
                    if let Some(column) = columns.get(entry.key.as_str()).filter(|_| is_flat(&entry.value)) {
                        row[*column] = self.cell(&entry.value);
                    }
                }
                rows.push(row);
            }
            self.draft.table(&self.path, rows);
        }
        for (index, item) in items.iter().enumerate() {
            let length = self.path.len();
            for entry in item.entries().iter().filter(|entry| !is_flat(&entry.value)) {
                if self.path.len() == length {
                    self.step(&name_of(item, index));
                }
                self.under(&entry.key, &entry.value);
            }
            self.path.truncate(length);
        }
        true
    }

    /// The place of a cell; nothing for a blank.
    fn cell(&mut self, node: &Node) -> Span {
        if node.text().is_none() { Span::default() } else { self.place(node.span) }
    }

    /// Tells sections: a list of maps or titles, or a map of titles to texts.
    fn sections(&mut self, node: &'n Node, level: usize) {
        match &node.value {
            Value::Null => {}
            Value::Scalar { .. } => self.paragraphs(node),
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let title =
                        TITLES.iter().find_map(|key| item.get(key).filter(|title| title.text().is_some()));
                    match &item.value {
                        Value::Map(_) => {
                            if let Some(title) = title {
                                self.heading(level, title.span);
                            }
                            self.section(item, level, &name_of(item, index));
                        }
                        Value::Scalar { .. } => self.heading(level, item.span),
                        _ => self.sections(item, level),
                    }
                }
            }
            Value::Map(entries) => {
                for entry in entries {
                    self.heading(level, entry.key_span);
                    let known = |key: &&str| TEXTS.contains(key) || SECTIONS.contains(key);
                    match &entry.value.value {
                        Value::Map(inner) if inner.iter().any(|entry| known(&entry.key.as_str())) => {
                            self.section(&entry.value, level, &entry.key);
                        }
                        Value::List(items) if items.iter().all(is_flat) => self.texts(&entry.value),
                        _ => self.sections(&entry.value, level + 1),
                    }
                }
            }
        }
    }

    /// Tells what stands in a section under its title.
    fn section(&mut self, node: &'n Node, level: usize, name: &str) {
        let length = self.step(name);
        for entry in node.entries() {
            let key = entry.key.as_str();
            let flat = is_flat(&entry.value);
            if TEXTS.contains(&key)
                && (flat || entry.value.items().iter().all(is_flat) && entry.value.entries().is_empty())
            {
                self.texts(&entry.value);
            } else if SECTIONS.contains(&key) {
                self.sections(&entry.value, level + 1);
            } else if !(flat && (TITLES.contains(&key) || NUMBERS.contains(&key))) {
                self.under(key, &entry.value);
            }
        }
        self.path.truncate(length);
    }

    fn heading(&mut self, level: usize, span: Span) {
        let span = self.place(span);
        if !span.is_empty() {
            self.draft.heading(level, span);
        }
    }

    /// Tells the paragraphs of a text or of a list of texts.
    fn texts(&mut self, node: &'n Node) {
        for text in std::iter::once(node).chain(node.items()) {
            self.paragraphs(text);
        }
    }

    /// Tells the paragraphs of a text.
    fn paragraphs(&mut self, node: &Node) {
        let Some(text) = node.text() else { return };
        let span = self.place(node.span);
        for piece in paragraphs(self.source, node.span, span, text) {
            self.draft.paragraph(piece);
        }
    }

    /// The place of a text without its quotes; the first one that nobody can read there is a mistake.
    fn place(&mut self, span: Span) -> Span {
        if !self.escaped
            && let Some(mistake) = in_codes(self.source, span)
        {
            self.escaped = true;
            self.mistakes.push(mistake);
        }
        unquoted(self.source, span)
    }
}

/// Whether a value fits into a cell.
fn is_flat(node: &Node) -> bool {
    matches!(node.value, Value::Null | Value::Scalar { .. })
}

/// What an item of a list is called in a path: its name, else its number from 1.
fn name_of(item: &Node, index: usize) -> String {
    let name =
        TITLES.iter().find_map(|key| item.get(key)?.text()).map(str::trim).filter(|name| !name.is_empty());
    name.map_or_else(|| (index + 1).to_string(), |name| name.chars().take(LONGEST_KEY).collect())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::report::Report;
    use crate::tree::{MAX_DEPTH, parse_json, parse_yaml};

    fn report(name: &str, text: &str) -> Result<Report, Vec<Mistake>> {
        let parse = if name == "yaml" { parse_yaml } else { parse_json };
        let source = Arc::new(Source::new("t", text));
        let mut draft = Draft::new(Arc::clone(&source));
        read(&parse(text, MAX_DEPTH)?, &source, &Layout::default(), &mut draft)?;
        Ok(draft.finish())
    }

    fn yaml(text: &str) -> Report {
        report("yaml", text).expect(text)
    }

    /// Every field with its path and the text at its place.
    fn fields(report: &Report) -> Vec<(String, String)> {
        let told = report
            .statements
            .iter()
            .filter_map(|s| Some((s.path.clone()?, report.source.slice(s.span).to_owned())));
        told.collect()
    }

    fn paragraphs_of(report: &Report) -> Vec<&str> {
        report.paragraphs.iter().map(|paragraph| report.source.slice(paragraph.span)).collect()
    }

    #[test]
    fn the_head_is_no_figure() {
        let report = yaml(
            "标题: \"某局2021年报告\"\nkind: 决算\n单位名称: 某局\n年度: 2021年度\n金额单位: 万元\n收入: 1.5\n",
        );
        assert_eq!(report.title, Some(("某局2021年报告".to_owned(), Span::new(9, 28))));
        assert_eq!((report.kind.as_deref(), report.organization.as_deref()), (Some("决算"), Some("某局")));
        assert_eq!((report.year, report.unit.to_string().as_str()), (Some(2021), "万元"));
        assert_eq!(fields(&report), [("收入".to_owned(), "1.5".to_owned())]);
    }

    #[test]
    fn scalars_become_fields_under_their_path() {
        let cases: [(&str, &[(&str, &str)]); 8] = [
            ("a: 1\nb: {c: 2.50}", &[("a", "1"), ("b.c", "2.50")]), // nested
            ("a: \"1,234.50 万元\"\nb: '7'", &[("a", "1,234.50 万元"), ("b", "7")]), // amounts in quotes, told without them
            ("a: [1, 2]", &[("a.1", "1"), ("a.2", "2")]),                            // a list counts from 1
            ("figures: {a: 1, b: {c: 2}}", &[("a", "1"), ("b.c", "2")]), // its own key is left out
            ("a: {figures: 3}\nfigures: 4", &[("a.figures", "3"), ("figures", "4")]), // but only of a map in its place
            ("a: 甲\nb: true\nc:\nd: 2021-01-02", &[]), // words, nothing, a date
            ("- 1\n- 2", &[("1", "1"), ("2", "2")]),    // a list at the top
            ("a: [{name: 甲, x: {y: 1}}, {x: {y: 2}}]", &[("a.甲.x.y", "1"), ("a.2.x.y", "2")]), // items by name, else by number
        ];
        for (text, expected) in cases {
            let expected: Vec<_> =
                expected.iter().map(|(path, at)| ((*path).to_owned(), (*at).to_owned())).collect();
            assert_eq!(fields(&yaml(text)), expected, "{text}");
        }
    }

    #[test]
    fn a_list_of_maps_is_a_table() {
        let report = yaml("支出:\n- 项目: 甲\n  预算数: 2\n- 项目: \"乙\"\n  决算数: 3\n");
        let [table] = &report.tables[..] else { panic!("one table: {:?}", report.tables) };
        assert_eq!((table.name.as_str(), table.header.join("|")), ("支出", "项目|预算数|决算数".to_owned()));
        let rows: Vec<Vec<&str>> =
            table.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect()).collect();
        assert_eq!(rows, [["甲", "2", ""], ["乙", "", "3"]]);
        assert_eq!(fields(&report), []);
        // A list of lists is one too.
        assert_eq!(yaml("t: [[项目, 数], [甲, 1]]").tables[0].header, ["项目", "数"]);
        // Maps without a key in common would make mostly blanks.
        let sparse: String = (0..200).fold(String::new(), |text, index| text + &format!("- k{index}: 1\n"));
        let report = yaml(&sparse);
        assert_eq!((report.tables.len(), report.statements.len()), (0, 200));
    }

    #[test]
    fn sections_come_in_three_shapes() {
        let cases = [
            "sections:\n- title: 一、概况\n  number: 1\n  text: 甲。\n  sections:\n  - heading: 机构\n    body: |\n      乙。\n\n      丙。\n- title: 二、收支\nx: 1\n",
            "章节:\n  一、概况:\n    正文: 甲。\n    小节: {机构: \"乙。\\n丙。\"}\n  二、收支:\nx: 1\n",
            "章节:\n- 标题: 一、概况\n  内容: 甲。\n  章节:\n    机构: [乙。, 丙。]\n- '二、收支'\nx: 1\n",
        ];
        for text in cases {
            let report = yaml(text);
            let outline: Vec<_> = report.sections.iter().map(|s| (s.level, s.title.as_str())).collect();
            assert_eq!(outline, [(1, "概况"), (2, "机构"), (1, "收支")], "{text}");
            assert_eq!(paragraphs_of(&report), ["甲。", "乙。", "丙。"], "{text}");
            let section = |index: usize| report.paragraphs[index].section;
            assert_eq!((section(0), section(2)), (Some(0), Some(1)), "{text}");
            assert_eq!(fields(&report).len(), 1, "{text}");
        }
    }

    #[test]
    fn texts_are_split_into_paragraphs() {
        let cases: [(&str, &str, &[&str]); 9] = [
            ("yaml", "a: |\n  甲 一\n  乙\n", &["甲 一", "乙"]), // every line of a block
            ("yaml", "a: >\n  甲 一\n  二\n\n  乙\n", &["甲 一\n  二", "乙"]), // folded lines are one
            ("yaml", "a: 甲 一\n  二\n", &["甲 一\n  二"]),      // so are those of a plain text
            ("yaml", "a: '甲 一\n\n  乙'\n", &["甲 一", "乙"]),  // a blank line parts them
            ("yaml", "a: \"甲 \\\"一\\\"\\n乙\"", &["甲 \\\"一\\\"", "乙"]), // escapes
            ("yaml", "a: |\n  \"甲 一\n  乙\"\n", &["甲 一", "乙"]), // quotes that belong to a block
            ("json", r#"{"a": "甲 一\r\n\n乙"}"#, &["甲 一", "乙"]), // a break in JSON
            ("json", r#"{"a": "支出12万元"}"#, &["支出12万元"]), // no blank, but a number in words
            ("json", r#"{"a": "甲"}"#, &[]),                     // a word is no text
        ];
        for (format, text, expected) in cases {
            assert_eq!(paragraphs_of(&report(format, text).expect(text)), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        let cases = [
            ("yaml", "unit: 万圆\nx: 1", 6, "`万圆` is no unit", "did you mean `万元`?"),
            ("yaml", "甲：1\n乙：2", 0, "expected a map", "full-width"),
            ("yaml", "a: 1\na: 2", 5, "given twice", "keep one"),
            ("yaml", "title: \"\\u4e07\\u5143\"", 7, "`\\u` codes", "as they are"),
            ("json", r#"{"a": 1,}"#, 7, "comma", "take"),
        ];
        for (format, text, start, message, help) in cases {
            let [mistake] = report(format, text).expect_err(text).try_into().expect(text);
            let told = mistake.help.expect("there is help").en;
            assert_eq!(mistake.span.start, start, "{text}");
            assert!(
                mistake.message.en.contains(message) && told.contains(help),
                "{} {told}",
                mistake.message.en
            );
        }
        assert!(report("yaml", "a: \"\\u003c甲 \\\\u4e07\"").is_ok());
        // Keys that mean something else where no rule set tells the layout.
        for text in ["unit: U0001", "年度: 去年"] {
            assert!(report("yaml", text).is_ok(), "{text}");
        }
    }
}
