//! Bodies: the paragraphs and tables of a document, of its footnotes or of its endnotes, as they read once all
//! tracked changes are accepted.

use super::super::xml::{Element, Fault, Visit};
use super::block::{Aside, Block};
use super::fields::Fields;
use super::numbering::{Counters, Numbering};
use super::open::{Flow, FlowKind, Notes, Open, OpenParagraph, OpenTable, Stack};
use super::properties::{TEXT, Within};
use super::styles::{Role, Styles};
use super::symbol::symbol;

/// What is left out with all that stands in it: deleted text, and what is shown beside the text or in its place.
const SKIPPED: &[&str] = &["del", "moveFrom", "delText", "delInstrText", "rt"];

/// What a document holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// Its paragraphs and tables.
    pub(super) blocks: Vec<Block>,
    /// Its notes, where it is a part that holds these.
    pub(super) notes: Notes,
    /// Its changes that are still tracked.
    pub(super) changes: Changes,
}

/// The changes in a document that are still tracked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// How many insertions, deletions and moves there are.
    pub(super) count: usize,
    /// How many paragraphs began before the first of them.
    pub(super) first: usize,
}

/// Reads a part that holds paragraphs and tables.
pub(super) struct Body<'a> {
    pub(super) styles: &'a Styles,
    numbering: &'a Numbering,
    counters: Counters<'a>,
    footnotes: Notes,
    endnotes: Notes,
    pub(super) changes: Changes,
    pub(super) stack: Stack,
    /// The properties that are being told, outermost first.
    within: Vec<Within>,
    pub(super) fields: Fields,
    /// Whether the run says that it is hidden.
    pub(super) hidden: Option<bool>,
    /// Whether characters are text, or the instruction of a field.
    text: Option<Characters>,
    /// The element that is left out, and how many of its name are open.
    skipped: Option<(String, usize)>,
    /// For each content control that is open, whether it holds a contents page.
    pub(super) controls: Vec<bool>,
    /// For each choice between alternatives that is open, whether one was taken.
    alternatives: Vec<bool>,
    /// How many paragraphs there were, and how many that people count.
    paragraphs: (usize, usize),
    /// How many more cells there may be.
    cells: usize,
}

/// What characters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Characters {
    Text,
    Instruction,
}

impl<'a> Body<'a> {
    /// A reader that takes the numbers of paragraphs from `numbering`, and notes from `footnotes` and `endnotes`;
    /// there may be so many `cells`.
    pub(super) fn new(
        styles: &'a Styles,
        numbering: &'a Numbering,
        (footnotes, endnotes): (Notes, Notes),
        cells: usize,
    ) -> Self {
        Self {
            styles,
            numbering,
            counters: Counters::new(numbering, styles),
            footnotes,
            endnotes,
            changes: Changes::default(),
            stack: Stack::new(),
            within: Vec::new(),
            fields: Fields::default(),
            hidden: None,
            text: None,
            skipped: None,
            controls: Vec::new(),
            alternatives: Vec::new(),
            paragraphs: (0, 0),
            cells,
        }
    }

    /// What was read.
    pub(super) fn finish(mut self) -> Read {
        self.end_from(1);
        let (blocks, notes) = self.stack.finish();
        Read { blocks, notes, changes: self.changes }
    }

    /// Whether text here is shown.
    fn shows(&mut self) -> bool {
        if !self.fields.show() || self.controls.contains(&true) {
            return false;
        }
        let hidden = self.hidden;
        self.stack.paragraph().is_some_and(|open| !hidden.unwrap_or(open.hides))
    }

    /// Adds text to the paragraph that is open.
    fn write(&mut self, text: &str) {
        if !self.shows() {
            return;
        }
        let Some(open) = self.stack.paragraph() else { return };
        if text.contains(['\n', '\r', '\t']) {
            open.paragraph.text += &text.replace(['\n', '\r', '\t'], " ");
        } else {
            open.paragraph.text += text;
        }
    }

    /// Adds a character that an element stands for.
    fn put(&mut self, character: char) {
        if self.shows()
            && let Some(open) = self.stack.paragraph()
        {
            open.paragraph.text.push(character);
        }
    }

    /// Counts a change that is still tracked.
    pub(super) fn change(&mut self) {
        if self.changes.count == 0 {
            self.changes.first = self.paragraphs.0 - usize::from(self.stack.paragraph().is_some());
        }
        self.changes.count += 1;
    }

    /// Ends what is open innermost, until only so many are open.
    fn end_from(&mut self, depth: usize) {
        while self.stack.len() > depth {
            match self.stack.pop() {
                Some(Open::Paragraph(open)) => self.end_paragraph(open),
                Some(open) => self.stack.put(open),
                None => return,
            }
        }
    }

    /// Ends the innermost one of a kind, and what is open in it.
    fn end(&mut self, kind: fn(&Open) -> bool) {
        if let Some(depth) = self.stack.around(kind) {
            self.end_from(depth);
        }
    }

    /// Ends what is open in the innermost table: in well-formed XML, nothing is.
    fn end_in_table(&mut self) {
        if let Some(depth) = self.stack.around(|open| matches!(open, Open::Table(_))) {
            self.end_from(depth + 1);
        }
    }

    /// Ends a paragraph that has lost its end.
    fn end_lost(&mut self) {
        if self.stack.paragraph().is_some() {
            self.end(|open| matches!(open, Open::Paragraph(_)));
        }
    }

    fn begin_paragraph(&mut self) {
        self.end_lost();
        self.hidden = None;
        let counts = self.stack.counts();
        self.paragraphs.1 += usize::from(counts);
        let mut open =
            OpenParagraph { hides: self.styles.hides(None) == Some(true), ..OpenParagraph::default() };
        open.paragraph.order = self.paragraphs.0;
        open.paragraph.number = if counts { self.paragraphs.1 } else { 0 };
        self.paragraphs.0 += 1;
        self.stack.push(Open::Paragraph(open));
    }

    fn end_paragraph(&mut self, mut open: OpenParagraph) {
        self.fields.end_paragraph();
        let style = open.style.as_deref();
        let role = match (self.styles.role(style), open.outline) {
            (Some(role @ (Role::Contents | Role::Title)), _) => Some(role),
            (_, Some(TEXT)) => None,
            (_, Some(outline)) => Some(Role::Heading(outline + 1)),
            (role, None) => role,
        };
        let in_cell = self.stack.flow().is_some_and(|flow| flow.kind == FlowKind::Cell);
        let empty = open.paragraph.text.trim().is_empty();
        let shows = role != Some(Role::Contents) && !self.controls.contains(&true);
        // What is not shown at all is not counted by its list either.
        if shows && !open.joined && !(open.unmarked && empty) {
            let number = self.list(&open).and_then(|(list, level)| self.counters.next(list, level));
            if let Some(number) = number.filter(|_| !empty || in_cell) {
                let text = open.paragraph.text.trim_start();
                open.paragraph.text = format!("{number}{text}");
            }
        }
        open.paragraph.role = role;
        if role == Some(Role::Contents) {
            open.paragraph.text.clear();
        }
        let Some(flow) = self.stack.flow() else { return };
        if let Some(mut carried) = flow.carried.take() {
            carried.text += &open.paragraph.text;
            open.paragraph.text = carried.text;
            carried.asides.append(&mut open.paragraph.asides);
            open.paragraph.asides = carried.asides;
        }
        if open.joined {
            flow.carried = Some(open.paragraph);
        } else {
            self.stack.put(Open::Paragraph(open));
        }
    }

    /// The list and the level that a paragraph stands on.
    fn list(&self, open: &OpenParagraph) -> Option<(u32, usize)> {
        let style = self.styles.number(open.style.as_deref());
        let list = open.list.or(style.map(|style| style.id)).filter(|list| *list > 0)?;
        let of_style = || {
            let style = style.filter(|style| style.id == list)?;
            style.level.or_else(|| self.numbering.level_of(list, style.style, self.styles))
        };
        let level = open.level.or_else(of_style);
        let named = || self.numbering.level_of(list, open.style.as_deref()?, self.styles);
        Some((list, level.or_else(named).unwrap_or(0)))
    }

    pub(super) fn in_table(&mut self, tell: impl FnOnce(&mut OpenTable)) {
        if let Some(table) = self.stack.table() {
            tell(table);
        }
    }
}

impl Visit for Body<'_> {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        if let Some((skipped, open)) = &mut self.skipped {
            *open += usize::from(skipped == name);
            return Ok(());
        }
        if matches!(name, "p" | "r" | "tbl" | "tr" | "tc") {
            // None of these stands among properties: they have lost their end.
            self.within.clear();
        }
        match (name, self.within.last()) {
            ("", _) => {}
            ("AlternateContent", _) => self.alternatives.push(false),
            ("Choice" | "Fallback", _) => match self.alternatives.last_mut() {
                Some(taken @ false) => *taken = true,
                Some(true) => self.skip(name),
                None => {}
            },
            _ if name.ends_with("Change") => self.within.push(Within::Before),
            ("pPr", None) => self.within.push(Within::Paragraph),
            ("rPr", None) => self.within.push(Within::Run),
            ("rPr", Some(Within::Paragraph)) => self.within.push(Within::Mark),
            ("trPr", None) => self.within.push(Within::Row),
            ("tcPr", None) => self.within.push(Within::Cell),
            ("sdtPr", None) => self.within.push(Within::Control),
            ("pPr" | "rPr" | "trPr" | "tcPr" | "sdtPr", _) => self.within.push(Within::Before),
            (_, Some(within)) => self.property(*within, name, element),
            _ => return self.content(name, element),
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        if let Some((skipped, open)) = &mut self.skipped {
            *open -= usize::from(skipped == name);
            if *open == 0 {
                self.skipped = None;
            }
            return;
        }
        match name {
            "p" => self.end(|open| matches!(open, Open::Paragraph(_))),
            "t" | "instrText" => self.text = None,
            "pPr" | "rPr" | "trPr" | "tcPr" | "sdtPr" => {
                self.within.pop();
            }
            _ if name.ends_with("Change") => {
                self.within.pop();
            }
            "tc" => self.end(|open| matches!(open, Open::Flow(flow) if flow.kind == FlowKind::Cell)),
            "tr" => {
                self.end_in_table();
                self.in_table(OpenTable::end_row);
            }
            "tbl" => self.end(|open| matches!(open, Open::Table(_))),
            "txbxContent" => self.end(|open| matches!(open, Open::Flow(flow) if flow.kind == FlowKind::Box)),
            "footnote" | "endnote" => {
                self.end(|open| matches!(open, Open::Flow(flow) if matches!(flow.kind, FlowKind::Note(_))));
            }
            "fldSimple" => self.fields.end(),
            "sdt" => {
                self.controls.pop();
            }
            "AlternateContent" => {
                self.alternatives.pop();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.text.filter(|_| self.skipped.is_none()) {
            Some(Characters::Text) => self.write(text),
            Some(Characters::Instruction) => self.fields.instruct(text),
            None => {}
        }
    }
}

impl Body<'_> {
    /// Begins what stands among the text and the tables.
    fn content(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        match name {
            "r" => self.hidden = None,
            "t" => self.text = Some(Characters::Text),
            "p" => self.begin_paragraph(),
            "tab" | "ptab" => self.put('\t'),
            "br" | "cr" => self.put('\n'),
            "noBreakHyphen" => self.put('-'),
            "sym" => {
                let value = |name| element.value(name).unwrap_or_default();
                self.put(symbol(&value("font"), &value("char")));
            }
            "instrText" => self.text = Some(Characters::Instruction),
            "fldChar" => match element.value("fldCharType").as_deref() {
                Some("begin") => self.fields.begin(),
                Some("separate") => self.fields.separate(),
                Some("end") => self.fields.end(),
                _ => {}
            },
            "fldSimple" => self.fields.begin_result(&element.value("instr").unwrap_or_default()),
            "footnoteReference" | "endnoteReference" => self.refer(name, element),
            "sdt" => self.controls.push(false),
            "ins" | "moveTo" => self.change(),
            _ if SKIPPED.contains(&name) => {
                if matches!(name, "del" | "moveFrom") {
                    self.change();
                }
                self.skip(name);
            }
            "txbxContent" => self.stack.push(Open::Flow(Flow::new(FlowKind::Box))),
            "footnote" | "endnote" => match element.value("type").as_deref() {
                None | Some("normal") => {
                    let id = element.value("id").unwrap_or_default().into_owned();
                    self.stack.push(Open::Flow(Flow::new(FlowKind::Note(id))));
                }
                Some(_) => self.skip(name),
            },
            _ => return self.table(name, element),
        }
        Ok(())
    }

    /// Begins what tables are made of.
    fn table(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        match name {
            "tbl" => {
                self.end_lost();
                self.stack.push(Open::Table(OpenTable::default()));
            }
            "gridCol" => {
                let width = element.value("w").and_then(|width| width.trim().parse().ok()).unwrap_or(0);
                self.in_table(|table| table.column(width));
            }
            "tr" => {
                self.end_in_table();
                self.in_table(OpenTable::begin_row);
            }
            "tc" => {
                self.cells = self.cells.checked_sub(1).ok_or(Fault::Cells)?;
                self.end_in_table();
                self.in_table(OpenTable::begin_cell);
                self.stack.push(Open::Flow(Flow::new(FlowKind::Cell)));
            }
            _ => {}
        }
        Ok(())
    }

    fn skip(&mut self, name: &str) {
        self.skipped = Some((name.to_owned(), 1));
    }

    /// Hangs the note that is referred to on the paragraph.
    fn refer(&mut self, name: &str, element: &Element<'_>) {
        let id = element.value("id").unwrap_or_default();
        if !self.shows() {
            return;
        }
        let aside = if name == "footnoteReference" {
            self.footnotes.remove(&*id).map(Aside::Footnote)
        } else {
            self.endnotes.remove(&*id).map(Aside::Endnote)
        };
        if let Some(open) = self.stack.paragraph() {
            open.paragraph.asides.extend(aside);
        }
    }
}
