//! The lake that commands work on, or the lakes of a list.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use datafusion::prelude::SessionContext;
use serde::Deserialize;
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
    if is_list(location) {
        anyhow::bail!(
            "{} is a list of lakes, which query, search, tables and worker take; name one of its lakes",
            printable(location)
        );
    }
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

/// Opens a lake, or each of a list.
pub async fn open_each(location: &str) -> Result<Vec<Lake>> {
    if is_list(location) {
        return Ok(open_listed(Path::new(location)).await?.into_iter().map(|(_, lake)| lake).collect());
    }
    Ok(vec![open(location, None).await?])
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

/// Opens a lake, or the lakes of a list, for queries with options of a session.
pub async fn session_with(
    location: &str,
    at: Option<At>,
    options: &SessionOptions,
) -> Result<SessionContext> {
    if is_list(location) {
        if at.is_some() {
            anyhow::bail!("each lake of a list has versions of its own: --at goes with one lake");
        }
        return Ok(trail365_sql::open_all(&open_listed(Path::new(location)).await?, options).await?);
    }
    let lake = open(location, at).await?;
    Ok(trail365_sql::open(&lake, options).await?)
}

/// Reports whether a location is a file that lists lakes.
fn is_list(location: &str) -> bool {
    let path = Path::new(location);
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml")) && path.is_file()
}

/// Opens the lakes of a list. A folder is meant as seen from the list's own.
async fn open_listed(path: &Path) -> Result<Vec<(String, Lake)>> {
    let shown = printable(&path.to_string_lossy());
    let mut lakes = Vec::new();
    for Listed { name, lake } in read_list(path).with_context(|| format!("cannot use {shown}"))? {
        let beside = path.parent().map(|folder| folder.join(&lake)).filter(|_| !lake.contains("://"));
        let location = beside.map_or_else(|| lake.clone(), |path| path.to_string_lossy().into_owned());
        let opened = open(&location, None).await;
        lakes.push((name.clone(), opened.with_context(|| format!("{shown}: {}", printable(&name)))?));
    }
    Ok(lakes)
}

fn read_list(path: &Path) -> Result<Vec<Listed>> {
    let list: List = toml::from_str(&fs::read_to_string(path)?)?;
    let names: BTreeSet<_> = list.lakes.iter().map(|listed| &listed.name).collect();
    if names.len() < list.lakes.len() {
        anyhow::bail!("two of its lakes have the same name");
    }
    if list.lakes.is_empty() {
        anyhow::bail!("there is no lake in it; begin one with [[lakes]]");
    }
    Ok(list.lakes)
}

/// Lakes that queries go over as one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    lakes: Vec<Listed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    name: String,
    lake: String,
}

/// Makes the options of a session that knows the places and owners of networks of files, if some are named.
pub fn session_options(geo: Option<&Path>, asn: Option<&Path>) -> Result<SessionOptions> {
    let geo = Geo::open_files(geo, asn)?.map(Arc::new);
    Ok(SessionOptions { geo, ..SessionOptions::default() })
}
