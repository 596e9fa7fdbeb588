//! One question to each tenant: one that fails stops none of the others.

use anyhow::{Context, Error, Result};
use trail365_client::Client;
use trail365_collect::config::TenantConfig;

use crate::commands::Outcome;
use crate::config::build_client;
use crate::failure;
use crate::output::{note, printable};

/// The rows of all tenants, and what failed.
pub struct Gathered<T> {
    /// Rows with the tenant's name.
    pub rows: Vec<(String, T)>,
    failures: Failures,
}

impl<T> Gathered<T> {
    /// Returns one value of each row, as a column needs them.
    pub fn column<'a, C>(&'a self, value: impl Fn(&'a T) -> C + 'a) -> impl Iterator<Item = C> + 'a {
        self.rows.iter().map(move |(_, row)| value(row))
    }

    /// Returns the tenant's name of each row.
    pub fn tenant_names(&self) -> impl Iterator<Item = Option<&str>> {
        self.rows.iter().map(|(name, _)| Some(name.as_str()))
    }

    /// Reports what failed on stderr, once the rows are printed.
    pub fn report_failures(self) -> Outcome {
        self.failures.report()
    }

    fn add_part(&mut self, tenant: &str, part: Result<Vec<T>>) {
        match part.with_context(|| format!("tenant {}", printable(tenant))) {
            Ok(rows) => self.rows.extend(rows.into_iter().map(|row| (tenant.to_owned(), row))),
            Err(error) => self.failures.add(&error),
        }
    }
}

/// Asks each tenant. An answer has parts, and one that fails takes none of the others with it.
pub async fn ask_each_tenant<T>(
    tenants: &[TenantConfig],
    ask: impl AsyncFn(&TenantConfig, &Client) -> Result<Vec<Result<Vec<T>>>>,
) -> Gathered<T> {
    let mut gathered = Gathered { rows: Vec::new(), failures: Failures::default() };
    for tenant in tenants {
        // In a block, so that a client that cannot be made is the failure of this tenant alone.
        let asked = async { ask(tenant, &build_client(tenant)?).await };
        match asked.await {
            Ok(parts) => parts.into_iter().for_each(|part| gathered.add_part(&tenant.name, part)),
            Err(error) => gathered.add_part(&tenant.name, Err(error)),
        }
    }
    gathered
}

/// The failures of several tasks, reported at the end.
#[derive(Default)]
pub struct Failures {
    code: Option<u8>,
    texts: Vec<String>,
}

impl Failures {
    /// Adds a failure; the same text is reported once, however many tasks it stopped.
    pub fn add(&mut self, error: &Error) {
        self.code.get_or_insert(failure::exit_code(error));
        let text = failure::render_error(error);
        if !self.texts.contains(&text) {
            self.texts.push(text);
        }
    }

    /// Reports the failures with their remedies on stderr; the exit code is that of the first.
    pub fn report(self) -> Outcome {
        for line in self.texts.iter().flat_map(|text| text.lines()) {
            note(&printable(line));
        }
        self.code.map_or(Outcome::Done, Outcome::Failed)
    }
}
