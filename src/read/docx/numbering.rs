//! Numbering: the numbers that Word writes before paragraphs, which stand nowhere in their text.

use std::collections::{BTreeMap, BTreeSet};

use super::super::xml::{Element, Fault, Visit};
use super::numeral::written;
use super::styles::Styles;

/// How many levels a list has.
const LEVELS: usize = 9;
/// The longest text of a level, in characters.
const LONGEST: usize = 64;

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// How lists are numbered, by their own number.
    patterns: BTreeMap<u32, Pattern>,
    /// The lists that paragraphs name.
    lists: BTreeMap<u32, List>,
}

/// How a list is numbered.
#[derive(Debug, Default)]
struct Pattern {
    levels: [Level; LEVELS],
    /// The style of numbering in which it is told instead.
    linked: Option<String>,
}

/// A list that paragraphs name.
#[derive(Debug, Default)]
struct List {
    pattern: u32,
    /// The levels that it numbers in its own way.
    own: [Option<Level>; LEVELS],
    /// The numbers at which it begins its levels anew.
    starts: [Option<u32>; LEVELS],
}

/// How a level is numbered.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Level {
    start: u32,
    format: String,
    /// The number with its marks: `第%1章`.
    text: String,
    /// What stands between the number and the text.
    gap: Gap,
    /// Whether all numbers in its text are written in digits.
    legal: bool,
    /// The level, from 1, after which it begins anew; 0 for never, `None` for any further out.
    restart: Option<usize>,
    /// The style whose paragraphs stand on this level.
    style: Option<String>,
}

/// What stands between a number and the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    Tab,
    Space,
    Nothing,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
            gap: Gap::Tab,
            legal: false,
            restart: None,
            style: None,
        }
    }
}

impl Numbering {
    /// The number of the pattern of a list, the one that its style of numbering stands for included.
    fn pattern(&self, list: u32, styles: &Styles) -> Option<u32> {
        let first = self.lists.get(&list)?.pattern;
        let linked = self.patterns.get(&first)?.linked.as_deref();
        let linked = linked.and_then(|style| styles.list(style)).and_then(|list| self.lists.get(&list));
        Some(linked.map_or(first, |list| list.pattern))
    }

    /// The level of a list that is for paragraphs of `style`.
    pub(super) fn level_of(&self, list: u32, style: &str, styles: &Styles) -> Option<usize> {
        let levels = &self.patterns.get(&self.pattern(list, styles)?)?.levels;
        levels.iter().position(|level| level.style.as_deref() == Some(style))
    }
}

/// How far the lists of a document have been counted.
pub(super) struct Counters<'a> {
    numbering: &'a Numbering,
    styles: &'a Styles,
    /// By pattern: lists of one pattern go on counting.
    counts: BTreeMap<u32, [Option<u32>; LEVELS]>,
    /// The lists and levels that have begun anew.
    begun: BTreeSet<(u32, usize)>,
}

impl<'a> Counters<'a> {
    /// Nothing is counted yet.
    pub(super) fn new(numbering: &'a Numbering, styles: &'a Styles) -> Self {
        Self { numbering, styles, counts: BTreeMap::new(), begun: BTreeSet::new() }
    }

    /// The number of the next paragraph on a level of a list, its marks and the blank after it included.
    pub(super) fn next(&mut self, list: u32, level: usize) -> Option<String> {
        let own = self.numbering.lists.get(&list)?;
        let pattern = self.numbering.pattern(list, self.styles)?;
        let levels = &self.numbering.patterns.get(&pattern)?.levels;
        let level = level.min(LEVELS - 1);
        let of = |at: usize| own.own[at].as_ref().unwrap_or(&levels[at]);
        let counts = self.counts.entry(pattern).or_default();
        let anew = own.starts[level].filter(|_| self.begun.insert((list, level)));
        counts[level] = Some(match (anew, counts[level]) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => of(level).start,
        });
        for (deeper, count) in counts.iter_mut().enumerate().skip(level + 1) {
            if of(deeper).restart.is_none_or(|after| after > level) {
                *count = None;
            }
        }
        Some(shown(of(level), |at| {
            let format = if of(level).legal { "decimal" } else { of(at).format.as_str() };
            written(format, counts[at].unwrap_or(of(at).start))
        }))
    }
}

/// The text of a level with the number of each level in its place.
fn shown(level: &Level, number: impl Fn(usize) -> String) -> String {
    if level.format == "bullet" {
        return "• ".to_owned();
    }
    let mut shown = String::new();
    let mut rest = level.text.chars().take(LONGEST).peekable();
    while let Some(character) = rest.next() {
        let told = rest.peek().and_then(|digit| digit.to_digit(10)).filter(|digit| *digit > 0);
        match told.filter(|_| character == '%') {
            Some(digit) => {
                rest.next();
                shown += &number(digit as usize - 1);
            }
            None => shown.push(character),
        }
    }
    // After a wide mark no blank is seen.
    let wide = shown.ends_with(['、', '）', '．', '。', '：', '，']);
    if level.gap != Gap::Nothing && !wide && !shown.is_empty() {
        shown.push(' ');
    }
    shown
}

/// Reads the lists of a document.
#[derive(Default)]
pub(super) struct NumberingReader {
    read: Numbering,
    pattern: Option<(u32, Pattern)>,
    list: Option<(u32, List)>,
    level: Option<(usize, Level)>,
    /// The level whose beginning is told.
    overridden: usize,
    /// How many fallbacks are open.
    fallbacks: usize,
}

impl NumberingReader {
    /// The lists that were read.
    pub(super) fn finish(self) -> Numbering {
        self.read
    }
}

impl Visit for NumberingReader {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        let attribute = |name: &str| element.value(name).and_then(|value| value.trim().parse::<u32>().ok());
        let value = || element.value("val").unwrap_or_default().into_owned();
        self.fallbacks += usize::from(name == "Fallback");
        if self.fallbacks > 0 {
            return Ok(());
        }
        match name {
            "abstractNum" => {
                self.pattern = attribute("abstractNumId").map(|id| (id, Pattern::default()));
            }
            "num" => self.list = attribute("numId").map(|id| (id, List::default())),
            "numStyleLink" => {
                if let Some((_, pattern)) = &mut self.pattern {
                    pattern.linked = Some(value());
                }
            }
            "abstractNumId" => {
                if let Some((_, list)) = &mut self.list {
                    list.pattern = element.number().unwrap_or_default();
                }
            }
            "lvlOverride" => self.overridden = attribute("ilvl").map_or(LEVELS, |level| level as usize),
            "startOverride" => {
                if let Some((_, list)) = &mut self.list
                    && let Some(start) = list.starts.get_mut(self.overridden)
                {
                    *start = element.number();
                }
            }
            "lvl" => self.level = attribute("ilvl").map(|level| (level as usize, Level::default())),
            _ => {
                if let Some((_, level)) = &mut self.level {
                    level.take(name, element, value);
                }
            }
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.fallbacks -= usize::from(self.fallbacks > 0 && name == "Fallback");
        match name {
            "lvl" => {
                let Some((at, level)) = self.level.take().filter(|(at, _)| *at < LEVELS) else { return };
                if let Some((_, list)) = &mut self.list {
                    list.own[at] = Some(level);
                } else if let Some((_, pattern)) = &mut self.pattern {
                    pattern.levels[at] = level;
                }
            }
            "abstractNum" => self.read.patterns.extend(self.pattern.take()),
            "num" => self.read.lists.extend(self.list.take()),
            _ => {}
        }
    }

    fn text(&mut self, _: &str) {}
}

impl Level {
    /// Takes what one of the elements of a level says.
    fn take(&mut self, name: &str, element: &Element<'_>, value: impl Fn() -> String) {
        match name {
            "start" => self.start = element.number().unwrap_or(1),
            "numFmt" => self.format = value(),
            "lvlText" => self.text = value(),
            "suff" => {
                self.gap = match value().as_str() {
                    "space" => Gap::Space,
                    "nothing" => Gap::Nothing,
                    _ => Gap::Tab,
                }
            }
            "isLgl" => self.legal = element.is_on(),
            "lvlRestart" => self.restart = element.number().map(|level| level as usize),
            "pStyle" => self.style = Some(value()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::xml::{WORD, read};
    use super::super::styles::StylesReader;
    use super::*;

    const LISTS: &str = "<w:numbering><w:abstractNum w:abstractNumId=\"7\">\
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:pStyle w:val=\"1\"/><w:suff w:val=\"nothing\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
        <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"chineseCounting\"/><w:pStyle w:val=\"2\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>\
        <w:lvl w:ilvl=\"2\"><w:numFmt w:val=\"decimal\"/><w:isLgl/><w:lvlText w:val=\"%1.%2.%3\"/></w:lvl>\
        <w:lvl w:ilvl=\"3\"><w:numFmt w:val=\"lowerLetter\"/><w:lvlRestart w:val=\"0\"/><w:suff w:val=\"space\"/><w:lvlText w:val=\"%4)\"/></w:lvl>\
        <w:lvl w:ilvl=\"4\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"\"/></w:lvl>\
        <w:lvl w:ilvl=\"5\"><w:lvlRestart w:val=\"1\"/><w:lvlText w:val=\"[%6]\"/></w:lvl></w:abstractNum>\
        <w:abstractNum w:abstractNumId=\"8\"><w:numStyleLink w:val=\"L\"/></w:abstractNum>\
        <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>\
        <w:num w:numId=\"2\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>\
        <w:num w:numId=\"3\"><w:abstractNumId w:val=\"8\"/></w:num>\
        <w:num w:numId=\"4\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"upperRoman\"/><w:lvlText w:val=\"第%1章\"/></w:lvl></w:lvlOverride></w:num>\
        </w:numbering>";

    #[test]
    fn paragraphs_are_numbered_as_word_numbers_them() {
        let styles = "<w:styles><w:style w:type=\"numbering\" w:styleId=\"L\"><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>";
        let styles = read(styles, WORD, 20, StylesReader::default).expect("styles").0.finish();
        let numbering = read(LISTS, WORD, 20, NumberingReader::default).expect("lists").0.finish();
        let mut counters = Counters::new(&numbering, &styles);
        let cases = [
            // list, level, number
            (1, 0, Some("一、")),
            (1, 1, Some("（一）")),
            (1, 1, Some("（二）")),
            (1, 2, Some("1.2.1 ")), // in digits
            (1, 3, Some("a) ")),
            (1, 5, Some("[1] ")),
            (1, 4, Some("• ")), // whatever the font draws
            (1, 1, Some("（三）")),
            (1, 5, Some("[2] ")), // begins anew after the first level only
            (1, 0, Some("二、")),
            (1, 1, Some("（一）")), // begins anew
            (1, 3, Some("b) ")),    // never begins anew
            (1, 5, Some("[1] ")),
            (3, 0, Some("三、")),      // by its style the same list
            (2, 0, Some("五、")),      // told to begin anew
            (2, 0, Some("六、")),      // once
            (1, 0, Some("七、")),      // of one pattern: goes on
            (4, 0, Some("第VIII章 ")), // numbered in its own way
            (1, 2, Some("8.1.1 ")),    // the level between has not been used
            (9, 0, None),              // no such list
            (1, 400, Some("")),        // no such level: the last, which says nothing
        ];
        for (at, (list, level, expected)) in cases.into_iter().enumerate() {
            assert_eq!(counters.next(list, level).as_deref(), expected, "row {at}");
        }
        assert_eq!(numbering.level_of(3, "2", &styles), Some(1));
        assert_eq!(numbering.level_of(1, "9", &styles), None);
    }
}
