//! The terminal: language, colour, width, and the two streams.

use std::env;
use std::io::{IsTerminal, Write};

use crossfoot::error::Error;
use crossfoot::message::Lang;
use crossfoot::output::Options;

/// When to use colour.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum When {
    Auto,
    Always,
    Never,
}

/// Where results and complaints are shown.
#[derive(Clone, Debug)]
pub(crate) struct Screen {
    /// How outputs are rendered.
    pub(crate) options: Options,
    color_errors: bool,
}

impl Screen {
    pub(crate) fn new(lang: Lang, when: When) -> Self {
        let color = |terminal: bool| match when {
            When::Always => true,
            When::Never => false,
            When::Auto if is_set("NO_COLOR") => false,
            When::Auto if is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE") => true,
            When::Auto => terminal && env::var("TERM").as_deref() != Ok("dumb"),
        };
        let told = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width: usize = told.or_else(seen).unwrap_or(100).clamp(40, 200);
        let options = Options {
            lang,
            color: color(std::io::stdout().is_terminal()),
            unicode: is_utf8(),
            width,
            ..Options::default()
        };
        Self { options, color_errors: color(std::io::stderr().is_terminal()) }
    }

    /// Writes an error to standard error.
    pub(crate) fn complain(&self, error: &Error) {
        note(&format!(
            "{}
",
            error.render(self.options.lang, self.color_errors).trim_end()
        ));
    }
}

/// Writes `text` to standard output.
pub(crate) fn print(text: &str) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes what is not the result to standard error.
pub(crate) fn note(text: &str) {
    // Nothing is left to be done where even that cannot be written.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// The language told, else that of the locale, else English.
pub(crate) fn lang(told: Option<Lang>) -> Lang {
    let is_chinese =
        || locale("LC_MESSAGES").is_some_and(|locale| locale.to_ascii_lowercase().starts_with("zh"));
    told.unwrap_or_else(|| if is_chinese() { Lang::Zh } else { Lang::En })
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
}

/// The locale of this kind, such as `LC_MESSAGES`.
fn locale(kind: &str) -> Option<String> {
    ["LC_ALL", kind, "LANG"].iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
}

/// Whether box-drawing characters can be shown: unless the locale says otherwise.
fn is_utf8() -> bool {
    locale("LC_CTYPE").is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}
