//! Since when users are known: what is new for a person says nothing before there is a person to compare with.

use std::collections::HashMap;

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimeUnit};
use arrow::error::ArrowError;
use trail365_sql::rules::Range;
use trail365_sql::{Result, Session};

use super::event::comparable;

/// The time of the first record of each user of a tenant, in microseconds since 1970.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownUsers(HashMap<(String, String), i64>);

impl KnownUsers {
    /// Finds the users in a session.
    pub async fn find(session: &Session, range: Range) -> Result<Self> {
        let query = format!(
            "SELECT organization_id, user_id, min(creation_time) AS creation_time FROM activity \
             WHERE user_id IS NOT NULL AND {} GROUP BY organization_id, user_id",
            range.sql()
        );
        let mut known = KnownUsers::default();
        for batch in trail365_sql::sql(session, &query).await?.collect().await? {
            // The columns have the types that the query gives them.
            let _: std::result::Result<(), ArrowError> = known.add_batch(&batch);
        }
        Ok(known)
    }

    /// Adds the users that others know.
    pub fn join(&mut self, others: Self) {
        for (user, time) in others.0 {
            self.add_user(user, time);
        }
    }

    fn add_user(&mut self, user: (String, String), time: i64) {
        let first = self.0.entry(user).or_insert(i64::MAX);
        *first = (*first).min(time);
    }

    /// Adds the users of the records in a batch.
    pub fn add_users(&mut self, batch: &RecordBatch) {
        // The columns of `activity` have the types that are asked for.
        let _: std::result::Result<(), ArrowError> = self.add_batch(batch);
    }

    fn add_batch(&mut self, batch: &RecordBatch) -> std::result::Result<(), ArrowError> {
        let column = |name: &str, ty: &DataType| match batch.column_by_name(name) {
            Some(column) => cast(column, ty),
            None => Ok(arrow::array::new_null_array(ty, batch.num_rows())),
        };
        let tenants = column("organization_id", &DataType::Utf8View)?;
        let users = column("user_id", &DataType::Utf8View)?;
        let times = cast(
            &column("creation_time", &DataType::Timestamp(TimeUnit::Microsecond, None))?,
            &DataType::Int64,
        )?;
        let (tenants, users) = (tenants.as_string_view(), users.as_string_view());
        let times = times.as_primitive::<Int64Type>();
        for row in (0..batch.num_rows()).filter(|row| times.is_valid(*row) && users.is_valid(*row)) {
            let Some(user) = comparable(users.value(row)) else { continue };
            let tenant = tenants.is_valid(row).then(|| comparable(tenants.value(row))).flatten();
            self.add_user((tenant.unwrap_or_default(), user), times.value(row));
        }
        Ok(())
    }

    /// Returns since when a user among the keys of a group is known.
    pub fn since(&self, key: &[String]) -> Option<i64> {
        let (tenant, values) = key.split_first()?;
        values.iter().filter_map(|user| self.0.get(&(tenant.clone(), user.clone()))).min().copied()
    }
}
