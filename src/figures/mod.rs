//! Figures: the names of a vocabulary, bound to the statements of a report.

mod bind;
mod called;
mod narrow;
mod rows;
mod vocabulary;

pub use bind::{Alternative, Bound, Found};
pub use rows::RowFigures;
pub use vocabulary::{FigureRule, Vocabulary};
