//! The command line: the only part that touches arguments, environment, files and streams.

mod check;
mod convert;
mod explain;
mod figures;
mod file;
mod files;
mod reading;
mod rules;
mod terminal;
mod trace;
mod zh;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crossfoot::error::Error;
use crossfoot::message::Lang;

/// What every run may be told.
#[derive(Debug, Parser)]
#[command(
    name = "crossfoot",
    version,
    about = "Checks that the figures of budget and performance reports add up",
    long_about = "Crossfoot reads a report itself (Word, Excel, text, Markdown, …), finds every figure in it, proves that the figures add \
                  up and agree, checks that the required sections are there, and points at what is wrong.",
    after_help = "Start here:\n  crossfoot check report.txt             check one report\n  crossfoot check reports/               check a \
                  folder\n  crossfoot figures report.txt           see what was understood\n  crossfoot check report.txt --coverage  see what was \
                  proved, and what was not\n\nExit code: 0 nothing at or above --fail-on, 1 findings at or above it, 2 something could not be checked.",
    disable_help_subcommand = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    shared: Shared,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Shared {
    /// Language of messages: zh or en [default: from the locale]
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<Language>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: terminal::When,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Language {
    Zh,
    En,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check reports: do the figures add up, are the sections there?
    Check(check::Check),
    /// List every figure that is understood in reports
    Figures(figures::Figures),
    /// Work out a rule in a report line by line: what was bound, where, and the sum
    Trace(trace::Follow),
    /// Tell what a rule checks, on which basis, with an example
    Explain(explain::Explain),
    /// List the rules, with their kinds and severities
    Rules(rules::Rules),
    /// Print the JSON schema of an output
    Schema(Schema),
}

/// Which schema to print.
#[derive(Debug, Args)]
struct Schema {
    /// Of what: output is what `check --format json` writes
    #[arg(value_name = "WHAT", value_parser = ["output"])]
    what: String,
}

/// Runs the program with `arguments`, the program's name first, and gives its exit code.
pub(crate) fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let lang = terminal::lang(told_lang(&arguments));
    let mut command = Arguments::command();
    if lang == Lang::Zh {
        command = zh::translate(command);
    }
    let parsed =
        command.try_get_matches_from(arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let screen = terminal::Screen::new(lang, arguments.shared.color);
    let done = match arguments.command {
        Command::Check(check) => check.run(&screen),
        Command::Figures(figures) => figures.run(&screen),
        Command::Trace(follow) => follow.run(&screen),
        Command::Explain(explain) => explain.run(&screen),
        Command::Rules(rules) => rules.run(&screen),
        Command::Schema(_) => terminal::print(&crossfoot::output::schema()).map(|()| 0),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(Error::CannotWrite(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            screen.complain(&error);
            ExitCode::from(2)
        }
    }
}

/// The language given on the command line, found before the arguments are parsed so that help and usage
/// errors are in it too.
fn told_lang(arguments: &[OsString]) -> Option<Lang> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let after = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    let word = after.or_else(|| words.iter().find_map(|word| word.strip_prefix("--lang=")))?;
    match word {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}
