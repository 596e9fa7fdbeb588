//! The commands that ask the service: subscriptions, content, notifications and names.

mod content;
mod subscriptions;
mod tenants;
mod windows;

use std::io::Write;

use anyhow::Result;
use trail365_client::SensitiveType;

use super::Outcome;
use crate::args::Names;
use crate::config::{build_client, select_tenant};
use crate::lake::runtime;
use crate::output::Printer;
use crate::output::service_rows::{print_columns, text_column};

pub use content::{run as run_content, run_notifications};
pub use subscriptions::run as run_subscriptions;

/// `trail365 names`: prints the names of sensitive information types.
pub fn run_names(args: &Names, out: &mut dyn Write) -> Result<Outcome> {
    runtime()?.block_on(print_names(args, out))?;
    Ok(Outcome::Done)
}

async fn print_names(args: &Names, out: &mut dyn Write) -> Result<()> {
    let printer = Printer::new(&args.rows)?;
    let client = build_client(&select_tenant(&args.at)?)?;
    let names = client.list_sensitive_types(args.language.as_deref()).await?;
    let column = |of: fn(&SensitiveType) -> &String| text_column(names.iter().map(|name| Some(of(name))));
    print_columns(&printer, vec![("id", column(|of| &of.id)), ("name", column(|of| &of.name))], out).await
}
