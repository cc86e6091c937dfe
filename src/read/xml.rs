//! XML as office programs write it: elements by the names of one namespace, and text with its references
//! resolved.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{Limit, Limits};
use crate::message::Message;
use crate::source::Span;
use crate::tree::Mistake;

/// The namespace of the parts of a document, as Word writes it and as the standard has it.
pub(super) const WORD: &[&str] = &[
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// What reads a piece of XML after the other. The names are those of its namespace without the prefix; names of
/// other namespaces are empty, but for those of alternatives.
pub(super) trait Visit {
    /// An element begins.
    fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault>;
    /// An element ends; every one does, the empty ones too.
    fn close(&mut self, name: &str);
    /// Text, not the whole of it at once.
    fn text(&mut self, text: &str);
}

/// Why XML cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is not well-formed.
    IllFormed,
    /// It declares a document type, which could declare entities of any size.
    DocumentType,
    /// Its elements are nested deeper than the limit.
    Deep,
    /// It has more cells than the limit.
    Cells,
    /// Its cells hold more text than the limit of what is unpacked.
    Size,
}

impl Fault {
    /// The mistake, at no place yet, that a part of a file has this fault.
    pub(super) fn mistake(self, limits: &Limits) -> Mistake {
        let above = |limit: Limit| limits.exceeded(limit, &format!("> {}", limits.get(limit)));
        match self {
            Self::Deep => above(Limit::Nesting),
            Self::Cells => above(Limit::Cells),
            Self::Size => above(Limit::UnpackedSize),
            // What is ill-formed is read as far as it goes.
            Self::DocumentType | Self::IllFormed => {
                let message = Message::new(
                    "the file declares a document type (DTD), which is not read",
                    "文件中含有文档类型声明（DTD），不予读取",
                );
                let help = Message::new(
                    "open it in Word, Excel, WPS or LibreOffice, and save it once more",
                    "请用 Word、Excel、WPS 或 LibreOffice 打开并重新保存",
                );
                Mistake::new(Span::default(), message).with_help(help)
            }
        }
    }
}

/// An element that begins.
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
    lenient: bool,
}

impl Element<'_> {
    /// The value of its attribute of this name, whatever its prefix.
    pub(super) fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        let local = |key: &str| key.rsplit_once(':').map_or(key == name, |(_, local)| local == name);
        let mut attributes = self.start.attributes();
        let attribute =
            attributes.with_checks(!self.lenient).flatten().find(|attribute| local(attribute.key.0))?;
        let raw = attribute.value;
        if !raw.contains('&') {
            return Some(raw);
        }
        let value = quick_xml::escape::unescape(&raw).ok().map(Cow::into_owned);
        Some(Cow::Owned(value.unwrap_or_else(|| raw.into_owned())))
    }

    /// The value of its attribute `val`, a whole number.
    pub(super) fn number(&self) -> Option<u32> {
        self.value("val")?.trim().parse().ok()
    }

    /// Whether it switches something on: it does, unless it says that it does not.
    pub(super) fn is_on(&self) -> bool {
        !self.value("val").is_some_and(|value| matches!(&*value, "0" | "false" | "off" | "none"))
    }
}

/// Reads `text` with a visitor that `start` makes: whether it is well-formed is told with the visitor; what is
/// not is read once more, as far as it goes. Names count that belong to a namespace among `namespaces`; where
/// none is told, all do, with their prefixes.
pub(super) fn read<V: Visit>(
    text: &str,
    namespaces: &[&str],
    deepest: usize,
    start: impl Fn() -> V,
) -> Result<(V, bool), Fault> {
    let once = |lenient: bool| {
        let mut visitor = start();
        let walk = Walk { namespaces, prefix: None, lenient, deepest, depth: 0 };
        walk.read(text, &mut visitor).map(|()| (visitor, !lenient))
    };
    match once(false) {
        Err(Fault::IllFormed) => once(true),
        done => done,
    }
}

/// A reading under way.
struct Walk<'n> {
    namespaces: &'n [&'n str],
    /// The prefix of the names that count, its colon included; `None` before the first element.
    prefix: Option<String>,
    lenient: bool,
    deepest: usize,
    depth: usize,
}

impl Walk<'_> {
    fn read(mut self, text: &str, visitor: &mut impl Visit) -> Result<(), Fault> {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = !self.lenient;
        config.allow_unmatched_ends = self.lenient;
        config.allow_dangling_amp = self.lenient;
        let mut stuck = 0_u8;
        loop {
            let before = reader.buffer_position();
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(_) if !self.lenient => return Err(Fault::IllFormed),
                Err(_) => {
                    stuck = if reader.buffer_position() > before { 0 } else { stuck + 1 };
                    if stuck > 1 {
                        return Ok(());
                    }
                    continue;
                }
            };
            match event {
                Event::Start(start) => {
                    self.depth += 1;
                    self.open(start, visitor, false)?;
                }
                Event::Empty(start) => self.open(start, visitor, true)?,
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    visitor.close(self.local(end.name().0));
                }
                Event::Text(text) => visitor.text(&text.xml10_content()),
                Event::CData(text) => visitor.text(&text.xml10_content()),
                Event::GeneralRef(reference) => self.reference(&reference, visitor)?,
                Event::DocType(_) => return Err(Fault::DocumentType),
                Event::Eof if self.depth > 0 && !self.lenient => return Err(Fault::IllFormed),
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn open(&mut self, start: BytesStart<'_>, visitor: &mut impl Visit, empty: bool) -> Result<(), Fault> {
        if self.depth > self.deepest {
            return Err(Fault::Deep);
        }
        if self.prefix.is_none() {
            self.prefix = Some(prefix(&start, self.namespaces));
        }
        let element = Element { start, lenient: self.lenient };
        let qualified = element.start.name();
        let name = self.local(qualified.0);
        visitor.open(name, &element)?;
        if empty {
            visitor.close(name);
        }
        Ok(())
    }

    /// The name without its prefix, where it is one of those that count.
    fn local<'s>(&self, qualified: &'s str) -> &'s str {
        if self.namespaces.is_empty() {
            return qualified;
        }
        let prefix = self.prefix.as_deref().unwrap_or_default();
        match qualified.strip_prefix(prefix) {
            Some(local) if !local.contains(':') => local,
            _ => qualified
                .rsplit_once(':')
                .map(|(_, local)| local)
                .filter(|local| matches!(*local, "AlternateContent" | "Choice" | "Fallback"))
                .unwrap_or_default(),
        }
    }

    /// Resolves a reference: a character, or one of the five entities that XML itself has.
    fn reference(&self, reference: &BytesRef<'_>, visitor: &mut impl Visit) -> Result<(), Fault> {
        if let Ok(Some(character)) = reference.resolve_char_ref() {
            visitor.text(character.encode_utf8(&mut [0; 4]));
            return Ok(());
        }
        match resolve_xml_entity(reference) {
            Some(text) => visitor.text(text),
            None if self.lenient => {}
            None => return Err(Fault::IllFormed),
        }
        Ok(())
    }
}

/// The prefix that the outermost element declares for one of `namespaces`: with its colon, empty where it is
/// the default one.
fn prefix(root: &BytesStart<'_>, namespaces: &[&str]) -> String {
    let declared = root.attributes().with_checks(false).flatten().find_map(|attribute| {
        let declares = namespaces.contains(&&*attribute.value);
        let prefix = attribute.key.0.strip_prefix("xmlns").filter(|_| declares)?;
        Some(prefix.strip_prefix(':').map_or(String::new(), |prefix| format!("{prefix}:")))
    });
    let own = || root.name().0.split_once(':').map_or(String::new(), |(prefix, _)| format!("{prefix}:"));
    declared.unwrap_or_else(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes down what it is told.
    #[derive(Default)]
    struct Written(String);

    impl Visit for Written {
        fn open(&mut self, name: &str, element: &Element<'_>) -> Result<(), Fault> {
            let value = element.value("val").map(|value| format!("={value}")).unwrap_or_default();
            self.0 += &["<", name, &value, ">"].concat();
            Ok(())
        }

        fn close(&mut self, name: &str) {
            self.0 += &["</", name, ">"].concat();
        }

        fn text(&mut self, text: &str) {
            self.0 += text;
        }
    }

    #[test]
    fn elements_are_told_by_their_local_names() {
        let word = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
        let other = word.replace(":w", ":x");
        let cases = [
            (
                format!("<w:p {word}><w:t>甲&amp;&#x4E59;<![CDATA[<丙>]]></w:t></w:p>"),
                "<p><t>甲&乙<丙></t></p>",
                true,
            ),
            (format!("<x:p {other}><x:b x:val=\"&lt;\"/><a:t/></x:p>"), "<p><b=<></b><></></p>", true), // another prefix
            (format!("<p {}><t/></p>", word.replace(":w", "")), "<p><t></t></p>", true), // none
            ("<w:p><mc:Fallback/></w:p>".to_owned(), "<p><Fallback></Fallback></p>", true), // nothing declared
            ("<w:p><w:t>甲</w:p>".to_owned(), "<p><t>甲</p>", false), // an end is missing
            ("<w:p><w:t>甲 & 乙 &nbsp;</w:t></w:p></w:p>".to_owned(), "<p><t>甲 & 乙 </t></p></p>", false),
            ("<w:p><w:t>甲".to_owned(), "<p><t>甲", false), // cut short
            ("<w:p><w:t>甲</w:t><w:".to_owned(), "<p><t>甲</t>", false),
        ];
        for (text, expected, well_formed) in cases {
            let (written, is) = read(&text, WORD, 9, Written::default).expect(&text);
            assert_eq!((written.0.as_str(), is), (expected, well_formed), "{text}");
        }
    }

    #[test]
    fn what_could_exhaust_the_machine_is_refused() {
        let deep = "<w:p>".repeat(20);
        let cases = [
            ("<!DOCTYPE w:p [<!ENTITY a \"甲\">]><w:p>&a;</w:p>", Fault::DocumentType),
            (deep.as_str(), Fault::Deep),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text, WORD, 9, Written::default).err(), Some(expected), "{text}");
        }
    }
}
