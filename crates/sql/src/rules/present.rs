//! Which of some records are in a lake.

use std::collections::HashSet;

use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::DataFusionError;
use datafusion::logical_expr::{Expr, col, lit};
use datafusion::prelude::SessionContext;

use trail365_columns::CONTENT_HASH;

use crate::error::Result;

/// Ids and hashes of contents that are in a lake.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Present {
    ids: HashSet<String>,
    content_hashes: HashSet<i64>,
}

impl Present {
    /// Reports whether a record is there: by its Id, or by its content where it has none.
    pub fn contains(&self, id: Option<&str>, content_hash: i64) -> bool {
        match id {
            Some(id) => self.ids.contains(id),
            None => self.content_hashes.contains(&content_hash),
        }
    }
}

/// Values that one query looks for.
const VALUES: usize = 10_000;

/// Finds which of these Ids and contents the table `activity` has.
///
/// # Errors
/// If records cannot be read.
pub async fn find_present(
    session: &SessionContext,
    ids: impl IntoIterator<Item = &str>,
    content_hashes: impl IntoIterator<Item = i64>,
) -> Result<Present> {
    let mut present = Present::default();
    let ids: Vec<&str> = ids.into_iter().collect::<HashSet<_>>().into_iter().collect();
    for ids in ids.chunks(VALUES) {
        let ids = ids.iter().map(|id| lit(*id)).collect();
        for column in find_values(session, "id", ids, &DataType::Utf8View).await? {
            present.ids.extend(column.as_string_view().iter().flatten().map(str::to_owned));
        }
    }
    let content_hashes: Vec<i64> = content_hashes.into_iter().collect();
    for hashes in content_hashes.chunks(VALUES) {
        let hashes = hashes.iter().map(|hash| lit(*hash)).collect();
        for column in find_values(session, CONTENT_HASH, hashes, &DataType::Int64).await? {
            present.content_hashes.extend(column.as_primitive::<Int64Type>().values());
        }
    }
    Ok(present)
}

async fn find_values(
    session: &SessionContext,
    column: &str,
    values: Vec<Expr>,
    ty: &DataType,
) -> Result<Vec<ArrayRef>> {
    let frame = session.table("activity").await?.filter(col(column).in_list(values, false))?;
    let batches = frame.select([col(column)])?.collect().await?;
    let columns = batches.iter().map(|batch| cast(batch.column(0), ty).map_err(DataFusionError::from));
    Ok(columns.collect::<std::result::Result<_, _>>()?)
}
