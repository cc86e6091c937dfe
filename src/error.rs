//! Errors: what stops the program and has no place in a document.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use crate::message::{Lang, Message};
use crate::message::{clean, guard};

/// What stops the program and has no place in a document. Every one says what to do next.
#[derive(Debug, Error)]
#[error("{}", self.message().en)]
pub enum Error {
    /// The user's: a path on the command line that does not exist or cannot be opened.
    CannotRead {
        /// The path as given.
        path: PathBuf,
        /// What the system said.
        reason: Message,
    },
    /// The user's: no path given names a report.
    NoReports {
        /// The paths that were searched, as given.
        searched: String,
        /// The extensions that are read, as a list in words.
        extensions: String,
    },
    /// The user's: a rule asked for that no rule set has.
    UnknownRule {
        /// The name as given.
        name: String,
        /// The nearest names, as a list in words; empty where there is none.
        hint: String,
    },
    /// The system's: the output could not be written.
    CannotWrite(#[from] io::Error),
}

impl Error {
    /// What is wrong.
    pub fn message(&self) -> Message {
        let show = |path: &Path| path.display().to_string();
        match self {
            Self::CannotRead { path, reason } => {
                let path = show(path);
                Message::new(
                    format!("cannot read {path}: {}", reason.en),
                    format!("无法读取 {path}：{}", reason.zh),
                )
            }
            Self::NoReports { searched, .. } => Message::new(
                format!("no report found in {searched}"),
                format!("在 {searched} 中没有找到可检查的报告"),
            ),
            Self::UnknownRule { name, .. } => {
                Message::new(format!("no rule is called {name}"), format!("没有名为 {name} 的规则"))
            }
            Self::CannotWrite(reason) => {
                Message::new(format!("cannot write the output: {reason}"), format!("无法写出结果：{reason}"))
            }
        }
    }

    /// What to do next.
    pub fn help(&self) -> Message {
        match self {
            Self::CannotRead { .. } => Message::new(
                "check the path and whether you may read it; a folder is searched for reports",
                "请检查路径和读取权限；给出文件夹时会在其中查找报告",
            ),
            Self::NoReports { extensions, .. } => Message::new(
                format!("reports are files ending in {extensions}; name a file, or a folder that holds some"),
                format!("可检查的文件扩展名为 {extensions}；请给出文件，或含有这些文件的文件夹"),
            ),
            Self::UnknownRule { hint, .. } if hint.is_empty() => Message::new(
                "`crossfoot rules` lists every rule with its id, such as core/numbering",
                "用 crossfoot rules 可列出全部规则及其标识，如 core/numbering",
            ),
            Self::UnknownRule { hint, .. } => {
                Message::new(format!("did you mean {hint}?"), format!("是否指 {hint}？"))
            }
            Self::CannotWrite(_) => Message::new(
                "check the disk, the folder and the receiving end of the pipe",
                "请检查磁盘、目标文件夹和管道接收端",
            ),
        }
    }

    /// Both in `lang` as lines for standard error, with a line break at the end.
    pub fn render(&self, lang: Lang, color: bool) -> String {
        let (error, help) = match lang {
            Lang::En => ("error:", "help:"),
            Lang::Zh => ("错误：", "提示："),
        };
        let gap = if lang == Lang::En { " " } else { "" };
        let paint = |word: &str, code: &str| {
            if color { format!("\u{1b}[{code}m{word}\u{1b}[0m") } else { word.to_owned() }
        };
        let (message, advice) = (self.message(), self.help());
        guard(format!(
            "{}{gap}{}\n  {}{gap}{}\n",
            paint(error, "1;31"),
            clean(message.get(lang)),
            paint(help, "36"),
            clean(advice.get(lang))
        ))
    }
}

impl Diagnostic for Error {
    fn help(&self) -> Option<Box<dyn fmt::Display + '_>> {
        Some(Box::new(Self::help(self).en))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_in_one_language() {
        let error = Error::CannotRead { path: "a.txt".into(), reason: Message::same("no such file") };
        assert_eq!(
            error.render(Lang::En, false),
            "error: cannot read a.txt: no such file\n  help: check the path and whether you may read it; a folder is \
             searched for reports\n"
        );
        assert_eq!(
            error.render(Lang::Zh, false),
            "错误：无法读取 a.txt：no such file\n  提示：请检查路径和读取权限；给出文件夹时会在其中查找报告\n"
        );
        assert_eq!(error.to_string(), "cannot read a.txt: no such file");
        assert!(error.render(Lang::En, true).starts_with("\u{1b}[1;31merror:\u{1b}[0m cannot"));
    }

    #[test]
    fn a_hostile_path_stays_a_path() {
        let path = "a\u{1b}[2J\n::error::b".into();
        let error = Error::CannotRead { path, reason: Message::same("no such file") };
        let text = error.render(Lang::En, false);
        assert_eq!(text.lines().next().unwrap(), "error: cannot read a?[2J ::error::b: no such file");
        assert_eq!(text.lines().count(), 2);
    }
}
