//! How fast one report is read and checked, beside a reference on the same bytes: a regular expression for
//! numbers.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use crossfoot::read::{self, detect};
use crossfoot::rules::Book;
use crossfoot::{check, check_report};
use regex::Regex;

/// The reports measured: prose and a structured file.
const REPORTS: &[(&str, &str)] =
    &[("prose", "examples/self-evaluation/report.txt"), ("yaml", "examples/structured-yaml/report.yaml")];

fn reports(criterion: &mut Criterion) {
    let book = Book::new(Vec::new(), &|_| Err(String::new()));
    let numbers = Regex::new(r"[0-9]+(?:\.[0-9]+)?").expect("the pattern is well formed");
    for (name, path) in REPORTS {
        let bytes = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the example is there");
        let text = std::str::from_utf8(&bytes).expect("the example is UTF-8");
        let format = detect(path).expect("the extension is known");
        let report = read::read(&book.input(path, &bytes), format).expect("the example can be read");
        let mut group = criterion.benchmark_group(*name);
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function("reference", |bencher| {
            bencher.iter(|| numbers.find_iter(black_box(text)).count());
        });
        group.bench_function("read", |bencher| {
            bencher.iter(|| read::read(&book.input(path, black_box(&bytes)), format));
        });
        group.bench_function("check", |bencher| {
            bencher.iter(|| check_report(black_box(&report), &book, false));
        });
        group.bench_function("both", |bencher| {
            bencher.iter(|| check(&book.input(path, black_box(&bytes)), format, &book, false));
        });
        group.finish();
    }
}

criterion_group!(benches, reports);
criterion_main!(benches);
