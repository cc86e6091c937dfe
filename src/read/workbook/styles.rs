//! Styles: how the cells of a workbook are shown.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::date::Epoch;
use super::number::general;
use super::pattern::Pattern;

/// How the cells of a workbook are shown: each names one of its styles by number.
#[derive(Debug)]
pub(super) struct Styles {
    pub(super) epoch: Epoch,
    patterns: BTreeMap<u16, Pattern>,
    numbered: Vec<Style>,
}

/// One style: its number format, and how far in a text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    pub(super) pattern: u16,
    pub(super) indent: u8,
}

/// The longest format, in characters.
const LONGEST: usize = 255;

/// The formats that workbooks name by number and do not spell out, [ECMA-376 part 1, 18.8.30], those of Chinese
/// workbooks included.
const BUILT_IN: &[(u16, &str)] = &[
    (1, "0"),
    (2, "0.00"),
    (3, "#,##0"),
    (4, "#,##0.00"),
    (5, "#,##0_);(#,##0)"),
    (6, "#,##0_);(#,##0)"),
    (7, "#,##0.00_);(#,##0.00)"),
    (8, "#,##0.00_);(#,##0.00)"),
    (9, "0%"),
    (10, "0.00%"),
    (14, "yyyy/m/d"),
    (15, "d-mmm-yy"),
    (16, "d-mmm"),
    (17, "mmm-yy"),
    (18, "h:mm AM/PM"),
    (19, "h:mm:ss AM/PM"),
    (20, "h:mm"),
    (21, "h:mm:ss"),
    (22, "yyyy/m/d h:mm"),
    (27, "yyyy\"年\"m\"月\""),
    (28, "m\"月\"d\"日\""),
    (29, "m\"月\"d\"日\""),
    (30, "m-d-yy"),
    (31, "yyyy\"年\"m\"月\"d\"日\""),
    (32, "h\"时\"mm\"分\""),
    (33, "h\"时\"mm\"分\"ss\"秒\""),
    (36, "yyyy\"年\"m\"月\""),
    (37, "#,##0_);(#,##0)"),
    (38, "#,##0_);(#,##0)"),
    (39, "#,##0.00_);(#,##0.00)"),
    (40, "#,##0.00_);(#,##0.00)"),
    (41, "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "),
    (42, "_ * #,##0_ ;_ * -#,##0_ ;_ * \"-\"_ ;_ @_ "),
    (43, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "),
    (44, "_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ "),
    (45, "mm:ss"),
    (46, "[h]:mm:ss"),
    (47, "mm:ss"),
    (50, "yyyy\"年\"m\"月\""),
    (51, "m\"月\"d\"日\""),
    (52, "yyyy\"年\"m\"月\""),
    (53, "m\"月\"d\"日\""),
    (54, "m\"月\"d\"日\""),
    (55, "yyyy\"年\"m\"月\""),
    (56, "m\"月\"d\"日\""),
    (57, "yyyy\"年\"m\"月\""),
    (58, "m\"月\"d\"日\""),
];

impl Default for Styles {
    fn default() -> Self {
        let known = |(number, text): &(u16, &str)| (*number, Pattern::parse(text));
        Self { epoch: Epoch::default(), patterns: BUILT_IN.iter().map(known).collect(), numbered: Vec::new() }
    }
}

impl Styles {
    /// The format of this number is `text`.
    pub(super) fn tell_pattern(&mut self, number: u16, text: &str) {
        let text: String = text.chars().take(LONGEST).collect();
        self.patterns.insert(number, Pattern::parse(&text));
    }

    /// The next style.
    pub(super) fn push(&mut self, style: Style) {
        self.numbered.push(style);
    }

    /// The style that was told last.
    pub(super) fn last(&mut self) -> Option<&mut Style> {
        self.numbered.last_mut()
    }

    /// The style of this number; that of most cells where there is none.
    pub(super) fn get(&self, number: usize) -> Style {
        self.numbered.get(number).copied().unwrap_or_default()
    }

    /// A number as a style shows it.
    pub(super) fn show(&self, style: Style, value: Decimal) -> String {
        let pattern = self.patterns.get(&style.pattern);
        pattern.map_or_else(|| general(value), |pattern| pattern.show(value, self.epoch))
    }

    /// What one unit of the last digit counts that a style shows of a number; `None` where all of it is shown.
    pub(super) fn step(&self, style: Style, value: Decimal) -> Option<Decimal> {
        self.patterns.get(&style.pattern)?.step(value)
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::stored;
    use super::*;

    #[test]
    fn formats_known_by_number_are_those_of_the_standard() {
        let mut styles = Styles::default();
        styles.tell_pattern(164, "0.0\"万\"");
        let cases = [
            (0, "-1234.5", "-1234.5"), // none
            (4, "-1234.5", "-1,234.50"),
            (10, "0.5", "50.00%"),
            (39, "-2", "(2.00)"),
            (31, "45292", "2024年1月1日"),
            (164, "2", "2.0万"), // the workbook's own
            (999, "2", "2"),
        ];
        for (pattern, value, expected) in cases {
            let style = Style { pattern, indent: 0 };
            assert_eq!(styles.show(style, stored(value).unwrap()), expected, "{pattern}");
        }
        assert_eq!(styles.get(7), Style::default());
    }
}
