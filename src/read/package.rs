//! Packages: the parts of a zip file, no more of them and no larger than the limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Limit, Limits};
use crate::message::Message;
use crate::source::Span;
use crate::tree::Mistake;

/// How the files begin that hold what older programs wrote, or what a password protects.
pub(super) const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Up to this size a part may unpack to any number of times its packed size.
const SMALL: u64 = 1 << 20;

/// A zip file whose parts are read.
pub(super) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    /// The bytes of all parts read so far.
    unpacked: u64,
}

impl<'a> Package<'a> {
    /// The package in the bytes of a file.
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, Mistake> {
        if bytes.starts_with(COMPOUND) {
            return Err(protected());
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        limits.hold(Limit::Parts, archive.len() as u64)?;
        Ok(Self { archive, limits, unpacked: 0 })
    }

    /// What the part of this name holds; `None` where there is none.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Mistake> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => return Err(protected()),
            Err(_) => return Err(damaged()),
        };
        let (packed, declared) = (part.compressed_size(), part.size());
        let left = self.limits.get(Limit::UnpackedSize).saturating_sub(self.unpacked);
        let dense = packed.saturating_mul(self.limits.get(Limit::Ratio)).max(SMALL);
        let fits = |size: u64| -> Result<(), Mistake> {
            if size > dense {
                return self.limits.hold(Limit::Ratio, size.div_ceil(packed.max(1)));
            }
            self.limits.hold(Limit::UnpackedSize, self.unpacked.saturating_add(size))
        };
        fits(declared)?;
        // What it declares is not believed: one byte more than fits is read.
        let most = left.min(dense).saturating_add(1);
        let mut bytes = Vec::new();
        part.take(most).read_to_end(&mut bytes).map_err(|_| damaged())?;
        fits(bytes.len() as u64)?;
        self.unpacked += bytes.len() as u64;
        Ok(Some(bytes))
    }
}

/// The mistake that the file is not whole.
pub(super) fn damaged() -> Mistake {
    let message =
        Message::new("the file is damaged, or is none of its kind", "文件已损坏，或者不是这种格式的文件");
    let help = Message::new(
        "open it in the program that made it, save it once more, and check it again",
        "请用制作该文件的软件打开并重新保存，然后再检查",
    );
    Mistake::new(Span::default(), message).with_help(help)
}

/// The mistake that the file cannot be opened without a password, or is of an older format.
pub(super) fn protected() -> Mistake {
    let message = Message::new(
        "the file is protected by a password, or is in the format of Office 97–2003",
        "文件设有密码，或者是 Office 97–2003 的旧格式",
    );
    let help = Message::new(
        "open it, take off the password, and save it as .docx (documents) or .xlsx (workbooks)",
        "请打开文件，取消密码，并另存为 .docx（文档）或 .xlsx（工作簿）",
    );
    Mistake::new(Span::default(), message).with_help(help)
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A package with these parts.
    pub(in crate::read) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect(name);
            writer.write_all(bytes).expect(name);
        }
        writer.finish().expect("it is in memory").into_inner()
    }

    /// The parts `a` and `b` of a package, or why they are refused.
    fn read(bytes: &[u8], limits: &Limits) -> Result<[Option<usize>; 2], String> {
        let mut package = Package::open(bytes, limits).map_err(|mistake| mistake.message.en)?;
        let mut part = |name| {
            let part = package.part(name).map_err(|mistake| mistake.message.en)?;
            Ok::<_, String>(part.map(|bytes| bytes.len()))
        };
        Ok([part("a")?, part("b")?])
    }

    #[test]
    fn parts_are_read_within_the_limits() {
        type Case<'a> = (&'a [u8], Option<(Limit, u64)>, Result<[Option<usize>; 2], &'a str>);
        let zeros = vec![0; 3 << 20];
        let mixed: Vec<u8> =
            (0..40_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
        let dense = package(&[("a", &zeros)]);
        // It declares 10 bytes in both of its headers, and unpacks to more.
        let mut lying = dense.clone();
        let size = u32::try_from(zeros.len()).expect("3 MiB").to_le_bytes();
        for at in 0..lying.len() - 4 {
            if lying[at..at + 4] == size {
                lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
            }
        }
        let two = package(&[("a", &mixed), ("b", &mixed)]);
        let cases: [Case<'_>; 11] = [
            (&package(&[("b", b"1")]), None, Ok([None, Some(1)])),
            (&package(&[("a", &zeros[..1 << 20])]), None, Ok([Some(1 << 20), None])), // small: as dense as it likes
            (&dense, None, Err("unpacks to too many times its size")),
            (&lying, None, Err("damaged")),
            (&dense, Some((Limit::Ratio, 2000)), Ok([Some(3 << 20), None])),
            (&two, None, Ok([Some(160_000), Some(160_000)])),
            (&two, Some((Limit::UnpackedSize, 320_000)), Ok([Some(160_000), Some(160_000)])), // just fits
            (&two, Some((Limit::UnpackedSize, 319_999)), Err("unpacks to too much")),         // both together
            (&two, Some((Limit::Parts, 1)), Err("too many parts: 2")),
            (b"PK\x03\x04", None, Err("damaged")),
            (COMPOUND, None, Err("protected by a password")),
        ];
        for (at, (bytes, limit, expected)) in cases.into_iter().enumerate() {
            let mut limits = Limits::default();
            if let Some((limit, to)) = limit {
                limits.set(limit, to);
            }
            match (read(bytes, &limits), expected) {
                (Err(message), Err(words)) => assert!(message.contains(words), "row {at}: {message}"),
                (found, expected) => assert_eq!(found.as_ref().ok(), expected.as_ref().ok(), "row {at}"),
            }
        }
    }

    #[test]
    fn a_part_with_a_changed_byte_is_refused() {
        let mut bytes = package(&[("a", b"12.50")]);
        let at = 30 + 1 + 1; // after the header, the name and the byte that opens the packed part
        bytes[at] ^= 1;
        assert!(read(&bytes, &Limits::default()).is_err_and(|message| message.contains("damaged")));
    }
}
