//! The program as a test sees it.

use std::io::{BufRead as _, BufReader, Write};
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use serde_json::Value;

/// The program with these arguments, at 100 columns.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trail365"));
    command.args(args).env("COLUMNS", "100");
    command
}

/// A program that serves until it is dropped.
pub struct Running {
    child: Child,
    /// The first line that it printed.
    pub line: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts the program with these arguments, and waits for its first line.
pub fn start(args: &[&str]) -> Running {
    let mut started = command(args);
    let mut child =
        started.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    Running { child, line: line.trim().to_owned() }
}

/// What a run that has to succeed without a word on stderr prints.
pub fn printed(args: &[&str]) -> String {
    text_of(&command(args).output().unwrap())
}

/// The same as JSON.
pub fn json(args: &[&str]) -> Value {
    serde_json::from_str(&printed(&[args, &["--format", "json"]].concat())).unwrap()
}

/// What a run that has to fail says on stderr; it prints nothing and ends with 2.
pub fn refused(args: &[&str]) -> String {
    let output = command(args).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "", "{args:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Stdout of a run that succeeded.
pub fn text_of(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(errors, "");
    assert_eq!(output.status.code(), Some(0));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Checks that the text has all parts, in their order; the line end of one may begin the next.
pub fn assert_in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some(at) = rest.find(part) else { panic!("{part:?} is missing, or out of order, in\n{text}") };
        rest = &rest[at + part.trim_end_matches('\n').len()..];
    }
}

/// What a run left behind, however it ended.
pub struct Run {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Stdout as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

/// Runs the program without anything on stdin.
pub fn run(args: &[&str]) -> Run {
    run_fed(args, "")
}

/// Runs the program with this on stdin.
pub fn run_fed(args: &[&str], input: &str) -> Run {
    ended(command(args), input)
}

/// Runs a command with this on stdin.
pub fn ended(mut command: Command, input: &str) -> Run {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stdin, input) = (child.stdin.take().unwrap(), input.to_owned());
    // A program that does not read to the end is fine.
    let feeder = thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}
