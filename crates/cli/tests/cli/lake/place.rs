//! Where the lake may be named on the command line.

use super::Lake;
use crate::program::{command, refused, run};

/// Each command that works on a lake alone, with what it needs besides.
const COMMANDS: [&[&str]; 8] = [
    &["lake", "info"],
    &["lake", "vacuum", "--dry-run"],
    &["query", "select count(*) as n from activity", "--format", "csv"],
    &["search", "--limit", "1", "--format", "jsonl"],
    &["tables", "ledger"],
    &["ledger", "--format", "csv"],
    &["status", "--format", "csv"],
    &["gaps", "--format", "csv"],
];

#[test]
fn a_lake_is_named_at_any_place() {
    let lake = Lake::of_sample();
    let named = ["--lake", lake.path.as_str()];
    let with_sign = format!("--lake={}", lake.path);
    for words in COMMANDS {
        let expected = run(&[words, &named].concat());
        assert_eq!(expected.code, 0, "{words:?}: {}", expected.err);
        for place in 0..words.len() {
            // Not between an option and its value.
            if place > 0 && words[place - 1].starts_with("--") {
                continue;
            }
            let (before, after) = words.split_at(place);
            let name = if place == 0 { &[with_sign.as_str()][..] } else { &named };
            let args = [before, name, after].concat();
            let done = run(&args);
            assert_eq!((done.code, &done.out), (0, &expected.out), "{args:?}: {}", done.err);
        }
    }
}

#[test]
fn the_environment_names_the_lake_unless_the_command_line_does() {
    let lake = Lake::of_sample();
    let args = ["lake", "info"];
    let expected = run(&["lake", "info", "--lake", &lake.path]).out;
    let out_of = |args: &[&str], variable: &str| {
        let output = command(args).env("TRAIL365_LAKE", variable).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(out_of(&args, &lake.path), expected);
    for named in [["--lake", &lake.path, "lake", "info"], ["lake", "info", "--lake", &lake.path]] {
        assert_eq!(out_of(&named, "/no/such/lake"), expected, "{named:?}");
    }
}

#[test]
fn a_lake_is_imported_into_where_it_is_named_first() {
    let lake = Lake::of_records("{\"RecordType\":1,\"Operation\":\"a\",\"Id\":\"x\"}\n");
    let more = lake.folder.file("more.jsonl", "{\"RecordType\":1,\"Operation\":\"b\",\"Id\":\"y\"}\n");
    let done = run(&["--lake", &lake.path, "import", &more]);
    assert_eq!(done.code, 0, "{}", done.err);
    let count = lake.printed(&["query", "select count(*) as n from activity", "--format", "csv"]);
    assert_eq!(count, "n\r\n2\r\n");
}

#[test]
fn a_command_that_works_on_no_lake_takes_none() {
    for args in [&["describe", "50"][..], &["config", "example"], &["completions", "bash"], &["sandbox"]] {
        for place in [0, args.len()] {
            let (before, after) = args.split_at(place);
            let message = refused(&[before, &["--lake", "x"], after].concat());
            assert!(message.starts_with("error: ") && message.contains("--lake"), "{message}");
        }
    }
}

#[test]
fn help_names_the_lake_where_it_counts() {
    for (args, is_there) in [
        (["lake", "info", "-h"], true),
        (["config", "check", "-h"], true),
        (["config", "example", "-h"], false),
    ] {
        let text = run(&args).out;
        assert_eq!(text.contains("--lake <LAKE>"), is_there, "{text}");
    }
    for (command, is_there) in [("query", true), ("collect", true), ("doctor", true), ("describe", false)] {
        let text = run(&[command, "-h"]).out;
        assert_eq!(text.contains("--lake <LAKE>"), is_there, "{text}");
    }
    assert!(run(&["--help"]).out.contains("before its name or after it"));
}
