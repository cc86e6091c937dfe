//! Drafts: a report while it is being read; the only thing a reader sees.

use std::sync::Arc;

use super::bands::bands_of;
use super::cells::{Header, RowName, statement_of_cell};
use super::columns::{TableColumns, row_unit};
use super::head::Head;
use super::list::{self, Listing};
use super::stacked;
use super::table::one_line;
use super::topic::{item_topic, organization_line, section_topic, title_parts, unit_line};
use super::{Cell, Paragraph, Report, Row, Section, Statement, Table};

use crate::finding::Finding;
use crate::language::{self, Label, Numeral, Passage, Reader, subject_of_title};
use crate::quantity::{Unit, cell};
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

/// How many bytes of a text are thought to hold a statement, and for how many there is room at most from the start:
/// each time it doubles, all are copied.
const BYTES_EACH: usize = 24;
const MOST_ROOM: usize = 4096;

/// A piece of layout.
#[derive(Debug)]
enum Block {
    Begin,
    Heading { level: usize, span: Span, inline: bool },
    Paragraph(Span),
    Table { name: String, rows: Vec<Vec<Span>>, head: usize },
    Field { path: String, span: Span },
}

/// What is known at the place that is being read.
#[derive(Default)]
struct Cursor<'t> {
    /// The sections open here, outermost first, each with the level it was told with.
    open: Vec<(usize, usize)>,
    /// The unit that a line such as 单位：万元 gives to the next table.
    unit: Option<Unit>,
    /// The list whose items come next: 支出 A，其中：
    listing: Option<Listing>,
    /// What reads its paragraphs.
    reader: Reader<'t>,
}

impl Draft {
    /// An empty draft of the report in `source`.
    pub fn new(source: Arc<Source>) -> Self {
        let room = (source.text().len() / BYTES_EACH).min(MOST_ROOM);
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
            statements: Vec::with_capacity(room),
            assertions: Vec::new(),
            notes: Vec::new(),
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

    /// Something begins that stands in no section so far.
    pub fn begin(&mut self) {
        self.blocks.push(Block::Begin);
    }

    /// A heading at `span`, its number included; smaller levels are further out.
    pub fn heading(&mut self, level: usize, span: Span) {
        self.blocks.push(Block::Heading { level, span, inline: false });
    }

    /// A numbered paragraph at `whole`, of which `line` opens with the number: it counts among the numbers of its
    /// level and is running text as well.
    pub fn numbered(&mut self, level: usize, line: Span, whole: Span) {
        self.blocks.push(Block::Heading { level, span: line, inline: true });
        self.blocks.push(Block::Paragraph(whole));
    }

    /// Running text at `span`; soft line breaks may be inside.
    pub fn paragraph(&mut self, span: Span) {
        self.blocks.push(Block::Paragraph(span));
    }

    /// A table of `rows` of cells; the first row is its header, unless it holds an amount.
    pub fn table(&mut self, name: &str, rows: Vec<Vec<Span>>) {
        self.table_with_head(name, rows, 0);
    }

    /// A table of `rows` of cells, of which the file marks the first `head` as its header; further rows may
    /// belong to it too. A cell that spans several columns or rows stands in the first of them, the others are
    /// blank.
    pub fn table_with_head(&mut self, name: &str, rows: Vec<Vec<Span>>, head: usize) {
        self.blocks.push(Block::Table { name: name.to_owned(), rows, head });
    }

    /// A value at `span` under the keys `path`, joined with dots.
    pub fn field(&mut self, path: &str, span: Span) {
        self.blocks.push(Block::Field { path: path.to_owned(), span });
    }

    /// What the reader has to say of the file itself: it is told with what is found in the report.
    pub fn note(&mut self, note: Finding) {
        self.report.notes.push(note);
    }

    /// The report, its quantities recognised.
    pub fn finish(mut self) -> Report {
        let source = Arc::clone(&self.report.source);
        let mut cursor = Cursor::default();
        for block in std::mem::take(&mut self.blocks) {
            match block {
                Block::Begin => {
                    self.close_sections(0, &mut cursor);
                    cursor = Cursor::default();
                }
                Block::Heading { level, span, inline } => self.open_section(level, span, inline, &mut cursor),
                Block::Paragraph(span) => self.read_paragraph(&source, span, &mut cursor),
                Block::Table { name, rows, head } => self.read_tables(&name, &rows, head, &mut cursor),
                Block::Field { path, span } => self.read_field(path, span),
            }
        }
        self.close_sections(0, &mut cursor);
        self.name_itself();
        debug_assert!(self.report.statements.is_sorted_by_key(|statement| statement.span.start));
        self.report
    }

    fn open_section(&mut self, level: usize, span: Span, inline: bool, cursor: &mut Cursor<'_>) {
        cursor.listing = cursor.listing.take().filter(|_| inline);
        self.close_sections(level, cursor);
        let text = self.report.source.slice(span);
        let (numeral, length) =
            Numeral::opening(text).map_or((None, 0), |(numeral, length)| (Some(numeral), length));
        let title = &text[length..];
        let title = if inline {
            title.split(['，', '。', '；', '：', ',']).next().unwrap_or(title)
        } else {
            title
        };
        let (paragraphs, tables) = (self.report.paragraphs.len(), self.report.tables.len());
        let section = Section {
            level: cursor.open.len() + 1,
            numeral,
            title: shortened(title.trim()).to_owned(),
            span,
            parent: cursor.open.last().map(|(index, _)| *index),
            paragraphs: paragraphs..paragraphs,
            tables: tables..tables,
            inline,
        };
        cursor.open.push((self.report.sections.len(), level));
        self.report.sections.push(section);
    }

    /// Closes the sections open here that are told with `level` or further in.
    fn close_sections(&mut self, level: usize, cursor: &mut Cursor<'_>) {
        while let Some((index, _)) = cursor.open.pop_if(|(_, own)| *own >= level) {
            let section = &mut self.report.sections[index];
            section.paragraphs.end = self.report.paragraphs.len();
            section.tables.end = self.report.tables.len();
        }
    }

    fn read_paragraph<'t>(&mut self, source: &'t Source, span: Span, cursor: &mut Cursor<'t>) {
        let text = source.slice(span);
        if let Some((before, unit)) = unit_line(text) {
            cursor.unit = Some(unit);
            if before.is_empty() {
                return;
            }
        }
        let section = cursor.open.last().map(|(index, _)| *index);
        let about = |s: &Section| if s.inline { item_topic(s, span) } else { section_topic(&s.title) };
        let scope = self.report.sections_around(section).find_map(about);
        let first = self.report.statements.len();
        let paragraph = self.report.paragraphs.len();
        let passage = Passage { text, start: span.start, paragraph, section, scope: scope.as_ref() };
        cursor.reader.read(&passage, &mut self.report.statements, &mut self.report.assertions);
        self.report.paragraphs.push(Paragraph { span, section });
        cursor.listing = list::read(cursor.listing.take(), source, span, first, &mut self.report.statements);
    }

    fn read_tables(&mut self, name: &str, rows: &[Vec<Span>], head: usize, cursor: &mut Cursor<'_>) {
        let (start, source) = (self.report.tables.len(), Arc::clone(&self.report.source));
        for (at, part) in stacked::parts(rows, head, &source).into_iter().enumerate() {
            self.read_table(name.to_owned(), part, if at == 0 { head } else { 0 }, cursor);
        }
        self.report.tables[start..].iter_mut().for_each(|table| table.start = start);
    }

    fn read_table(&mut self, name: String, rows: &[Vec<Span>], marked: usize, cursor: &mut Cursor<'_>) {
        let section = cursor.open.last().map(|(index, _)| *index);
        let title =
            section.and_then(|section| self.report.sections.get(section)).map_or("", |s| s.title.as_str());
        let source = Arc::clone(&self.report.source);
        let text = |span: &Span| source.slice(*span).trim();
        let head = Head::read(rows, marked, &source);
        let name = if name.is_empty() { head.caption.clone().unwrap_or_default() } else { name };
        let captions = || [name.as_str(), title].into_iter();
        let told =
            head.unit.or(cursor.unit.take()).or_else(|| captions().find_map(|t| Some(unit_line(t)?.1)));
        let unit = told.unwrap_or(self.report.unit);
        let name = if name.is_empty() { title.to_owned() } else { name };
        let about = subject_of_title(title).unwrap_or_else(|| language::WHOLE.to_owned());
        let whole = subject_of_title(name.trim_end_matches(['表', ' '])).unwrap_or_default();
        let spans = || rows.iter().flatten().filter(|span| !span.is_empty());
        let (Some(start), Some(end)) = (spans().map(|s| s.start).min(), spans().map(|s| s.end).max()) else {
            return;
        };
        let rows = &rows[head.rows..];
        let index = self.report.tables.len();
        let columns = TableColumns::of(&head, rows, &source, unit);
        let short = |names: &[String]| names.iter().map(|name| shortened(name).to_owned()).collect();
        let (header, groups): (Vec<String>, Vec<String>) = (short(&head.names), short(&head.groups));
        let span = Span::new(start, end);
        let mut read: Vec<Row> = Vec::with_capacity(rows.len());
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        let heading = |column: usize| Header::of(header.get(column).map_or("", String::as_str));
        let headers: Vec<Header<'_>> = (0..width).map(heading).collect();
        let tops: Vec<Label> = head.tops.iter().map(|top| Label::parse(top)).collect();
        let mut named = RowName::of("");
        for (row, cells) in rows.iter().enumerate() {
            let mut told = Row { cells: Vec::with_capacity(cells.len()) };
            let labels = columns.row_labels(cells, &source);
            let told_unit = columns.unit_of_row(cells, &source);
            for (column, span) in cells.iter().enumerate() {
                let own = told_unit.or_else(|| row_unit(labels[column])).filter(|own| *own != unit);
                let quantity = columns.quantity(column, text(span), own);
                let statement = quantity.map(|quantity| {
                    let side = columns.named_by(column).and_then(|at| header.get(at));
                    let side = side.map(String::as_str).filter(|side| matches!(*side, "收入" | "支出"));
                    let whole = side.unwrap_or(&whole);
                    if named.text != labels[column] {
                        named = RowName::of(labels[column]);
                    }
                    let mut statement =
                        statement_of_cell(&named, &headers[column], &about, whole, quantity, *span);
                    let above = tops.get(column).or(tops.last());
                    statement.stage = statement.stage.or(above.and_then(|above| above.stage));
                    statement.period = statement.period.or(above.and_then(|above| above.period));
                    statement.cell = Some((index, row, column));
                    statement.section = section;
                    self.report.statements.push(statement);
                    self.report.statements.len() - 1
                });
                told.cells.push(Cell { text: one_line(text(span)), span: *span, statement });
            }
            read.push(told);
        }
        drop(headers);
        let (rows, bands) = (read, Vec::new());
        let mut table = Table { name, header, groups, rows, bands, span, section, start: index };
        table.bands = bands_of(&table, &columns, &source);
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
        let stated = Statement::labelled(path.as_str().into(), subject.into(), quantity, span);
        self.report.statements.push(Statement { stage, path: Some(path), ..stated });
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
pub(super) fn shortened(name: &str) -> &str {
    let end = name.char_indices().nth(LONGEST_NAME).map_or(name.len(), |(at, _)| at);
    &name[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_long_name_is_kept_short_for_each_amount() {
        let text = format!("{}|2|3", "长".repeat(1000));
        let source = Arc::new(Source::new("t", text.as_str()));
        let mut draft = Draft::new(Arc::clone(&source));
        let (name, end) = (text.find('|').unwrap_or_default(), text.len());
        let row = || vec![Span::new(0, name), Span::new(name + 1, name + 2), Span::new(end - 1, end)];
        draft.table_with_head("", vec![vec![Span::new(0, name); 3], row()], 1);
        let report = draft.finish();
        assert_eq!(report.statements.len(), 2);
        let longest = |text: &str| text.chars().count() <= 3 * LONGEST_NAME;
        assert!(
            report.statements.iter().all(|statement| longest(&statement.label)),
            "{:?}",
            report.statements
        );
        assert!(report.tables[0].header.iter().all(|name| longest(name)));
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
