//! `trail365 sandbox`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::folder::Folder;
use crate::program::{assert_in_order, command, ended, run};

/// A program that is ended with the test.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn what_it_prints_is_a_configuration_that_works() {
    let child =
        command(&["sandbox", "--rate", "60"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut child = Ended(child);
    let mut text = String::new();
    let mut lines = BufReader::new(child.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let secret = loop {
        let line = lines.next().unwrap();
        if let Some(secret) = line.strip_prefix("# export TRAIL365_SANDBOX_SECRET_1='") {
            break secret.trim_end_matches('\'').to_owned();
        }
        text += &line;
        text.push('\n');
    };
    let folder = Folder::new();
    let mut doctor = command(&["doctor", "--config", &folder.file("t.toml", text)]);
    doctor.env("TRAIL365_SANDBOX_SECRET_1", secret);
    let done = ended(doctor, "");
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(done.out.contains("contoso.com auditing"), "{}", done.out);
    let next: Vec<_> = lines.by_ref().take(3).collect();
    assert_in_order(&next.join("\n"), &["trail365 doctor", "collect --once", "query --lake sandbox-lake "]);
    assert!(done.out.contains("sandbox-lake"), "{}", done.out);
}

#[test]
fn a_plan_that_cannot_be_is_refused() {
    let folder = Folder::new();
    let refused = run(&["sandbox", "--plan", &folder.file("p.toml", "sed = 1\n")]);
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("unknown field"), "{}", refused.err);
    assert_eq!(run(&["sandbox", "--listen", "0.0.0.0:0"]).code, 2);
    assert_eq!(run(&["sandbox", "--rate=-1"]).code, 2);
}
