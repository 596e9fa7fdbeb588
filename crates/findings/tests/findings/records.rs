//! Records of the cases and of the sample, and batches of them.

use arrow::array::RecordBatch;
use trail365_columns::{BatchBuilder, Options, Origin, content_hash};
use trail365_records::Parser;

use crate::shipped::case_files;

/// Returns the records of the sample and of all cases, each once.
pub fn all_records() -> Vec<String> {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../sample/records.jsonl");
    let sample = std::fs::read_to_string(sample).unwrap();
    let cases = case_files().into_iter().flat_map(|(_, cases)| cases);
    let cases = cases.flat_map(|case| case.records().unwrap());
    let mut records: Vec<String> = sample.lines().map(str::to_owned).chain(cases).collect();
    records.sort_unstable();
    records.dedup();
    records
}

/// Makes a batch of records, which have the numbers of their lines.
pub fn batch_of<'r>(records: impl IntoIterator<Item = (u64, &'r str)>) -> RecordBatch {
    let mut builder = BatchBuilder::new(Options::default());
    let mut parser = Parser::new();
    for (line, json) in records {
        let record = parser.parse(json.as_bytes()).unwrap();
        builder.push(&record, Origin::new("records", Some(line), content_hash(&record)));
    }
    builder.finish().unwrap()
}
