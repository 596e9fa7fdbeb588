use std::fs::File;
use std::path::Path;

use trail365_read::{Format, ItemKind, Reader};

/// An audit search of a real tenant, which is not part of the repository.
const EXPORT: &str = "../../../shared/data/tenant-search-export.csv";

#[test]
fn every_record_of_a_real_export_is_valid_json() {
    let Ok(file) = File::open(Path::new(env!("CARGO_MANIFEST_DIR")).join(EXPORT)) else {
        eprintln!("SKIPPED: {EXPORT} is missing, the real export is not tested");
        return;
    };
    let mut reader = Reader::new(file).unwrap();
    assert_eq!(reader.format(), Format::Csv);
    let mut records = 0;
    while let Some(item) = reader.next().unwrap() {
        let ItemKind::Record(bytes) = item.kind else { panic!("rejected: {item:?}") };
        serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
        records += 1;
        assert_eq!(item.line, records + 1);
    }
    assert_eq!(records, 4443);
}
