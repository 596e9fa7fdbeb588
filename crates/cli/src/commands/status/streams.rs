//! The streams of a lake and their marks, as a table for SQL.

use anyhow::Result;
use arrow::array::cast::AsArray;
use chrono::{DateTime, Utc};
use datafusion::prelude::SessionContext;
use trail365_client::ContentType;
use trail365_collect::config::TenantConfig;
use trail365_collect::mark_name;

use crate::args::{AtStreams, DEFAULT_LAKE};
use crate::commands::search::quoted;
use crate::{config, lake};

const NONE: &str = "SELECT NULL::text AS tenant, NULL::text AS tenant_id, NULL::text AS content_type, \
                    arrow_cast(NULL, 'Timestamp(Microsecond, Some(\"UTC\"))') AS mark WHERE false";

/// A lake, and the tenants that are collected into it as far as the configuration says.
pub struct Streams {
    pub lake: String,
    tenants: Vec<TenantConfig>,
}

impl Streams {
    /// The lake that is named, or that of the configuration.
    pub fn new(at: &AtStreams) -> Result<Self> {
        match &at.lake {
            Some(lake) => Ok(Self { lake: lake.clone(), tenants: Vec::new() }),
            None if at.at.is_absent() => {
                let lake = config::environment_lake()?;
                Ok(Self { lake: lake.unwrap_or_else(|| DEFAULT_LAKE.to_owned()), tenants: Vec::new() })
            }
            None => {
                let all = config::read_config(&at.at)?;
                Ok(Self { lake: all.lake, tenants: all.tenants })
            }
        }
    }

    /// A query that gives the streams: all that are configured, and those of the ledger's tenants that have a mark. The log
    /// is asked for marks by name, so all content types of those tenants are tried.
    pub async fn sql(&self, session: &SessionContext) -> Result<String> {
        let lake = lake::open(&self.lake, None).await?;
        let mut parts = vec![NONE.to_owned()];
        for tenant in &self.tenants {
            let id = tenant.tenant_id.to_string();
            for content_type in &tenant.content_types {
                let mark = lake.read_mark(&mark_name(&id, content_type.as_str())).await?;
                parts.push(row(Some(&tenant.name), &id, *content_type, mark));
            }
        }
        for id in ledgers(session).await? {
            for content_type in ContentType::ALL.iter().copied().filter(|of| !self.has(&id, *of)) {
                if let Some(mark) = lake.read_mark(&mark_name(&id, content_type.as_str())).await? {
                    parts.push(row(None, &id, content_type, Some(mark)));
                }
            }
        }
        Ok(parts.join(" UNION ALL "))
    }

    fn has(&self, id: &str, content_type: ContentType) -> bool {
        let is_it = |tenant: &TenantConfig| tenant.tenant_id.to_string() == id;
        self.tenants.iter().any(|tenant| is_it(tenant) && tenant.content_types.contains(&content_type))
    }
}

/// The tenants that the ledger knows.
async fn ledgers(session: &SessionContext) -> Result<Vec<String>> {
    let sql =
        "SELECT DISTINCT tenant_id::text AS tenant_id FROM ledger WHERE tenant_id IS NOT NULL ORDER BY 1";
    let mut tenants = Vec::new();
    for batch in trail365_sql::sql(session, sql).await?.collect().await? {
        let column = arrow::compute::cast(batch.column(0), &arrow::datatypes::DataType::Utf8)?;
        tenants.extend(column.as_string::<i32>().iter().flatten().map(str::to_owned));
    }
    Ok(tenants)
}

fn row(name: Option<&str>, id: &str, content_type: ContentType, mark: Option<DateTime<Utc>>) -> String {
    let name = name.map_or_else(|| "NULL".to_owned(), quoted);
    let mark = mark.map_or_else(|| "NULL".to_owned(), |mark| mark.format("'%FT%TZ'").to_string());
    // With its zone, as the ledger has its times: SQL's own literals have none.
    let mark = format!("arrow_cast({mark}, 'Timestamp(Microsecond, Some(\"UTC\"))')");
    format!("SELECT {name}, {}, '{content_type}', {mark}", quoted(id))
}
