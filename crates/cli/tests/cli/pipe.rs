//! A reader that went away.

use crate::folder::Folder;
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

#[test]
fn a_closed_pipe_ends_quietly_in_the_middle_of_records() {
    let folder = Folder::new();
    let file = folder.file("many.jsonl", "{\"RecordType\":1,\"Id\":\"x\"}\n".repeat(100_000));
    for args in [
        &["convert", "--to", "records", &file][..],
        &["validate", &file],
        &["validate", &file, "--format", "json"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        text_of(&command(args).stdout(writer).output().unwrap());
    }
}
