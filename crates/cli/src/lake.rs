//! The lake that commands work on.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use datafusion::prelude::SessionContext;
use tokio::runtime::{Builder, Runtime};
use trail365_lake::{At, ErrorKind, Lake, Location};
use trail365_sql::{Geo, SessionOptions};

use crate::failure::{PLACE, with_advice};
use crate::output::printable;

/// Makes the threads that asynchronous work runs on.
pub fn runtime() -> Result<Runtime> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    Builder::new_multi_thread().worker_threads(threads).enable_all().build().context("cannot start threads")
}

/// Opens a lake, as it is or as it was.
pub async fn open(location: &str, at: Option<At>) -> Result<Lake> {
    let location = Location::parse(location)?;
    match Lake::open(&location, at).await {
        Err(e) if e.kind() == ErrorKind::Missing => {
            // Reading never makes a lake, so that a mistyped path leaves nothing behind.
            let shown = printable(&location.to_string());
            anyhow::bail!(
                "{e}; make one with `trail365 import --lake {shown} FILES`, or collect one with `trail365 collect`"
            )
        }
        opened => Ok(opened?),
    }
}

/// Opens a lake to add to it; makes one where there is none.
pub async fn open_or_create(location: &Location) -> Result<Lake> {
    const TAKEN: &str = "name another place for the lake, or move away what is there";
    Lake::open_or_create(location).await.map_err(|error| match error.kind() {
        ErrorKind::Unsupported => with_advice(error, PLACE, TAKEN),
        _ => error.into(),
    })
}

/// Opens a lake for queries, as it is or as it was.
pub async fn session(location: &str, at: Option<At>) -> Result<SessionContext> {
    session_with(location, at, &SessionOptions::default()).await
}

/// Opens a lake for queries with options of a session.
pub async fn session_with(
    location: &str,
    at: Option<At>,
    options: &SessionOptions,
) -> Result<SessionContext> {
    let lake = open(location, at).await?;
    Ok(trail365_sql::open(&lake, options).await?)
}

/// Makes the options of a session that knows the places and owners of networks of files, if some are named.
pub fn session_options(geo: Option<&Path>, asn: Option<&Path>) -> Result<SessionOptions> {
    let geo = Geo::open_files(geo, asn)?.map(Arc::new);
    Ok(SessionOptions { geo, ..SessionOptions::default() })
}
