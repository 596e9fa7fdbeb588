//! The marks of a lake, as a table for SQL.

use anyhow::Result;
use arrow::array::cast::AsArray;
use trail365_client::ContentType;

use crate::lake;

const NONE: &str =
    "SELECT NULL::text AS tenant_id, NULL::text AS content_type, NULL::timestamp AS mark WHERE false";

/// A query that gives the marks of the tenants that the ledger knows. The log is asked for marks by name, so all content
/// types of those tenants are tried.
pub async fn sql(at: &str) -> Result<String> {
    let lake = lake::open(at, None).await?;
    let mut parts = vec![NONE.to_owned()];
    for tenant in tenants(at).await? {
        for content_type in ContentType::ALL {
            if let Some(mark) = lake.mark(&format!("{tenant}/{content_type}")).await? {
                let tenant = tenant.replace('\'', "''");
                let mark = mark.format("TIMESTAMP '%FT%TZ'");
                parts.push(format!("SELECT '{tenant}', '{content_type}', {mark}"));
            }
        }
    }
    Ok(parts.join(" UNION ALL "))
}

async fn tenants(at: &str) -> Result<Vec<String>> {
    let session = lake::session(at, None).await?;
    let sql =
        "SELECT DISTINCT tenant_id::text AS tenant_id FROM ledger WHERE tenant_id IS NOT NULL ORDER BY 1";
    let mut tenants = Vec::new();
    for batch in trail365_views::sql(&session, sql).await?.collect().await? {
        let column = arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::Utf8)?;
        tenants.extend(column.as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    Ok(tenants)
}
