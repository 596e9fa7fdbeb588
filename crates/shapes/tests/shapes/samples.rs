//! Records to try shapes on.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trail365_read::{ItemKind, Reader};
use trail365_records::Parser;
use trail365_sandbox::record_of_type;
use trail365_schema::RECORD_TYPES;
use trail365_shapes::{Fit, Options, Shape, Shaper};

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The records of the sample export.
pub fn sample_records() -> Vec<String> {
    let bytes = fs::read(root().join("sample/AuditLog_sample.csv")).unwrap();
    let mut reader = Reader::new(&bytes[..]).unwrap();
    let mut records = Vec::new();
    while let Some(item) = reader.next().unwrap() {
        let ItemKind::Record(record) = item.kind else { panic!("line {} is no record", item.line) };
        records.push(String::from_utf8(record.to_vec()).unwrap());
    }
    records
}

/// A record of every type, with every documented field.
pub fn records_of_all_types() -> Vec<String> {
    RECORD_TYPES.iter().filter_map(|record_type| record_of_type(record_type.value, 1)).collect()
}

/// Values that fields do not have by their type, in the first record of the sample.
pub fn odd_records() -> Vec<String> {
    let values = [
        "null",
        "\"\"",
        "[]",
        "{}",
        "[[],{},null]",
        "-1.5e300",
        "true",
        "\"a\\u202e\\\"b@c@d\"",
        "\"{\\\"a\\\":1}\"",
        "\"<null>\"",
    ];
    let mut records = Vec::new();
    for record in records_of_all_types().iter().step_by(7).chain(&sample_records()[..1]) {
        let record: serde_json::Map<String, Value> = serde_json::from_str(record).unwrap();
        for value in values {
            let mut odd = record.clone();
            for (at, (key, field)) in odd.iter_mut().enumerate() {
                if at % 2 == 0 && key != "RecordType" {
                    *field = serde_json::from_str(value).unwrap();
                }
            }
            records.push(serde_json::to_string(&odd).unwrap());
        }
    }
    records
}

/// Returns the document of a record; null if the shape has no place for it.
pub fn document(shaper: &mut Shaper, record: &str) -> Value {
    let mut parser = Parser::new();
    let mut out = Vec::new();
    if shaper.write(&parser.parse(record.as_bytes()).unwrap(), &mut out) == Fit::LeftOut {
        return Value::Null;
    }
    serde_json::from_slice(&out).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out)))
}

/// Calls `check` with every record and its document.
pub fn check_all(shape: Shape, options: Options, mut check: impl FnMut(&str, &Value)) {
    let mut shaper = Shaper::new(shape, options);
    for record in sample_records().iter().chain(&records_of_all_types()).chain(&odd_records()) {
        check(record, &document(&mut shaper, record));
    }
}
