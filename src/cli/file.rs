//! A report's file, or standard input: its bytes, and the format that they are in.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::convert::{convert, no_file};
use super::files::cannot_read;
use crossfoot::error::Error;
use crossfoot::finding::Finding;
use crossfoot::read::{
    Foreign, Format, Limit, Limits, Recognized, fits, foreign, recognize, refused, text, unknown,
};
use crossfoot::rules::{Book, is_rule_set};
use crossfoot::tree::Mistake;

/// A report that a command is about.
#[derive(Debug)]
pub(crate) enum File {
    /// A file.
    Path {
        /// Where it is.
        path: PathBuf,
        /// Whether it was named on the command line, and not found in a folder.
        named: bool,
    },
    /// What comes from standard input, shown under this name.
    Stdin(String),
}

/// What a file holds.
pub(crate) enum Contents {
    /// A report in this format.
    Report(Vec<u8>, &'static Format),
    /// A rule set that lies among the reports of a folder.
    RuleSet,
    /// What is not read: why.
    Refused(Vec<Finding>),
}

impl File {
    /// The name it is shown by.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Path { path, .. } => path.to_string_lossy().into_owned(),
            Self::Stdin(name) => name.clone(),
        }
    }

    /// What it holds, as far as the limits of `book` allow. Where the user's rule sets name a program for files
    /// of this kind, what that writes is read instead.
    pub(crate) fn contents(&self, book: &Book) -> Result<Contents, Error> {
        let name = self.name();
        let refuse = |mistake: Mistake| Ok(Contents::Refused(vec![refused(&name, mistake)]));
        let bytes = match self.bytes(book.limits())? {
            Ok(bytes) => bytes,
            Err(findings) => return Ok(Contents::Refused(findings)),
        };
        if let Some(command) = extension(&name).and_then(|extension| book.converter(&extension)) {
            return Ok(self.converted(command, book.limits()));
        }
        let format = match recognize(&name, &bytes) {
            Some(Recognized::Report(format)) => format,
            Some(Recognized::Foreign(foreign)) => {
                return match foreign.extensions.iter().find_map(|extension| book.converter(extension)) {
                    Some(command) => Ok(self.converted(command, book.limits())),
                    None => refuse(foreign.mistake()),
                };
            }
            None => return refuse(foreign(&name).map_or_else(unknown, Foreign::mistake)),
        };
        let found = matches!(self, Self::Path { named: false, .. });
        if found && format.name == "yaml" && text(&bytes).is_ok_and(|text| is_rule_set(&text)) {
            return Ok(Contents::RuleSet);
        }
        Ok(Contents::Report(bytes, format))
    }

    /// Its bytes, or the finding that there are too many of them.
    fn bytes(&self, limits: &Limits) -> Result<Result<Vec<u8>, Vec<Finding>>, Error> {
        let cannot = |error| cannot_read(Path::new(&self.name()), &error);
        let (told, stream): (u64, Box<dyn Read>) = match self {
            Self::Path { path, .. } => {
                let file = std::fs::File::open(path).map_err(cannot)?;
                (file.metadata().map_err(cannot)?.len(), Box::new(file))
            }
            Self::Stdin(_) => (0, Box::new(std::io::stdin().lock())),
        };
        if let Err(findings) = fits(&self.name(), told, limits) {
            return Ok(Err(findings));
        }
        // A file can grow, and a device tells no size: one byte more than the limit is enough to know.
        let mut bytes = Vec::with_capacity(usize::try_from(told).unwrap_or(0) + 1);
        let most = limits.get(Limit::FileSize).saturating_add(1);
        stream.take(most).read_to_end(&mut bytes).map_err(cannot)?;
        Ok(fits(&self.name(), bytes.len() as u64, limits).map(|()| bytes))
    }

    /// What `command` makes of it.
    fn converted(&self, command: &[String], limits: &Limits) -> Contents {
        let converted = match self {
            Self::Path { path, .. } => convert(command, path, limits),
            Self::Stdin(_) => Err(no_file()),
        };
        let name = self.name();
        let refuse = |mistake| Contents::Refused(vec![refused(&name, mistake)]);
        match converted {
            Ok(bytes) => match recognize("", &bytes) {
                Some(Recognized::Report(format)) => Contents::Report(bytes, format),
                Some(Recognized::Foreign(foreign)) => refuse(foreign.mistake()),
                None => refuse(unknown()),
            },
            Err(mistake) => refuse(mistake),
        }
    }
}

/// The extension of a name, lower case, without the dot.
pub(crate) fn extension(name: &str) -> Option<String> {
    Some(Path::new(name).extension()?.to_string_lossy().to_lowercase())
}
