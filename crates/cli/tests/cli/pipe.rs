//! A reader that went away.

use crate::program::{command, text_of};

#[test]
fn a_closed_pipe_ends_quietly() {
    for args in [
        &["describe"][..],
        &["describe", "50", "--format", "json"],
        &["describe", "--kind", "field", "--format", "markdown"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        text_of(&command(args).stdout(writer).output().unwrap());
    }
}
