//! Records and file names are written by strangers: what they hold must not drive a terminal.

use super::{GOOD, instead, with};
use crate::folder::Folder;
use crate::program::{assert_in_order, run};

const EVIL: &str = "x\u{1b}[2J\u{7}\u{9b}31m\u{202e}\u{2066}\u{7f}\u{85}\u{200b}\n\r\ty|z*";

/// EVIL as it stands in JSON: what JSON does not let through is escaped, the rest is as it is.
fn evil_json() -> String {
    serde_json::to_string(EVIL).unwrap()
}

fn evil_records() -> String {
    let evil = evil_json();
    let records = [
        with(&format!("{evil}:1")),
        with(&format!("\"A\":{{{evil}:1}}")),
        instead("\"UserType\":0", &format!("\"UserType\":{evil}")),
        instead("\"RecordType\":12", &format!("\"RecordType\":{evil}")),
        instead("\"Workload\"", &format!("\"work\\u006coad\":{evil},\"New\"")),
        format!("{GOOD}{EVIL}").replace(['\n', '\r'], ""),
        EVIL.replace(['\n', '\r'], ""),
    ];
    records.join("\n") + "\n"
}

fn assert_harmless(text: &str) {
    let acts = |c: &char| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    assert_eq!(text.chars().find(acts), None, "{text:?}");
}

#[test]
fn control_characters_are_shown_and_not_sent() {
    let folder = Folder::new();
    let file = folder.file("evil.jsonl", evil_records());
    for format in ["table", "markdown", "json"] {
        let run = run(&["validate", &file, "--format", format]);
        assert_eq!(run.code, 2);
        assert_harmless(&run.out);
        assert_harmless(&run.err);
        assert_eq!(run.err.lines().count(), 2);
    }
    let text = run(&["validate", &file]).out;
    assert_in_order(&text, &["Unknown fields", "x\\u{1b}[2J\\u{7}\\u{9b}31m\\u{202e}\\u{2066}"]);
}

#[test]
fn json_has_the_very_key() {
    let folder = Folder::new();
    let file = folder.file("evil.jsonl", evil_records());
    let report = run(&["validate", &file, "--format", "json"]).json();
    let rows = report["deviations"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["kind"] == "unknown-field" && row["path"] == EVIL));
    assert!(report["record_types"].as_array().unwrap().iter().any(|row| row["name"] == EVIL));
}

#[test]
fn markdown_cells_stay_cells() {
    let folder = Folder::new();
    let file = folder.file("evil.jsonl", evil_records());
    let text = run(&["validate", &file, "--format", "markdown"]).out;
    assert_in_order(&text, &["## Unknown fields", "| Count | Field |", "y\\|z\\*", "| number |"]);
}

#[cfg(unix)]
#[test]
fn names_of_files_are_escaped_too() {
    let folder = Folder::new();
    let file = folder.file("evil\u{1b}[31m\u{202e}\n.jsonl", evil_records());
    let missing = folder.path("missing\u{1b}]0;title\u{7}");
    for args in [
        &["validate", &file, &missing][..],
        &["validate", &missing],
        &["convert", "--to", "records", &missing],
        &["convert", "--to", "records", &missing, "--output", &file],
        &["convert", "--to", "records", &file, "--output", &file, "--force"],
    ] {
        let run = run(args);
        assert_eq!(run.code, 2);
        assert_harmless(&run.out);
        assert_harmless(&run.err);
    }
}

#[test]
fn long_paths_and_values_are_clipped_in_the_table() {
    let folder = Folder::new();
    let key = "k".repeat(5000);
    let value = format!("\"UserType\":\"{}\"", "v".repeat(5000));
    let file = folder.file(
        "a.jsonl",
        format!("{}\n{}\n", with(&format!("\"{key}\":1")), instead("\"UserType\":0", &value)),
    );
    let text = run(&["validate", &file]).out;
    assert_in_order(&text, &[&format!(" {}…\n", "k".repeat(120)), &format!("\"{}…", "v".repeat(39))]);
    let report = run(&["validate", &file, "--format", "json"]).json();
    assert_eq!(report["deviations"][0]["path"], format!("{}…", "k".repeat(512)));
}
