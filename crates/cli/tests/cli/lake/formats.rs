//! Rows in each format.

use serde_json::Value;

use super::Lake;
use crate::program::run;

const SQL: &str = "select creation_time, record_type, user_id, parameters from activity
                   where operation = 'New-InboxRule' order by creation_time limit 1";

fn check(lake: &Lake, format: &str, expected: &str) {
    assert_eq!(lake.printed(&["query", SQL, "--format", format]), expected);
}

#[test]
fn every_format_has_the_row() {
    let lake = Lake::of_sample();
    let pairs = r#"{"Name":"Newsletters","SubjectContainsWords":"newsletter","MoveToFolder":"Newsletters","StopProcessingRules":"True"}"#;
    let (time, user) = ("2026-03-02T11:12:40Z", "anna.keller@contoso.example.com");
    let object =
        format!(r#"{{"creation_time":"{time}","record_type":1,"user_id":"{user}","parameters":{pairs}}}"#);
    check(&lake, "jsonl", &format!("{object}\n"));
    check(&lake, "json", &format!("[\n{object}\n]\n"));
    let quoted = pairs.replace('"', "\"\"");
    let header = "creation_time,record_type,user_id,parameters";
    check(&lake, "csv", &format!("{header}\r\n{time},1,{user},\"{quoted}\"\r\n"));
    let table = lake.printed(&["query", SQL]);
    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[0].starts_with("creation_time         record_type  user_id "), "{table}");
    assert_eq!(lines[2], format!("{time}            1  {user}  {pairs}"));
}

#[test]
fn a_table_says_how_many_rows_there_are() {
    let lake = Lake::of_sample();
    let done = run(&lake.args(&["query", "select operation from activity"]));
    assert_eq!(done.out.lines().count(), 451);
    assert!(done.err.starts_with("449 rows, ") && done.err.ends_with(" s\n"), "{}", done.err);
    let done = run(&lake.args(&["query", "select operation from activity", "--format", "csv"]));
    assert_eq!((done.out.lines().count(), done.err.as_str()), (450, ""));
}

#[test]
fn every_column_that_is_null_is_left_out_of_json_unless_asked_for() {
    let lake = Lake::of_records("{\"RecordType\":1,\"Operation\":\"a\"}\n");
    let sql = "select operation, user_id from activity";
    assert_eq!(lake.printed(&["query", sql, "--format", "jsonl"]), "{\"operation\":\"a\"}\n");
    let with_nulls = lake.printed(&["query", sql, "--format", "jsonl", "--nulls"]);
    assert_eq!(with_nulls, "{\"operation\":\"a\",\"user_id\":null}\n");
}

#[test]
fn text_of_a_record_does_no_harm() {
    let record = r#"{"RecordType":1,"Operation":"=cmd|'/c calc'!A1","UserId":"\u001b[2J\u202e\u009b"}"#;
    let lake = Lake::of_records(&format!("{record}\n"));
    let sql = "select operation, user_id from activity";
    let table = lake.printed(&["query", sql]);
    assert!(table.ends_with("=cmd|'/c calc'!A1  \\u{1b}[2J\\u{202e}\\u{9b}\n"), "{table}");
    let json = lake.printed(&["query", sql, "--format", "jsonl"]);
    assert!(json.is_ascii(), "{json}");
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(value["user_id"], "\u{1b}[2J\u{202e}\u{9b}");
    assert!(lake.printed(&["query", sql, "--format", "csv"]).contains("\r\n'=cmd|'/c calc'!A1,"));
    assert!(
        lake.printed(&["query", sql, "--format", "csv", "--formulas"]).contains("\r\n=cmd|'/c calc'!A1,")
    );
}
