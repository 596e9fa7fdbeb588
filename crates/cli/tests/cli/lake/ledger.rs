//! What was imported.

use super::{Lake, SAMPLE};
use crate::program::run;

#[test]
fn every_import_has_its_row() {
    let lake = Lake::of_sample();
    let again = lake.folder.file("again.csv", std::fs::read(SAMPLE).unwrap());
    lake.import(&again);
    let table = lake.printed(&["ledger"]);
    let lines: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0][..5], ["imported_at", "source", "format", "rows_read", "rows_added"]);
    assert_eq!((lines.len(), &lines[2][2..6]), (4, &["CSV", "449", "449", "0"][..]));
    assert_eq!(lines[3][2..6], ["CSV", "449", "0", "449"]);
}

#[test]
fn a_program_gets_every_column() {
    let lake = Lake::of_sample();
    let row: serde_json::Value =
        serde_json::from_str(&lake.printed(&["ledger", "--format", "jsonl"])).unwrap();
    assert_eq!(
        (row["rows_read"].as_i64(), row["bytes"].as_u64()),
        (Some(449), Some(std::fs::metadata(SAMPLE).unwrap().len()))
    );
    assert_eq!(row["sha256"].as_str().map(str::len), Some(64));
    assert!(run(&lake.args(&["ledger", "--all"])).out.contains("sha256"));
}
