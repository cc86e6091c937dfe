//! Traces: how one rule came out in one report, worked out on paper, for `crossfoot trace`.

use super::Options;
use super::columns::{columns, shorten};
use crate::ledger::{Row, Status, Working};
use crate::message::{Lang, Message, clean, guard};

/// How many lines of a rule are worked out where not all are asked for.
const MOST_LINES: usize = 5;

/// How many rows of one sum, and places of one figure, are shown where not all are asked for.
const MOST_ROWS: usize = 40;
const MOST_PLACES: usize = 4;

/// How many lines of the rule as written are shown where not all are asked for.
const MOST_WRITTEN: usize = 6;

/// The fewest columns that a name is given.
const LEAST: usize = 8;

/// How one rule came out in one report.
#[derive(Clone, Debug)]
pub struct Trace {
    /// The rule's id.
    pub rule: String,
    /// What it says in a few words.
    pub title: Message,
    /// Its formula and what it is for, as written.
    pub formula: Vec<String>,
    /// The report's path.
    pub report: String,
    /// Its lines; those that do not hold are shown before the others where there are many.
    pub lines: Vec<Line>,
    /// What it finds besides, each with its place.
    pub findings: Vec<(String, Message)>,
    /// How the report was taken to round; `None` where nothing was worked out.
    pub rounding: Option<Message>,
    /// Whether to show everything.
    pub all: bool,
}

/// One line of a rule.
#[derive(Clone, Debug)]
pub struct Line {
    /// How it came out.
    pub status: Status,
    /// What it is about, where it is no equation.
    pub about: Option<Message>,
    /// The figures that are bound.
    pub figures: Vec<Figure>,
    /// How it is worked out.
    pub working: Option<Working>,
}

/// A figure as the report states it.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name in the rule's words.
    pub name: String,
    /// Its amount.
    pub amount: String,
    /// Where it is stated, and by which words.
    pub places: Vec<Place>,
}

/// A place where a figure is stated.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where, in the file's own terms or by line and column.
    pub place: String,
    /// The words it is told by.
    pub words: String,
    /// The table or section it stands in.
    pub around: String,
    /// The amount, where it is another than the one that is used.
    pub instead: Option<String>,
}

impl Trace {
    /// The trace as text.
    pub fn render(&self, options: &Options) -> String {
        let paper = Paper { options, mark: if options.unicode { "…" } else { "..." } };
        let mut text = String::new();
        self.head(&paper, &mut text);
        let most = if self.all { usize::MAX } else { MOST_LINES };
        let mut order: Vec<&Line> = self.lines.iter().collect();
        if order.len() > most {
            order.sort_by_key(|line| match line.status {
                Status::Violated => 0,
                Status::NotEvaluated(_) => 1,
                Status::Rounding => 2,
                _ => 3,
            });
        }
        let many = self.lines.len() > 1;
        if self.lines.is_empty() {
            text.push('\n');
            paper.wrap(
                &Message::new(
                    "nothing in this report is for this rule to check",
                    "报告中没有需要这条规则核对的内容",
                ),
                "",
                &mut text,
            );
        }
        let mut is_sum = true;
        for line in order.iter().take(most) {
            if is_sum || line.working.is_some() {
                text.push('\n');
            }
            is_sum = line.working.is_some();
            self.line(line, many, &paper, &mut text);
        }
        if order.len() > most {
            let rest = order.len() - most;
            text.push('\n');
            paper.wrap(
                &Message::new(
                    format!("… and {rest} more (--all shows them)"),
                    format!("……其余 {rest} 项略（加 --all 全部列出）"),
                ),
                "",
                &mut text,
            );
        }
        for (place, message) in &self.findings {
            text.push('\n');
            let place = format!("{}  ", clean(place));
            paper.wrap(message, &place, &mut text);
        }
        if let Some(rounding) = &self.rounding {
            text.push('\n');
            paper.titled(("Rounding", "舍入"), rounding, &mut text);
        }
        guard(text)
    }

    /// The rule, its formula and the report.
    fn head(&self, paper: &Paper<'_>, text: &mut String) {
        let title = Message::new(
            format!("{}  {}", self.rule, self.title.en),
            format!("{}  {}", self.rule, self.title.zh),
        );
        paper.titled(("Rule", "规则"), &title, text);
        let most = if self.all { usize::MAX } else { MOST_WRITTEN };
        for line in self.formula.iter().take(most) {
            paper.wrap(&Message::same(line.as_str()), "  ", text);
        }
        if self.formula.len() > most {
            paper.wrap(&Message::same(paper.mark), "  ", text);
        }
        paper.titled(("Report", "报告"), &Message::same(self.report.as_str()), text);
    }

    /// One line of the rule: its figures, where it is the only one, its working and its verdict.
    fn line(&self, line: &Line, many: bool, paper: &Paper<'_>, text: &mut String) {
        if !many && !line.figures.is_empty() {
            paper.heading(("What was bound", "取数"), text);
            line.figures.iter().for_each(|figure| self.figure(figure, paper, text));
            text.push('\n');
        }
        let Some(working) = &line.working else {
            let about = line.about.clone().or_else(|| line.status.reason().cloned()).unwrap_or_default();
            return paper.verdict(&line.status, &about, text);
        };
        if !many {
            paper.heading(("Worked out", "计算"), text);
        }
        self.rows(&working.rows, paper, text);
        if let Some(allowance) = &working.allowance {
            paper.wrap(allowance, "  ", text);
        }
        paper.verdict(&line.status, &Message::default(), text);
    }

    /// A figure and the places that state it.
    fn figure(&self, figure: &Figure, paper: &Paper<'_>, text: &mut String) {
        let head = format!("{}  {}", figure.name, figure.amount);
        paper.wrap(&Message::same(head), "  ", text);
        let most = if self.all { usize::MAX } else { MOST_PLACES };
        for place in figure.places.iter().take(most) {
            let words = match &place.instead {
                None => Message::same(format!("“{}”", place.words)),
                Some(amount) => Message::new(
                    format!("“{}”: {amount}, not used", place.words),
                    format!("“{}”：{amount}，未采用", place.words),
                ),
            };
            let told = format!("    {}  {}", clean(&place.place), clean(words.get(paper.options.lang)));
            let room = paper.options.width.saturating_sub(columns(&told) + 2);
            text.push_str(&shorten(&told, paper.options.width, paper.mark));
            if room >= LEAST && !place.around.is_empty() {
                text.push_str("  ");
                text.push_str(&shorten(&clean(&place.around), room, paper.mark));
            }
            text.push('\n');
        }
        if figure.places.len() > most {
            let rest = figure.places.len() - most;
            let more = Message::new(format!("… {rest} more"), format!("……另 {rest} 处"));
            paper.wrap(&more, "    ", text);
        }
    }

    /// The rows of a sum, amounts below each other.
    fn rows(&self, rows: &[Row], paper: &Paper<'_>, text: &mut String) {
        let amounts = |row: &Row| match row {
            Row::Amount { amount, .. } => columns(&clean(amount)),
            Row::Line => 0,
        };
        let widest = rows.iter().map(amounts).max().unwrap_or(0);
        let most = if self.all { usize::MAX } else { MOST_ROWS };
        let hidden = rows.len().saturating_sub(most);
        for (at, row) in rows.iter().enumerate() {
            if hidden > 0 && at == most / 2 {
                let more =
                    Message::new(format!("… {hidden} more (--all)"), format!("……略 {hidden} 行（--all）"));
                paper.wrap(&more, "  ", text);
            }
            if hidden > 0 && (most / 2..most / 2 + hidden).contains(&at) {
                continue;
            }
            match row {
                Row::Line => {
                    let dash = if paper.options.unicode { "─" } else { "-" };
                    text.push_str("  ");
                    text.push_str(&dash.repeat(widest + 2));
                    text.push('\n');
                }
                Row::Amount { sign, amount, name, place } => {
                    let amount = clean(amount);
                    let gap = " ".repeat(widest - columns(&amount));
                    let place =
                        place.as_ref().map_or_else(String::new, |place| format!("  {}", clean(place)));
                    let taken = 2 + 2 + widest + 2 + columns(&place);
                    let room = paper.options.width.saturating_sub(taken).max(LEAST);
                    let name = shorten(&clean(name.get(paper.options.lang)), room, paper.mark);
                    let sign = if sign.is_empty() { " " } else { sign };
                    text.push_str(format!("  {sign} {gap}{amount}  {name}{place}").trim_end());
                    text.push('\n');
                }
            }
        }
    }
}

/// What a trace is written on.
struct Paper<'o> {
    options: &'o Options,
    mark: &'static str,
}

impl Paper<'_> {
    fn is_chinese(&self) -> bool {
        self.options.lang == Lang::Zh
    }

    fn heading(&self, (en, zh): (&str, &str), text: &mut String) {
        text.push_str(if self.is_chinese() { zh } else { en });
        text.push('\n');
    }

    /// A message behind its title, further lines below its beginning.
    fn titled(&self, (en, zh): (&str, &str), message: &Message, text: &mut String) {
        let title = if self.is_chinese() { format!("{zh}  ") } else { format!("{en}  ") };
        self.wrap(message, &title, text);
    }

    /// A message behind `start` in lines that fit, the further ones below its beginning.
    fn wrap(&self, message: &Message, start: &str, text: &mut String) {
        let message = clean(message.get(self.options.lang)).into_owned();
        if message.is_empty() {
            return;
        }
        let below = " ".repeat(columns(start));
        let wrapping = textwrap::Options::new(self.options.width)
            .initial_indent(start)
            .subsequent_indent(&below)
            .break_words(true);
        for line in textwrap::wrap(&message, wrapping) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }

    /// How a line came out, with the mark that the coverage has for it, and what it is about or why.
    fn verdict(&self, status: &Status, told: &Message, text: &mut String) {
        let (mark, plain, word) = match status {
            Status::Holds => ("✓", "ok", ("holds", "成立")),
            Status::Rounding => ("≈", "~", ("holds within rounding", "在舍入范围内成立")),
            Status::Violated => ("✗", "x", ("does not hold", "不成立")),
            Status::NotApplicable(_) => ("-", "-", ("not applicable", "不适用")),
            Status::NotEvaluated(_) => ("?", "?", ("not evaluated", "未能核对")),
        };
        let mark = if self.options.unicode { mark } else { plain };
        let message = if told.en.is_empty() {
            Message::new(word.0, word.1)
        } else {
            Message::new(format!("{}: {}", word.0, told.en), format!("{}：{}", word.1, told.zh))
        };
        self.wrap(&message, &format!("  {mark} "), text);
    }
}
