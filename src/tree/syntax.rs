//! Syntax: what the parser's errors mean to the people who wrote the file.

use granit_parser::ErrorKind;

use crate::message::Message;

/// What went wrong and what to do, in plain words.
pub(super) fn describe(kind: &ErrorKind) -> (Message, Message) {
    let message = match kind {
        ErrorKind::UnclosedFlowCollection { open } => {
            Message::new(format!("the bracket `{open}` is not closed"), format!("括号 `{open}` 没有闭合"))
        }
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
            Message::new(format!("`{open}` is closed by `{close}`"), format!("`{open}` 与 `{close}` 不配对"))
        }
        ErrorKind::UnexpectedCharacter { character } if character.is_control() => {
            let code = u32::from(*character);
            Message::new(
                format!("an invisible control character (U+{code:04X}) stands here"),
                format!("此处有不可见的控制字符（U+{code:04X}）"),
            )
        }
        ErrorKind::UnexpectedCharacter { character } => {
            let message = Message::new(
                format!("a text cannot begin with the sign {character}"),
                format!("文本不能以符号 {character} 开头"),
            );
            let help = Message::new(
                "put the whole text, such as a formula, in single quotes: '…'",
                "请给整个文本（如公式）加上单引号：'…'",
            );
            return (message, help);
        }
        _ => match words(kind) {
            Some([en, zh, help_en, help_zh]) => {
                return (Message::new(en, zh), Message::new(help_en, help_zh));
            }
            None => Message::new(
                format!("this is not valid YAML: {kind}"),
                format!("此处不符合 YAML 语法：{kind}"),
            ),
        },
    };
    let help = match kind {
        ErrorKind::UnclosedFlowCollection { .. } | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            Message::new("close each bracket with its own kind", "请用成对的括号闭合")
        }
        _ => Message::new("put a text with special characters in quotes", "含有特殊符号的文本请加引号"),
    };
    (message, help)
}

/// The sentence and the hint, in English and Chinese, for what needs no detail.
fn words(kind: &ErrorKind) -> Option<[&'static str; 4]> {
    use ErrorKind as K;
    Some(match kind {
        K::UnclosedQuotedScalar | K::DocumentIndicatorInQuotedScalar | K::InvalidQuotedScalarIndent => [
            "a text in quotes is not closed",
            "引号没有闭合",
            "add the closing quote; indent the further lines of the text",
            "请补上右引号；续行须缩进",
        ],
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => [
            "something stands after the closing quote",
            "右引号之后还有内容",
            "put the whole text in quotes; a quote inside single quotes is written twice",
            "请用引号括住整个文本；单引号内的单引号须写两遍",
        ],
        K::UnknownQuotedScalarEscape
        | K::InvalidQuotedScalarHexEscape
        | K::InvalidLowSurrogateHexEscape
        | K::InvalidLowSurrogate
        | K::MissingLowSurrogate
        | K::UnpairedLowSurrogate
        | K::InvalidUnicodeEscape => [
            "a backslash code in this text means nothing",
            "该文本中的反斜杠转义无法识别",
            "write `\\\\` for a backslash, or use single quotes",
            "反斜杠请写成 `\\\\`，或改用单引号",
        ],
        K::TabInBlockIndentation
        | K::TabInIndentation
        | K::TabNotAllowed
        | K::TabAtBlockScalarStart
        | K::TabInPlainScalar => {
            ["a tab stands where only spaces may", "此处不能使用制表符", "indent with spaces", "请用空格缩进"]
        }
        K::MisplacedFlowCollectionEnd => [
            "this bracket closes nothing",
            "此处的右括号没有对应的左括号",
            "take it out, or put the text in quotes",
            "请删去它，或给该文本加上引号",
        ],
        K::ExpectedFlowMappingSeparator
        | K::ExpectedFlowSequenceSeparator
        | K::InvalidColonPlacement
        | K::FlowMappingValueAdjacentCollection
        | K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::InvalidFlowScalarIndent => [
            "a comma or a closing bracket is missing before this",
            "此处之前缺少逗号或右括号",
            "put `, ` between the items and close the bracket",
            "各项之间用 `, ` 分隔，并闭合括号",
        ],
        K::SimpleKeyExpected | K::InvalidSimpleKey | K::ExpectedBlockMappingKey => [
            "`name: value` is expected here",
            "此处应为 `名称: 值`",
            "write a name, a colon, a space and the value, indented like the lines before it",
            "请依次写名称、半角冒号、空格和值，并与前面各行缩进一致",
        ],
        K::MappingValueNotAllowed | K::MappingKeyNotAllowed | K::InvalidMappingValueWhitespace => [
            "a colon stands here although the value has already begun",
            "值已经开始，此处不应再有冒号",
            "put a text with a colon in quotes, or check how far this line is indented",
            "含有冒号的文本请加引号；或检查本行的缩进",
        ],
        K::BlockEntryInFlowCollection
        | K::BlockSequenceEntryNotAllowed
        | K::InvalidBlockEntryWhitespace
        | K::ExpectedBlockSequenceEntry
        | K::UnexpectedEofBlockSequence => [
            "a list item does not fit here",
            "列表项的位置不对",
            "begin each item of a list with `- ` on a line of its own, all indented alike",
            "列表的每一项须另起一行，以 `- ` 开头，缩进一致",
        ],
        K::CommentInterceptedScalar | K::CommentNotSeparated => [
            "a comment breaks into a text",
            "注释打断了文本",
            "put a text with `#` in quotes, or move the comment to a line of its own",
            "含有 `#` 的文本请加引号；或把注释移到单独一行",
        ],
        K::InvalidIndentation | K::InvalidBlockScalarIndent | K::ZeroBlockScalarIndent => [
            "this line is not indented like its neighbours",
            "本行的缩进与相邻各行不一致",
            "indent the lines that belong together alike",
            "同一层的各行须缩进一致",
        ],
        _ => return None,
    })
}
