//! A record into a batch and back.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::buffer::Buffer;
use arrow::datatypes::Int64Type;
use trail365_columns::{
    BatchBuilder, CONTENT_HASH, HashRule, Identity, Options, Origin, content_hash, identity, rebuild,
};
use trail365_records::Parser;

use crate::json_tree::tree;

/// The batch of some records, all in one chunk.
pub fn batch(records: &[&str]) -> RecordBatch {
    let chunk = Buffer::from(records.join("\n").into_bytes());
    let mut builder = BatchBuilder::new(Options::default());
    builder.chunk(chunk.clone());
    let mut parser = Parser::new();
    let mut start = 0;
    for json in records {
        let record = parser.parse(&chunk[start..start + json.len()]).unwrap();
        builder.push(&record, Origin::new("test", None, content_hash(&record)));
        start += json.len() + 1;
    }
    builder.finish().unwrap()
}

/// The records of a batch, from its columns and `extra`.
pub fn rebuilt(batch: &RecordBatch) -> Vec<String> {
    let rebuild = rebuild(batch).unwrap();
    let record = |row| {
        let mut out = Vec::new();
        rebuild.write(row, &mut out);
        String::from_utf8(out).unwrap()
    };
    (0..rebuild.rows()).map(record).collect()
}

/// Holds that records come back JSON-equal and with the same identity, and that rows tell their identity too.
pub fn check(records: &[&str]) {
    let batch = batch(records);
    let identity = |json: &str| identity(&Parser::new().parse(json.as_bytes()).unwrap(), HashRule::default());
    for (row, (json, rebuilt)) in records.iter().zip(rebuilt(&batch)).enumerate() {
        assert_eq!(tree(&rebuilt), tree(json), "\n{json}\n{rebuilt}");
        assert_eq!(identity(&rebuilt), identity(json), "\n{json}\n{rebuilt}");
        assert_eq!(identity_of_row(&batch, row), identity(json), "{json}");
    }
}

fn identity_of_row(batch: &RecordBatch, row: usize) -> Identity {
    let ids = batch.column_by_name("id").map(AsArray::as_string_view);
    let id = ids.filter(|ids| ids.is_valid(row)).map(|ids| ids.value(row));
    let hashes = batch.column_by_name(CONTENT_HASH).unwrap().as_primitive::<Int64Type>();
    Identity::of(id, hashes.value(row))
}
