//! `trail365 content`: what the service has of a tenant, and blobs of it as they are.

mod list;
mod windows;

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};
use trail365_client::Content as Body;

use super::Outcome;
use crate::args::{AtTenant, Content, ContentTask};
use crate::config::{client, tenant};
use crate::lake::runtime;
use crate::output::{NewFile, escape, printable};

pub use list::notifications;

/// Does what was asked for.
pub fn run(args: &Content, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        ContentTask::List(listing) => runtime()?.block_on(list::content(listing, out)),
        ContentTask::Fetch { at, content, output, force } => {
            runtime()?.block_on(fetch(at, content, output.as_deref().map(|path| (path, *force)), out))?;
            Ok(Outcome::Done)
        }
    }
}

async fn fetch(at: &AtTenant, content: &str, file: Option<(&Path, bool)>, out: &mut dyn Write) -> Result<()> {
    let file = file.map(|(path, force)| NewFile::new(path, force).map(|file| (path, file))).transpose()?;
    let client = client(&tenant(at)?)?;
    let uri = if content.contains("://") { content.to_owned() } else { client.content_uri(content)? };
    match file {
        None if io::stdout().is_terminal() => {
            let bytes = client.fetch_bytes(&uri).await?;
            out.write_all(escape(&String::from_utf8_lossy(&bytes)).as_bytes())?;
            Ok(())
        }
        None => write(client.fetch_content(&uri).await?, out).await,
        Some((path, mut file)) => {
            write(client.fetch_content(&uri).await?, &mut file).await?;
            file.finish(true)
                .with_context(|| format!("could not write {}", printable(&path.to_string_lossy())))
        }
    }
}

async fn write(mut body: Body, out: &mut dyn Write) -> Result<()> {
    while let Some(piece) = body.chunk().await? {
        out.write_all(&piece)?;
    }
    Ok(())
}
