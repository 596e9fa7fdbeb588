//! Numbers of rows of tables and views.

use std::collections::HashMap;

use datafusion::arrow::array::AsArray;
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int32Type, Int64Type};
use datafusion::prelude::SessionContext;

use crate::error::Result;
use crate::view::View;

/// Numbers of rows by record type, from which those of most views follow: counting each of some 370 views by itself would
/// read the same column 370 times.
#[derive(Debug, Clone)]
pub struct RowCounts(HashMap<i32, u64>);

impl RowCounts {
    /// Counts the rows of `events`; records without a type count for no view.
    ///
    /// # Errors
    /// If the table cannot be read.
    pub async fn new(session: &SessionContext) -> Result<Self> {
        const SQL: &str = "SELECT record_type, count(*) FROM events GROUP BY record_type";
        let mut counts = HashMap::new();
        for batch in session.sql(SQL).await?.collect().await? {
            let types = cast(batch.column(0), &DataType::Int32)?;
            let rows = cast(batch.column(1), &DataType::Int64)?;
            let types = types.as_primitive::<Int32Type>().iter();
            for (record_type, rows) in types.zip(rows.as_primitive::<Int64Type>()) {
                if let (Some(record_type), Some(rows)) = (record_type, rows) {
                    *counts.entry(record_type).or_default() += rows.unsigned_abs();
                }
            }
        }
        Ok(Self(counts))
    }

    /// Returns the number of rows of a view of record types; `None` where another condition chooses its rows.
    pub fn of_view(&self, view: &View) -> Option<u64> {
        let types = view.record_types;
        let rows = |record_type: &i32| self.0.get(record_type).copied().unwrap_or(0);
        (!types.is_empty()).then(|| types.iter().map(rows).sum())
    }
}

/// Counts the rows of a table or view.
///
/// # Errors
/// If it is not there or cannot be read.
pub async fn row_count(session: &SessionContext, table: &str) -> Result<u64> {
    Ok(session.table(table).await?.count().await? as u64)
}
