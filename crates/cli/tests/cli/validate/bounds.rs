//! However many different things there are, nothing is dropped without a word.

use std::fmt::Write;

use serde_json::json;

use super::{instead, with};
use crate::folder::Folder;
use crate::program::{assert_in_order, printed, run};

#[test]
fn groups_beyond_the_limit_are_counted_and_hide_no_other_kind() {
    let folder = Folder::new();
    let members =
        |from: usize| (from..from + 4000).map(|i| format!("\"k{i}\":1")).collect::<Vec<_>>().join(",");
    let records = [with(&members(0)), with(&members(4000)), with("\"Version\":1")];
    let file = folder.file("a.jsonl", records.join("\n"));
    let report = run(&["validate", &file, "--format", "json"]).json();
    assert_eq!(report["total"]["deviations"], 8001);
    assert_eq!(report["deviations"].as_array().unwrap().len(), 5001);
    assert_eq!(report["deviations"][5000]["path"], "Version");
    assert_eq!(report["further"]["deviations"], json!([{"kind": "unknown-field", "count": 3000}]));
    assert_in_order(
        &printed(&["validate", &file]),
        &[
            "Deviations  in all 3 records: unknown fields (more than 5,000), undocumented fields (1)\n",
            "and 4,980 more rows; --format json has them all\n",
            "further groups: 3,000 deviations\n",
            "Undocumented fields\n",
            "    1  Version ",
        ],
    );
}

#[test]
fn record_types_beyond_the_limit_are_counted() {
    let folder = Folder::new();
    let mut lines = String::new();
    for number in 100_000..110_100 {
        writeln!(lines, "{{\"RecordType\":{number},\"Id\":\"x\"}}").unwrap();
    }
    let file = folder.file("a.jsonl", format!("{lines}{{\"RecordType\":12,\"Id\":\"x\"}}\n"));
    let report = run(&["validate", &file, "--format", "json"]).json();
    let kept = report["record_types"].as_array().unwrap().len() as u64;
    let further = report["further"]["record_types"].as_u64().unwrap();
    assert_eq!(kept + further, 10_101);
    assert!(further > 0);
    assert_in_order(
        &printed(&["validate", &file]),
        &[
            "Types       1 known, more than 9,",
            "Sway\n",
            "more record types; --format json has them all\n",
            "further unknown",
        ],
    );
}

#[test]
fn deviations_that_a_record_does_not_list_are_counted() {
    let folder = Folder::new();
    let items = vec!["1"; 10_250].join(",");
    let file = folder
        .file("a.jsonl", instead("\"RecordType\":12", &format!("\"RecordType\":1,\"Parameters\":[{items}]")));
    let report = run(&["validate", &file, "--format", "json"]).json();
    assert_eq!(report["further"]["unlisted_deviations"], 250);
    assert!(report["total"]["deviations"].as_u64().unwrap() >= 10_250);
    let text = "not listed below: 250 deviations of records with more than 10,000 inside their values";
    assert_in_order(&printed(&["validate", &file]), &[text]);
}
