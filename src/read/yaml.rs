//! YAML reports: a tree with places, told by the rules that all structured reports share.

use super::{Format, Input, structured};
use crate::finding::Finding;
use crate::report::Draft;
use crate::tree::parse_yaml;

pub(super) const FORMAT: Format = Format { name: "yaml", extensions: &["yaml", "yml"], read };

/// The draft of a YAML file.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    input.draft(|source, draft| {
        structured::read(&parse_yaml(source.text(), input.limits.deepest())?, source, input.layout, draft)
    })
}
