//! Bytes: numbers and texts in the records of older workbooks.

/// The number of two bytes at `at`.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_le_bytes(*two))
}

/// The number of four bytes at `at`.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_le_bytes(*four))
}

/// The bits of a double at `at`.
pub(super) fn bits_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// The text at `at` after the number of its characters, which has one byte or two: the byte after it tells
/// whether characters have two.
pub(super) fn text_at(bytes: &[u8], at: usize, is_short: bool) -> Option<String> {
    let length = if is_short { usize::from(*bytes.get(at)?) } else { usize::from(u16_at(bytes, at)?) };
    let flags = at + if is_short { 1 } else { 2 };
    let wide = bytes.get(flags)? & 1 != 0;
    let body = bytes.get(flags + 1..)?;
    Some(characters(body, length, wide))
}

/// Up to `length` characters of one byte or of two.
pub(super) fn characters(bytes: &[u8], length: usize, wide: bool) -> String {
    if wide {
        let units: Vec<u16> = bytes.chunks_exact(2).take(length).filter_map(|pair| u16_at(pair, 0)).collect();
        String::from_utf16_lossy(&units)
    } else {
        bytes.iter().take(length).map(|byte| char::from(*byte)).collect()
    }
}
