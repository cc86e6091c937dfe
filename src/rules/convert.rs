//! Converters in rule sets: the programs that turn files which are not read into texts.

use super::load::map;
use crate::checks::Decoder;
use crate::message::Message;
use crate::tree::{Entry, Mistake, Node, Value};

/// A program that writes the text of files with an extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converter {
    /// The extension, lower case, without the dot.
    pub extension: String,
    /// The program and its arguments; `{}` stands for the file's path.
    pub command: Vec<String>,
}

impl Converter {
    /// What stands in a command for the path of the file.
    pub const FILE: &'static str = "{}";
}

/// The converters that the map under `convert:` tells.
pub(super) fn converters(node: &Node, decoder: &mut Decoder<'_>) -> Vec<Converter> {
    map(node, "convert", decoder).iter().filter_map(|entry| converter(entry, decoder)).collect()
}

/// One entry: `pdf: pdftotext -layout {} -`, or the same as a list.
fn converter(entry: &Entry, decoder: &mut Decoder<'_>) -> Option<Converter> {
    let command: Option<Vec<String>> = match &entry.value.value {
        Value::Scalar { text, .. } => Some(text.split_whitespace().map(str::to_owned).collect()),
        Value::List(words) => words.iter().map(|word| word.text().map(str::to_owned)).collect(),
        _ => None,
    };
    let fits = |command: &Vec<String>| {
        command.first().is_some_and(|program| !program.is_empty() && !program.contains(Converter::FILE))
            && command.iter().any(|word| word.contains(Converter::FILE))
    };
    let command = command.filter(fits);
    if command.is_none() {
        let key = &entry.key;
        let message = Message::new(
            format!("`{key}:` is a program and its arguments, one of them `{{}}` for the file"),
            format!("{key} 应为程序及其参数，其中用 {{}} 表示文件"),
        );
        let help = Message::new(
            format!(
                "for example `{key}: pdftotext -layout {{}} -`; the program writes the text to its standard output"
            ),
            format!("例如 `{key}: pdftotext -layout {{}} -`；程序须把文本写到标准输出"),
        );
        decoder.mistake(Mistake::new(entry.value.span, message).with_help(help));
    }
    let extension = entry.key.trim_start_matches('.').to_lowercase();
    Some(Converter { extension, command: command? })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::load;
    use crate::source::Source;

    #[test]
    fn converters_are_commands_with_a_file() {
        // the entry, the extension and the words of the command, or the mistake
        let cases = [
            ("pdf: pdftotext -layout {} -", Ok("pdf: pdftotext|-layout|{}|-")),
            (".PDF: [pdftotext, -layout, '{}', '-']", Ok("pdf: pdftotext|-layout|{}|-")),
            ("doc: ['my program', '--in={}']", Ok("doc: my program|--in={}")),
            ("pdf: pdftotext", Err("is a program and its arguments")), // no file
            ("pdf: '{}'", Err("is a program and its arguments")),      // the file is no program
            ("pdf: []", Err("is a program and its arguments")),
            ("pdf: {a: b}", Err("is a program and its arguments")),
        ];
        for (entry, expected) in cases {
            let source = Arc::new(Source::new("r.yaml", format!("ruleset: a/b\nconvert:\n  {entry}\n")));
            let (set, mistakes) = load(&source);
            let set = set.expect("the set has a name");
            let told =
                set.convert.first().map(|told| format!("{}: {}", told.extension, told.command.join("|")));
            assert_eq!(told.as_deref(), expected.ok(), "{entry}");
            let mistake = mistakes.first().map(|mistake| mistake.message.en.as_str()).unwrap_or_default();
            assert!(mistake.contains(expected.err().unwrap_or_default()), "{entry}: {mistake}");
            assert_eq!(mistakes.len(), usize::from(expected.is_err()), "{entry}");
        }
    }
}
