//! Cells: the rows of a sheet.

use std::collections::BTreeMap;

use super::super::super::xml::{Element, Fault, Visit};
use super::super::formula::Formula;
use super::super::number::stored;
use super::super::sheet::{Area, Cell, Place, Row, Sheet, Stored, Tally, Total};
use super::super::styles::Styles;
use super::contents::is_on;
use super::strings::{Strings, resolved};

/// Reads the cells of a sheet.
pub(super) struct CellsReader<'a> {
    strings: &'a Strings,
    styles: &'a Styles,
    pub(super) tally: Tally<'a>,
    sheet: Sheet,
    /// The cell that is being read.
    place: Place,
    kind: Kind,
    style: usize,
    value: String,
    formula: String,
    /// Whether it has a formula, and of which group of copies.
    calculated: bool,
    copied: Option<u32>,
    /// The formulas that others are copies of.
    originals: BTreeMap<u32, (Place, Formula)>,
    into: Into,
    aids: usize,
    next_row: u32,
}

/// What a cell says it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Number,
    /// The number of a shared text.
    Shared,
    Text,
    Truth,
    Error,
}

/// Where text goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Into {
    Nowhere,
    Value,
    Formula,
}

impl<'a> CellsReader<'a> {
    /// Nothing was read yet.
    pub(super) fn new(strings: &'a Strings, styles: &'a Styles, tally: Tally<'a>) -> Self {
        Self {
            strings,
            styles,
            tally,
            sheet: Sheet::default(),
            place: Place { row: 0, column: 0 },
            kind: Kind::Number,
            style: 0,
            value: String::new(),
            formula: String::new(),
            calculated: false,
            copied: None,
            originals: BTreeMap::new(),
            into: Into::Nowhere,
            aids: 0,
            next_row: 0,
        }
    }

    /// The sheet that was read.
    pub(super) fn finish(mut self, name: String) -> Sheet {
        self.sheet.name = name;
        self.sheet.rows.retain(|row| !row.cells.is_empty());
        self.sheet.order();
        self.sheet
    }

    fn open_row(&mut self, element: &Element<'_>) {
        let number = element.value("r").and_then(|row| row.trim().parse::<u32>().ok());
        let number = number.and_then(|row| row.checked_sub(1)).unwrap_or(self.next_row);
        self.next_row = number.saturating_add(1);
        self.place = Place { row: number, column: 0 };
        if self.sheet.rows.last().is_some_and(|row| row.cells.is_empty()) {
            self.sheet.rows.pop();
        }
        self.sheet.rows.push(Row { number, hidden: is_on(element, "hidden"), cells: Vec::new() });
    }

    fn open_cell(&mut self, element: &Element<'_>) {
        if let Some(place) = element.value("r").and_then(|place| Place::parse(place.trim())) {
            self.place = place;
        }
        self.kind = match element.value("t").as_deref() {
            Some("s") => Kind::Shared,
            Some("str" | "inlineStr" | "d") => Kind::Text,
            Some("b") => Kind::Truth,
            Some("e") => Kind::Error,
            _ => Kind::Number,
        };
        self.style = element.value("s").and_then(|style| style.parse().ok()).unwrap_or(0);
        self.value.clear();
        self.formula.clear();
        (self.calculated, self.copied) = (false, None);
    }

    fn open_formula(&mut self, element: &Element<'_>) {
        self.calculated = true;
        let copies = element.value("t").is_some_and(|kind| kind == "shared");
        self.copied = element.value("si").filter(|_| copies).and_then(|group| group.parse().ok());
        self.into = Into::Formula;
    }

    fn close_cell(&mut self) {
        if let Some(cell) = self.cell()
            && let Some(row) = self.sheet.rows.last_mut()
        {
            row.cells.push(cell);
        }
        self.place.column = self.place.column.saturating_add(1);
    }

    /// The cell that was read; `None` where it holds nothing.
    fn cell(&mut self) -> Option<Cell> {
        let style = self.styles.get(self.style);
        let formula = self.formula();
        let mut step = None;
        let (shown, stored) = match self.kind {
            Kind::Number if self.value.trim().is_empty() => {
                self.calculated.then_some((format!("={}", self.formula), Stored::Missing))?
            }
            Kind::Number => match stored(&self.value) {
                Some(number) => {
                    step = self.styles.step(style, number);
                    (self.styles.show(style, number), Stored::Number(number))
                }
                None => (std::mem::take(&mut self.value), Stored::Text),
            },
            Kind::Shared => {
                let number = self.value.trim().parse().ok();
                (resolved(number.and_then(|number| self.strings.get(number))?), Stored::Text)
            }
            Kind::Text => (resolved(&self.value), Stored::Text),
            Kind::Truth => (if self.value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(), Stored::Text),
            Kind::Error => (std::mem::take(&mut self.value), Stored::Error),
        };
        if shown.is_empty() && stored == Stored::Text {
            return None;
        }
        self.tally.add(&shown);
        let total = formula.map(|formula| Box::new(Total { formula, step }));
        Some(Cell { column: self.place.column, shown, stored, indent: style.indent, total })
    }

    /// The sum that the cell is, its own or a copy.
    fn formula(&mut self) -> Option<Formula> {
        if !self.calculated {
            return None;
        }
        let own = Formula::parse(&self.formula);
        let Some(group) = self.copied else { return own };
        match own {
            Some(own) => {
                self.originals.insert(group, (self.place, own.clone()));
                Some(own)
            }
            None if self.formula.is_empty() => {
                self.originals.get(&group).and_then(|(from, original)| original.moved(*from, self.place))
            }
            None => None,
        }
    }
}

impl Visit for CellsReader<'_> {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        match name {
            "c" => {
                self.tally.hold()?;
                self.open_cell(element);
            }
            "v" => self.into = Into::Value,
            "t" if self.aids == 0 => self.into = Into::Value,
            "rPh" => self.aids += 1,
            "f" => self.open_formula(element),
            "row" => self.open_row(element),
            "col" if is_on(element, "hidden") => {
                let number = |name: &str| element.value(name).and_then(|value| value.parse::<u32>().ok());
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    self.sheet.hidden_columns.push((first.saturating_sub(1), last.saturating_sub(1)));
                }
            }
            "mergeCell" => {
                self.sheet.merged.extend(element.value("ref").and_then(|area| Area::parse(&area)));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        match name {
            "v" | "t" | "f" => self.into = Into::Nowhere,
            "rPh" => self.aids = self.aids.saturating_sub(1),
            "c" => self.close_cell(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        match self.into {
            Into::Value => self.value.push_str(text),
            Into::Formula => self.formula.push_str(text),
            Into::Nowhere => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::super::Limits;
    use super::super::super::super::xml::read;
    use super::super::super::styles::Style;
    use super::super::MAIN;
    use super::*;

    #[test]
    fn cells_are_read_as_they_are_shown() {
        // a cell, and what it shows and holds
        let cases = [
            ("<c r=\"B2\" s=\"1\"><v>1234.5</v></c>", "B2 1,234.50 number"),
            ("<c r=\"B2\" s=\"2\"><v>0.98456</v></c>", "B2 98.46% number"),
            ("<c r=\"B2\"><v>1234.5599999999999</v></c>", "B2 1234.56 number"), // binary noise
            ("<c r=\"B2\" s=\"99\"><v>5</v></c>", "B2 5 number"),               // no such style
            ("<c r=\"B2\" t=\"s\"><v>0</v></c>", "B2 项目 text"),
            ("<c r=\"B2\" t=\"s\"><v>9</v></c>", ""), // no such text
            ("<c r=\"B2\" t=\"str\"><f>A1</f><v>甲</v></c>", "B2 甲 text"),
            (
                "<c r=\"B2\" t=\"inlineStr\"><is><r><t>甲</t></r><r><t>乙</t></r><rPh><t>x</t></rPh></is></c>",
                "B2 甲乙 text",
            ),
            ("<c r=\"B2\" t=\"b\"><v>1</v></c>", "B2 TRUE text"),
            ("<c r=\"B2\" t=\"e\"><v>#REF!</v></c>", "B2 #REF! error"),
            ("<c r=\"B2\"><f>SUM(B3:B4)</f></c>", "B2 =SUM(B3:B4) missing sum"),
            ("<c r=\"B2\"><f>SUM(B3:B4)</f><v/></c>", "B2 =SUM(B3:B4) missing sum"),
            ("<c r=\"B2\"><f>SUM(B3:B4)</f><v>7</v></c>", "B2 7 number sum"),
            ("<c r=\"B2\" t=\"str\"><f>IF(A1,1,\"\")</f><v></v></c>", ""), // a blank text
            ("<c r=\"B2\"><f>B3*2</f><v>7</v></c>", "B2 7 number"),
            ("<c r=\"B2\"/><c><v>5</v></c>", "C2 5 number"), // blank, then one without a place
            (
                "<c r=\"B2\"><f t=\"shared\" si=\"0\">A2+A3</f><v>1</v></c><c r=\"C2\"><f t=\"shared\" si=\"0\"/><v>2</v></c>",
                "B2 1 number sum, C2 2 number sum",
            ),
            ("<c r=\"B2\"><v>1E400</v></c>", "B2 1E400 text"), // beyond any number
        ];
        let strings = "<sst><si><t>项目</t></si></sst>";
        let strings = read(strings, MAIN, 9, Strings::default).unwrap().0;
        let mut styles = Styles::default();
        for pattern in [0, 4, 10] {
            styles.push(Style { pattern, indent: 0 });
        }
        let limits = Limits::default();
        for (cell, expected) in cases {
            let text = format!("<worksheet><sheetData><row r=\"2\">{cell}</row></sheetData></worksheet>");
            let start = || CellsReader::new(&strings, &styles, Tally::new(&limits));
            let sheet = read(&text, MAIN, 9, start).unwrap().0.finish(String::new());
            let rows = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.number, cell)));
            let told = rows.map(|(row, cell)| {
                let kind = match cell.stored {
                    Stored::Text => "text",
                    Stored::Number(_) => "number",
                    Stored::Error => "error",
                    Stored::Missing => "missing",
                };
                let sum = if cell.total.is_some() { " sum" } else { "" };
                format!("{} {} {kind}{sum}", Place { row, column: cell.column }.name(), cell.shown)
            });
            assert_eq!(told.collect::<Vec<_>>().join(", "), expected, "{cell}");
        }
    }

    #[test]
    fn rows_and_columns_may_be_hidden_and_cells_merged() {
        let text = "<worksheet><cols><col min=\"2\" max=\"3\" hidden=\"1\"/><col min=\"4\" max=\"4\"/></cols>\
            <sheetData><row r=\"3\" hidden=\"1\"><c r=\"A3\"><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>\
            <mergeCells><mergeCell ref=\"A1:C2\"/><mergeCell ref=\"?\"/></mergeCells></worksheet>";
        let (strings, styles, limits) = (Strings::default(), Styles::default(), Limits::default());
        let start = || CellsReader::new(&strings, &styles, Tally::new(&limits));
        let sheet = read(text, MAIN, 9, start).unwrap().0.finish(String::new());
        let rows: Vec<_> = sheet.rows.iter().map(|row| (row.number, row.hidden)).collect();
        assert_eq!(rows, [(2, true), (3, false)]);
        assert_eq!((sheet.hidden_columns, sheet.merged), (vec![(1, 2)], vec![Area::parse("A1:C2").unwrap()]));
    }
}
