//! Loading: a rule set from its YAML text, with every mistake at its place.

use std::sync::Arc;

use rust_decimal::Decimal;

use super::applies::{Applies, glob};
use super::{Override, RuleSet, convert, limits, words};
use crate::checks::{self, Decoder, KINDS, Kind, Rule};
use crate::expr::{parse_condition, parse_name};
use crate::finding::Severity;
use crate::ledger::{Heading, Rounding, Tolerance};
use crate::message::Message;
use crate::quantity::Unit;
use crate::read::Layout;
use crate::source::{Source, Span};
use crate::tree::{Entry, Fields, MAX_DEPTH, Mistake, Mistakes, Node, Value, nearest, parse_yaml};

/// Whether a YAML text is a rule set and no report.
pub fn is_rule_set(text: &str) -> bool {
    text.lines()
        .any(|line| line.strip_prefix("ruleset").is_some_and(|rest| rest.trim_start().starts_with(':')))
}

/// The rule set in `source`, as far as it can be understood, and every mistake in it.
pub fn load(source: &Arc<Source>) -> (Option<RuleSet>, Vec<Mistake>) {
    let node = match parse_yaml(source.text(), MAX_DEPTH) {
        Ok(node) => node,
        Err(mistakes) => return (None, mistakes),
    };
    let mut mistakes = Mistakes::new();
    let mut decoder = Decoder { source, mistakes: &mut mistakes };
    let set = rule_set(&node, source, &mut decoder);
    (set, mistakes.into_vec())
}

fn rule_set(node: &Node, source: &Arc<Source>, decoder: &mut Decoder<'_>) -> Option<RuleSet> {
    let what =
        Message::new("a rule set: a map with `ruleset:` and `rules:`", "规则集：含 ruleset 和 rules 的映射");
    let mut fields = Fields::of(node, &what, decoder.mistakes)?;
    let id = fields.text("ruleset", decoder.mistakes).map(|(id, _)| id.to_owned());
    if id.is_none() {
        let message = Message::new(
            "`ruleset:` is missing: every rule set has an id such as yuelu/2021",
            "缺少 ruleset：规则集需要一个标识，例如 yuelu/2021",
        );
        decoder.mistake(Mistake::new(Span::new(node.span.start, node.span.start), message));
    }
    let id = id.unwrap_or_else(|| "unnamed".to_owned());
    let title = fields.take("title").and_then(|node| message(node, decoder));
    let extends = fields
        .texts("extends", decoder.mistakes)
        .into_iter()
        .map(|(name, span)| (name.to_owned(), span))
        .collect();
    let applies = fields.take("applies-to").map(|node| applies(node, decoder)).unwrap_or_default();
    let layout = fields.take("layout").map(|node| layout(node, decoder));
    let limits = fields.take("limits").map(|node| limits::limits(node, decoder)).unwrap_or_default();
    let convert = fields.take("convert").map(|node| convert::converters(node, decoder)).unwrap_or_default();
    let unit = fields.text("unit", decoder.mistakes).and_then(|(text, span)| unit(text, span, decoder));
    let roundings = [
        ("auto", Rounding::Auto),
        ("usually-additive", Rounding::UsuallyAdditive),
        ("independent", Rounding::Independent),
        ("additive", Rounding::Additive),
        ("truncated", Rounding::Truncated),
    ];
    let rounding = fields.choice("rounding", &roundings, decoder.mistakes);
    let vocabulary = words::vocabulary(&mut fields, decoder);
    let mut set = RuleSet {
        id,
        title,
        source: Arc::clone(source),
        extends,
        applies,
        layout,
        limits,
        convert,
        unit,
        rounding,
        vocabulary,
        rules: Vec::new(),
        overrides: Vec::new(),
    };
    if let Some(node) = fields.take("rules") {
        for entry in map(node, "rules", decoder) {
            rule_or_override(entry, &mut set, decoder);
        }
    }
    set.rules.extend(required(&set));
    if let Some(node) = fields.take("waivers") {
        let message = Message::new("`waivers:` is not supported by this version", "本版本尚不支持 waivers");
        decoder.mistake(Mistake::new(node.span, message));
    }
    fields.take("description");
    fields.finish(decoder.mistakes);
    Some(set)
}

/// The rule that the figures said to be `required` must be stated, if there are any.
fn required(set: &RuleSet) -> Option<Rule> {
    let required = || set.vocabulary.figures().map(|(_, rule)| rule).filter(|rule| rule.required);
    let first = required().next()?;
    let names = required().filter_map(|rule| parse_name(&rule.name).ok()).collect();
    let kind = checks::find("require").expect("the kind is in the table");
    let title = Message::new("Required figures are stated", "必填数据齐全");
    let heading = Heading {
        id: full_id(&set.id, "required-figures"),
        severity: Some(kind.severity),
        title: Some(title),
        message: None,
        help: None,
        basis: None,
        tolerance: Tolerance::default(),
    };
    let (source, span) = (Arc::clone(&set.source), first.span);
    Some(Rule {
        heading,
        kind,
        check: checks::required(names),
        when: None,
        blank_is_missing: false,
        source,
        span,
    })
}

/// The entries of a map under `key`, or a mistake.
pub(super) fn map<'n>(node: &'n Node, key: &str, decoder: &mut Decoder<'_>) -> &'n [Entry] {
    if !matches!(node.value, Value::Map(_) | Value::Null) {
        let message = Message::new(
            format!("`{key}:` is a map of names to values"),
            format!("{key} 应为“名称: 值”的映射"),
        );
        decoder.mistake(Mistake::new(node.span, message));
    }
    node.entries()
}

/// A text in both languages: one text, or a map of zh and en.
fn message(node: &Node, decoder: &mut Decoder<'_>) -> Option<Message> {
    if let Some(text) = node.text() {
        return Some(Message::same(text));
    }
    let what = Message::new("a text, or a map with `zh:` and `en:`", "文字，或含 zh、en 的映射");
    let mut fields = Fields::of(node, &what, decoder.mistakes)?;
    let zh = fields.text("zh", decoder.mistakes).map(|(text, _)| text.to_owned());
    let en = fields.text("en", decoder.mistakes).map(|(text, _)| text.to_owned());
    fields.finish(decoder.mistakes);
    let either = zh.clone().or_else(|| en.clone())?;
    Some(Message { en: en.unwrap_or_else(|| either.clone()), zh: zh.unwrap_or(either) })
}

pub(super) fn unit(text: &str, span: Span, decoder: &mut Decoder<'_>) -> Option<Unit> {
    let unit = Unit::parse(text);
    if unit.is_none() {
        let mut mistake = Mistake::new(
            span,
            Message::new(format!("`{text}` is no unit known here"), format!("“{text}”不是可识别的单位")),
        );
        if let Some(near) = nearest(text, Unit::words()) {
            mistake =
                mistake.with_help(Message::new(format!("did you mean {near}?"), format!("是否为“{near}”？")));
        }
        decoder.mistake(mistake);
    }
    unit
}

fn applies(node: &Node, decoder: &mut Decoder<'_>) -> Applies {
    let mut applies = Applies { broken: true, ..Applies::default() };
    let what = Message::new(
        "a map with `title:`, `path:`, `kind:` or `table:`",
        "含 title、path、kind 或 table 的映射",
    );
    let Some(mut fields) = Fields::of(node, &what, decoder.mistakes) else { return applies };
    if let Some(node) = fields.take("title") {
        let nodes: Vec<&Node> =
            if node.text().is_some() { vec![node] } else { node.items().iter().collect() };
        applies.titles = nodes.into_iter().filter_map(|node| checks::expression(node, decoder)).collect();
    }
    for (text, span) in fields.texts("path", decoder.mistakes) {
        match glob(text) {
            Ok(pattern) => applies.paths.push(pattern),
            Err(_) => decoder
                .mistake(Mistake::new(span, Message::new("this path pattern is too long", "路径模式过长"))),
        }
    }
    applies.tables =
        fields.texts("table", decoder.mistakes).into_iter().map(|(table, _)| table.to_owned()).collect();
    applies.kinds =
        fields.texts("kind", decoder.mistakes).into_iter().map(|(kind, _)| kind.to_owned()).collect();
    fields.finish(decoder.mistakes);
    applies
}

/// Where structured reports keep what is not a figure; what is not told stays as it is by default.
fn layout(node: &Node, decoder: &mut Decoder<'_>) -> Layout {
    let mut layout = Layout::default();
    let what = Message::new(
        "a map such as {organization: unit_name, year: year}",
        "映射，例如 {organization: unit_name, year: year}",
    );
    let Some(mut fields) = Fields::of(node, &what, decoder.mistakes) else { return layout };
    let mut set = |key: &'static str, keys: &mut Vec<String>| {
        let told = fields.texts(key, decoder.mistakes);
        if !told.is_empty() {
            *keys = told.into_iter().map(|(text, _)| text.to_owned()).collect();
        }
    };
    set("title", &mut layout.title);
    set("report", &mut layout.title);
    set("kind", &mut layout.kind);
    set("organization", &mut layout.organization);
    set("year", &mut layout.year);
    set("unit", &mut layout.unit);
    set("sections", &mut layout.sections);
    set("figures", &mut layout.figures);
    fields.finish(decoder.mistakes);
    layout
}

/// An entry of `rules:`: a rule, or a change to one of an extended set. A key with a slash names a rule of
/// another set.
fn rule_or_override(entry: &Entry, set: &mut RuleSet, decoder: &mut Decoder<'_>) {
    let kind_key = entry.value.entries().iter().find(|field| checks::find(&field.key).is_some());
    if kind_key.is_none() && (entry.key.contains('/') || entry.value.text().is_some()) {
        if let Some(change) = change(entry, &set.id, decoder) {
            set.overrides.push(change);
        }
        return;
    }
    if let Some(rule) = rule(entry, set, decoder) {
        set.rules.push(rule);
    }
}

/// The full id of a rule written as `key` in the set `id`.
fn full_id(id: &str, key: &str) -> String {
    if key.contains('/') {
        return key.to_owned();
    }
    format!("{}/{key}", id.split('/').next().unwrap_or(id))
}

const SEVERITIES: [(&str, Option<Severity>); 4] = [
    ("off", None),
    ("info", Some(Severity::Info)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

fn change(entry: &Entry, id: &str, decoder: &mut Decoder<'_>) -> Option<Override> {
    let mut change = Override { rule: full_id(id, &entry.key), span: entry.key_span, ..Override::default() };
    if let Some(word) = entry.value.text() {
        let known = SEVERITIES.iter().find(|(name, _)| *name == word);
        if known.is_none() {
            let message = Message::new(format!("`{word}` is no severity"), format!("“{word}”不是严重程度"));
            let help = Message::new("write off, info, warning or error", "可写 off、info、warning 或 error");
            decoder.mistake(Mistake::new(entry.value.span, message).with_help(help));
        }
        change.severity = known.map(|(_, severity)| *severity);
        return known.map(|_| change);
    }
    let what = Message::new("a severity, or a map of what is to change", "严重程度，或要修改的内容");
    let mut fields = Fields::of(&entry.value, &what, decoder.mistakes)?;
    change.severity = fields.choice("severity", &SEVERITIES, decoder.mistakes);
    change.title = fields.take("title").and_then(|node| message(node, decoder));
    change.message = fields.take("message").and_then(|node| message(node, decoder));
    change.help = fields.take("help").and_then(|node| message(node, decoder));
    change.basis = fields.text("basis", decoder.mistakes).map(|(text, _)| text.to_owned());
    change.tolerance = fields.take("tolerance").and_then(|node| tolerance(node, decoder));
    fields.finish(decoder.mistakes);
    Some(change)
}

fn rule(entry: &Entry, set: &RuleSet, decoder: &mut Decoder<'_>) -> Option<Rule> {
    let what =
        Message::new("a rule: a map with one of the keys that say its kind", "规则：含一个种类关键字的映射");
    let mut fields = Fields::of(&entry.value, &what, decoder.mistakes)?;
    let told: Vec<(&'static Kind, &Node)> =
        KINDS.iter().filter_map(|kind| Some((kind, fields.take(kind.key)?))).collect();
    let title = fields.take("title").and_then(|node| message(node, decoder));
    let text = fields.take("message").and_then(|node| message(node, decoder));
    let help = fields.take("help").and_then(|node| message(node, decoder));
    let basis = fields.text("basis", decoder.mistakes).map(|(text, _)| text.to_owned());
    let severity = fields.choice("severity", &SEVERITIES, decoder.mistakes);
    let when = fields.take("when").and_then(|node| decoder.formula(node, parse_condition));
    let tolerance = fields.take("tolerance").and_then(|node| tolerance(node, decoder)).unwrap_or_default();
    let blank =
        fields.choice("blank", &[("zero", false), ("missing", true)], decoder.mistakes).unwrap_or(false);
    fields.texts("tags", decoder.mistakes);
    let understood = match told.as_slice() {
        [(kind, node)] => (kind.decode)(node, &mut fields, decoder).map(|check| (*kind, check)),
        [] => {
            // An unknown key may be a misspelt kind: the fields tell that, with the nearest. Elsewhere the
            // kind is missing.
            if entry.value.entries().iter().all(|field| RULE_KEYS.contains(&field.key.as_str())) {
                let kinds = KINDS.iter().map(|kind| kind.key).collect::<Vec<_>>().join(", ");
                let key = &entry.key;
                let message =
                    Message::new(format!("the rule `{key}` has no kind"), format!("规则“{key}”没有写明种类"));
                let help = Message::new(
                    format!("add one of the keys {kinds}"),
                    format!("请加上其中一个关键字：{kinds}"),
                );
                decoder.mistake(Mistake::new(entry.key_span, message).with_help(help));
            }
            None
        }
        [_, (second, node), ..] => {
            let key = second.key;
            let message = Message::new(
                format!("a rule has one kind; `{key}` is a second"),
                format!("一条规则只能有一个种类，“{key}”是第二个"),
            );
            decoder.mistake(Mistake::new(node.span, message));
            None
        }
    };
    fields.finish(decoder.mistakes);
    let (kind, check) = understood?;
    let heading = Heading {
        id: full_id(&set.id, &entry.key),
        severity: severity.unwrap_or(Some(kind.severity)),
        title,
        message: text,
        help,
        basis,
        tolerance,
    };
    Some(Rule {
        heading,
        kind,
        check,
        when,
        blank_is_missing: blank,
        source: Arc::clone(&set.source),
        span: Span::new(entry.key_span.start, entry.value.span.end),
    })
}

/// The keys that every rule may have.
const RULE_KEYS: &[&str] =
    &["title", "message", "help", "basis", "severity", "when", "tolerance", "blank", "tags"];

fn tolerance(node: &Node, decoder: &mut Decoder<'_>) -> Option<Tolerance> {
    let expected = Message::new(
        "`tolerance:` is exact, rounding, {abs: amount} or {rel: share}",
        "tolerance 可写 exact、rounding、{abs: 金额} 或 {rel: 比例}",
    );
    let number = |key: &str| {
        node.get(key).and_then(Node::text).and_then(|text| Decimal::from_str_exact(text.trim()).ok())
    };
    let found = match (node.text(), node.entries()) {
        (Some("exact"), _) => Some(Tolerance::Exact),
        (Some("rounding"), _) => Some(Tolerance::Rounding),
        (None, [_]) => {
            number("abs").map(Tolerance::Absolute).or_else(|| number("rel").map(Tolerance::Relative))
        }
        _ => None,
    };
    if found.is_none() {
        decoder.mistake(Mistake::new(node.span, expected));
    }
    found
}
