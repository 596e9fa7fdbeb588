//! What verification finds, in all tables.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, RecordBatch};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::Place;
use crate::place::lines;

/// Overwrites a file with as many zeros.
fn destroy(path: &Path) {
    let bytes = fs::metadata(path).unwrap().len();
    fs::write(path, vec![0; usize::try_from(bytes).unwrap()]).unwrap();
}

fn name(path: &Path) -> &str {
    path.file_name().unwrap().to_str().unwrap()
}

#[test]
fn a_destroyed_file_of_rejected_input_is_found() {
    let place = Place::new();
    place.import("a", lines([1]) + "no record\n");
    let file = place.files("rejected").remove(0);
    destroy(&file);
    let findings = place.findings();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert!(findings[0].starts_with(&format!("rejected/{}: cannot read", name(&file))), "{findings:?}");
}

#[test]
fn a_changed_piece_of_rejected_input_is_found() {
    let place = Place::new();
    place.import("a", lines([1]) + "no record\nneither\n");
    let file = place.files("rejected").remove(0);
    let reader = ParquetRecordBatchReaderBuilder::try_new(fs::File::open(&file).unwrap()).unwrap();
    let batch = reader.build().unwrap().next().unwrap().unwrap();
    let mut columns = batch.columns().to_vec();
    let bytes: ArrayRef = Arc::new(BinaryArray::from_iter_values(["no record", "changed"]));
    columns[batch.schema().index_of("bytes").unwrap()] = bytes;
    let changed = RecordBatch::try_new(batch.schema(), columns).unwrap();
    let mut writer = ArrowWriter::try_new(fs::File::create(&file).unwrap(), batch.schema(), None).unwrap();
    writer.write(&changed).unwrap();
    writer.close().unwrap();
    let findings = place.findings();
    let says = format!("rejected/{}: 1 rows are not what their hash says", name(&file));
    assert!(findings.contains(&says), "{findings:?}");
}

#[test]
fn a_destroyed_file_of_the_ledger_is_found_and_the_rest_is_looked_at() {
    let place = Place::new();
    place.import("a", lines(0..3));
    let file = place.files("ledger").remove(0);
    place.import("b", lines(3..7) + "no record\n");
    destroy(&file);
    fs::remove_file(place.files("rejected").remove(0)).unwrap();
    let findings = place.findings();
    let begins = |text: &str| findings.iter().filter(|finding| finding.starts_with(text)).count();
    assert_eq!(begins(&format!("ledger/{}: cannot read", name(&file))), 1, "{findings:?}");
    assert_eq!(begins("rejected/part-"), 1, "{findings:?}");
    assert_eq!(begins("a: 3 rows, but 0 by the ledger"), 1, "{findings:?}");
    assert_eq!(findings.len(), 3, "{findings:?}");
}
