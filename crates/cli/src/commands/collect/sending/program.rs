//! A program that is run for each alert, which it reads from its standard input.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::pin::pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, Command};
use tokio::time::timeout;
use trail365_collect::config::AlertCommand;

use crate::output::{clipped, printable};

/// Longest time that a run takes.
const LONGEST: Duration = Duration::from_mins(1);

/// Time to read what a program said once it has ended: what it started itself may keep its output open.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Bytes of the end of its output that are kept, and characters of the last line that are shown.
const TAIL: usize = 4096;
const LINE: usize = 300;

/// Variables of the environment that it gets. The collector's others hold secrets.
const VARIABLES: [&str; 6] = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "SystemRoot"];

/// A program that is run for each alert.
pub struct Program {
    /// Its file.
    pub file: PathBuf,
    /// Its arguments.
    pub arguments: Vec<String>,
    /// Longest time that a run takes.
    pub longest: Duration,
}

impl Program {
    /// Makes the program of a configuration.
    pub fn new(command: &AlertCommand) -> Self {
        let (file, arguments) = (command.program.clone(), command.arguments.clone());
        Program { file, arguments, longest: LONGEST }
    }

    /// Runs it, without a shell, and writes the JSON to it. It has taken the alert if it ends with 0.
    ///
    /// # Errors
    /// Why it has not, in words.
    pub async fn run(&self, json: &str) -> Result<(), String> {
        let mut child = self.command().spawn().map_err(|error| format!("it cannot be started: {error}"))?;
        let mut said = child.stderr.take().map(|stderr| tokio::spawn(read_tail(stderr)));
        let ended = timeout(self.longest, feed_and_wait(&mut child, json)).await;
        let what = match ended {
            Ok(Ok(status)) if status.success() => return Ok(()),
            Ok(Ok(status)) => words_of(status),
            Ok(Err(error)) => format!("it cannot be waited for: {error}"),
            Err(_) => {
                // Dropping it would do so, too, but only later.
                let _ = child.kill().await;
                format!("it took longer than {} seconds", self.longest.as_secs())
            }
        };
        let line = match &mut said {
            Some(reading) => timeout(LAST_WORDS, reading).await.ok().and_then(Result::ok),
            None => None,
        };
        if let Some(reading) = said {
            reading.abort();
        }
        Err(match line.as_deref().map(last_line) {
            Some(line) if !line.is_empty() => format!("{what}: {line}"),
            _ => what,
        })
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.file);
        command.args(&self.arguments).env_clear().envs(VARIABLES.into_iter().filter_map(variable));
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
        // Ctrl-C ends the collector, which waits for the program.
        #[cfg(unix)]
        command.process_group(0);
        command
    }
}

fn variable(name: &'static str) -> Option<(&'static str, OsString)> {
    Some((name, std::env::var_os(name)?))
}

/// Writes the JSON to a program and waits for its end. A program that ends without reading all of it is no error.
async fn feed_and_wait(child: &mut Child, json: &str) -> std::io::Result<ExitStatus> {
    let mut feeding = pin!(feed(child.stdin.take(), json));
    let mut waiting = pin!(child.wait());
    tokio::select! {
        status = &mut waiting => return status,
        () = &mut feeding => {}
    }
    waiting.await
}

async fn feed(stdin: Option<ChildStdin>, json: &str) {
    let Some(mut stdin) = stdin else { return };
    // One that does not want all of it has closed it; its exit code says what it thinks of that.
    let _ = stdin.write_all(json.as_bytes()).await;
    let _ = stdin.write_all(b"\n").await;
    let _ = stdin.shutdown().await;
}

/// Reads all, and returns the end.
async fn read_tail(mut stderr: impl AsyncRead + Unpin) -> Vec<u8> {
    let (mut tail, mut piece) = (Vec::new(), [0; TAIL]);
    while let Ok(read @ 1..) = stderr.read(&mut piece).await {
        tail.extend_from_slice(&piece[..read]);
        let surplus = tail.len().saturating_sub(TAIL);
        tail.drain(..surplus);
    }
    tail
}

fn last_line(tail: &[u8]) -> String {
    let text = String::from_utf8_lossy(tail);
    clipped(text.trim_end().lines().last().unwrap_or_default().trim(), LINE)
}

fn words_of(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("it ended with {code}"),
        None => "it was killed".to_owned(),
    }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&printable(&self.file.display().to_string()))
    }
}
