//! How many rows there are.

use std::collections::HashMap;

use anyhow::Result;
use arrow::array::{Array, Int32Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::prelude::SessionContext;
use trail365_sql::View;

/// Rows of each record type; records without one do not count.
pub struct Counts(HashMap<i32, u64>);

impl Counts {
    /// Counts the rows of `activity`: one column is read.
    pub async fn new(session: &SessionContext) -> Result<Self> {
        const SQL: &str = "SELECT record_type, count(*) FROM activity GROUP BY record_type";
        let mut counts = HashMap::new();
        for batch in session.sql(SQL).await?.collect().await? {
            let types = cast(batch.column(0), &DataType::Int32)?;
            let rows = cast(batch.column(1), &DataType::Int64)?;
            let types = types.as_any().downcast_ref::<Int32Array>().into_iter().flatten();
            let rows = rows.as_any().downcast_ref::<Int64Array>().into_iter().flatten();
            for (record_type, rows) in types.zip(rows) {
                if let (Some(record_type), Some(rows)) = (record_type, rows) {
                    *counts.entry(record_type).or_default() += rows.unsigned_abs();
                }
            }
        }
        Ok(Self(counts))
    }

    /// Rows of a view of record types; `None` where another condition chooses its rows.
    pub fn of_view(&self, view: &View) -> Option<u64> {
        let types = view.record_types;
        let rows = |record_type: &i32| self.0.get(record_type).copied().unwrap_or(0);
        (!types.is_empty()).then(|| types.iter().map(rows).sum())
    }
}

/// Rows of a table.
pub async fn rows(session: &SessionContext, table: &str) -> Result<u64> {
    Ok(session.table(table).await?.count().await? as u64)
}
