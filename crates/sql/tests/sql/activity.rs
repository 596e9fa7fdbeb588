//! The tables of a session, in memory.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, RecordBatch, StringViewArray, new_null_array};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::catalog::memory::MemTable;
use datafusion::prelude::SessionContext;
use trail365_columns::{BatchBuilder, Options, Origin};
use trail365_records::Parser;
use trail365_sql::{SessionOptions, Tables};

/// The logical schema of `activity`, with the column `record`.
fn schema() -> SchemaRef {
    let record = Arc::new(Field::new("record", DataType::Utf8View, true));
    let fields: Fields = trail365_columns::schema().fields().iter().cloned().chain([record]).collect();
    Arc::new(Schema::new(fields))
}

/// A session over these records.
pub fn over<T: AsRef<str>>(records: &[T]) -> SessionContext {
    trail365_sql::over(tables(records), &SessionOptions::default()).unwrap()
}

/// The tables with these records.
pub fn tables<T: AsRef<str>>(records: &[T]) -> Tables {
    let batches = if records.is_empty() { vec![] } else { vec![batch(records)] };
    let ledger = Schema::new(vec![
        Field::new("source", DataType::Utf8, true),
        Field::new("rows_read", DataType::Int64, true),
    ]);
    let rejected = Schema::new(vec![Field::new("text", DataType::Utf8, true)]);
    Tables {
        activity: Some(table(schema(), batches.clone())),
        records: Some(table(schema(), batches.clone())),
        events: Some(table(schema(), batches.clone())),
        event_records: Some(table(schema(), batches)),
        ledger: Some(table(Arc::new(ledger), vec![])),
        rejected: Some(table(Arc::new(rejected), vec![])),
        marks: None,
        alert_evidence: None,
        alert_notes: None,
    }
}

fn table(schema: SchemaRef, batches: Vec<RecordBatch>) -> Arc<dyn TableProvider> {
    Arc::new(MemTable::try_new(schema, vec![batches]).unwrap())
}

/// A batch of these records, with all columns and the column `record`.
pub fn batch<T: AsRef<str>>(records: &[T]) -> RecordBatch {
    let mut parser = Parser::new();
    let mut builder = BatchBuilder::new(Options::default());
    for (line, json) in (1..).zip(records) {
        let record = parser.parse(json.as_ref().as_bytes()).unwrap();
        let content_hash = trail365_columns::content_hash(&record);
        builder.push(&record, Origin::new("records.jsonl", Some(line), content_hash));
    }
    let used = builder.finish().unwrap();
    let text: ArrayRef = Arc::new(records.iter().map(|r| Some(r.as_ref())).collect::<StringViewArray>());
    let column = |field: &Arc<Field>| match used.column_by_name(field.name()) {
        Some(column) => Arc::clone(column),
        None if field.name() == "record" => Arc::clone(&text),
        None => new_null_array(field.data_type(), records.len()),
    };
    let schema = schema();
    RecordBatch::try_new(Arc::clone(&schema), schema.fields().iter().map(column).collect()).unwrap()
}
