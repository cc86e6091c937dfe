//! The words of a rule set: `names:`, `stages:`, `figures:`, `headers:`, `tables:` and `params:`.

use super::load::{map, unit};
use crate::checks::{Decoder, expression};
use crate::expr::{ExprKind, Literal, parse_expression, parse_name};
use crate::figures::{FigureRule, TableRule, Vocabulary};
use crate::language::Stage;
use crate::message::Message;
use crate::search::Expression;
use crate::source::Span;
use crate::tree::{Entry, Fields, Mistake, Node, Value, nearest};

/// The words that the fields of a rule set tell.
pub(super) fn vocabulary(fields: &mut Fields<'_>, decoder: &mut Decoder<'_>) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    if let Some(node) = fields.take("names") {
        names(node, &mut vocabulary, decoder);
    }
    if let Some(node) = fields.take("stages") {
        stages(node, &mut vocabulary, decoder);
    }
    if let Some(node) = fields.take("figures") {
        for entry in map(node, "figures", decoder) {
            if let Some(rule) = figure(entry, decoder) {
                vocabulary.add_figure(rule);
            }
        }
    }
    if let Some(node) = fields.take("headers") {
        for entry in map(node, "headers", decoder) {
            if let Some(pattern) = header(&entry.value, decoder) {
                vocabulary.add_header(&entry.key, pattern);
            }
        }
    }
    if let Some(node) = fields.take("tables") {
        for entry in map(node, "tables", decoder) {
            if let Some(rule) = table(entry, decoder) {
                vocabulary.add_table(&entry.key, rule);
            }
        }
    }
    if let Some(node) = fields.take("params") {
        for entry in map(node, "params", decoder) {
            if let Some(value) = parameter(&entry.value, decoder) {
                vocabulary.set_parameter(&entry.key, value);
            }
        }
    }
    vocabulary
}

/// `names:` maps a name to its other words.
fn names(node: &Node, vocabulary: &mut Vocabulary, decoder: &mut Decoder<'_>) {
    for entry in map(node, "names", decoder) {
        if let Some(word) = entry.value.text() {
            vocabulary.add_alias(word, &entry.key);
            continue;
        }
        if !matches!(entry.value.value, Value::List(_)) {
            let message = Message::new("a list of other words is expected", "此处应为同义词列表");
            decoder.mistake(Mistake::new(entry.value.span, message));
        }
        for item in entry.value.items() {
            let expected = Message::new("a word is expected", "此处应为词语");
            if let Some(word) = decoder.text(item, &expected) {
                vocabulary.add_alias(word, &entry.key);
            }
        }
    }
}

/// `stages:` maps a stage to further words for it.
fn stages(node: &Node, vocabulary: &mut Vocabulary, decoder: &mut Decoder<'_>) {
    for entry in map(node, "stages", decoder) {
        let Some(stage) = stage(&entry.key, entry.key_span, decoder) else { continue };
        for item in entry.value.items() {
            let expected = Message::new("a word is expected", "此处应为词语");
            if let Some(word) = decoder.text(item, &expected) {
                vocabulary.add_stage(word, stage);
            }
        }
    }
}

fn stage(text: &str, span: Span, decoder: &mut Decoder<'_>) -> Option<Stage> {
    let stage = crate::language::stage_of(text);
    if stage.is_none() {
        let known: Vec<&str> = Stage::ALL.iter().map(|(_, name, _)| *name).collect();
        let mut mistake =
            Mistake::new(span, Message::new(format!("`{text}` is no stage"), format!("“{text}”不是阶段")));
        let listed = known.join("、");
        let near = nearest(text, known).map_or(listed, str::to_owned);
        mistake =
            mistake.with_help(Message::new(format!("did you mean {near}?"), format!("可用的阶段：{near}")));
        decoder.mistake(mistake);
    }
    stage
}

fn figure(entry: &Entry, decoder: &mut Decoder<'_>) -> Option<FigureRule> {
    if let Err(error) = parse_name(&entry.key) {
        decoder.mistake(Mistake { span: entry.key_span, message: error.message, help: error.help });
        return None;
    }
    let what = Message::new("a map that narrows or defines the figure", "限定或定义该数据的映射");
    let mut fields = Fields::of(&entry.value, &what, decoder.mistakes)?;
    let mut text =
        |key: &'static str| fields.text(key, decoder.mistakes).map(|(text, span)| (text.to_owned(), span));
    let mut rule = FigureRule { name: entry.key.clone(), span: entry.key_span, ..FigureRule::default() };
    let words = |told: Option<(String, Span)>| told.map(|(text, _)| text);
    rule.subject = words(text("subject"));
    rule.row = words(text("row"));
    rule.column = words(text("column"));
    let (stage_text, unit_text) = (text("stage"), text("unit"));
    rule.period = fields.whole("period", decoder.mistakes).and_then(|year| i32::try_from(year).ok());
    rule.required = fields.boolean("required", decoder.mistakes).unwrap_or(false);
    rule.optional = fields.boolean("optional", decoder.mistakes).unwrap_or(false);
    rule.many = fields.boolean("many", decoder.mistakes).unwrap_or(false);
    rule.section = fields.take("section").and_then(|node| held(node, decoder));
    rule.table = fields.take("table").and_then(|node| held(node, decoder));
    rule.label = fields.take("label").and_then(|node| held(node, decoder));
    rule.except = fields.take("except").and_then(|node| held(node, decoder));
    rule.stage = stage_text.and_then(|(text, span)| stage(&text, span, decoder));
    rule.unit = unit_text.and_then(|(text, span)| unit(&text, span, decoder));
    rule.define = fields.take("define").and_then(|node| decoder.formula(node, parse_expression));
    fields.finish(decoder.mistakes);
    Some(rule)
}

/// The pattern for what a text holds, in any case.
fn held(node: &Node, decoder: &mut Decoder<'_>) -> Option<Expression> {
    expression(node, decoder)?.between("(?i)", "")
}

/// The pattern for the whole text of a header.
fn header(node: &Node, decoder: &mut Decoder<'_>) -> Option<Expression> {
    expression(node, decoder)?.between("^(?:", ")$")
}

/// `{columns: [分值, 得分], rows: 执行率}`
fn table(entry: &Entry, decoder: &mut Decoder<'_>) -> Option<TableRule> {
    let what = Message::new("a map such as {columns: [分值, 得分]}", "映射，例如 {columns: [分值, 得分]}");
    let mut fields = Fields::of(&entry.value, &what, decoder.mistakes)?;
    let columns: Vec<String> =
        fields.texts("columns", decoder.mistakes).into_iter().map(|(column, _)| column.to_owned()).collect();
    let caption = fields.take("caption").and_then(|node| expression(node, decoder));
    let rows = fields.take("rows").and_then(|node| expression(node, decoder));
    let except = fields.take("except").and_then(|node| expression(node, decoder));
    fields.finish(decoder.mistakes);
    if columns.is_empty() && caption.is_none() {
        decoder.mistake(Mistake::new(entry.value.span, what));
        return None;
    }
    Some(TableRule { caption, columns, rows, except })
}

/// A number, with its unit if it has one.
fn parameter(node: &Node, decoder: &mut Decoder<'_>) -> Option<Literal> {
    let found = node.text().and_then(|text| parse_expression(text).ok());
    if let Some(ExprKind::Literal(literal)) = found.map(|expr| expr.kind) {
        return Some(literal);
    }
    let message = Message::new("a parameter is a number, such as 10 or 5%", "参数应为数值，例如 10 或 5%");
    decoder.mistake(Mistake::new(node.span, message));
    None
}
