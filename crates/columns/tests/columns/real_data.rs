//! Real records, where they are at hand, and the sample of the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray};
use trail365_columns::EXTRA;
use trail365_records::Parser;

use crate::round_trip::{batch, check};

fn at(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// Every `AuditData` of a real tenant's export; `None`, loudly, where the file is missing.
pub fn export() -> Option<Vec<String>> {
    let path = at("../shared/data/tenant-search-export.csv");
    if !path.exists() {
        eprintln!("SKIPPED: {} is missing, real records are not tested", path.display());
        return None;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let column = reader.headers().unwrap().iter().position(|h| h == "AuditData").unwrap();
    Some(reader.records().map(|row| row.unwrap()[column].to_owned()).collect())
}

#[test]
fn the_sample_comes_back() {
    let sample = std::fs::read_to_string(at("sample/records.jsonl")).unwrap();
    check(&sample.lines().collect::<Vec<_>>());
}

#[test]
fn real_records_come_back() {
    let Some(records) = export() else { return };
    assert_eq!(records.len(), 4443);
    let records: Vec<_> = records.iter().map(String::as_str).collect();
    for records in records.chunks(1000) {
        check(records);
    }
}

#[test]
fn few_real_records_need_extra() {
    let Some(records) = export() else { return };
    let records: Vec<_> = records.iter().map(String::as_str).collect();
    let batch = batch(&records);
    let mut keys = BTreeMap::new();
    let mut rows = 0;
    if let Some(extra) = batch.column_by_name(EXTRA) {
        rows = extra.len() - extra.null_count();
        let mut parser = Parser::new();
        for json in extra.as_string_view().iter().flatten() {
            for entry in parser.parse(json.as_bytes()).unwrap().object().entries() {
                *keys.entry(entry.key().into_owned()).or_insert(0) += 1;
            }
        }
    }
    println!("{rows} of {} records need extra, by key: {keys:?}", records.len());
    println!("{} columns used", batch.num_columns());
}
