//! Heads: what a structured report says of itself, under the keys of its layout.

use super::Layout;
use super::passages::{in_codes, unquoted};
use crate::message::Message;
use crate::quantity::Unit;
use crate::report::Draft;
use crate::source::{Source, Span};
use crate::tree::{Mistake, Mistakes, Node, nearest};

/// Tells `draft` what the layout's keys say of the report as a whole, and gives the nodes that were looked
/// at.
pub(super) fn head<'n>(
    node: &'n Node,
    source: &Source,
    layout: &Layout,
    draft: &mut Draft,
    mistakes: &mut Mistakes,
) -> Vec<&'n Node> {
    let usual = Layout::default();
    let mut taken = Vec::new();
    let mut first = |keys: &[String]| -> Option<(&'n Node, &'n str)> {
        let found = keys.iter().filter_map(|key| at(node, key)).filter(|node| node.text().is_some());
        let start = taken.len();
        taken.extend(found);
        let node: &Node = taken.get(start).copied()?;
        Some((node, node.text()?.trim())).filter(|(_, text)| !text.is_empty())
    };
    if let Some((node, _)) = first(&layout.title) {
        if let Some(mistake) = in_codes(source, node.span) {
            mistakes.push(mistake);
        }
        draft.title(unquoted(source, node.span));
    }
    if let Some((_, kind)) = first(&layout.kind) {
        draft.kind(kind);
    }
    if let Some((_, organization)) = first(&layout.organization) {
        draft.organization(organization);
    }
    if let Some((node, text)) = first(&layout.year) {
        let told = layout.year != usual.year;
        match year(text) {
            Some(year) => draft.year(year),
            None if told => mistakes.push(no_year(node.span, text)),
            None => {}
        }
    }
    if let Some((node, text)) = first(&layout.unit) {
        // Where no rule set says that the unit stands here, it may be the number of an office: U0001.
        let told = layout.unit != usual.unit || nearest(text, Unit::words()).is_some();
        match Unit::parse(text) {
            Some(unit) => draft.unit(unit),
            None if told => mistakes.push(no_unit(node.span, text)),
            None => {}
        }
    }
    taken
}

/// The value under a key, dotted where nested.
pub(super) fn at<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    key.split('.').try_fold(node, |node, key| node.get(key))
}

/// The year in a text: 2023, 2023年度, FY2023.
fn year(text: &str) -> Option<i32> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|year| digits.len() == 4 && (1900..2200).contains(year))
}

fn no_year(span: Span, text: &str) -> Mistake {
    let text: String = text.chars().take(20).collect();
    let message = Message::new(format!("`{text}` is no year"), format!("`{text}` 不是年份"));
    Mistake::new(span, message).with_help(Message::new("write four digits: 2023", "请写四位数字，如 2023"))
}

fn no_unit(span: Span, text: &str) -> Mistake {
    let help = match nearest(text, Unit::words()) {
        Some(near) => Message::new(format!("did you mean `{near}`?"), format!("是否应为 `{near}`？")),
        None => Message::new("write a unit such as 万元, 元, £m or %", "请写单位，如 万元、元、亿元、%"),
    };
    let text: String = text.chars().take(20).collect();
    let message = Message::new(format!("`{text}` is no unit"), format!("`{text}` 不是已知的单位"));
    Mistake::new(span, message).with_help(help)
}
