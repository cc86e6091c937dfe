//! Files: which reports a command is about, and against which rule sets they are held.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use clap::Args;
use walkdir::WalkDir;

use super::file::{File, extension};
use crossfoot::error::Error;
use crossfoot::message::Message;
use crossfoot::read::{detect, extensions, text};
use crossfoot::rules::Book;
use crossfoot::tree::Mistake;

/// The reports that a command is about.
#[derive(Debug, Args)]
pub(crate) struct Reports {
    /// Reports, or folders of reports; `-` is standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The name that standard input is shown by; its extension says the format
    #[arg(long, value_name = "NAME", default_value = "<stdin>", hide_default_value = true)]
    stdin_name: String,
    /// Read what a file hides too, such as hidden sheets of a workbook
    #[arg(long)]
    pub(super) hidden: bool,
}

/// The rule sets that a command adds to the built-in ones.
#[derive(Debug, Args)]
pub(crate) struct RuleSets {
    /// Add a rule set [default: crossfoot.yaml in the current folder, if there is one]
    #[arg(long, value_name = "FILE")]
    rules: Vec<PathBuf>,
}

impl Reports {
    /// The reports, each once and in order, and what is wrong with some of the paths. Folders are walked by
    /// name; what is hidden, what is no report by its extension, and rule sets are passed over there.
    pub(crate) fn find(&self, book: &Book) -> (Vec<File>, Vec<Error>) {
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        let mut seen = HashSet::new();
        for path in &self.paths {
            if path.as_os_str() == "-" {
                if seen.insert(path.clone()) {
                    files.push(File::Stdin(self.stdin_name.clone()));
                }
                continue;
            }
            match std::fs::metadata(path) {
                Err(error) => errors.push(cannot_read(path, &error)),
                Ok(data) if data.is_dir() => walk(path, book, &mut files, &mut errors, &mut seen),
                Ok(_) if seen.insert(identity(path)) => {
                    files.push(File::Path { path: path.clone(), named: true });
                }
                Ok(_) => {}
            }
        }
        if files.is_empty() && errors.is_empty() {
            errors.push(self.none());
        }
        (files, errors)
    }
}

impl Reports {
    /// The error that there is no report among the paths.
    pub(crate) fn none(&self) -> Error {
        let searched =
            self.paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
        Error::NoReports { searched, extensions: extensions() }
    }
}

impl RuleSets {
    /// The rule book with these rule sets; where none is given, with `crossfoot.yaml` in the current folder
    /// if it is there.
    pub(crate) fn book(&self) -> Result<Book, Error> {
        let default = PathBuf::from("crossfoot.yaml");
        let paths =
            if self.rules.is_empty() && default.is_file() { vec![default] } else { self.rules.clone() };
        let mut given = Vec::with_capacity(paths.len());
        for path in paths {
            let text = rule_set(&path)?;
            given.push((path.to_string_lossy().into_owned(), text));
        }
        Ok(Book::new(given, &|path| rule_set(Path::new(path)).map_err(|error| error.to_string())))
    }
}

/// The text of a rule set, in whichever encoding it was saved.
fn rule_set(path: &Path) -> Result<String, Error> {
    let bytes = std::fs::read(path).map_err(|error| cannot_read(path, &error))?;
    let refuse = |mistake: Mistake| Error::CannotRead { path: path.to_path_buf(), reason: mistake.message };
    text(&bytes).map(Cow::into_owned).map_err(refuse)
}

fn walk(
    folder: &Path,
    book: &Book,
    files: &mut Vec<File>,
    errors: &mut Vec<Error>,
    seen: &mut HashSet<PathBuf>,
) {
    // Links inside of the folder are not followed.
    let root = identity(folder);
    let hidden = |name: &OsStr| name.to_string_lossy().starts_with('.') && name.len() > 1;
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name())) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_path_buf();
                errors.push(Error::CannotRead { path, reason: Message::same(error.to_string()) });
                continue;
            }
        };
        if !entry.file_type().is_file() {
            continue;
        }
        let name = entry.file_name().to_string_lossy();
        let is_converted = || extension(&name).is_some_and(|extension| book.converter(&extension).is_some());
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        if (detect(&name).is_some() || is_converted()) && seen.insert(root.join(inside)) {
            files.push(File::Path { path: entry.into_path(), named: false });
        }
    }
}

/// What tells whether two paths are one file.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The error that a path cannot be read, in plain words.
pub(crate) fn cannot_read(path: &Path, error: &std::io::Error) -> Error {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => Message::new("no such file or folder", "没有这个文件或文件夹"),
        std::io::ErrorKind::PermissionDenied => Message::new("permission denied", "没有读取权限"),
        _ => Message::same(error.to_string()),
    };
    Error::CannotRead { path: path.to_path_buf(), reason }
}
