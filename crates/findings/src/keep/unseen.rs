//! Records that detection has not seen yet.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type};
use trail365_lake::{Lake, Side};
use trail365_sql::Session;
use trail365_sql::rules::Range;

use crate::error::Result;

/// Returns the time of the records that detection has not seen yet, by the ledger; `None` where it has seen all. A range that is open on
/// both sides is all there is.
///
/// # Errors
/// If the lake cannot be read.
pub async fn unseen_span(lake: &Lake, session: &Session) -> Result<Option<Range>> {
    let followed = match lake.find_side(Side::Alerts).await? {
        Some(table) => table.followed_version().await?,
        None => None,
    };
    let Some(followed) = followed else { return Ok(Some(Range::default())) };
    if followed >= lake.version() {
        return Ok(None);
    }
    let query = format!(
        "SELECT min(first_time) AS first_time, max(last_time) AS last_time FROM ledger WHERE version > {followed} AND rows_added > 0"
    );
    let batches =
        trail365_sql::sql(session, &query).await?.collect().await.map_err(trail365_sql::Error::from)?;
    let time = |name: &str| {
        let column = batches.first()?.column_by_name(name)?;
        let micros = cast(column, &DataType::Int64).ok()?;
        let micros = micros.as_primitive::<Int64Type>();
        (!micros.is_empty() && micros.is_valid(0)).then(|| micros.value(0))
    };
    match (time("first_time"), time("last_time")) {
        (Some(from), Some(until)) => {
            Ok(Some(Range { from: Some(from), until: Some(until.saturating_add(1)) }))
        }
        _ => Ok(None),
    }
}
