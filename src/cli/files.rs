//! Files: which reports a command is about, and their bytes.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use walkdir::WalkDir;

use crossfoot::error::Error;
use crossfoot::finding::Finding;
use crossfoot::message::Message;
use crossfoot::read::{FORMATS, Format, Limit, Limits, detect, fits};
use crossfoot::rules::{Book, is_rule_set};

/// The reports that a command is about.
#[derive(Debug, Args)]
pub(crate) struct Reports {
    /// Reports, or folders of reports
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read what a file hides too, such as hidden sheets of a workbook
    #[arg(long)]
    pub(crate) hidden: bool,
}

/// The rule sets that a command adds to the built-in ones.
#[derive(Debug, Args)]
pub(crate) struct RuleSets {
    /// Add a rule set [default: crossfoot.yaml in the current folder, if there is one]
    #[arg(long, value_name = "FILE")]
    rules: Vec<PathBuf>,
}

/// A report's file.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) path: PathBuf,
    pub(crate) format: &'static Format,
    /// Whether it was named on the command line, and not found in a folder.
    named: bool,
}

/// What a file holds.
pub(crate) enum Contents {
    /// A report.
    Report(Vec<u8>),
    /// A rule set that lies among the reports of a folder.
    RuleSet,
    /// More than is read: why.
    Refused(Vec<Finding>),
}

impl Reports {
    /// The reports, each once and in order, and what is wrong with some of the paths. Folders are walked by
    /// name; what is hidden, what is no report by its extension, and rule sets are passed over there.
    pub(crate) fn find(&self) -> (Vec<File>, Vec<Error>) {
        let (mut files, mut errors) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for path in &self.paths {
            match std::fs::metadata(path) {
                Err(error) => errors.push(cannot_read(path, &error)),
                Ok(data) if data.is_dir() => walk(path, &mut files, &mut errors, &mut seen),
                Ok(_) => match detect(&path.to_string_lossy()) {
                    None => {
                        errors.push(Error::UnknownFormat { path: path.clone(), extensions: extensions() });
                    }
                    Some(format) => {
                        if seen.insert(identity(path)) {
                            files.push(File { path: path.clone(), format, named: true });
                        }
                    }
                },
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
            let text = std::fs::read_to_string(&path).map_err(|error| cannot_read(&path, &error))?;
            given.push((path.to_string_lossy().into_owned(), text));
        }
        Ok(Book::new(given, &|path| std::fs::read_to_string(path).map_err(|error| error.to_string())))
    }
}

fn walk(folder: &Path, files: &mut Vec<File>, errors: &mut Vec<Error>, seen: &mut BTreeSet<PathBuf>) {
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
        if let Some(format) = detect(&entry.file_name().to_string_lossy())
            && seen.insert(identity(entry.path()))
        {
            files.push(File { path: entry.into_path(), format, named: false });
        }
    }
}

/// What tells whether two paths are one file.
fn identity(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The extensions of reports, for messages.
fn extensions() -> String {
    FORMATS
        .iter()
        .flat_map(|format| format.extensions)
        .map(|extension| format!(".{extension}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Error {
    let reason = match error.kind() {
        std::io::ErrorKind::NotFound => Message::new("no such file or folder", "没有这个文件或文件夹"),
        std::io::ErrorKind::PermissionDenied => Message::new("permission denied", "没有读取权限"),
        _ => Message::same(error.to_string()),
    };
    Error::CannotRead { path: path.to_path_buf(), reason }
}

impl File {
    /// The name it is shown by.
    pub(crate) fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// What it holds, as far as `limits` allow.
    pub(crate) fn contents(&self, limits: &Limits) -> Result<Contents, Error> {
        let cannot = |error| cannot_read(&self.path, &error);
        let file = std::fs::File::open(&self.path).map_err(cannot)?;
        let told = file.metadata().map_err(cannot)?.len();
        if let Err(findings) = fits(&self.name(), told, limits) {
            return Ok(Contents::Refused(findings));
        }
        // A file can grow, and a device tells no size: one byte more than the limit is enough to know.
        let mut bytes = Vec::with_capacity(usize::try_from(told).unwrap_or(0) + 1);
        file.take(limits.get(Limit::FileSize).saturating_add(1)).read_to_end(&mut bytes).map_err(cannot)?;
        let may_be_rules = !self.named && self.format.name == "yaml";
        let rules = may_be_rules && std::str::from_utf8(&bytes).is_ok_and(is_rule_set);
        Ok(if rules { Contents::RuleSet } else { Contents::Report(bytes) })
    }
}
