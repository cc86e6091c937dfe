//! Formulas: the sums, and only those, that a cell is said to be.

use rust_decimal::Decimal;

use super::number::stored;
use super::sheet::{Area, Fixed, Place};

/// A sum of cells, of ranges and of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Formula {
    pub(super) terms: Vec<Term>,
}

/// One term of a sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    /// Whether it is taken off.
    pub(super) negative: bool,
    pub(super) operand: Operand,
}

/// What is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Operand {
    Number(Decimal),
    /// One cell: text that is a number counts.
    Cell(Place, Fixed),
    /// A range inside `SUM`: text does not count, not even where it is a number.
    Range([(Place, Fixed); 2]),
}

/// The most terms of a formula, and the deepest it may nest.
const MOST_TERMS: usize = 1000;
const DEEPEST: usize = 20;

impl Formula {
    /// The sum that `text` writes, such as `SUM(C5:C9)+C11-C12`, without its equals sign; `None` where it is
    /// something else, or takes cells of another sheet.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut parser = Parser { text: text.trim_start_matches('='), at: 0, terms: Vec::new() };
        parser.sum(false, Within::Formula, 0)?;
        parser.blanks();
        let whole = parser.at == parser.text.len();
        // A number, or a cell alone, is no sum.
        let sums = parser.terms.len() > 1
            || parser.terms.iter().any(|term| matches!(term.operand, Operand::Range(_)));
        (whole && sums).then_some(Self { terms: parser.terms })
    }

    /// The same sum, copied from `from` to `to`; `None` where a place would fall off the sheet.
    pub(super) fn moved(&self, from: Place, to: Place) -> Option<Self> {
        let place = |(place, fixed): (Place, Fixed)| {
            let shift = |at: u32, fixed: bool, from: u32, to: u32| {
                if fixed { Some(at) } else { (at + to).checked_sub(from) }
            };
            let row = shift(place.row, fixed.row, from.row, to.row)?;
            Some((Place { row, column: shift(place.column, fixed.column, from.column, to.column)? }, fixed))
        };
        let mut terms = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            let operand = match &term.operand {
                Operand::Number(number) => Operand::Number(*number),
                Operand::Cell(at, fixed) => {
                    place((*at, *fixed)).map(|(at, fixed)| Operand::Cell(at, fixed))?
                }
                Operand::Range([first, last]) => Operand::Range([place(*first)?, place(*last)?]),
            };
            terms.push(Term { negative: term.negative, operand });
        }
        Some(Self { terms })
    }
}

impl Operand {
    /// The cells that it takes.
    pub(super) fn area(&self) -> Option<Area> {
        match self {
            Self::Number(_) => None,
            Self::Cell(place, _) => Some(Area::between(*place, *place)),
            Self::Range([(first, _), (last, _)]) => Some(Area::between(*first, *last)),
        }
    }
}

/// Where a term stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Formula,
    /// Between the brackets of `SUM`.
    Sum,
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    terms: Vec<Term>,
}

impl Parser<'_> {
    /// `a + b - c`
    fn sum(&mut self, negative: bool, within: Within, depth: usize) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let (mut sign, first) = (negative, self.terms.len());
        loop {
            self.blanks();
            while let Some(mark) = self.take(&['+', '-']) {
                sign ^= mark == '-';
                self.blanks();
            }
            self.term(sign, within, depth)?;
            self.blanks();
            let Some(mark) = self.take(&['+', '-']) else { break };
            sign = negative ^ (mark == '-');
        }
        // A sum between the brackets of SUM is worked out first: its cells count whatever they hold.
        if within == Within::Sum && self.terms.len() > first + 1 {
            let single = |term: &Term| !matches!(term.operand, Operand::Range(_));
            return self.terms[first..].iter().all(single).then_some(());
        }
        Some(())
    }

    fn term(&mut self, negative: bool, within: Within, depth: usize) -> Option<()> {
        if self.terms.len() >= MOST_TERMS {
            return None;
        }
        let rest = &self.text[self.at..];
        if rest.starts_with('(') {
            self.at += 1;
            self.sum(negative, Within::Formula, depth + 1)?;
            self.blanks();
            return self.take(&[')']).map(drop);
        }
        if rest.get(..4).is_some_and(|word| word.eq_ignore_ascii_case("SUM(")) {
            self.at += 4;
            loop {
                self.sum(negative, Within::Sum, depth + 1)?;
                self.blanks();
                if self.take(&[',', ';', ')'])? == ')' {
                    return Some(());
                }
            }
        }
        let operand = match Place::opening(rest) {
            Some((place, fixed, length)) => {
                self.at += length;
                self.range((place, fixed), within)?
            }
            None => self.number()?,
        };
        self.terms.push(Term { negative, operand });
        Some(())
    }

    /// The cell or the range that begins with `first`.
    fn range(&mut self, first: (Place, Fixed), within: Within) -> Option<Operand> {
        let rest = &self.text[self.at..];
        if let Some(after) = rest.strip_prefix(':') {
            let (place, fixed, length) = Place::opening(after)?;
            self.at += length + 1;
            return (within == Within::Sum).then_some(Operand::Range([first, (place, fixed)]));
        }
        // A name such as A1B, a function, or a sheet: `Q1!C5`.
        let alone =
            !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '!' | '(' | '.' | '['));
        alone.then_some(match within {
            Within::Sum => Operand::Range([first, first]),
            Within::Formula => Operand::Cell(first.0, first.1),
        })
    }

    fn number(&mut self) -> Option<Operand> {
        let rest = &self.text[self.at..];
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let number = stored(&rest[..length])?;
        self.at += length;
        Some(Operand::Number(number))
    }

    fn blanks(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, marks: &[char]) -> Option<char> {
        let mark = self.text[self.at..].chars().next().filter(|c| marks.contains(c))?;
        self.at += mark.len_utf8();
        Some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A formula in short: `+C5:C9 +C11 -C12`, ranges with their colon.
    fn short(formula: &Formula) -> String {
        let term = |term: &Term| {
            let sign = if term.negative { '-' } else { '+' };
            match &term.operand {
                Operand::Number(number) => format!("{sign}{number}"),
                Operand::Cell(place, _) => format!("{sign}{}", place.name()),
                Operand::Range([first, last]) => format!("{sign}{}:{}", first.0.name(), last.0.name()),
            }
        };
        formula.terms.iter().map(term).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn sums_are_read_and_nothing_else() {
        let cases = [
            ("SUM(C5:C9)", Some("+C5:C9")),
            ("=SUM(C5:C9)", Some("+C5:C9")),
            ("sum( $C$5:C9 , C11 )", Some("+C5:C9 +C11:C11")),
            ("C5+C6-C7", Some("+C5 +C6 -C7")),
            ("C5-(C6-C7)", Some("+C5 -C6 +C7")),
            ("-C5+C6", Some("-C5 +C6")),
            ("SUM(C5:C9)-SUM(D5:D9)+100.5", Some("+C5:C9 -D5:D9 +100.5")),
            ("SUM(A1,-B1)", Some("+A1:A1 -B1:B1")),
            ("SUM(SUM(A1:A3),B1)", Some("+A1:A3 +B1:B1")),
            ("SUM(A1+B1)", None), // text would count here: too rare to be read
            ("C5", None),         // no sum
            ("100", None),
            ("C5*2", None),
            ("C5/C6", None),
            ("SUM(C5:C9)*1.1", None),
            ("SUM(支出!C5:C9)", None), // another sheet
            ("Q1!C5+C6", None),
            ("ROUND(C5,2)", None),
            ("SUMIF(A1:A3,1)", None),
            ("LOG10(C5)+1", None),
            ("SUM(C:C)", None),
            ("C5:C9+1", None),
            ("SUM(C5:C9", None),
            ("C5+", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Formula::parse(text).as_ref().map(short).as_deref(), expected, "{text}");
        }
        assert_eq!(Formula::parse(&format!("{}1{}", "(".repeat(100_000), ")".repeat(100_000))), None);
        assert_eq!(Formula::parse(&"A1+".repeat(100_000)), None);
    }

    #[test]
    fn copied_sums_take_the_cells_beside_them() {
        let place = |name: &str| Place::parse(name).unwrap();
        let cases = [
            ("SUM(C5:C9)", "C10", "D10", Some("+D5:D9")),
            ("SUM($C5:C$9)+$A$1", "C10", "D12", Some("+C7:D9 +A1")),
            ("A1+A2", "A3", "A2", None), // above the first row
        ];
        for (text, from, to, expected) in cases {
            let moved = Formula::parse(text).unwrap().moved(place(from), place(to));
            assert_eq!(moved.as_ref().map(short).as_deref(), expected, "{text}");
        }
    }
}
