//! Drafts: a report while it is being read; the only thing a reader sees.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Cell, Paragraph, Report, Row, Section, Statement, Table};
use rust_decimal::Decimal;

use crate::language::{self, Label, Numeral, Origin, Passage, Role, subject_of_title};
use crate::quantity::{Dimension, Quantity, Unit, cell, scan};
use crate::source::{Source, Span};

/// A report while it is being read. A reader tells it the layout in the order of the text; quantities are
/// recognised once, at the end.
#[derive(Debug)]
pub struct Draft {
    report: Report,
    blocks: Vec<Block>,
}

/// The longest name of a section, a column or a row, in characters.
const LONGEST_NAME: usize = 160;

/// Keys under which a structured report keeps what the map around them is about.
const TOTAL_KEYS: &[&str] = &["合计", "总计", "小计", "金额", "数额", "total", "amount", "value"];

/// A piece of layout.
#[derive(Debug)]
enum Block {
    Heading { level: usize, span: Span, inline: bool },
    Paragraph(Span),
    Table { name: String, rows: Vec<Vec<Span>> },
    Field { path: String, span: Span },
}

/// What is known at the place that is being read.
#[derive(Default)]
struct Cursor {
    /// The sections open here, outermost first, each with the level it was told with.
    open: Vec<(usize, usize)>,
    /// The unit that a line such as 单位：万元 gives to the next table.
    unit: Option<Unit>,
}

impl Draft {
    /// An empty draft of the report in `source`.
    pub fn new(source: Arc<Source>) -> Self {
        let report = Report {
            source,
            title: None,
            kind: None,
            organization: None,
            year: None,
            unit: Unit::NONE,
            sections: Vec::new(),
            paragraphs: Vec::new(),
            tables: Vec::new(),
            statements: Vec::new(),
        };
        Self { report, blocks: Vec::new() }
    }

    /// The title stands at `span`; line breaks in it are taken out.
    pub fn title(&mut self, span: Span) {
        let text: String = self.report.source.slice(span).lines().map(str::trim).collect();
        self.report.title.get_or_insert((text, span));
    }

    /// It is a report of this kind.
    pub fn kind(&mut self, kind: &str) {
        self.report.kind = Some(kind.to_owned());
    }

    /// It is the report of this organization.
    pub fn organization(&mut self, name: &str) {
        self.report.organization = Some(name.to_owned());
    }

    /// It reports on this year.
    pub fn year(&mut self, year: i32) {
        self.report.year = Some(year);
    }

    /// Figures that name no unit are in this one.
    pub fn unit(&mut self, unit: Unit) {
        self.report.unit = unit;
    }

    /// A heading at `span`, its number included; smaller levels are further out.
    pub fn heading(&mut self, level: usize, span: Span) {
        self.blocks.push(Block::Heading { level, span, inline: false });
    }

    /// A numbered paragraph at `span`: it counts among the numbers of its level and is running text as well.
    pub fn numbered(&mut self, level: usize, span: Span) {
        self.blocks.push(Block::Heading { level, span, inline: true });
        self.blocks.push(Block::Paragraph(span));
    }

    /// Running text at `span`; soft line breaks may be inside.
    pub fn paragraph(&mut self, span: Span) {
        self.blocks.push(Block::Paragraph(span));
    }

    /// A table of `rows` of cells; the first row is its header, unless it holds an amount.
    pub fn table(&mut self, name: &str, rows: Vec<Vec<Span>>) {
        self.blocks.push(Block::Table { name: name.to_owned(), rows });
    }

    /// A value at `span` under the keys `path`, joined with dots.
    pub fn field(&mut self, path: &str, span: Span) {
        self.blocks.push(Block::Field { path: path.to_owned(), span });
    }

    /// The report, its quantities recognised.
    pub fn finish(mut self) -> Report {
        let mut cursor = Cursor::default();
        for block in std::mem::take(&mut self.blocks) {
            match block {
                Block::Heading { level, span, inline } => self.open_section(level, span, inline, &mut cursor),
                Block::Paragraph(span) => self.read_paragraph(span, &mut cursor),
                Block::Table { name, rows } => self.read_table(name, &rows, &mut cursor),
                Block::Field { path, span } => self.read_field(path, span),
            }
        }
        self.name_itself();
        self.report
    }

    fn open_section(&mut self, level: usize, span: Span, inline: bool, cursor: &mut Cursor) {
        while cursor.open.last().is_some_and(|(_, outer)| *outer >= level) {
            cursor.open.pop();
        }
        let text = self.report.source.slice(span);
        let (numeral, length) =
            Numeral::opening(text).map_or((None, 0), |(numeral, length)| (Some(numeral), length));
        let title = &text[length..];
        let title = if inline {
            title.split(['，', '。', '；', '：', ',']).next().unwrap_or(title)
        } else {
            title
        };
        let section = Section {
            level: cursor.open.len() + 1,
            numeral,
            title: shortened(title.trim()),
            span,
            parent: cursor.open.last().map(|(index, _)| *index),
            characters: 0,
            inline,
        };
        cursor.open.push((self.report.sections.len(), level));
        self.report.sections.push(section);
    }

    /// Counts the characters of `span` for every section open here.
    fn count(&mut self, span: Span, cursor: &Cursor) {
        let characters = self.report.source.slice(span).chars().filter(|c| !c.is_whitespace()).count();
        for (index, _) in &cursor.open {
            self.report.sections[*index].characters += characters;
        }
    }

    fn read_paragraph(&mut self, span: Span, cursor: &mut Cursor) {
        let source = Arc::clone(&self.report.source);
        let text = source.slice(span);
        if let Some((before, unit)) = unit_line(text) {
            cursor.unit = Some(unit);
            if before.is_empty() {
                return;
            }
        }
        self.count(span, cursor);
        let section = cursor.open.last().map(|(index, _)| *index);
        let about = |s: &&Section| if s.inline { item_topic(s, span) } else { section_topic(&s.title) };
        let scope = self.report.section_path(section).iter().rev().find_map(about);
        let first = self.report.statements.len();
        let paragraph = self.report.paragraphs.len();
        let passage = Passage { text, scope: scope.as_deref() };
        let mut told = Vec::new();
        language::read(&passage, &mut told);
        for told in told {
            let mut statement = Statement::told(told, span.start);
            statement.section = section;
            statement.paragraph = Some(paragraph);
            statement.part_of = statement.part_of.map(|index| index + first);
            self.report.statements.push(statement);
        }
        self.report.paragraphs.push(Paragraph { span, section });
    }

    fn read_table(&mut self, name: String, rows: &[Vec<Span>], cursor: &mut Cursor) {
        let section = cursor.open.last().map(|(index, _)| *index);
        let title =
            section.and_then(|section| self.report.sections.get(section)).map_or("", |s| s.title.as_str());
        let told = cursor
            .unit
            .take()
            .or_else(|| [name.as_str(), title].into_iter().find_map(|t| Some(unit_line(t)?.1)));
        let unit = told.unwrap_or(self.report.unit);
        let name = if name.is_empty() { title.to_owned() } else { name };
        let about = subject_of_title(title).unwrap_or_else(|| language::WHOLE.to_owned());
        let source = Arc::clone(&self.report.source);
        let text = |span: &Span| source.slice(*span).trim();
        let Some((first, below)) = rows.split_first() else { return };
        let has_header = !first.iter().any(|span| cell(text(span), unit).is_some() && !is_year(text(span)));
        let header: Vec<String> =
            if has_header { first.iter().map(|span| shortened(text(span))).collect() } else { Vec::new() };
        let rows = if has_header { below } else { rows };
        let index = self.report.tables.len();
        let columns = TableColumns::of(&header, rows, &source, unit);
        let mut table = Table { name, header, rows: Vec::new(), span: Span::default(), section };
        let spans = || first.iter().chain(rows.iter().flatten()).filter(|span| !span.is_empty());
        table.span =
            Span::new(spans().map(|s| s.start).min().unwrap_or(0), spans().map(|s| s.end).max().unwrap_or(0));
        for (row, cells) in rows.iter().enumerate() {
            let mut told = Row::default();
            let labels = columns.row_labels(cells, &source);
            for (column, span) in cells.iter().enumerate() {
                self.count(*span, cursor);
                let quantity = columns.quantity(column, text(span));
                let statement = quantity.map(|quantity| {
                    let mut statement = statement_of_cell(
                        labels[column],
                        table.header.get(column).map_or("", String::as_str),
                        &about,
                        quantity,
                        *span,
                    );
                    statement.cell = Some((index, row, column));
                    statement.section = section;
                    self.report.statements.push(statement);
                    self.report.statements.len() - 1
                });
                told.cells.push(Cell { text: text(span).to_owned(), span: *span, statement });
            }
            table.rows.push(told);
        }
        self.report.tables.push(table);
    }

    fn read_field(&mut self, path: String, span: Span) {
        let source = Arc::clone(&self.report.source);
        let Some(quantity) = cell(source.slice(span).trim_matches(['"', '\'']), self.report.unit) else {
            return;
        };
        let (before, last) = path.rsplit_once('.').unwrap_or(("", &path));
        let stage = language::stage_of(last).filter(|_| !before.is_empty());
        let is_total = !before.is_empty() && TOTAL_KEYS.contains(&last.to_lowercase().as_str());
        let subject = if stage.is_some() || is_total { before } else { &path };
        self.report.statements.push(Statement {
            quantity,
            span,
            label: path.clone(),
            subject: subject.to_owned(),
            origin: Origin::Label,
            scope: None,
            stage,
            period: None,
            role: Role::Figure,
            part_of: None,
            section: None,
            paragraph: None,
            cell: None,
            path: Some(path),
        });
    }

    /// Takes the year and the organization from the title, and the organization from a line that names it,
    /// where nothing else told them.
    fn name_itself(&mut self) {
        let title = self.report.title.as_ref().map_or("", |(title, _)| title.as_str());
        let (year, organization) = title_parts(title);
        let organization = organization.or_else(|| {
            let lines = self.report.paragraphs.iter().take(8).map(|p| self.report.source.slice(p.span));
            lines.into_iter().find_map(organization_line)
        });
        self.report.year = self.report.year.or(year);
        self.report.organization = self.report.organization.take().or(organization);
    }
}

/// A name cut to a length that is still one: it is kept for every amount that it names.
fn shortened(name: &str) -> String {
    name.chars().take(LONGEST_NAME).collect()
}

/// What a numbered paragraph is about: the words that open it, up to its first mark or amount. Text after it,
/// at `span`, is not about it any more.
fn item_topic(item: &Section, span: Span) -> Option<String> {
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
fn section_topic(title: &str) -> Option<String> {
    const GENERAL: &[&str] = &[
        "情况", "概况", "说明", "分析", "总体", "基本", "主要", "管理", "绩效", "问题", "措施", "建议",
        "其他", "内容", "执行", "收支", "收入", "支出", "预算", "决算", "资金", "财政", "部门", "单位",
        "人员", "机构", "职能", "职责", "目标", "概述", "规模", "来源", "结余", "结转", "经费", "附件",
        "附表",
    ];
    let particular = || !title.is_ascii() && !GENERAL.iter().any(|word| title.contains(word));
    subject_of_title(title).or_else(|| particular().then(|| title.to_owned()))
}

/// What the columns of a table are for.
struct TableColumns {
    /// Whether a column holds row labels: no amount and no target stands in it.
    labels: Vec<bool>,
    /// The unit of each column, `None` for codes and running numbers.
    units: Vec<Option<Unit>>,
    /// The most decimals shown in each column: a zero dropped at the end of an amount is no lost precision.
    decimals: Vec<u32>,
}

impl TableColumns {
    fn of(header: &[String], rows: &[Vec<Span>], source: &Source, unit: Unit) -> Self {
        let width = rows.iter().map(Vec::len).max().unwrap_or(0).max(header.len());
        let mut labels = vec![true; width];
        for row in rows {
            for (column, span) in row.iter().enumerate() {
                let text = source.slice(*span).trim();
                let target = text.starts_with(['≥', '≤', '>', '<', '＞', '＜']);
                labels[column] &= cell(text, unit).is_none() && !target && !is_date(text);
            }
        }
        keep_telling(&mut labels, rows, source);
        let unit_of = |column: usize| {
            let name = header.get(column).map_or("", String::as_str);
            let code = ["编码", "代码", "序号", "行次", "栏次", "年度", "年份"]
                .iter()
                .any(|word| name.contains(word))
                || ["no", "no.", "code", "year", "id"].contains(&name.to_ascii_lowercase().as_str());
            (!code).then(|| header_unit(name).unwrap_or(unit))
        };
        let units: Vec<Option<Unit>> = (0..width).map(unit_of).collect();
        let mut decimals = vec![0; width];
        for row in rows {
            for (column, span) in row.iter().enumerate() {
                let shown = cell(source.slice(*span), units[column].unwrap_or(unit));
                decimals[column] = shown.map_or(0, |quantity| quantity.value.scale()).max(decimals[column]);
            }
        }
        Self { labels, units, decimals }
    }

    /// The quantity in a cell of `column`; codes are none.
    fn quantity(&self, column: usize, text: &str) -> Option<Quantity> {
        let mut quantity = cell(text, self.units.get(column).copied().flatten()?)?;
        let decimals = self.decimals[column].max(quantity.value.scale());
        if !quantity.quantum.is_zero() || quantity.unit.dimension == Dimension::Plain && decimals > 0 {
            quantity.quantum = Decimal::new(1, decimals);
        }
        Some(quantity)
    }

    /// The label of each cell of a row: the nearest label column to its left, else the nearest text.
    fn row_labels<'s>(&self, row: &[Span], source: &'s Source) -> Vec<&'s str> {
        let (mut named, mut any) = ("", "");
        let mut labels = Vec::with_capacity(row.len());
        for (column, span) in row.iter().enumerate() {
            labels.push(if named.is_empty() { any } else { named });
            let text = source.slice(*span).trim();
            if !text.is_empty() && self.labels[column] {
                named = text;
            }
            if !text.is_empty() && cell(text, Unit::NONE).is_none() {
                any = text;
            }
        }
        labels
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

/// The statement that a cell makes: the subject is the row's, the stage that of the row or the column. A row
/// that is only a stage is told of `about`.
fn statement_of_cell(row: &str, column: &str, about: &str, quantity: Quantity, span: Span) -> Statement {
    let (label, header) = (Label::parse(row), Label::parse(column));
    let about = if label.stage.is_some() && quantity.unit.is_money() { about } else { "" };
    let subjects = [label.subject.as_str(), about, header.subject.as_str()];
    let subject = subjects.into_iter().find(|subject| !subject.is_empty()).unwrap_or_default().to_owned();
    Statement {
        quantity,
        span,
        label: [row, column].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" / "),
        subject,
        origin: Origin::Label,
        scope: None,
        stage: header.stage.or(label.stage),
        period: header.period.or(label.period),
        role: Role::Figure,
        part_of: None,
        section: None,
        paragraph: None,
        cell: None,
        path: None,
    }
}

/// Whether a cell holds a date: digits and the marks between them.
fn is_date(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || "-/.:年月日 ".contains(c))
}

/// Whether a cell holds a year, as the header of a column may.
fn is_year(text: &str) -> bool {
    text.len() == 4
        && (text.starts_with("19") || text.starts_with("20"))
        && text.bytes().all(|b| b.is_ascii_digit())
}

/// The unit in the brackets of a column header: 预算数（万元）.
fn header_unit(header: &str) -> Option<Unit> {
    let inner = header.rsplit(['（', '(']).next()?.strip_suffix(['）', ')'])?;
    Unit::parse(inner)
}

/// The unit that a line such as `单位：万元` or `收支情况表（单位：万元）` gives to the table after it, and the words before
/// it.
fn unit_line(text: &str) -> Option<(&str, Unit)> {
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
fn organization_line(text: &str) -> Option<String> {
    let keys = ["单位名称", "部门名称", "填报单位", "Organization", "Organisation"];
    let rest = keys.iter().find_map(|key| text.trim().strip_prefix(key))?;
    let (_, name) = rest.split_once(['：', ':'])?;
    let name = name.trim();
    (!name.is_empty() && name.chars().count() <= 40).then(|| name.to_owned())
}

/// The year and the organization in a title: `2021年度云栖区林业局部门整体支出绩效自评报告`.
fn title_parts(title: &str) -> (Option<i32>, Option<String>) {
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

    #[test]
    fn table_cells_become_statements_with_row_and_column() {
        let text = "单位：万元\n项目|预算数|决算数\n公务接待费|0.50|0.16";
        let source = Arc::new(Source::new("t", text));
        let mut draft = Draft::new(Arc::clone(&source));
        let cells = |line: usize| -> Vec<Span> {
            let span = source.line_span(line);
            let mut at = span.start;
            source
                .slice(span)
                .split('|')
                .map(|cell| {
                    let start = at;
                    at += cell.len() + 1;
                    Span::new(start, start + cell.len())
                })
                .collect()
        };
        draft.paragraph(source.line_span(1));
        draft.table("三公经费支出表", vec![cells(2), cells(3)]);
        let report = draft.finish();
        let told: Vec<_> = report
            .statements
            .iter()
            .map(|s| (s.subject.as_str(), s.stage, s.quantity.unit.to_string()))
            .collect();
        let expected = [
            ("公务接待费", Some(crate::language::Stage::Budget), "万元".to_owned()),
            ("公务接待费", Some(crate::language::Stage::Actual), "万元".to_owned()),
        ];
        assert_eq!(told, expected);
        assert_eq!(source.slice(report.statements[1].span), "0.16");
    }
}
