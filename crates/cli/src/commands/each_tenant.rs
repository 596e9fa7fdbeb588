//! The same for each tenant: one that fails stops none of the others.

use anyhow::{Context, Error, Result};
use trail365_client::Client;
use trail365_collect::config::TenantConfig;

use super::result::note;
use crate::config::client;
use crate::failure;
use crate::output::printable;

/// What came of it: all rows, and the first failure.
pub struct Gathered<T> {
    /// Rows with the tenant's name.
    pub rows: Vec<(String, T)>,
    failed: Option<Error>,
}

impl<T> Gathered<T> {
    /// The rows, as a column needs them.
    pub fn column<'a, C>(&'a self, of: impl Fn(&'a T) -> C + 'a) -> impl Iterator<Item = C> + 'a {
        self.rows.iter().map(move |(_, row)| of(row))
    }

    /// The names of the tenants.
    pub fn names(&self) -> impl Iterator<Item = Option<&str>> {
        self.rows.iter().map(|(name, _)| Some(name.as_str()))
    }

    /// The first failure, once the rows are printed.
    pub fn end(self) -> Result<()> {
        self.failed.map_or(Ok(()), Err)
    }
}

/// Asks each tenant.
pub async fn gather<T>(
    tenants: &[TenantConfig],
    ask: impl AsyncFn(&TenantConfig, &Client) -> Result<Vec<T>>,
) -> Gathered<T> {
    let mut gathered = Gathered { rows: Vec::new(), failed: None };
    for tenant in tenants {
        let asked = async { ask(tenant, &client(tenant)?).await };
        let name = printable(&tenant.name);
        match asked.await.with_context(|| format!("tenant {name}")) {
            Ok(rows) => gathered.rows.extend(rows.into_iter().map(|row| (tenant.name.clone(), row))),
            // The first one is told at the end, with its remedy.
            Err(error) if gathered.failed.is_none() => gathered.failed = Some(error),
            Err(error) => note(&failure::text(&error)),
        }
    }
    gathered
}
