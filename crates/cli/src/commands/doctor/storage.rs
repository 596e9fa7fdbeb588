//! Whether the lake is there and can be written.

use anyhow::{Context, Result};
use trail365_lake::Location;

use super::report::Report;
use crate::lake::open_or_create;
use crate::output::printable;

/// Opens the lake or makes it, and tries to write beside its tables.
pub async fn examine(lake: &str, report: &mut Report<'_>) -> Result<()> {
    match try_out(lake).await {
        Ok(how) => report.good("lake", &format!("{}, {how}", printable(lake))),
        Err(error) => report.bad("lake", &error),
    }
}

async fn try_out(lake: &str) -> Result<&'static str> {
    let location = Location::parse(lake)?;
    open_or_create(&location).await?;
    let Some(folder) = location.folder() else {
        return Ok("can be opened; whether it can be written shows with the first commit");
    };
    for table in ["activity", "ledger", "rejected"] {
        let folder = folder.join(table).join("_delta_log");
        let file = tempfile::NamedTempFile::new_in(&folder);
        file.with_context(|| format!("cannot write into {}", folder.display()))?;
    }
    Ok("can be opened and written")
}
