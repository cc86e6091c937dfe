//! JSON reports: a tree with places, told by the rules that all structured reports share.

use super::{Format, Layout, structured};
use crate::report::Draft;
use crate::source::Source;
use crate::tree::{Mistake, parse_json};

pub(super) const FORMAT: Format = Format { name: "json", extensions: &["json"], read };

/// Tells `draft` what the JSON text of `source` holds.
fn read(source: &Source, layout: &Layout, draft: &mut Draft) -> Result<(), Vec<Mistake>> {
    structured::read(&parse_json(source.text())?, source, layout, draft)
}
