//! Limits in rule sets: how much a report may make the program read.

use crate::checks::Decoder;
use crate::message::Message;
use crate::read::Limit;
use crate::tree::{Fields, Mistake, Node};

/// The words for sizes and how many bytes they are.
const SIZES: &[(&str, u64)] = &[
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
];

/// The limits that the map under `limits:` tells.
pub(super) fn limits(node: &Node, decoder: &mut Decoder<'_>) -> Vec<(Limit, u64)> {
    let what = Message::new("limits such as {file-size: 512 MiB}", "上限，例如 {file-size: 512 MiB}");
    let Some(mut fields) = Fields::of(node, &what, decoder.mistakes) else { return Vec::new() };
    let mut told = Vec::new();
    for limit in Limit::ALL {
        let Some(node) = fields.take(limit.key()) else { continue };
        match node.text().and_then(|text| amount(text, limit.is_size())) {
            Some(most) if (1..=limit.most()).contains(&most) => told.push((limit, most)),
            _ => decoder.mistake(Mistake::new(node.span, no_limit(limit))),
        }
    }
    fields.finish(decoder.mistakes);
    told
}

/// The whole number in `text`, with a word for its size where it is one.
fn amount(text: &str, is_size: bool) -> Option<u64> {
    let text = text.trim();
    let sized =
        SIZES.iter().filter(|_| is_size).find_map(|(word, size)| Some((text.strip_suffix(word)?, *size)));
    let (digits, size) = sized.unwrap_or((text, 1));
    let digits: String = digits.trim_end().chars().filter(|c| *c != '_').collect();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u64>().ok()?.checked_mul(size)
}

fn no_limit(limit: Limit) -> Message {
    let key = limit.key();
    if limit.is_size() {
        return Message::new(
            format!("`{key}` is a size such as 512 MiB, or a number of bytes"),
            format!("{key} 应为大小，如 512 MiB，或字节数"),
        );
    }
    match limit.most() {
        u64::MAX => Message::new(
            format!("`{key}` is a whole number such as {}", limit.usual()),
            format!("{key} 应为整数，如 {}", limit.usual()),
        ),
        most => Message::new(
            format!("`{key}` is a whole number up to {most}"),
            format!("{key} 应为不超过 {most} 的整数"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::load;
    use super::*;
    use crate::source::Source;

    #[test]
    fn limits_are_numbers_and_sizes() {
        type Case<'a> = (&'a str, &'a [(Limit, u64)], Option<&'a str>);
        let cases: [Case<'_>; 8] = [
            ("{file-size: 512 MiB}", &[(Limit::FileSize, 512 << 20)], None),
            (
                "{line-length: 2GB, cells: 5_000}",
                &[(Limit::Cells, 5000), (Limit::LineLength, 2_000_000_000)],
                None,
            ),
            ("{unpacked-size: 1000}", &[(Limit::UnpackedSize, 1000)], None), // bytes
            ("{cells: 5 MiB}", &[], Some("`cells` is a whole number such as 20000000")), // cells are no size
            ("{nesting: 513}", &[], Some("`nesting` is a whole number up to 512")),
            ("{parts: 0}", &[], Some("`parts` is a whole number such as 10000")), // nothing could be read
            ("{file-size: many}", &[], Some("`file-size` is a size such as 512 MiB, or a number of bytes")),
            ("{cell: 5}", &[], Some("`cell` is not known here")),
        ];
        for (text, expected, mistake) in cases {
            let source = Arc::new(Source::new("r.yaml", format!("ruleset: a/b\nlimits: {text}\n")));
            let (set, mistakes) = load(&source);
            assert_eq!(set.expect("the set has a name").limits, expected, "{text}");
            assert_eq!(mistakes.first().map(|told| told.message.en.as_str()), mistake, "{text}");
        }
    }
}
