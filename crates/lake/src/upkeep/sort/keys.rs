//! Keys by which rows are ordered.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringViewArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use arrow::row::{RowConverter, Rows, SortField};

use super::source::doing;
use crate::error::{Context, Result};
use crate::file::{number_column, text_column};

/// Columns of which keys are made. The hash makes the order independent of the order in which rows came.
pub(super) const KEY_COLUMNS: [&str; 3] = ["creation_time", "user_id", trail365_columns::CONTENT_HASH];

const DAY_MICROS: i64 = 86_400_000_000;

/// Makes sort keys: day, user, time, hash.
///
/// Days come first, since most questions are about some days. Within a day the rows of a user lie together, so that a
/// question about one user reads few pages.
pub(super) struct SortKeys(RowConverter);

impl SortKeys {
    pub fn new() -> Result<Self> {
        let fields = [DataType::Int64, DataType::Utf8View, DataType::Int64, DataType::Int64];
        RowConverter::new(fields.map(SortField::new).to_vec()).map(SortKeys).damaged(doing)
    }

    /// Returns the keys of a batch's rows.
    pub fn keys_of(&self, batch: &RecordBatch) -> Result<Rows> {
        let rows = batch.num_rows();
        let times: TimestampMicrosecondArray = batch
            .column_by_name("creation_time")
            .and_then(|c| c.as_primitive_opt::<TimestampMicrosecondType>())
            .cloned()
            .unwrap_or_else(|| TimestampMicrosecondArray::new_null(rows));
        let days: Int64Array = times.iter().map(|t| t.map(|t| t.div_euclid(DAY_MICROS))).collect();
        let users = text_column(batch, "user_id")?.unwrap_or_else(|| StringViewArray::new_null(rows));
        let times: Int64Array = times.iter().collect();
        let hashes = number_column(batch, trail365_columns::CONTENT_HASH)?;
        let columns: [ArrayRef; 4] = [Arc::new(days), Arc::new(users), Arc::new(times), Arc::new(hashes)];
        self.0.convert_columns(&columns).damaged(doing)
    }

    /// Returns the places of the rows of all batches in their order, counted through.
    pub fn order_of(&self, batches: &[RecordBatch]) -> Result<Vec<u32>> {
        let keys = batches.iter().map(|batch| self.keys_of(batch)).collect::<Result<Vec<_>>>()?;
        let mut order: Vec<_> = (0..).zip(keys.iter().flat_map(Rows::iter)).collect();
        order.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(order.into_iter().map(|(place, _)| place).collect())
    }
}
