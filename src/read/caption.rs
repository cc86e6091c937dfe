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
/// The characters that these, and those below, begin with.
const OPENINGS: [char; 10] = ['单', '金', '计', '货', '（', '(', 'U', '£', '$', '€'];
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
    if !text.starts_with(OPENINGS) {
        return false; // told fast of most lines
    }
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
    let is_short = || !text.ends_with(['。', '；', '：', ':']) && text.chars().count() <= LONGEST;
    text.len() <= MOST && (names_one(text) || is_short() && !is_filled_in(text))
}

/// Whether a line begins like a caption.
pub(super) fn names_one(text: &str) -> bool {
    NAMES.iter().any(|word| text.starts_with(word))
}

/// Whether a line tells of the form that a table is, and of nothing in it: its number (公开01表), who filled it in
/// (编制单位：某局), its date, its unit.
pub(super) fn is_form(text: &str) -> bool {
    let filled_in = || is_filled_in(text) && !names_one(text);
    text.len() <= MOST && (gives_unit(text) || numbers_form(text) || filled_in() || is_date(text))
}

/// Whether a line tells one thing of a form, such as who filled it in, after a colon.
fn is_filled_in(text: &str) -> bool {
    // A colon in brackets tells of the words before them: 支出表（单位：元）.
    let open = |label: &str| label.rfind(['（', '(']) > label.rfind(['）', ')']);
    let told = |label: &str, told: &str| !label.is_empty() && !open(label) && !told.trim().is_empty();
    text.chars().count() <= LONGEST
        && !text.contains(['。', '；'])
        && text.split_once(['：', ':']).is_some_and(|(label, rest)| told(label, rest))
}

/// Whether a line is a date, a month, a quarter or a year: 2023年12月31日, 2023年度, 2023-12-31.
pub(super) fn is_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && text.chars().all(|c| c.is_ascii_digit() || "年度月日季第一二三四上下半-/. 至".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_for_a_unit_begins_with_one_of_the_characters_looked_at_first() {
        let mut words = UNITS.iter().chain(SHORT);
        assert_eq!(words.find(|word| !word.starts_with(OPENINGS)), None);
    }

    #[test]
    fn lines_above_a_table_name_it_or_tell_of_its_form() {
        // line, whether it names the table, whether it tells of the form
        let cases = [
            ("收入支出决算总表", true, false),
            ("表1 收入情况", true, false),
            ("公开01表", true, true),
            ("附件2", true, true),
            ("编制单位：云栖区林业局", false, true),
            ("单位名称（盖章）：云栖区林业局", false, true),
            ("部门预算（草案）", true, false),
            ("表1：收入情况", true, false),
            ("“三公”经费支出表（单位：元）", true, false),
            ("2023年12月31日", true, true),
            ("2023年度", true, true),
            ("2023年度支出", true, false),
            ("单位：万元", false, true),
            ("现将有关情况说明如下：", false, false),
        ];
        for (text, names, form) in cases {
            assert_eq!((names_table(text), is_form(text)), (names, form), "{text}");
        }
    }
}
