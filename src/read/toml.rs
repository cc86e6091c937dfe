//! TOML reports: a tree with places, told by the rules that all structured reports share.

use super::{Format, Input, structured};
use crate::finding::Finding;
use crate::report::Draft;
use crate::tree::{Node, Value, parse_toml};

pub(super) const FORMAT: Format = Format { name: "toml", extensions: &["toml"], read };

/// The draft of a TOML file. Digits that are grouped as `1_234.50` are read, and shown, as 1,234.50.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    let text = input.text().map_err(|mistake| input.refuse(mistake))?;
    let mut tree = parse_toml(&text, input.limits.deepest());
    let mut shown = text.into_owned();
    if let Ok(node) = &mut tree
        && shown.contains('_')
    {
        group_with_commas(node, &mut shown);
    }
    input.draft_of(Ok(shown), |source, draft| structured::read(&tree?, source, input.layout, draft))
}

/// Writes commas for the underscores in the numbers of `node`, there and where they stand in `text`.
fn group_with_commas(node: &mut Node, text: &mut String) {
    match &mut node.value {
        Value::Scalar { text: number, plain: true } if number.contains('_') => {
            *number = number.replace('_', ",");
            text.replace_range(node.span.start..node.span.end, number);
        }
        Value::List(items) => items.iter_mut().for_each(|item| group_with_commas(item, text)),
        Value::Map(entries) => {
            for entry in entries {
                group_with_commas(&mut entry.value, text);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, Limits};
    use super::*;

    #[test]
    fn groups_of_digits_are_read() {
        let text = "unit = '元'\na_b = 1_234.50\nc = [1_000, {d = 2_000}]\ne = 'f_g'\n";
        let (layout, limits) = (Layout::default(), Limits::default());
        let bytes = text.as_bytes();
        let input = Input { name: "t.toml", bytes, layout: &layout, limits: &limits, hidden: false };
        let report = read(&input).expect(text).finish();
        let told: Vec<_> = report
            .statements
            .iter()
            .map(|told| (told.path.as_deref().unwrap_or_default(), report.source.slice(told.span)))
            .collect();
        assert_eq!(told, [("a_b", "1,234.50"), ("c.1", "1,000"), ("c.2.d", "2,000")]);
        assert!(report.source.text().ends_with("e = 'f_g'\n"));
    }
}
