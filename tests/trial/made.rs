//! Made-up reports: figures drawn from a seed, and the rules between them.

#![allow(dead_code, reason = "every test takes what it needs of this")]
#![allow(clippy::unwrap_used, reason = "what is drawn is within bounds")]

use std::fmt::Write;
use std::ops::Range;

use rust_decimal::Decimal;

/// How many systems are drawn; `CROSSFOOT_SEEDS=n` draws n times as many.
pub(crate) fn seeds(count: u64) -> u64 {
    let times = std::env::var("CROSSFOOT_SEEDS").ok().and_then(|times| times.parse().ok());
    count * times.unwrap_or(1_u64)
}

/// Numbers drawn from a seed, the same in every run.
pub(crate) struct Draw(pub(crate) u64);

impl Draw {
    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // Steele, Lea and Flood, Fast splittable pseudorandom number generators (2014).
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// An amount of 3 to `most` digits, the last two of them decimals.
    pub(crate) fn amount(&mut self, most: u32) -> i64 {
        let digits = 3 + u32::try_from(self.below(u64::from(most - 2))).unwrap();
        let low = 10_u64.pow(digits - 1);
        i64::try_from(low + self.below(9 * low)).unwrap()
    }
}

/// A report of figures and the rules between them.
#[derive(Default)]
pub(crate) struct System {
    /// The figures in hundredths, in the order of the report.
    pub(crate) figures: Vec<i64>,
    /// The rules: which figure is the sum of which, the second list subtracted.
    pub(crate) sums: Vec<(usize, Vec<usize>, Vec<usize>)>,
}

impl System {
    pub(crate) fn add(&mut self, amount: i64) -> usize {
        self.figures.push(amount);
        self.figures.len() - 1
    }

    /// A total with its parts, and parts of those, down to `depth`.
    pub(crate) fn tree(draw: &mut Draw, depth: usize) -> Self {
        let mut system = Self::default();
        let root = system.add(0);
        system.grow(draw, root, depth, 40);
        system
    }

    /// Gives `total` parts, which have parts of their own, and their sum.
    pub(crate) fn grow(&mut self, draw: &mut Draw, total: usize, depth: usize, most: u64) {
        let count = 2 + draw.below(if depth > 1 { 5 } else { most - 1 });
        let parts: Vec<usize> = (0..count)
            .map(|_| {
                let amount = draw.amount(15);
                self.add(amount)
            })
            .collect();
        for part in &parts {
            if depth > 1 && draw.below(2) == 0 {
                self.grow(draw, *part, depth - 1, 6);
            }
        }
        self.figures[total] = parts.iter().map(|part| self.figures[*part]).sum();
        self.sums.push((total, parts, Vec::new()));
    }

    /// Accounts year after year: what is left is what was left before, and what came in less what went out.
    pub(crate) fn chain(draw: &mut Draw) -> Self {
        let mut system = Self::default();
        let mut left = draw.amount(9);
        let mut before = system.add(left);
        for _ in 0..2 + draw.below(12) {
            let (came, went) = (draw.amount(12), draw.amount(10));
            left += came - went;
            let (came, went) = (system.add(came), system.add(went));
            let now = system.add(left);
            system.sums.push((now, vec![before, came], vec![went]));
            before = now;
        }
        system
    }

    /// The rules as a rule set, and the report with the place of every amount.
    pub(crate) fn written(&self, rounding: &str) -> (String, String, Vec<Range<usize>>) {
        let mut rules = format!("ruleset: made\nunit: 元\nrounding: {rounding}\nrules:\n");
        for (total, parts, less) in &self.sums {
            let plus: Vec<String> = parts.iter().map(|part| format!("x{part}")).collect();
            let _ = write!(rules, "  r{total}:\n    identity: x{total} = {}", plus.join(" + "));
            for part in less {
                let _ = write!(rules, " - x{part}");
            }
            rules.push('\n');
        }
        let (mut report, mut places) = (String::from("unit: 元\n"), Vec::new());
        for (at, amount) in self.figures.iter().enumerate() {
            let _ = write!(report, "x{at}: ");
            let start = report.len();
            report.push_str(&shown(*amount));
            places.push(start..report.len());
            report.push('\n');
        }
        (rules, report, places)
    }
}

/// Hundredths as a decimal.
pub(crate) fn shown(amount: i64) -> String {
    Decimal::new(amount, 2).to_string()
}

/// A table of rows and columns with their totals, and the place of every amount. What is drawn is added up in
/// `finer` parts of a hundredth, and each amount rounded only where it is written.
pub(crate) fn table(draw: &mut Draw, finer: i64) -> (String, Vec<Range<usize>>) {
    let (rows, columns) = (2 + draw.below(11), 2 + draw.below(11));
    let mut amounts: Vec<Vec<i64>> =
        (0..rows).map(|_| (0..columns).map(|_| draw.amount(9)).collect()).collect();
    for row in &mut amounts {
        row.push(row.iter().sum());
    }
    amounts.push(
        (0..=columns).map(|at| amounts.iter().map(|row| row[usize::try_from(at).unwrap()]).sum()).collect(),
    );
    let (mut text, mut places) = (String::from("# 表\n\n单位：元\n\n| 项目 |"), Vec::new());
    for column in 0..columns {
        let _ = write!(text, " 第{}科目 |", char::from(b'A' + u8::try_from(column).unwrap()));
    }
    text.push_str(" 合计 |\n|");
    text.push_str(&" --- |".repeat(usize::try_from(columns).unwrap() + 2));
    for (at, row) in amounts.iter().enumerate() {
        let name = if at + 1 == amounts.len() {
            "合计".to_owned()
        } else {
            format!("单位{}", char::from(b'a' + u8::try_from(at).unwrap()))
        };
        let _ = write!(text, "\n| {name} |");
        for amount in row {
            text.push(' ');
            let start = text.len();
            text.push_str(&shown((amount + finer / 2).div_euclid(finer)));
            places.push(start..text.len());
            text.push_str(" |");
        }
    }
    text.push('\n');
    (text, places)
}
