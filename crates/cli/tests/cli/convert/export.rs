//! A real tenant's export, where it is at hand.

use serde_json::Value;

use crate::folder::{Folder, LACKS, export};
use crate::program::{assert_in_order, run};

#[test]
fn every_record_of_the_export_is_written_equal() {
    let Some(path) = export() else { return };
    let records = run(&["convert", "--to", "records", path.to_str().unwrap()]);
    assert_eq!(records.code, 0);
    assert_in_order(&records.err, &[LACKS, "\n4,443 records written, 0 unreadable pieces\n"]);

    let mut reader = csv::Reader::from_path(&path).unwrap();
    let column = reader.headers().unwrap().iter().position(|name| name == "AuditData").unwrap();
    let originals: Vec<_> = reader.records().map(|row| row.unwrap()[column].to_owned()).collect();
    assert_eq!(originals.len(), 4443);
    assert_eq!(records.out.lines().count(), 4443);
    for (line, original) in records.out.lines().zip(&originals) {
        let value = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        assert_eq!(value(line), value(original));
    }

    // What was written is read again as it was.
    let folder = Folder::new();
    let again = run(&["convert", "--to", "records", &folder.file("again.jsonl", &records.out)]);
    assert_eq!(again.out, records.out);
}
