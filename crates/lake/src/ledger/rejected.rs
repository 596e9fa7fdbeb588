//! Rows of the table `rejected`: pieces of input that are no records, kept whole for a later try.

use std::sync::{Arc, LazyLock};

use arrow::array::{ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use sha2::{Digest, Sha256};

use crate::error::{Context, Result};

/// Returns the schema of the table `rejected`.
pub(crate) fn rejected_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        Arc::new(Schema::new(vec![
            Field::new("source", DataType::Utf8, true),
            Field::new("source_line", DataType::Int64, true),
            Field::new("reason", DataType::Utf8, true),
            Field::new("bytes", DataType::Binary, true),
            Field::new("sha256", DataType::Utf8, true),
        ]))
    });
    SCHEMA.clone()
}

/// A row of the table `rejected`.
#[derive(Debug)]
pub(crate) struct RejectedRow {
    pub source: Arc<str>,
    pub line: u64,
    pub reason: String,
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub sha256: String,
}

impl RejectedRow {
    pub fn new(source: Arc<str>, line: u64, reason: String, bytes: &[u8]) -> Self {
        let sha256 = format!("{:x}", Sha256::digest(bytes));
        RejectedRow { source, line, reason, bytes: bytes.to_vec(), sha256 }
    }
}

/// Returns the rows as a batch of the table `rejected`.
pub(crate) fn rejected_to_batch(rows: &[RejectedRow]) -> Result<RecordBatch> {
    let source = StringArray::from_iter_values(rows.iter().map(|r| &*r.source));
    let line = Int64Array::from_iter_values(rows.iter().map(|r| r.line as i64));
    let reason = StringArray::from_iter_values(rows.iter().map(|r| &r.reason));
    let bytes = BinaryArray::from_iter_values(rows.iter().map(|r| &r.bytes));
    let sha256 = StringArray::from_iter_values(rows.iter().map(|r| &r.sha256));
    let columns: Vec<ArrayRef> =
        vec![Arc::new(source), Arc::new(line), Arc::new(reason), Arc::new(bytes), Arc::new(sha256)];
    RecordBatch::try_new(rejected_schema(), columns).damaged(|| "cannot build rows of rejected input".into())
}
