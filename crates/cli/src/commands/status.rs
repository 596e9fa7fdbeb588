//! `trail365 status` and `trail365 gaps`: how far collecting is, without asking the service.

use std::io::Write;

use anyhow::Result;
use trail365_collect::config::TenantConfig;
use trail365_sql::{ContentStream, SessionOptions};

use super::Outcome;
use crate::args::{AtStreams, DEFAULT_LAKE, Gaps, RowOptions, Status};
use crate::output::Printer;
use crate::{config, lake};

const STATUS: &str = "SELECT * FROM lake.status ORDER BY tenant_id, content_type";

/// Covered spans come first, then missing ones by time.
const GAPS: &str =
    "SELECT * FROM lake.gaps ORDER BY tenant_id, content_type, state <> 'covered', \"from\", content_id";

/// Prints how far each stream is.
pub fn run(args: &Status, out: &mut dyn Write) -> Result<Outcome> {
    print_rows(&args.at, &args.rows, STATUS, out)
}

/// Prints the spans that are covered and those that are missing.
pub fn gaps(args: &Gaps, out: &mut dyn Write) -> Result<Outcome> {
    print_rows(&args.at, &args.rows, GAPS, out)
}

fn print_rows(at: &AtStreams, rows: &RowOptions, sql: &str, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(rows)?;
    let (location, streams) = read_streams(at)?;
    lake::runtime()?.block_on(printer.guard(async {
        let options = SessionOptions { streams, ..SessionOptions::default() };
        let session = trail365_sql::open(&lake::open(&location, None).await?, &options).await?;
        let frame = trail365_sql::sql(&session, sql).await?;
        printer.print(frame, true, out).await
    }))?;
    Ok(Outcome::Done)
}

/// Returns the lake of the command line, without streams; else that of the configuration, with the streams that are
/// collected into it.
fn read_streams(at: &AtStreams) -> Result<(String, Vec<ContentStream>)> {
    match &at.lake {
        Some(lake) => Ok((lake.clone(), Vec::new())),
        // Nobody named a configuration and the usual one is missing: a lake alone can show what it holds.
        None if at.at.is_absent() => {
            let lake = config::environment_lake()?;
            Ok((lake.unwrap_or_else(|| DEFAULT_LAKE.to_owned()), Vec::new()))
        }
        None => {
            let all = config::read_config(&at.at)?;
            Ok((all.lake, all.tenants.iter().flat_map(streams_of).collect()))
        }
    }
}

fn streams_of(tenant: &TenantConfig) -> impl Iterator<Item = ContentStream> {
    tenant.content_types.iter().map(|content_type| ContentStream {
        tenant: Some(tenant.name.clone()),
        tenant_id: tenant.tenant_id.to_string(),
        content_type: content_type.to_string(),
    })
}
