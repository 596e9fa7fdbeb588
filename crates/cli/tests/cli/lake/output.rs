//! The file that rows are written to.

use std::fs;

use super::Lake;
use crate::program::{assert_in_order, command, refused, run, text_of};

const SQL: &str = "select operation from activity where operation = 'HardDelete'";

#[test]
fn the_name_of_the_file_says_the_format() {
    let lake = Lake::of_sample();
    for (name, start) in [
        ("out.csv", &b"operation\r\nHardDelete\r\n"[..]),
        ("out.json", b"[\n{\"operation\":\"HardDelete\"}\n]\n"),
        ("out.jsonl", b"{\"operation\":\"HardDelete\"}\n"),
        ("out.parquet", b"PAR1"),
        ("out", b"operation\n----------\nHardDelete\n"),
    ] {
        let path = lake.folder.path(name);
        let done = run(&lake.args(&["query", SQL, "--output", &path]));
        assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
        assert_in_order(&done.err, &["1 row, ", " s, written to ", name]);
        assert!(fs::read(&path).unwrap().starts_with(start), "{name}");
    }
    let path = lake.folder.path("other.csv");
    lake.printed(&["query", SQL, "--output", &path, "--format", "jsonl"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"operation\":\"HardDelete\"}\n");
}

#[test]
fn a_file_that_is_there_is_kept_unless_forced() {
    let lake = Lake::of_sample();
    let path = lake.folder.file("out.csv", "precious");
    let args = lake.args(&["query", SQL, "--output", &path]);
    assert_in_order(&refused(&args), &["error: ", "out.csv already exists", "--force"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    assert_eq!(run(&[&args[..], &["--force"]].concat()).code, 0);
    assert_eq!(fs::read_to_string(&path).unwrap(), "operation\r\nHardDelete\r\n");
}

#[test]
fn a_query_that_fails_leaves_no_file() {
    let lake = Lake::of_sample();
    let path = lake.folder.path("out.csv");
    let sql = "select cast(operation as int) from activity";
    assert_eq!(run(&lake.args(&["query", sql, "--output", &path])).code, 2);
    let left: Vec<_> =
        fs::read_dir(lake.folder.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["lake"]);
}

#[test]
fn parquet_needs_a_file() {
    let lake = Lake::of_sample();
    let message = refused(&lake.args(&["query", SQL, "--format", "parquet"]));
    assert_in_order(&message, &["error: ", "--output"]);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let lake = Lake::of_sample();
    for args in [
        &["query", "select raw from activity", "--format", "jsonl"][..],
        &["query", "select raw from activity", "--format", "csv"],
        &["query", "select raw from activity"],
        &["search"],
        &["tables"],
        &["ledger"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        text_of(&command(&lake.args(args)).stdout(writer).output().unwrap());
    }
}
