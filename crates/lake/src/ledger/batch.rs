//! Rows of the ledger as Arrow batches: how they are made, and how they are read back.

use std::sync::{Arc, LazyLock};

use arrow::array::Int64Builder;
use arrow::array::{
    ArrayRef, Int64Array, ListBuilder, MapBuilder, MapFieldNames, RecordBatch, StringArray, StringBuilder,
    TimestampMicrosecondArray,
};
use arrow::datatypes::{DataType, Field, Fields, Schema, SchemaRef, TimeUnit};
use chrono::{DateTime, Utc};
use futures::stream::BoxStream;
use futures::{StreamExt, TryFutureExt, TryStreamExt, stream};

use super::entry::Entry;
use crate::error::{Context, Result};
use crate::table::{DataFile, Table};

/// Returns the schema of the table `ledger`.
pub(crate) fn ledger_schema() -> SchemaRef {
    static SCHEMA: LazyLock<SchemaRef> = LazyLock::new(|| Arc::new(build_schema()));
    SCHEMA.clone()
}

fn build_schema() -> Schema {
    let text = |name| Field::new(name, DataType::Utf8, true);
    let number = |name| Field::new(name, DataType::Int64, true);
    let time = |name| Field::new(name, DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), true);
    // The names of a map's and a list's inner fields are those of Delta; other names would be other types.
    let pair = Fields::from(vec![
        Field::new("key", DataType::Utf8, false),
        Field::new("value", DataType::Int64, true),
    ]);
    let entries = Field::new("key_value", DataType::Struct(pair), false);
    let notices = Field::new("element", DataType::Utf8, true);
    Schema::new(vec![
        text("source"),
        text("sha256"),
        number("bytes"),
        text("format"),
        number("rows_read"),
        number("rows_added"),
        number("duplicates"),
        number("conflicts"),
        number("partial_copies"),
        number("rejected"),
        number("removed"),
        Field::new("reasons", DataType::Map(Arc::new(entries), false), true),
        Field::new("notices", DataType::List(Arc::new(notices)), true),
        time("first_time"),
        time("last_time"),
        time("imported_at"),
        number("version"),
        text("tenant_id"),
        text("content_type"),
        text("content_id"),
        time("content_created"),
        time("content_until"),
        text("lost"),
    ])
}

/// Returns the entries as rows of the table `ledger`.
pub(crate) fn entries_to_batch(entries: &[Entry]) -> Result<RecordBatch> {
    let text = |of: fn(&Entry) -> &str| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(entries.iter().map(of)))
    };
    let maybe = |of: fn(&Entry) -> Option<&str>| -> ArrayRef {
        Arc::new(entries.iter().map(of).collect::<StringArray>())
    };
    let number = |of: fn(&Entry) -> u64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(entries.iter().map(|e| of(e) as i64)))
    };
    let time = |of: fn(&Entry) -> Option<DateTime<Utc>>| -> ArrayRef {
        let micros = entries.iter().map(|e| of(e).map(|t| t.timestamp_micros()));
        Arc::new(micros.collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    };
    let columns = vec![
        text(|e| &e.source),
        text(|e| &e.sha256),
        number(|e| e.bytes),
        text(|e| &e.format),
        number(|e| e.rows_read),
        number(|e| e.rows_added),
        number(|e| e.duplicates),
        number(|e| e.conflicts),
        number(|e| e.partial_copies),
        number(|e| e.rejected),
        number(|e| e.removed),
        reason_column(entries)?,
        notice_column(entries),
        time(|e| e.first_time),
        time(|e| e.last_time),
        time(|e| Some(e.imported_at)),
        number(|e| e.version),
        maybe(|e| Some(&e.content.as_ref()?.tenant_id)),
        maybe(|e| Some(&e.content.as_ref()?.content_type)),
        maybe(|e| e.content.as_ref()?.content_id.as_deref()),
        time(|e| Some(e.content.as_ref()?.created)),
        time(|e| e.content.as_ref()?.until),
        maybe(|e| e.lost.as_deref()),
    ];
    RecordBatch::try_new(ledger_schema(), columns).damaged(|| "cannot build rows of the ledger".into())
}

fn reason_column(entries: &[Entry]) -> Result<ArrayRef> {
    let names = MapFieldNames { entry: "key_value".into(), key: "key".into(), value: "value".into() };
    let mut map = MapBuilder::new(Some(names), StringBuilder::new(), Int64Builder::new());
    for entry in entries {
        for (reason, count) in &entry.reasons {
            map.keys().append_value(reason);
            map.values().append_value(*count as i64);
        }
        map.append(true).damaged(|| "cannot build rows of the ledger".into())?;
    }
    Ok(Arc::new(map.finish()))
}

fn notice_column(entries: &[Entry]) -> ArrayRef {
    let element = Field::new("element", DataType::Utf8, true);
    let mut list = ListBuilder::new(StringBuilder::new()).with_field(element);
    for entry in entries {
        list.append_value(entry.notices.iter().map(Some));
    }
    Arc::new(list.finish())
}

/// Files of the ledger that are read at the same time: they are many and small, so that each costs the time of a few
/// answers of the store.
const AT_ONCE: usize = 16;

/// Reads rows of the ledger's files: all columns, or those of the named ones that a file has. Files come in about their
/// order.
pub(crate) fn read_ledger<'a>(
    ledger: &Table,
    files: Vec<DataFile>,
    columns: Option<&'a [&'a str]>,
) -> BoxStream<'a, Result<RecordBatch>> {
    let rows = ledger.rows();
    let read = move |file: DataFile| {
        let rows = rows.clone();
        Ok(async move { rows.read(&file.path, columns).await }.try_flatten_stream().boxed())
    };
    stream::iter(files).map(read).try_flatten_unordered(AT_ONCE).boxed()
}
