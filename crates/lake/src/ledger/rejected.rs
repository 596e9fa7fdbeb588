//! What is no record, kept whole for a later try.

use std::sync::{Arc, LazyLock, Mutex};

use arrow::array::{BinaryArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};

use crate::error::{Context, Result};

/// Bytes of rejected input that are held before they are encoded.
const HELD_BYTES: usize = 4 << 20;

/// Schema of the table `rejected`.
pub(crate) fn schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| {
        Arc::new(Schema::new(vec![
            Field::new("source", DataType::Utf8, true),
            Field::new("source_line", DataType::Int64, true),
            Field::new("reason", DataType::Utf8, true),
            Field::new("bytes", DataType::Binary, true),
        ]))
    });
    SCHEMA.clone()
}

/// One row of the table `rejected`.
#[derive(Debug)]
pub(crate) struct RejectedRow {
    pub source: Arc<str>,
    pub line: u64,
    pub reason: String,
    pub bytes: Vec<u8>,
}

/// Collects rejected input from all threads of an import.
#[derive(Debug, Default)]
pub(crate) struct Rejected {
    held: Mutex<(Vec<RejectedRow>, usize)>,
}

impl Rejected {
    /// Takes a row; gives a batch to write when enough are held.
    pub fn push(&self, row: RejectedRow) -> Result<Option<RecordBatch>> {
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.1 += size_of::<RejectedRow>() + row.reason.len() + row.bytes.len();
        held.0.push(row);
        if held.1 < HELD_BYTES {
            return Ok(None);
        }
        held.1 = 0;
        batch(&std::mem::take(&mut held.0)).map(Some)
    }

    /// What is still held.
    pub fn rest(&self) -> Result<Option<RecordBatch>> {
        let mut held = self.held.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        held.1 = 0;
        let rows = std::mem::take(&mut held.0);
        if rows.is_empty() { Ok(None) } else { batch(&rows).map(Some) }
    }
}

fn batch(rows: &[RejectedRow]) -> Result<RecordBatch> {
    let source = StringArray::from_iter_values(rows.iter().map(|r| &*r.source));
    let line = Int64Array::from_iter_values(rows.iter().map(|r| r.line as i64));
    let reason = StringArray::from_iter_values(rows.iter().map(|r| &r.reason));
    let bytes = BinaryArray::from_iter_values(rows.iter().map(|r| &r.bytes));
    RecordBatch::try_new(schema(), vec![Arc::new(source), Arc::new(line), Arc::new(reason), Arc::new(bytes)])
        .damaged(|| "cannot build rows of rejected input".into())
}
