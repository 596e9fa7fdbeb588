//! The records that are no events, for engines that cannot find them.

use datafusion::arrow::array::{AsArray, Int64Array, StringViewArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::prelude::SessionContext;

use crate::error::{Error, Result};
use crate::query::sql;

/// Ids that more than one record has.
const SHARED: &str = "SELECT id FROM activity WHERE id IS NOT NULL GROUP BY id HAVING count(*) > 1";

/// Finds the records that are less full than another with their Id, by Id and hash of the content. It reads the Ids of all records.
///
/// # Errors
/// If the query fails.
pub async fn find_copies(session: &SessionContext) -> Result<Vec<(String, i64)>> {
    let of = |table: &str| format!("SELECT id, content_hash FROM {table} WHERE id IN ({SHARED})");
    let query = format!("{} EXCEPT {} ORDER BY id, content_hash", of("activity"), of("events"));
    let mut copies = Vec::new();
    for batch in sql(session, &query).await?.collect().await? {
        let texts = |place: usize, ty| cast(batch.column(place), ty).map_err(Error::of_write);
        let (ids, hashes) = (texts(0, &DataType::Utf8View)?, texts(1, &DataType::Int64)?);
        let ids: &StringViewArray = ids.as_string_view();
        let hashes: &Int64Array = hashes.as_primitive::<Int64Type>();
        copies.extend(ids.iter().zip(hashes).filter_map(|(id, hash)| Some((id?.to_owned(), hash?))));
    }
    Ok(copies)
}
