//! How long it takes to find what is wrong in one block of 2,000 equations over 5,000 figures with three errors,
//! beside the same report without them.

use std::collections::VecDeque;
use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use crossfoot::check;
use crossfoot::read::detect;
use crossfoot::rules::Book;

const EQUATIONS: usize = 2_000;
const FIGURES: usize = 5_000;

/// A total, its parts, and the parts of those: which figures each of the first equations sums up.
fn sums() -> Vec<(usize, Vec<usize>)> {
    let mut open = VecDeque::from([0]);
    let (mut sums, mut next) = (Vec::new(), 1);
    while sums.len() < EQUATIONS {
        let total = open.pop_front().expect("every sum opens two parts or more");
        let spare = FIGURES - next > 2 * (EQUATIONS - sums.len());
        let parts: Vec<usize> = (next..next + if spare { 3 } else { 2 }).collect();
        next += parts.len();
        open.extend(&parts);
        sums.push((total, parts));
    }
    sums
}

/// The report, its amounts in hundredths raised by what `errors` say of each figure.
fn report(sums: &[(usize, Vec<usize>)], errors: &[(usize, u64)]) -> String {
    let count = sums.iter().flat_map(|(_, parts)| parts).max().map_or(1, |last| last + 1);
    let mut amounts: Vec<u64> = (0..count as u64).map(|at| 100_000 + at * 7_919 % 9_999_999).collect();
    for (total, parts) in sums.iter().rev() {
        amounts[*total] = parts.iter().map(|part| amounts[*part]).sum();
    }
    for (figure, error) in errors {
        amounts[*figure] += error;
    }
    let mut text = String::from("unit: 元\n");
    for (at, amount) in amounts.iter().enumerate() {
        let _ = writeln!(text, "x{at}: {}.{:02}", amount / 100, amount % 100);
    }
    text
}

fn blocks(criterion: &mut Criterion) {
    let sums = sums();
    let mut rules = String::from("ruleset: block\nunit: 元\nrules:\n");
    for (total, parts) in &sums {
        let parts: Vec<String> = parts.iter().map(|part| format!("x{part}")).collect();
        let _ = writeln!(rules, "  r{total}: {{identity: x{total} = {}}}", parts.join(" + "));
    }
    let book = Book::new(vec![("rules.yaml".to_owned(), rules)], &|_| Err(String::new()));
    let format = detect("report.yaml").expect("the extension is known");
    // A total, one of its parts that is a total too, and one of that one's.
    let inner = |total: usize| sums[total].1[0];
    let errors = [(10, 270_000), (inner(10), 4_501), (inner(inner(10)), 90)];
    let mut group = criterion.benchmark_group("block");
    group.sample_size(20);
    for (name, errors) in [("reference", &errors[..0]), ("three errors", &errors)] {
        let text = report(&sums, errors);
        let input = book.input("report.yaml", text.as_bytes());
        group.bench_function(name, |bencher| {
            bencher.iter(|| check(black_box(&input), format, &book, false));
        });
    }
    group.finish();
}

criterion_group!(benches, blocks);
criterion_main!(benches);
