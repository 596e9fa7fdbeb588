//! Keys by which rows are ordered.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Int64Array, RecordBatch, StringViewArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, TimestampMicrosecondType};
use arrow::row::{RowConverter, Rows, SortField};

use super::source::doing;
use crate::error::{Context, Result};
use crate::file::{number_column, text_column};

/// Columns of which keys are made. The hash makes the order independent of the order in which rows came.
pub(super) const KEY_COLUMNS: [&str; 4] =
    ["creation_time", "user_id", TENANT, trail365_columns::CONTENT_HASH];

const TENANT: &str = "organization_id";

const DAY_MICROS: i64 = 86_400_000_000;

/// What comes first in the order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowOrder {
    /// Day, user, time, hash: most questions are about some days. Within a day the rows of a user lie together, so that a question
    /// about one user reads few pages.
    ByDay,
    /// The tenant, then as [`RowOrder::ByDay`]: where a lake holds several, most questions are about one.
    ByTenant,
}

/// Makes sort keys.
pub(super) struct SortKeys {
    converter: RowConverter,
    order: RowOrder,
}

impl SortKeys {
    pub fn new(order: RowOrder) -> Result<Self> {
        let fields = [DataType::Int64, DataType::Utf8View, DataType::Int64, DataType::Int64];
        let tenant = (order == RowOrder::ByTenant).then_some(DataType::Utf8View);
        let fields = tenant.into_iter().chain(fields).map(SortField::new);
        Ok(SortKeys { converter: RowConverter::new(fields.collect()).damaged(doing)?, order })
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
        let texts = |name| -> Result<ArrayRef> {
            Ok(Arc::new(text_column(batch, name)?.unwrap_or_else(|| StringViewArray::new_null(rows))))
        };
        let times: Int64Array = times.iter().collect();
        let hashes = number_column(batch, trail365_columns::CONTENT_HASH)?;
        let mut columns: Vec<ArrayRef> =
            vec![Arc::new(days), texts("user_id")?, Arc::new(times), Arc::new(hashes)];
        if self.order == RowOrder::ByTenant {
            columns.insert(0, texts(TENANT)?);
        }
        self.converter.convert_columns(&columns).damaged(doing)
    }

    /// Returns the places of the rows of all batches in their order, counted through.
    pub fn order_of(&self, batches: &[RecordBatch]) -> Result<Vec<u32>> {
        let keys = batches.iter().map(|batch| self.keys_of(batch)).collect::<Result<Vec<_>>>()?;
        let mut order: Vec<_> = (0..).zip(keys.iter().flat_map(Rows::iter)).collect();
        order.sort_by(|a, b| a.1.cmp(&b.1));
        Ok(order.into_iter().map(|(place, _)| place).collect())
    }
}
