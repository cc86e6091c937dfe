//! YAML reports: a tree with places, told by the rules that all structured reports share.

use super::{Format, Layout, structured};
use crate::report::Draft;
use crate::source::Source;
use crate::tree::{Mistake, parse_yaml};

pub(super) const FORMAT: Format =
    Format { name: "yaml", extensions: &["yaml", "yml"], decode: super::utf8, read };

/// Tells `draft` what the YAML text of `source` holds.
fn read(source: &Source, layout: &Layout, draft: &mut Draft) -> Result<(), Vec<Mistake>> {
    structured::read(&parse_yaml(source.text())?, source, layout, draft)
}
