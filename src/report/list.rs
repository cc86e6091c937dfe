//! Lists over several paragraphs: 支出 A，其中： and the items below it.

use super::Statement;
use crate::language::{Numeral, NumeralStyle, Role, opens_list};
use crate::source::{Source, Span};

/// The marks that items begin with.
const MARKS: &[char] = &['-', '*', '+', '•', '·', '—', '●', '◆', '■'];

/// A list whose items are being read.
pub(super) struct Listing {
    /// Its total, as an index of the statements.
    total: usize,
    /// Whether the next paragraph is an item whatever it begins with.
    goes_on: bool,
    /// How the paragraph that opened it is numbered: the next one so numbered is no item.
    style: Option<NumeralStyle>,
    /// How its first item is numbered and indented: items in another way, or further in, are items of that one.
    items: Option<(Option<NumeralStyle>, usize)>,
}

/// Makes the first figure of the paragraph at `span`, whose statements start at `first`, a part of the total that
/// the paragraphs before have told, and gives the list that goes on after it.
pub(super) fn read(
    listing: Option<Listing>,
    source: &Source,
    span: Span,
    first: usize,
    statements: &mut [Statement],
) -> Option<Listing> {
    let text = source.slice(span);
    let style = Numeral::opening(text).map(|(numeral, _)| numeral.style);
    let goes_on = |listing: &Listing| {
        (listing.goes_on || is_item(source, span)) && (style.is_none() || style != listing.style)
    };
    let Some(mut listing) = listing.filter(goes_on) else {
        return open(text, span, first, statements);
    };
    let indent = indent(source, span);
    let (first_style, first_indent) = *listing.items.get_or_insert((style, indent));
    if is_nested(text) || first_style != style || indent > first_indent {
        return Some(listing); // a part of the item before
    }
    let dimension = statements[listing.total].quantity.unit.dimension;
    let fits = |s: &&mut Statement| {
        s.role == Role::Figure && s.part_of.is_none() && s.quantity.unit.dimension == dimension
    };
    if let Some(part) = statements[first..].iter_mut().find(fits) {
        part.part_of = Some(listing.total);
    }
    Some(Listing { goes_on: text.ends_with(['；', ';']), ..listing })
}

/// The list that a paragraph opens at its end, where one amount alone can be its total.
fn open(text: &str, span: Span, first: usize, statements: &mut [Statement]) -> Option<Listing> {
    let complete = opens_list(text)?;
    let end = text.trim_end_matches(|c: char| c != '。' && c != '；').len();
    let before = text[..end].trim_end_matches(['。', '；']);
    // Where nothing but 其中 stands in the last sentence, the one before tells the total.
    let sentence = if text[end..].chars().any(|c| c.is_ascii_digit()) {
        end
    } else {
        before.rfind(['。', '；']).unwrap_or(0)
    };
    let own = first..statements.len();
    let is_total = |at: &usize| {
        let s = &statements[*at];
        s.role == Role::Figure && s.part_of.is_none() && s.span.start >= span.start + sentence
    };
    let mut totals = own.filter(is_total);
    let total = totals.next()?;
    let dimension = statements[total].quantity.unit.dimension;
    let alone = totals.all(|other| statements[other].quantity.unit.dimension != dimension);
    if !alone || !statements[total].quantity.is_firm() {
        return None;
    }
    statements[total].complete = complete;
    let style = Numeral::opening(text).map(|(numeral, _)| numeral.style);
    Some(Listing { total, goes_on: true, style, items: None })
}

/// Whether an item is told as part of the one before it: - of which programme £21.3m.
fn is_nested(text: &str) -> bool {
    let text = text.trim_start_matches(MARKS).trim_start();
    ["其中", "of which", "Of which", "including"].iter().any(|word| text.starts_with(word))
}

/// How many blanks stand before the line of `span`.
fn indent(source: &Source, span: Span) -> usize {
    let line = source.text()[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let text = &source.text()[line..];
    text.len() - text.trim_start_matches([' ', '\t', '\u{3000}']).len()
}

/// Whether the paragraph at `span` is an item: it begins with a number or a mark, or stands after one.
fn is_item(source: &Source, span: Span) -> bool {
    let line = source.text()[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let before = source.text()[line..span.start].trim();
    let is_numbered = |text: &str| Numeral::opening(text).is_some();
    source.slice(span).starts_with(MARKS)
        || is_numbered(source.slice(span))
        || before.ends_with(MARKS)
        || !before.is_empty() && is_numbered(&format!("{before} "))
}
