//! A real tenant's export, where it is at hand.

use serde_json::json;

use crate::folder::{LACKS, export};
use crate::program::{assert_in_order, run};

#[test]
fn every_record_of_the_export_is_counted() {
    let Some(path) = export() else { return };
    let path = path.to_str().unwrap();
    let run = run(&["validate", path, "--format", "json"]);
    assert_in_order(&run.err, &["note: ", LACKS]);
    let report = run.json();
    assert_eq!(report["inputs"][0]["notices"].as_array().unwrap().len(), 1);
    assert_eq!(report["total"]["records"], 4443);
    assert_eq!(report["total"]["unreadable"], 0);
    assert_eq!(report["time"]["first"], "2021-03-23T15:45:38Z");
    assert_eq!(report["outcomes"]["failed"], 194);
    assert_eq!(report["record_types"][0]["name"], "ExchangeAdmin");
    let rows = report["deviations"].as_array().unwrap();
    let version = rows.iter().find(|row| row["path"] == "Version").unwrap();
    assert_eq!((&version["kind"], &version["count"]), (&json!("undocumented-field"), &json!(4443)));
    assert_eq!(version["first"]["line"], 2);
    assert!(rows.iter().all(|row| row["kind"] != "unknown-field"));
}

#[test]
fn the_table_of_the_export_fits_and_names_version() {
    let Some(path) = export() else { return };
    let text = run(&["validate", path.to_str().unwrap()]).out;
    assert!(text.starts_with("4,443 records in tenant-search-export.csv\n"), "{text}");
    assert!(text.contains("\n4,443  Version "), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn strict_finds_the_export_wanting() {
    let Some(path) = export() else { return };
    let run = run(&["validate", "--strict", path.to_str().unwrap()]);
    assert_eq!(run.code, 1);
    assert_in_order(&run.err, &[LACKS]);
}
