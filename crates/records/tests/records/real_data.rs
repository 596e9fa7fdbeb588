//! A real tenant's export, where it is at hand.

use std::path::Path;

use trail365_records::{DeviationKind, Outcome, Parser};
use trail365_schema::glossary::operations_named;

use crate::json_tree::Tree;

/// Every `AuditData` of the export; `None`, loudly, where the file is missing.
pub fn export() -> Option<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/tenant-search-export.csv");
    if !path.exists() {
        eprintln!("SKIPPED: {} is missing, real records are not tested", path.display());
        return None;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let column = reader.headers().unwrap().iter().position(|h| h == "AuditData").unwrap();
    Some(reader.records().map(|row| row.unwrap()[column].to_owned()).collect())
}

#[test]
fn every_record_parses_and_is_rebuilt_equal() {
    let Some(records) = export() else { return };
    assert_eq!(records.len(), 4443);
    let mut parser = Parser::new();
    let mut out = Vec::new();
    for json in &records {
        let record = parser.parse(json.as_bytes()).unwrap();
        out.clear();
        record.object().write_json(&mut out);
        let rebuilt = std::str::from_utf8(&out).unwrap();
        assert_eq!(Tree::parse(rebuilt).unwrap(), Tree::parse(json).unwrap());
        assert!(record.common().creation_time().is_some() && record.common().id().is_some(), "{json}");
        assert!(record.record_type().unwrap().known().is_some(), "{json}");
    }
}

#[test]
fn real_deviations_are_named() {
    let Some(records) = export() else { return };
    let mut parser = Parser::new();
    let (mut version, mut unknown, mut failed) = (0, 0, 0);
    for json in &records {
        let record = parser.parse(json.as_bytes()).unwrap();
        assert!(record.deviates());
        for deviation in record.deviations() {
            version += usize::from(
                deviation.kind == DeviationKind::UndocumentedField && deviation.path == "Version",
            );
            unknown += usize::from(deviation.kind == DeviationKind::UnknownField);
        }
        failed += usize::from(record.outcome() == Outcome::Failed);
    }
    assert_eq!((version, unknown), (4443, 0));
    // Counted apart: 179 sign-ins with operation UserLoginFailed and 15 directory changes with Failure.
    assert_eq!(failed, 194);
}

#[test]
fn every_operation_is_explained() {
    let Some(records) = export() else { return };
    let mut parser = Parser::new();
    for json in &records {
        let record = parser.parse(json.as_bytes()).unwrap();
        let operation = record.common().operation().unwrap();
        assert!(!operations_named(&operation).is_empty(), "{operation}");
    }
}
