//! Converting: a program of the user's configuration is run, and what it writes is read in place of the file.

use std::ffi::OsString;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use crossfoot::message::Message;
use crossfoot::read::{Limit, Limits};
use crossfoot::rules::Converter;
use crossfoot::source::Span;
use crossfoot::tree::Mistake;

/// How much of what a program complains of is kept, in bytes, and how much of that is shown.
const COMPLAINT: u64 = 64 << 10;
const SHOWN_LINES: usize = 3;
const SHOWN_CHARACTERS: usize = 200;
/// How long to wait before looking again whether a program has ended.
const PAUSE: Duration = Duration::from_millis(10);
/// How long to wait for what a program that has ended complained of: one that it started may go on.
const PATIENCE: Duration = Duration::from_secs(1);

/// What becomes of what a program writes beyond what is read.
enum Rest {
    /// It cannot be written: the program ends.
    Refused,
    /// It goes nowhere.
    Dropped,
}

/// What `command` writes for the file at `path`: run without a shell, no longer and no more than `limits` allow.
pub(crate) fn convert(command: &[String], path: &Path, limits: &Limits) -> Result<Vec<u8>, Mistake> {
    let [program, arguments @ ..] = command else { return Ok(Vec::new()) };
    let mut child = Command::new(program)
        .args(arguments.iter().map(|argument| with_file(argument, path)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| cannot_start(program, &error))?;
    let most = limits.get(Limit::FileSize);
    let written = read(child.stdout.take(), most.saturating_add(1), Rest::Refused);
    let complaint = read(child.stderr.take(), COMPLAINT, Rest::Dropped);
    let seconds = limits.get(Limit::ConvertTime);
    let until = Instant::now().checked_add(Duration::from_secs(seconds));
    let ended = wait(&mut child, &written, until);
    if ended.is_none() {
        // It may have ended just now.
        let _ = child.kill();
        let _ = child.wait();
    }
    let (written, status) =
        ended.ok_or_else(|| limits.exceeded(Limit::ConvertTime, &format!(">{seconds}")))?;
    limits.hold(Limit::FileSize, written.len() as u64)?;
    if !status.success() {
        let complaint = complaint.recv_timeout(PATIENCE).unwrap_or_default();
        return Err(failed(program, status, &complaint));
    }
    if written.trim_ascii().is_empty() {
        return Err(empty(program));
    }
    Ok(written)
}

/// An argument with the path in place of `{}`. A path that begins with a dash would be read as an option.
fn with_file(argument: &str, path: &Path) -> OsString {
    let path =
        if path.to_string_lossy().starts_with('-') { Path::new(".").join(path) } else { path.to_path_buf() };
    let mut filled = OsString::new();
    for (at, piece) in argument.split(Converter::FILE).enumerate() {
        if at > 0 {
            filled.push(&path);
        }
        filled.push(piece);
    }
    filled
}

/// Reads at most `most` bytes of a stream on a thread of its own.
fn read(stream: Option<impl Read + Send + 'static>, most: u64, rest: Rest) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let Some(mut stream) = stream else { return };
        // What was read before an error is what there is.
        let _ = stream.by_ref().take(most).read_to_end(&mut bytes);
        let _ = sender.send(bytes);
        if matches!(rest, Rest::Dropped) {
            let _ = std::io::copy(&mut stream, &mut std::io::sink());
        }
    });
    receiver
}

/// What the program wrote and how it ended; `None` where it takes too long.
fn wait(
    child: &mut Child,
    written: &Receiver<Vec<u8>>,
    until: Option<Instant>,
) -> Option<(Vec<u8>, ExitStatus)> {
    let left = || until.map_or(Duration::MAX, |until| until.saturating_duration_since(Instant::now()));
    let bytes = written.recv_timeout(left()).ok()?;
    loop {
        if let Ok(Some(status)) = child.try_wait() {
            return Some((bytes, status));
        }
        if left().is_zero() {
            return None;
        }
        thread::sleep(PAUSE);
    }
}

fn mistake(message: Message, help: Message) -> Mistake {
    Mistake::new(Span::default(), message).with_help(help)
}

/// The mistake of a document from standard input, which has no path that a program could be given.
pub(crate) fn no_file() -> Mistake {
    mistake(
        Message::new("what comes from standard input cannot be converted", "标准输入的内容无法转换"),
        Message::new(
            "save it to a file and name that: the programs under `convert:` take files",
            "请先保存为文件再检查：convert 中的程序只能处理文件",
        ),
    )
}

fn cannot_start(program: &str, error: &std::io::Error) -> Mistake {
    let (en, zh) = match error.kind() {
        std::io::ErrorKind::NotFound => ("there is no such program".to_owned(), "没有这个程序".to_owned()),
        _ => (error.to_string(), error.to_string()),
    };
    mistake(
        Message::new(
            format!("the converter `{program}` cannot be started: {en}"),
            format!("无法启动转换程序 `{program}`：{zh}"),
        ),
        Message::new(
            "install it, or name another under `convert:` in crossfoot.yaml",
            "请安装该程序，或在 crossfoot.yaml 的 convert 中改用其他程序",
        ),
    )
}

fn failed(program: &str, status: ExitStatus, complaint: &[u8]) -> Mistake {
    let complaint = String::from_utf8_lossy(complaint);
    let lines = complaint.lines().map(str::trim).filter(|line| !line.is_empty()).take(SHOWN_LINES);
    let told: String = lines.collect::<Vec<_>>().join("; ").chars().take(SHOWN_CHARACTERS).collect();
    let code = status.code().map_or_else(|| status.to_string(), |code| code.to_string());
    let (en, zh) = if told.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(": {told}"), format!("：{told}"))
    };
    mistake(
        Message::new(
            format!("the converter `{program}` failed with exit code {code}{en}"),
            format!("转换程序 `{program}` 失败，退出码 {code}{zh}"),
        ),
        Message::new(
            "run it by hand on this file to see why; is the file damaged or protected by a password?",
            "请手工运行该程序查看原因；文件是否损坏或设有密码？",
        ),
    )
}

fn empty(program: &str) -> Mistake {
    mistake(
        Message::new(
            format!("the converter `{program}` found no text in this file"),
            format!("转换程序 `{program}` 没有从文件中得到文字"),
        ),
        Message::new(
            "a scanned document holds pictures only: have its text recognized first",
            "扫描件只有图像，请先进行文字识别",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stand_in_the_arguments() {
        let cases = [
            ("{}", "a b.pdf", "a b.pdf"),
            ("--in={}", "a.pdf", "--in=a.pdf"),
            ("{}:{}", "a", "a:a"),
            ("{}", "-rf.pdf", "./-rf.pdf"), // no option
            ("-layout", "a.pdf", "-layout"),
        ];
        for (argument, path, expected) in cases {
            assert_eq!(with_file(argument, Path::new(path)), expected, "{argument} {path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn programs_are_run_within_limits() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let mut limits = Limits::default();
        limits.set(Limit::ConvertTime, 1);
        limits.set(Limit::FileSize, 100_000);
        let run = |command: &[&str]| {
            let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
            convert(&command, Path::new(file), &limits).map_err(|mistake| mistake.message.en)
        };
        assert!(run(&["cat", "{}"]).is_ok_and(|bytes| bytes.starts_with(b"[package]")));
        // A shell sees the file as an argument, never as a part of its script.
        assert_eq!(run(&["sh", "-c", "echo $0", "a;echo b{}"]), Ok(format!("a;echo b{file}\n").into_bytes()));
        let warnings =
            "for i in $(seq 3000); do echo a warning of forty characters at the least >&2; done; echo ok";
        assert_eq!(run(&["sh", "-c", warnings, "{}"]), Ok(b"ok\n".to_vec()));
        let failures: [(&[&str], &str); 6] = [
            (
                &["no-such-program", "{}"],
                "the converter `no-such-program` cannot be started: there is no such program",
            ),
            (
                &["sh", "-c", "echo; echo bad >&2; echo worse >&2; exit 3", "{}"],
                "the converter `sh` failed with exit code 3: bad; worse",
            ),
            (&["true", "{}"], "the converter `true` found no text in this file"),
            (&["false", "{}"], "the converter `false` failed with exit code 1"),
            (
                &["sh", "-c", "exec sleep 9", "{}"],
                "the conversion takes too many seconds: >1, the limit is 1",
            ),
            (&["cat", "/dev/zero", "{}"], "the file is too large: 97.6 KiB, the limit is 97.6 KiB"),
        ];
        for (command, message) in failures {
            assert_eq!(run(command), Err(message.to_owned()), "{command:?}");
        }
    }
}
