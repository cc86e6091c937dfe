//! Properties: what paragraphs, runs, rows and cells say of themselves before their content.

use super::super::xml::Element;
use super::body::Body;
use super::open::{OpenParagraph, OpenTable};
use super::styles::{Role, Styles};

/// An outline level that is none: text.
pub(super) const TEXT: u32 = 9;

/// Whose properties are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Paragraph,
    /// Of the mark at the end of a paragraph.
    Mark,
    Run,
    Row,
    Cell,
    Control,
    /// What is not looked at: what something was before a change.
    Before,
}

impl Body<'_> {
    /// Takes what an element among properties says.
    pub(super) fn property(&mut self, within: Within, name: &str, element: &Element<'_>) {
        match (within, name) {
            (Within::Before | Within::Control, _) => {
                let contents = || {
                    element.value("val").is_some_and(|value| value.eq_ignore_ascii_case("Table of Contents"))
                };
                if name == "docPartGallery"
                    && contents()
                    && let Some(control) = self.controls.last_mut()
                {
                    *control = true;
                }
            }
            (
                Within::Mark | Within::Row | Within::Cell,
                "ins" | "del" | "moveFrom" | "moveTo" | "cellIns" | "cellDel",
            ) => {
                self.change();
                let gone = matches!(name, "del" | "moveFrom");
                match (within, self.stack.paragraph(), gone) {
                    (Within::Mark, Some(open), true) => open.joined = true,
                    (Within::Row, _, true) => self.in_table(|table| table.dropped = true),
                    _ => {}
                }
            }
            (Within::Run, "vanish") => self.hidden = Some(element.is_on()),
            (Within::Run, "rStyle") => {
                let style = element.value("val");
                self.hidden = self.hidden.or_else(|| self.styles.hides(style.as_deref()));
            }
            (Within::Paragraph | Within::Mark, _) => {
                if let Some(open) = self.stack.paragraph() {
                    open.take(within == Within::Mark, name, element, self.styles);
                    if name == "pStyle"
                        && matches!(self.styles.role(open.style.as_deref()), Some(Role::Heading(_)))
                    {
                        self.fields.end_lists();
                    }
                }
            }
            (Within::Row, "tblHeader") if element.is_on() => self.in_table(OpenTable::heads),
            (Within::Row, "hidden") if element.is_on() => self.in_table(|table| table.dropped = true),
            (Within::Row, "gridBefore") => self.in_table(|table| table.leave(element.number().unwrap_or(0))),
            (Within::Cell, "gridSpan") => self.in_table(|table| table.spans(element.number().unwrap_or(1))),
            (Within::Cell, "vMerge") => self.in_table(|table| table.goes_on = !restarts(element)),
            (Within::Cell, "hMerge") => self.in_table(|table| table.joined = !restarts(element)),
            _ => {}
        }
    }
}

/// Whether a cell that is merged with others is the first of them.
fn restarts(element: &Element<'_>) -> bool {
    element.value("val").is_some_and(|value| value == "restart")
}

impl OpenParagraph {
    /// Takes what an element among its properties says, or among those of its mark.
    fn take(&mut self, mark: bool, name: &str, element: &Element<'_>, styles: &Styles) {
        match name {
            "vanish" if mark => self.unmarked = element.is_on(),
            _ if mark => {}
            "pStyle" => {
                self.style = element.value("val").map(std::borrow::Cow::into_owned);
                self.hides = styles.hides(self.style.as_deref()) == Some(true);
            }
            "outlineLvl" => self.outline = element.number().map(|level| level.min(TEXT)),
            "numId" => self.list = element.number(),
            "ilvl" => self.level = element.number().map(|level| level as usize),
            "ind" => {
                let told = |name| element.value(name).and_then(|value| value.trim().parse::<u32>().ok());
                let left = told("left").or_else(|| told("start")).unwrap_or(0);
                self.paragraph.indent = left.saturating_add(told("firstLine").unwrap_or(0));
            }
            _ => {}
        }
    }
}
