//! Language: how reports are worded. Heading numbers, labels, stages, and the frames that tie amounts
//! together.

mod assertion;
mod change;
mod frames;
mod label;
mod list;
mod memory;
mod numeral;
mod phrase;
mod prose;
mod rounding;
mod sentence;
mod share;
mod stage;
mod statement;
mod subject;
mod text;
mod total;
mod words;

pub use assertion::{Assertion, Direction, Frame, Meant, Named, Reading};
pub use label::{Label, fold, fold_subject, printed_name, subject_of_title};
pub use memory::Memory;
pub use numeral::{Numeral, NumeralStyle};
pub use prose::{Passage, Reader};
pub use rounding::sums_may_miss;
pub use stage::{Origin, Role, Stage};
pub use statement::Statement;
pub use text::Text;
pub use words::{is_reduction, opens_list, stage_names, stage_of};

/// What a report as a whole is about: the department. Figures told outside any narrower section are its
/// figures.
pub const WHOLE: &str = "部门";
