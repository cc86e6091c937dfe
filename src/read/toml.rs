//! TOML reports: a tree with places, told by the rules that all structured reports share.

use super::{Format, Input, structured};
use crate::finding::Finding;
use crate::report::Draft;
use crate::tree::parse_toml;

pub(super) const FORMAT: Format = Format { name: "toml", extensions: &["toml"], read };

/// The draft of a TOML file.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    input.draft(|source, draft| structured::read(&parse_toml(source.text())?, source, input.layout, draft))
}
