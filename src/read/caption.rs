//! Captions: the lines above a table that name it and give its unit.

/// How a line begins that gives the unit of the table after it.
const UNITS: &[&str] = &[
    "单位：",
    "单位:",
    "金额单位",
    "计量单位",
    "货币单位",
    "（单位",
    "(单位",
    "（金额单位",
    "(金额单位",
    "Unit:",
    "Units:",
    "(Unit",
];
/// How such a line may begin that is in brackets, or no longer than a unit.
const SHORT: &[&str] =
    &["(in ", "($", "(£", "(€", "(dollars", "(Dollars", "(millions", "(thousands", "£", "$", "€"];
/// The longest line of that sort, in characters: in brackets, and without.
const LONGEST_UNIT: (usize, usize) = (48, 12);
/// What is left of the number of a form, such as 公开01表, without its digits.
const FORMS: &[&str] = &["公开表", "财决表", "财决公开表", "预算表", "附表", "附件", "表"];
/// The longest number of a form, in bytes.
const LONGEST_FORM: usize = 24;
/// How the captions of tables begin, whatever their length.
const NAMES: &[&str] = &["表", "附表", "Table", "Schedule", "Exhibit"];
/// The longest line that names a table, in characters, where it does not begin like a caption.
const LONGEST: usize = 40;
/// The longest caption, in bytes.
const MOST: usize = 240;

/// Whether a line gives the unit of the table after it and names nothing.
pub(super) fn gives_unit(text: &str) -> bool {
    let begins = |words: &[&str]| words.iter().any(|word| text.starts_with(word));
    let longest = if text.starts_with('(') { LONGEST_UNIT.0 } else { LONGEST_UNIT.1 };
    let short = || text.ends_with(')') == text.starts_with('(') && text.chars().count() <= longest;
    begins(UNITS) && text.len() <= MOST && !text.contains(['。', '；']) || begins(SHORT) && short()
}

/// Whether a line only numbers the form after it: 公开01表.
pub(super) fn numbers_form(text: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '－' | ' ');
    text.len() <= LONGEST_FORM
        && text.contains(is_number)
        && FORMS.contains(&text.replace(is_number, "").as_str())
}

/// Whether a line names the table after it.
pub(super) fn names_table(text: &str) -> bool {
    let begins = NAMES.iter().any(|word| text.starts_with(word));
    text.len() <= MOST
        && (begins || text.chars().count() <= LONGEST && !text.ends_with(['。', '；', '：', ':']))
}
