//! The reports of `../shared/corpus` as `LibreOffice` converts them to Word documents: what is found is the same,
//! at the corresponding places. Where the corpus or `LibreOffice` is missing, this test says so and passes.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own files has failed")]

mod trial;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crossfoot::Verdict;
use crossfoot::check;
use crossfoot::finding::{Finding, Label};
use crossfoot::read::detect;
use crossfoot::rules::Book;
use trial::{built_in, root};

#[test]
fn a_report_converted_to_word_has_the_findings_of_its_text() {
    let reports = reports();
    if reports.is_empty() {
        return say("skipped: there is no ../shared/corpus");
    }
    let Some(folder) = converted(&reports) else { return say("skipped: there is no soffice") };
    let book = built_in();
    for path in reports {
        let text = verdict(&path, &book);
        let document = verdict(&folder.join(path.file_name().unwrap()).with_extension("docx"), &book);
        let expected: Vec<String> = text.findings.iter().map(|finding| told(finding, line)).collect();
        let found: Vec<String> = document.findings.iter().map(|finding| told(finding, paragraph)).collect();
        assert_eq!(found, expected, "{}", path.display());
        let checks = |verdict: &Verdict| verdict.checked.as_ref().map(|checked| checked.coverage);
        assert_eq!(checks(&document), checks(&text), "{}", path.display());
    }
}

/// The reports of the corpus that are text.
fn reports() -> Vec<PathBuf> {
    let corpus = root().join("../shared/corpus");
    let mut reports: Vec<PathBuf> = [corpus.clone(), corpus.join("cases")]
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flat_map(|entries| entries.map(|entry| entry.unwrap().path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    reports.sort();
    reports
}

/// The folder with the reports as Word documents; `None` where there is no `LibreOffice`.
fn converted(reports: &[PathBuf]) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("converted");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let run = Command::new("soffice")
        // A profile of its own: another LibreOffice may be running.
        .arg(format!("-env:UserInstallation=file://{}", folder.join("profile").display()))
        .args(["--headless", "--convert-to", "docx", "--infilter=Text (encoded):UTF8,LF,,,", "--outdir"])
        .arg(&folder)
        .args(reports)
        .output();
    let run = run.ok()?;
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    Some(folder)
}

fn verdict(path: &Path, book: &Book) -> Verdict {
    let name = path.file_name().unwrap().to_string_lossy();
    let bytes = std::fs::read(path).unwrap();
    check(&book.input(&name, &bytes), detect(&name).unwrap(), book, true)
}

/// A finding, with each of its labels at the number that `place` gives.
fn told(finding: &Finding, place: fn(&Label) -> String) -> String {
    let labels: Vec<String> =
        finding.labels.iter().map(|label| format!("{} {}", place(label), label.text.zh)).collect();
    format!("{}[{}] {} @ {}", finding.severity.word(), finding.rule, finding.message.zh, labels.join(" | "))
}

/// The line of a text.
fn line(label: &Label) -> String {
    label.source.position(label.span.start).line.to_string()
}

/// The paragraph of a document, as people count them: each line of the text became one.
fn paragraph(label: &Label) -> String {
    let place = label.source.place(label.span.start).unwrap_or_default();
    place.strip_prefix('¶').unwrap_or(place).to_owned()
}

/// Writes past the harness, which keeps what a passing test prints to itself.
fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
