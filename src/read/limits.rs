//! Limits: how much a report may make the program read, so that no file can exhaust the machine.

use crate::message::Message;
use crate::source::Span;
use crate::tree::Mistake;

/// One of the limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The bytes of a file.
    FileSize,
    /// The bytes of the parts of a packed file (DOCX, XLSX, ODS) together, once unpacked.
    UnpackedSize,
    /// How many times its packed size a part may unpack to.
    Ratio,
    /// The parts of a packed file.
    Parts,
    /// The cells of all tables of a report together.
    Cells,
    /// How deep values, elements and tables may be nested.
    Nesting,
    /// The bytes of a line of a text.
    LineLength,
    /// The seconds that a program may take to convert a file.
    ConvertTime,
}

/// How much a report may make the program read: the defaults, unless a rule set tells others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits([u64; Limit::ALL.len()]);

const MIB: u64 = 1 << 20;

impl Limit {
    /// Every limit, in the order in which they are listed.
    pub const ALL: [Self; 8] = [
        Self::FileSize,
        Self::UnpackedSize,
        Self::Ratio,
        Self::Parts,
        Self::Cells,
        Self::Nesting,
        Self::LineLength,
        Self::ConvertTime,
    ];

    /// The key for it under `limits:`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::FileSize => "file-size",
            Self::UnpackedSize => "unpacked-size",
            Self::Ratio => "ratio",
            Self::Parts => "parts",
            Self::Cells => "cells",
            Self::Nesting => "nesting",
            Self::LineLength => "line-length",
            Self::ConvertTime => "convert-seconds",
        }
    }

    /// What it is where no rule set tells it.
    pub const fn usual(self) -> u64 {
        match self {
            Self::FileSize => 256 * MIB,
            Self::UnpackedSize => 1024 * MIB,
            Self::Ratio => 200,
            Self::Parts => 10_000,
            Self::Cells => 20_000_000,
            Self::Nesting => 128,
            Self::LineLength => 64 * MIB,
            Self::ConvertTime => 120,
        }
    }

    /// The most that it can be raised to: the stack holds no deeper nesting.
    pub const fn most(self) -> u64 {
        if matches!(self, Self::Nesting) { 512 } else { u64::MAX }
    }

    /// Whether it counts bytes.
    pub const fn is_size(self) -> bool {
        matches!(self, Self::FileSize | Self::UnpackedSize | Self::LineLength)
    }

    /// What is too large where it is exceeded, and the amounts.
    fn exceeded(self, found: &str, most: &str) -> Message {
        let (en, zh) = match self {
            Self::FileSize => ("the file is too large", "文件过大"),
            Self::UnpackedSize => ("the file unpacks to too much", "文件解压后过大"),
            Self::Ratio => {
                ("a part of the file unpacks to too many times its size", "文件中有内容的解压倍数过高")
            }
            Self::Parts => ("the file has too many parts", "文件包含的部件过多"),
            Self::Cells => ("the report has too many cells", "报告的单元格过多"),
            Self::Nesting => ("this is nested too deep", "嵌套层次过深"),
            Self::LineLength => ("a line is too long", "有一行过长"),
            Self::ConvertTime => ("the conversion takes too many seconds", "转换所用秒数过多"),
        };
        Message::new(format!("{en}: {found}, the limit is {most}"), format!("{zh}：{found}，超过上限 {most}"))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.map(Limit::usual))
    }
}

impl Limits {
    /// How deep the values of a structured report may be nested.
    pub(super) fn deepest(&self) -> usize {
        usize::try_from(self.get(Limit::Nesting)).unwrap_or(usize::MAX)
    }

    /// The limit that is meant.
    pub fn get(&self, limit: Limit) -> u64 {
        self.0[limit as usize]
    }

    /// The limit as a number of things in memory.
    pub fn count(&self, limit: Limit) -> usize {
        usize::try_from(self.get(limit)).unwrap_or(usize::MAX)
    }

    /// Sets a limit, at most to what it can be.
    pub fn set(&mut self, limit: Limit, to: u64) {
        self.0[limit as usize] = to.min(limit.most());
    }

    /// The mistake, at no place yet, that something of size `found` exceeds `limit`, where it does.
    pub fn hold(&self, limit: Limit, found: u64) -> Result<(), Mistake> {
        if found <= self.get(limit) { Ok(()) } else { Err(self.exceeded(limit, &shown(limit, found))) }
    }

    /// The mistake, at no place yet, that `limit` is exceeded by `found`, a size in words.
    pub fn exceeded(&self, limit: Limit, found: &str) -> Mistake {
        let message = limit.exceeded(found, &shown(limit, self.get(limit)));
        let key = limit.key();
        let help = if self.get(limit) >= limit.most() {
            Message::new(
                "it cannot be raised further: make the report smaller",
                "该上限不能再提高：请拆分或精简报告",
            )
        } else {
            Message::new(
                format!(
                    "is this the right file? If so, raise the limit in crossfoot.yaml: `limits: {{{key}: …}}`"
                ),
                format!(
                    "请确认文件是否正确；如确需检查，请在 crossfoot.yaml 中提高上限：`limits: {{{key}: …}}`"
                ),
            )
        };
        Mistake::new(Span::default(), message).with_help(help)
    }
}

/// A size as people read it.
fn shown(limit: Limit, size: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1024 * MIB), ("MiB", MIB), ("KiB", 1024)];
    let unit = UNITS.into_iter().find(|(_, unit)| limit.is_size() && size >= *unit);
    let Some((word, unit)) = unit else {
        return if limit.is_size() { format!("{size} B") } else { size.to_string() };
    };
    let tenths = size % unit * 10 / unit;
    if size.is_multiple_of(unit) {
        format!("{} {word}", size / unit)
    } else {
        format!("{}.{tenths} {word}", size / unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_exceeds_a_limit_is_told_with_both_sizes_and_the_key() {
        let mut limits = Limits::default();
        limits.set(Limit::LineLength, 2048);
        limits.set(Limit::Nesting, 100_000); // no more than the stack holds
        let cases = [
            (Limit::FileSize, 256 * MIB, None), // just as large is not too large
            (Limit::FileSize, 256 * MIB + 1, Some("the file is too large: 256.0 MiB, the limit is 256 MiB")),
            (
                Limit::Cells,
                20_000_001,
                Some("the report has too many cells: 20000001, the limit is 20000000"),
            ),
            (Limit::LineLength, 2049, Some("a line is too long: 2.0 KiB, the limit is 2 KiB")),
            (
                Limit::UnpackedSize,
                1500 * MIB,
                Some("the file unpacks to too much: 1.4 GiB, the limit is 1 GiB"),
            ),
            (Limit::Nesting, 513, Some("this is nested too deep: 513, the limit is 512")),
        ];
        for (limit, found, message) in cases {
            let told = limits.hold(limit, found).err().map(|mistake| mistake.message.en);
            assert_eq!(told.as_deref(), message, "{limit:?} {found}");
        }
        let help = limits.exceeded(Limit::Parts, "10001").help.map(|help| help.en).unwrap_or_default();
        assert!(help.ends_with("`limits: {parts: …}`"), "{help}");
        let help = limits.exceeded(Limit::Nesting, "513").help.map(|help| help.en).unwrap_or_default();
        assert!(help.contains("cannot be raised"), "{help}");
    }
}
