//! `trail365 tables`: what there is to query.

mod columns;
mod list;
mod operations;

use std::io::Write;

use anyhow::Result;
use datafusion::prelude::SessionContext;

use super::Outcome;
use crate::args::{Format, Tables};
use crate::lake;
use crate::output;
use columns::Layout;
use list::List;

/// Lists the tables and views, or the columns of one.
pub fn run(args: &Tables, out: &mut dyn Write) -> Result<Outcome> {
    lake::runtime()?.block_on(async {
        let session = lake::session(&args.at_lake.lake, None).await?;
        match &args.name {
            None => list(&session, args.all, args.format, out).await,
            Some(name) => describe(&session, name, args.format, out).await,
        }
    })?;
    Ok(Outcome::Done)
}

/// Lists the tables and the views; those without rows too, if `all` are wanted.
pub async fn list(session: &SessionContext, all: bool, format: Format, out: &mut dyn Write) -> Result<()> {
    output::write(&List::new(session, all).await?, format, out)
}

/// Lists the columns of a table or view.
pub async fn describe(
    session: &SessionContext,
    name: &str,
    format: Format,
    out: &mut dyn Write,
) -> Result<()> {
    output::write(&Layout::new(session, name).await?, format, out)
}
