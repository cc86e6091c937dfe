//! Figures: the names of a vocabulary, bound to the statements of a report.

mod answers;
mod bind;
mod blanks;
mod called;
mod index;
mod key;
mod named;
mod narrow;
mod passages;
mod rows;
mod tables;
mod vocabulary;
mod words;

pub use bind::{Alternative, Bound, Found};
pub use passages::PassageFigures;
pub use rows::RowFigures;
pub use tables::{TableFigures, TableRule};
pub use vocabulary::{FigureRule, Vocabulary};
