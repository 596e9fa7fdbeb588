//! Any bytes: taken exactly when serde_json takes them, never a panic, rebuilt to the same values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::value::RawValue;
use trail365_records::{ErrorKind, OwnedRecord, Parser, Record};

fuzz_target!(|bytes: &[u8]| {
    let mut parser = Parser::new();
    let theirs = serde_json::from_slice::<&RawValue>(bytes).is_ok_and(|raw| raw.get().starts_with('{'));
    match parser.parse(bytes) {
        Ok(record) => {
            assert!(theirs, "taken, though serde_json refuses it");
            use_all(&record);
        }
        Err(error) => assert!(!theirs || error.kind() == ErrorKind::Limit, "refused: {error}"),
    }
});

fn use_all(record: &Record<'_>) {
    for deviation in record.deviations() {
        assert!(!deviation.to_string().is_empty());
    }
    assert_eq!(record.deviates(), record.deviations().next().is_some());
    let _ = (record.outcome(), record.client_address(), record.record_type());
    assert!(!format!("{:?}", record.body()).is_empty());
    for entry in record.object().entries() {
        let _ = entry.json().embedded();
    }
    let number = record.record_type().and_then(|t| i32::try_from(t.number()?).ok());
    let schema = number.and_then(trail365_records::catalog::record_type).and_then(|t| t.schema);
    assert_eq!(record.object().schema().name, schema.map_or("Common", |s| s.get().name));
    let rebuilt = rebuild(record);
    let again: OwnedRecord = rebuilt.parse().expect("a rebuilt record is a record");
    assert_eq!(rebuild(&again.record()), rebuilt);
    let value = |json: &str| serde_json::from_str::<serde_json::Value>(json).ok();
    if let Some(value_before) = value(record.as_str()) {
        assert_eq!(value(&rebuilt), Some(value_before));
    }
}

fn rebuild(record: &Record<'_>) -> String {
    let mut out = Vec::new();
    record.object().write_json(&mut out);
    String::from_utf8(out).expect("JSON is UTF-8")
}
