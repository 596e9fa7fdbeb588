//! The file that is written.

use std::fs;

use crate::folder::Folder;
use crate::program::{assert_in_order, refused, run};

#[test]
fn a_new_file_is_written_and_an_old_one_only_by_force() {
    let folder = Folder::new();
    let (input, output) = (folder.file("in.jsonl", "{\"Operation\": 1}\n"), folder.path("out.jsonl"));
    let args = ["convert", "--to", "records", &input, "--output", &output];
    let first = run(&args);
    assert_eq!((first.code, first.out.as_str()), (0, ""));
    assert_eq!(first.err, "1 record written, 0 unreadable pieces\n");
    assert_eq!(fs::read_to_string(&output).unwrap(), "{\"Operation\":1}\n");

    fs::write(&output, "precious").unwrap();
    assert_in_order(&refused(&args), &["error: ", "out.jsonl already exists", "--force"]);
    assert_eq!(fs::read_to_string(&output).unwrap(), "precious");

    assert_eq!(run(&[&args[..], &["--force"]].concat()).code, 0);
    assert_eq!(fs::read_to_string(&output).unwrap(), "{\"Operation\":1}\n");
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = Folder::new();
    let input = folder.file("in.jsonl", "{\"a\":1}\n");
    let again = folder.path("./in.jsonl");
    let message = refused(&["convert", "--to", "records", &input, "--output", &again, "--force"]);
    assert_in_order(&message, &["in.jsonl is one of the files to read"]);
    assert_eq!(fs::read_to_string(&input).unwrap(), "{\"a\":1}\n");
}

#[test]
fn without_input_there_is_no_file_and_an_empty_input_gives_an_empty_one() {
    let folder = Folder::new();
    let output = folder.path("out.jsonl");
    assert_eq!(run(&["convert", "--to", "records", "/no/such/file", "--output", &output]).code, 2);
    assert!(!fs::exists(&output).unwrap());
    assert_eq!(run(&["convert", "--to", "records", &folder.file("empty", ""), "--output", &output]).code, 0);
    assert_eq!(fs::read_to_string(&output).unwrap(), "");
}

#[test]
fn an_output_that_cannot_be_written_is_named() {
    let folder = Folder::new();
    let input = folder.file("in.jsonl", "{\"a\":1}\n");
    let message = refused(&["convert", "--to", "records", &input, "--output", &folder.path("no/such/out")]);
    assert_in_order(&message, &["error: could not write ", "no/such/out: "]);
}
