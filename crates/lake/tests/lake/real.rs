//! A real tenant's export, where it is at hand.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use crate::Place;
use crate::place::counts;

pub const EXPORT: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/tenant-search-export.csv");

/// The records of the export, read independently of the crate `read`: quotes are counted, nothing else.
pub fn audit_data(csv: &str) -> Vec<String> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = csv.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => (),
            c => cell.push(c),
        }
    }
    let place = rows[0].iter().position(|name| name == "AuditData").unwrap();
    rows[1..].iter().map(|row| row[place].clone()).collect()
}

#[test]
fn every_record_of_a_real_export_is_there_once_and_comes_back_equal() {
    if !Path::new(EXPORT).exists() {
        eprintln!("SKIPPED: no real export at {EXPORT}");
        return;
    }
    let csv = std::fs::read_to_string(EXPORT).unwrap();
    let records = audit_data(&csv);
    let mut truth: HashMap<String, Value> = HashMap::new();
    for record in &records {
        let record: Value = serde_json::from_str(record).unwrap();
        truth.insert(record["Id"].as_str().unwrap().to_owned(), record);
    }
    let place = Place::new();
    let entry = place.import("export.csv", &csv);
    let (all, once) = (records.len() as u64, truth.len() as u64);
    assert_eq!(counts(&entry), [all, once, all - once, 0, 0]);
    assert_eq!(place.count(), once);

    for (name, input) in [
        ("export.csv", csv.clone()),
        ("records.jsonl", records.join("\n")),
        ("blob.json", format!("[{}]", records.join(","))),
        ("graph.json", graph(&records)),
    ] {
        assert_eq!(counts(&place.import(name, input)), [all, 0, all, 0, 0], "{name}");
    }
    assert_eq!(place.count(), once);

    let check = |place: &Place| {
        let rows = place.query("select id || ' ' || record from records");
        assert_eq!(rows.lines().count() as u64, once);
        for row in rows.lines() {
            let (id, record) = row.split_once(' ').unwrap();
            assert_eq!(serde_json::from_str::<Value>(record).unwrap(), truth[id], "{id}");
        }
    };
    check(&place);
    let bare = Place::new();
    bare.import_with(&trail365_lake::ImportOptions { raw: false, ..Default::default() }, "export.csv", &csv);
    check(&bare);
    place.compact().unwrap();
    check(&place);
    assert_eq!(place.findings(), [""; 0]);
}

fn graph(records: &[String]) -> String {
    let element = |record: &String| {
        let data =
            record.replacen('{', r##"{"@odata.type":"#microsoft.graph.security.defaultAuditData","##, 1);
        format!(r#"{{"id":"x","createdDateTime":"2021-07-09T14:11:03Z","auditData":{data}}}"#)
    };
    let elements: Vec<_> = records.iter().map(element).collect();
    format!(
        r#"{{"@odata.context":"https://graph.microsoft.com/beta/$metadata","value":[{}]}}"#,
        elements.join(",")
    )
}
