//! The `crossfoot` program: arguments in, exit code out; nothing else.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run(std::env::args_os())
}
