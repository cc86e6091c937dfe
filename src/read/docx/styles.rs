//! Styles: what a paragraph or a run is by the style that it names, and by those that this one is based on.

use std::collections::BTreeMap;

use super::super::xml::{Element, Fault, Visit};

/// How many styles can be based on each other.
const LONGEST_CHAIN: usize = 32;
/// An outline level that is none: text.
const TEXT: u32 = 9;

/// The styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
    /// The style of paragraphs that name none.
    usual: Option<String>,
}

/// A style as it is written.
#[derive(Debug, Default)]
struct Style {
    role: Option<Role>,
    based_on: Option<String>,
    outline: Option<u32>,
    number_id: Option<u32>,
    level: Option<usize>,
    hidden: Option<bool>,
}

/// What a style says by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It is for headings of this level, 1 the outermost.
    Heading(u32),
    /// It is for the title.
    Title,
    /// It is for a contents page.
    Contents,
}

/// The list that a style puts its paragraphs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StyleNumber<'a> {
    /// The list; 0 for none.
    pub(super) id: u32,
    /// The level, where it is told.
    pub(super) level: Option<usize>,
    /// The style that tells the list: levels of lists name it.
    pub(super) style: &'a str,
}

impl Styles {
    /// The style and those that it is based on; where it is `None`, those of paragraphs that name none.
    fn chain<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = id.filter(|id| self.styles.contains_key(*id)).or(self.usual.as_deref());
        let find = |id: &'a str| self.styles.get(id).map(|style| (id, style));
        std::iter::successors(first.and_then(find), move |(_, style)| find(style.based_on.as_deref()?))
            .take(LONGEST_CHAIN)
    }

    /// What paragraphs of this style are.
    pub(super) fn role(&self, id: Option<&str>) -> Option<Role> {
        for (_, style) in self.chain(id) {
            match (style.role, style.outline) {
                (Some(Role::Contents | Role::Title), _) => return style.role,
                (_, Some(TEXT)) => return None,
                (_, Some(outline)) => return Some(Role::Heading(outline + 1)),
                (Some(role), _) => return Some(role),
                (None, None) => {}
            }
        }
        None
    }

    /// The list that paragraphs of this style stand in.
    pub(super) fn number<'a>(&'a self, id: Option<&'a str>) -> Option<StyleNumber<'a>> {
        let mut level = None;
        for (name, style) in self.chain(id) {
            level = level.or(style.level);
            if let Some(id) = style.number_id {
                return Some(StyleNumber { id, level, style: name });
            }
        }
        None
    }

    /// Whether text of this style is hidden, where it is told.
    pub(super) fn hides(&self, id: Option<&str>) -> Option<bool> {
        self.chain(id).find_map(|(_, style)| style.hidden)
    }

    /// The list that a style of numbering stands for.
    pub(super) fn list(&self, id: &str) -> Option<u32> {
        self.styles.get(id)?.number_id
    }
}

/// Reads the styles of a document.
#[derive(Default)]
pub(super) struct StylesReader {
    read: Styles,
    /// The style under way.
    open: Option<(String, Style)>,
    /// How many elements are open that hold what something was before a change.
    before: usize,
}

impl StylesReader {
    /// The styles that were read.
    pub(super) fn finish(self) -> Styles {
        self.read
    }
}

impl Visit for StylesReader {
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
        let value = || element.value("val").map(std::borrow::Cow::into_owned);
        if name == "style" {
            let id = element.value("styleId").unwrap_or_default().into_owned();
            let paragraphs = element.value("type").is_none_or(|kind| kind == "paragraph");
            if paragraphs && element.value("default").is_some_and(|on| matches!(&*on, "1" | "true" | "on")) {
                self.read.usual = Some(id.clone());
            }
            self.open = Some((id, Style::default()));
        }
        self.before += usize::from(name.ends_with("PrChange"));
        let Some((_, style)) = self.open.as_mut().filter(|_| self.before == 0) else { return Ok(()) };
        match name {
            "name" => style.role = value().and_then(|name| role(&name)),
            "basedOn" => style.based_on = value(),
            "outlineLvl" => style.outline = element.number().map(|level| level.min(TEXT)),
            "numId" => style.number_id = element.number(),
            "ilvl" => style.level = element.number().map(|level| level as usize),
            "vanish" => style.hidden = Some(element.is_on()),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) {
        self.before -= usize::from(self.before > 0 && name.ends_with("PrChange"));
        if name == "style"
            && let Some((id, style)) = self.open.take()
        {
            self.read.styles.entry(id).or_insert(style);
        }
    }

    fn text(&mut self, _: &str) {}
}

/// What a style is for by its name, which is the same in every language for the styles that Word knows; other
/// programs translate it.
fn role(name: &str) -> Option<Role> {
    let name = name.trim().to_lowercase();
    let numbered = |words: &[&str]| {
        let rest = words.iter().find_map(|word| name.strip_prefix(word))?;
        rest.trim().parse::<u32>().ok().filter(|level| (1..=9).contains(level))
    };
    match name.as_str() {
        "title" | "subtitle" | "标题" | "副标题" => Some(Role::Title),
        "toc heading" | "contents heading" | "目录标题" | "table of figures" => Some(Role::Contents),
        _ if numbered(&["toc", "contents", "目录", "目錄"]).is_some() => Some(Role::Contents),
        _ => numbered(&["heading", "标题", "標題"]).map(Role::Heading),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::xml::{WORD, read};
    use super::*;

    fn styles(inner: &str) -> Styles {
        let text = format!("<w:styles>{inner}</w:styles>");
        read(&text, WORD, 20, StylesReader::default).expect(inner).0.finish()
    }

    #[test]
    fn names_tell_what_a_style_is_for() {
        let cases = [
            ("heading 1", Some(Role::Heading(1))),
            ("Heading 3", Some(Role::Heading(3))),
            ("标题 2", Some(Role::Heading(2))),
            ("标题2", Some(Role::Heading(2))),
            ("标题", Some(Role::Title)),
            ("Title", Some(Role::Title)),
            ("toc 1", Some(Role::Contents)),
            ("TOC Heading", Some(Role::Contents)),
            ("目录 2", Some(Role::Contents)),
            ("heading 10", None),
            ("headings", None),
            ("Body Text 2", None),
            ("正文", None),
        ];
        for (name, expected) in cases {
            assert_eq!(role(name), expected, "{name}");
        }
    }

    #[test]
    fn styles_take_what_they_do_not_say_from_those_below() {
        let styles = styles(
            "<w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"a\"><w:name w:val=\"Normal\"/></w:style>\
             <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/>\
             <w:pPr><w:numPr><w:numId w:val=\"3\"/></w:numPr><w:outlineLvl w:val=\"0\"/>\
             <w:pPrChange><w:pPr><w:outlineLvl w:val=\"5\"/></w:pPr></w:pPrChange></w:pPr></w:style>\
             <w:style w:styleId=\"b\"><w:name w:val=\"章\"/><w:basedOn w:val=\"1\"/><w:pPr><w:numPr>\
             <w:ilvl w:val=\"2\"/></w:numPr></w:pPr><w:rPr><w:vanish/></w:rPr></w:style>\
             <w:style w:styleId=\"c\"><w:name w:val=\"d\"/><w:basedOn w:val=\"b\"/><w:pPr><w:outlineLvl w:val=\"9\"/></w:pPr>\
             <w:rPr><w:vanish w:val=\"0\"/></w:rPr></w:style>\
             <w:style w:styleId=\"x\"><w:basedOn w:val=\"y\"/></w:style><w:style w:styleId=\"y\"><w:basedOn w:val=\"x\"/></w:style>",
        );
        let number = |id, level, style| Some(StyleNumber { id, level, style });
        let cases = [
            (None, None, None, None), // the usual one
            (Some("1"), Some(Role::Heading(1)), number(3, None, "1"), None),
            (Some("b"), Some(Role::Heading(1)), number(3, Some(2), "1"), Some(true)),
            (Some("c"), None, number(3, Some(2), "1"), Some(false)), // text by its own outline level
            (Some("x"), None, None, None),                           // based on itself
            (Some("z"), None, None, None),                           // unknown: the usual one
        ];
        for (id, role, number, hides) in cases {
            assert_eq!(
                (styles.role(id), styles.number(id), styles.hides(id)),
                (role, number, hides),
                "{id:?}"
            );
        }
    }
}
