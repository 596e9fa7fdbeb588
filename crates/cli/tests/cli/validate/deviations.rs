//! What is odd about records: how it is grouped, counted and explained.

use serde_json::{Value, json};

use super::{GOOD, instead, with};
use crate::folder::Folder;
use crate::program::{assert_in_order, json as json_of, printed, run};

/// The deviations of a file with these records, without what a test does not look at.
fn deviations(records: &[String]) -> Vec<Value> {
    let folder = Folder::new();
    let file = folder.file("a.jsonl", records.join("\n"));
    let mut report = json_of(&["validate", &file]);
    let Value::Array(mut rows) = report["deviations"].take() else { panic!("{report}") };
    for row in &mut rows {
        let line = row["first"]["line"].take();
        row["first"] = line;
        row.as_object_mut().unwrap().remove("record_types");
    }
    rows
}

#[test]
fn each_kind_is_found() {
    let rows = deviations(&[
        with("\"New\":1"),
        with("\"Version\":1"),
        instead("\"UserKey\"", "\"userkey\""),
        with("\"Id\":\"81adeb4a-f002-4565-bfe5-4c0cc6bc7003\""),
        instead("\"2024-05-06T07:08:09\"", "\"today\""),
        instead("\"UserType\":0", "\"UserType\":\"0\""),
        instead("\"UserType\":0", "\"UserType\":77"),
        instead("\"Workload\"", "\"Werkload\""),
    ]);
    let row = |kind: &str, path: &str, expected: Value, found: Value, first: u64, example: Value| {
        json!({"kind": kind, "schema": "Common", "path": path, "expected": expected, "found": found,
            "count": 1, "first": first, "example": example})
    };
    let why = "no such field, real records carry it";
    let expect = [
        row("missing", "Workload", "string".into(), Value::Null, 8, Value::Null),
        row("unknown-field", "New", Value::Null, "number".into(), 1, Value::Null),
        row("unknown-field", "Werkload", Value::Null, "string".into(), 8, Value::Null),
        row("undocumented-field", "Version", why.into(), "number".into(), 2, Value::Null),
        row("other-spelling", "userkey", "UserKey".into(), "string".into(), 3, Value::Null),
        row("doubled-key", "Id", "each key once".into(), "string".into(), 4, Value::Null),
        row("wrong-type", "CreationTime", "datetime".into(), "string".into(), 5, Value::Null),
        row("other-form", "UserType", "UserType".into(), "string".into(), 6, Value::Null),
        row("unknown-enum-member", "UserType", "UserType".into(), "number".into(), 7, "77".into()),
    ];
    assert_eq!(rows, expect);
}

#[test]
fn groups_are_counted_from_their_first_place_the_most_frequent_first() {
    let rows = deviations(&[
        GOOD.to_owned(),
        with("\"B\":1"),
        with("\"A\":1"),
        with("\"A\":2"),
        with("\"A\":\"text\""),
    ]);
    let seen: Vec<_> =
        rows.iter().map(|row| (&row["path"], &row["found"], &row["count"], &row["first"])).collect();
    let row = |path: &str, found: &str, count: u64, first: u64| json!([path, found, count, first]);
    assert_eq!(
        json!(seen),
        json!([row("A", "number", 2, 3), row("A", "string", 1, 5), row("B", "number", 1, 2)])
    );
}

#[test]
fn items_of_lists_are_one_group() {
    let record = r#"{"RecordType":3,"Id":"x","AffectedItems":[{"Subject":1},{"Subject":2,"New":[{"X":1}]},{"Subject":""}]}"#;
    let rows = deviations(&[record.to_owned(), record.to_owned()]);
    let inside: Vec<_> = rows
        .iter()
        .filter(|row| row["path"].as_str().unwrap().contains('['))
        .map(|row| {
            (row["kind"].as_str().unwrap(), row["path"].as_str().unwrap(), row["count"].as_u64().unwrap())
        })
        .collect();
    assert_eq!(
        inside,
        [
            ("missing", "AffectedItems[].Id", 6),
            ("unknown-field", "AffectedItems[].New", 2),
            ("wrong-type", "AffectedItems[].Subject", 4)
        ]
    );
}

#[test]
fn a_field_of_several_record_types_is_one_row_of_the_schema_that_defines_it() {
    let folder = Folder::new();
    let other = with("\"Version\":1").replace("\"RecordType\":12", "\"RecordType\":16");
    let unknown = with("\"Version\":1").replace("\"RecordType\":12", "\"RecordType\":99999");
    let records = [with("\"Version\":1"), other.clone(), other, unknown];
    let file = folder.file("a.jsonl", records.join("\n"));
    let report = json_of(&["validate", &file]);
    let rows = report["deviations"].as_array().unwrap();
    let row = rows.iter().find(|row| row["path"] == "Version").unwrap();
    assert_eq!((&row["schema"], &row["count"]), (&json!("Common"), &json!(4)));
    assert_eq!(
        row["record_types"],
        json!([
            {"number": 16, "name": "SkypeForBusinessPSTNUsage", "count": 2},
            {"number": 12, "name": "Sway", "count": 1},
            {"number": 99999, "name": null, "count": 1},
        ])
    );
}

#[test]
fn unknown_types_and_records_without_one_have_rows_of_their_own() {
    let folder = Folder::new();
    let of_type = |value: &str| instead("\"RecordType\":12", &format!("\"RecordType\":{value}"));
    let records =
        [of_type("99999"), of_type("99999"), of_type("\"Novel\""), of_type("\"sway\""), of_type("null")];
    let file = folder.file("a.jsonl", records.join("\n"));
    let report = json_of(&["validate", &file]);
    let row = |number: Value, name: Value, known: bool, count: u64, share: f64| json!({"number": number, "name": name, "known": known, "count": count, "share": share});
    for expect in [
        row(12.into(), "Sway".into(), true, 1, 0.2),
        row(99999.into(), Value::Null, false, 2, 0.4),
        row(Value::Null, "Novel".into(), false, 1, 0.2),
        row(Value::Null, Value::Null, false, 1, 0.2),
    ] {
        assert!(report["record_types"].as_array().unwrap().contains(&expect), "{expect} in {report}");
    }
    assert_in_order(
        &printed(&["validate", &file]),
        &[
            "Types       1 known, 2 unknown, 1 record without a type\n",
            " 40.0 %  99999  (unknown)\n",
            " 20.0 %",
        ],
    );
    assert_in_order(&printed(&["validate", &file]), &["Novel (unknown)\n"]);
    assert_in_order(&printed(&["validate", &file]), &["(none)\n"]);
}

#[test]
fn each_kind_is_explained() {
    let folder = Folder::new();
    let records = [
        with("\"New\":{}"),
        with("\"Version\":1"),
        instead("\"UserType\":0", "\"UserType\":77"),
        instead("\"UserKey\":\"k\",", ""),
    ];
    let file = folder.file("a.jsonl", records.join("\n"));
    assert_in_order(
        &printed(&["validate", &file]),
        &[
            "Deviations  in all 4 records: missing mandatory fields (1), unknown fields (1),\n",
            "Missing mandatory fields\n------------------------\nDocumented as mandatory, but",
            "COUNT  FIELD    TYPE    SCHEMA  FIRST AT\n    1  UserKey  string  Common  a.jsonl:4\n",
            "Unknown fields\n--------------\nNot in the published schema",
            "    1  New    object  a.jsonl:1  Sway (12)\n",
            "Undocumented fields\n-------------------\nNot in Microsoft's documentation",
            "    1  Version  number  Common  a.jsonl:2\n",
            "Unknown enum members\n--------------------\nThe value is none of",
            "COUNT  FIELD     ENUM      EXAMPLE  FIRST AT\n    1  UserType  UserType  77       a.jsonl:3\n",
        ],
    );
}

#[test]
fn strict_fails_on_a_deviation_and_not_without() {
    let folder = Folder::new();
    let (good, odd) = (folder.file("good.jsonl", GOOD), folder.file("odd.jsonl", with("\"New\":1")));
    let broken = folder.file("broken.jsonl", format!("{}\nnot a record\n", with("\"New\":1")));
    for (args, code) in [
        (&["--strict", &good][..], 0),
        (&[&odd], 0),
        (&["--strict", &odd], 1),
        (&["--strict", &good, &odd], 1),
        (&[&broken], 2),
        (&["--strict", &broken], 2),
        (&["--strict", &odd, "/no/such/file"], 2),
    ] {
        let run = run(&[&["validate"], args].concat());
        assert_eq!(run.code, code, "{args:?}");
        assert_in_order(&run.out, &["record", "Record types"]);
    }
}
