//! The same for each tenant: one that fails stops none of the others.

use anyhow::{Context, Result};
use trail365_client::Client;
use trail365_collect::config::TenantConfig;

use super::Outcome;
use super::failures::Failures;
use crate::config::client;
use crate::output::printable;

/// What came of it: all rows, and what failed.
pub struct Gathered<T> {
    /// Rows with the tenant's name.
    pub rows: Vec<(String, T)>,
    failures: Failures,
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

    /// Tells what failed, once the rows are printed.
    pub fn end(self) -> Outcome {
        self.failures.end()
    }

    fn take(&mut self, tenant: &str, part: Result<Vec<T>>) {
        match part.with_context(|| format!("tenant {}", printable(tenant))) {
            Ok(rows) => self.rows.extend(rows.into_iter().map(|row| (tenant.to_owned(), row))),
            Err(error) => self.failures.add(&error),
        }
    }
}

/// Asks each tenant. An answer has parts, and one that fails takes none of the others with it.
pub async fn gather<T>(
    tenants: &[TenantConfig],
    ask: impl AsyncFn(&TenantConfig, &Client) -> Result<Vec<Result<Vec<T>>>>,
) -> Gathered<T> {
    let mut gathered = Gathered { rows: Vec::new(), failures: Failures::default() };
    for tenant in tenants {
        let asked = async { ask(tenant, &client(tenant)?).await };
        match asked.await {
            Ok(parts) => parts.into_iter().for_each(|part| gathered.take(&tenant.name, part)),
            Err(error) => gathered.take(&tenant.name, Err(error)),
        }
    }
    gathered
}
