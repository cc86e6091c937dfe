//! Workbooks.

mod date;
mod formula;
mod number;
mod pattern;
mod sheet;
