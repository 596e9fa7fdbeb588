//! `trail365 names`: what the IDs of sensitive information types stand for.

use std::io::Write;

use anyhow::Result;
use trail365_client::SensitiveType;

use super::Outcome;
use crate::args::Names;
use crate::config::{client, tenant};
use crate::lake::runtime;
use crate::output::Printer;
use crate::output::service_rows::{print, texts};

/// Prints the names.
pub fn run(args: &Names, out: &mut dyn Write) -> Result<Outcome> {
    runtime()?.block_on(list(args, out))?;
    Ok(Outcome::Done)
}

async fn list(args: &Names, out: &mut dyn Write) -> Result<()> {
    let printer = Printer::new(&args.rows)?;
    let names = client(&tenant(&args.at)?)?.list_sensitive_types(args.language.as_deref()).await?;
    let column = |of: fn(&SensitiveType) -> &String| texts(names.iter().map(|name| Some(of(name))));
    print(&printer, vec![("id", column(|of| &of.id)), ("name", column(|of| &of.name))], out).await
}
