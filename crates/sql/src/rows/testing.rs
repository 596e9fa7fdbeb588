//! Batches for tests, made by hand.

#![cfg(test)]

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, ListBuilder, MapBuilder, MapFieldNames, RecordBatch, StringBuilder,
    StringViewArray, TimestampMicrosecondArray,
};
use arrow::datatypes::{Field, Schema};

/// A text that would turn a terminal red, write backwards and start a new line.
pub const HOSTILE: &str = "\u{1b}[31m\u{202e}\r\n";

/// Columns by name.
pub fn batch_of(columns: &[(&str, ArrayRef)]) -> RecordBatch {
    let field = |(name, array): &(&str, ArrayRef)| Field::new(*name, array.data_type().clone(), true);
    let schema = Schema::new(columns.iter().map(field).collect::<Vec<_>>());
    RecordBatch::try_new(Arc::new(schema), columns.iter().map(|(_, array)| array.clone()).collect()).unwrap()
}

/// A column of texts.
pub fn text_column(values: &[Option<&str>]) -> ArrayRef {
    Arc::new(values.iter().collect::<StringViewArray>())
}

/// A column of numbers.
pub fn number_column(values: &[Option<i64>]) -> ArrayRef {
    Arc::new(values.iter().collect::<Int64Array>())
}

/// Two rows with a column of each type that matters; the second is null but for an empty text.
pub fn mixed_batch() -> RecordBatch {
    let at = TimestampMicrosecondArray::from(vec![Some(1_772_438_292_500_000), None]).with_timezone("UTC");
    batch_of(&[
        ("at", Arc::new(at)),
        ("id", number_column(&[Some(9_007_199_254_740_993), None])),
        ("ok", Arc::new(BooleanArray::from(vec![Some(true), None]))),
        ("pairs", pairs_column()),
        ("list", list_column()),
        ("text", text_column(&[Some("=1"), Some("")])),
    ])
}

/// A map with a key that stands twice, and null.
fn pairs_column() -> ArrayRef {
    let names = MapFieldNames { entry: "key_value".into(), key: "key".into(), value: "value".into() };
    let mut map = MapBuilder::new(Some(names), StringBuilder::new(), StringBuilder::new());
    for value in ["1", "2"] {
        map.keys().append_value("a");
        map.values().append_value(value);
    }
    map.append(true).unwrap();
    map.append(false).unwrap();
    Arc::new(map.finish())
}

fn list_column() -> ArrayRef {
    let mut list = ListBuilder::new(StringBuilder::new());
    list.append_value([Some("x"), None]);
    list.append_null();
    Arc::new(list.finish())
}
