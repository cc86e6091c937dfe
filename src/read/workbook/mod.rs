//! Workbooks: sheets of cells, read as they are shown.

mod date;
mod defect;
mod finding;
mod formula;
mod number;
mod ods;
mod pattern;
mod sheet;
mod sight;
mod styles;
mod written;
mod xls;
mod xlsx;

pub(super) use ods::FORMAT as ODS;
pub(super) use xls::FORMAT as XLS;
pub(super) use xlsx::FORMAT as XLSX;

use super::Input;
use super::package::{COMPOUND, Package, damaged};
use crate::finding::Finding;
use crate::report::Draft;
use crate::tree::Mistake;
use sheet::Workbook;

/// The draft of a workbook.
fn read(input: &Input<'_>) -> Result<Draft, Vec<Finding>> {
    let workbook = workbook(input).map_err(|mistake| input.refuse(mistake))?;
    Ok(written::draft(&workbook, input))
}

/// The workbook in a file. What it is is told by what it holds: many are called by the name of another format.
fn workbook(input: &Input<'_>) -> Result<Workbook, Mistake> {
    if input.bytes.starts_with(COMPOUND) {
        return xls::workbook(input.bytes, input.limits, input.hidden);
    }
    let package = || Package::open(input.bytes, input.limits);
    if let Some(workbook) = xlsx::workbook(package()?, input.limits, input.hidden)? {
        return Ok(workbook);
    }
    ods::workbook(package()?, input.limits, input.hidden)?.ok_or_else(damaged)
}
