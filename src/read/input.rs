//! Inputs: the bytes of a file that is to be read, and what is known of how.

use std::borrow::Cow;
use std::sync::Arc;

use super::decode::decode;
use super::{Layout, Limit, Limits};
use crate::finding::{Finding, Severity, UNREADABLE};
use crate::report::Draft;
use crate::source::Source;
use crate::tree::Mistake;

/// A file that is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The name it is shown by.
    pub name: &'a str,
    /// What it holds.
    pub bytes: &'a [u8],
    /// Where structured reports keep what is not a figure.
    pub layout: &'a Layout,
    /// How much of it is read.
    pub limits: &'a Limits,
    /// Whether what the file hides, such as sheets of a workbook, is read too.
    pub hidden: bool,
}

impl<'a> Input<'a> {
    /// The text of a file that is one.
    pub(super) fn text(&self) -> Result<Cow<'a, str>, Mistake> {
        let text = decode(self.bytes)?;
        // No line is longer than the text.
        if self.limits.hold(Limit::LineLength, text.len() as u64).is_err() {
            let longest = text.split('\n').map(str::len).max().unwrap_or(0);
            self.limits.hold(Limit::LineLength, longest as u64)?;
        }
        Ok(text)
    }

    /// The draft of a file that is a text: `tell` tells it what stands there. Mistakes are given back at their
    /// places.
    pub(super) fn draft(
        &self,
        tell: impl FnOnce(&Arc<Source>, &mut Draft) -> Result<(), Vec<Mistake>>,
    ) -> Result<Draft, Vec<Finding>> {
        self.draft_of(self.text(), tell)
    }

    /// The same with the text of the file as a reader makes it out.
    pub(super) fn draft_of(
        &self,
        text: Result<impl Into<String>, Mistake>,
        tell: impl FnOnce(&Arc<Source>, &mut Draft) -> Result<(), Vec<Mistake>>,
    ) -> Result<Draft, Vec<Finding>> {
        let text = text.map_err(|mistake| self.refuse(mistake))?;
        let source = Arc::new(Source::new(self.name, text));
        let mut draft = Draft::new(Arc::clone(&source));
        match tell(&source, &mut draft) {
            Ok(()) => Ok(draft),
            Err(mistakes) => Err(mistakes.into_iter().map(|mistake| unreadable(&source, mistake)).collect()),
        }
    }

    /// The finding that the file cannot be read as a whole, because of `mistake`, whose place is nowhere in a
    /// text.
    pub(super) fn refuse(&self, mistake: Mistake) -> Vec<Finding> {
        vec![refused(self.name, mistake)]
    }
}

/// The finding that the file shown as `name` cannot be read as a whole.
pub fn refused(name: &str, mistake: Mistake) -> Finding {
    unreadable(&Arc::new(Source::new(name, "")), Mistake { span: crate::source::Span::default(), ..mistake })
}

/// The finding for a mistake that keeps a report from being read.
pub(super) fn unreadable(source: &Arc<Source>, mistake: Mistake) -> Finding {
    let mut finding = Finding::at(UNREADABLE, Severity::Error, source, mistake.span, mistake.message);
    finding.help = mistake.help;
    finding
}
