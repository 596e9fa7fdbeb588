//! `trail365 content` and `trail365 notifications`: what the service has of a tenant, and blobs of it unchanged.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::{Context, Result};
use trail365_client::{Client, Content as Body, ContentInfo, ContentType, Notification, Window};
use trail365_collect::config::TenantConfig;

use super::tenants::ask_each_tenant;
use super::windows::split_into_windows;
use crate::args::{AtTenant, Content, ContentTask, Listing, Notifications, RowFormat};
use crate::commands::Outcome;
use crate::config::{build_client, select_tenant, select_tenants};
use crate::lake::runtime;
use crate::output::service_rows::{print_columns, text_column, time_column};
use crate::output::{NewFile, Printer, escape_json, printable};

/// Runs `trail365 content`.
pub fn run(args: &Content, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        ContentTask::List(listing) => runtime()?.block_on(list_content(listing, out)),
        ContentTask::Fetch { at, content, output, force } => {
            let file = output.as_deref().map(|path| (path, *force));
            runtime()?.block_on(fetch_blob(at, content, file, out))?;
            Ok(Outcome::Done)
        }
    }
}

/// Runs `trail365 notifications`.
pub fn run_notifications(args: &Notifications, out: &mut dyn Write) -> Result<Outcome> {
    runtime()?.block_on(list_notifications(&args.listing, out))
}

async fn fetch_blob(
    at: &AtTenant,
    content: &str,
    file: Option<(&Path, bool)>,
    out: &mut dyn Write,
) -> Result<()> {
    // Refused before anything is fetched.
    let file = file.map(|(path, force)| NewFile::new(path, force).map(|file| (path, file))).transpose()?;
    let client = build_client(&select_tenant(at)?)?;
    let uri = if content.contains("://") { content.to_owned() } else { client.content_uri(content)? };
    match file {
        // A terminal would act on control characters in a record. Pipes and files get the exact bytes.
        None if io::stdout().is_terminal() => {
            let bytes = client.fetch_bytes(&uri).await?;
            out.write_all(escape_json(&String::from_utf8_lossy(&bytes)).as_bytes())?;
            Ok(())
        }
        None => write_body(client.fetch_content(&uri).await?, out).await,
        Some((path, mut file)) => {
            write_body(client.fetch_content(&uri).await?, &mut file).await?;
            file.finish(true)
                .with_context(|| format!("could not write {}", printable(&path.to_string_lossy())))
        }
    }
}

async fn write_body(mut body: Body, out: &mut dyn Write) -> Result<()> {
    while let Some(piece) = body.chunk().await? {
        out.write_all(&piece)?;
    }
    Ok(())
}

async fn list_content(args: &Listing, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows)?;
    let found = ask_each_tenant(&select_tenants(&args.at)?, async |tenant, client| {
        let list = async |of, window| client.content_pages(of, Some(window)).all().await;
        list_by_type::<ContentInfo>(args, tenant, client, list).await
    })
    .await;
    let mut columns = vec![
        ("tenant", text_column(found.tenant_names())),
        ("content_type", text_column(found.column(|of| Some(&of.content_type)))),
        ("created", time_column(found.column(|of| of.created))),
        ("expiration", time_column(found.column(|of| of.expiration))),
        ("content_id", text_column(found.column(|of| Some(&of.content_id)))),
    ];
    // An address repeats the ID in 200 characters; a table has no room for it.
    if printer.format() != RowFormat::Table {
        columns.push(("content_uri", text_column(found.column(|of| Some(&of.content_uri)))));
    }
    print_columns(&printer, columns, out).await?;
    Ok(found.report_failures())
}

async fn list_notifications(args: &Listing, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows)?;
    let found = ask_each_tenant(&select_tenants(&args.at)?, async |tenant, client| {
        let list = async |of, window| client.notification_pages(of, Some(window)).all().await;
        list_by_type::<Notification>(args, tenant, client, list).await
    })
    .await;
    let columns = vec![
        ("tenant", text_column(found.tenant_names())),
        ("content_type", text_column(found.column(|of| Some(&of.content.content_type)))),
        ("sent", time_column(found.column(|of| of.sent))),
        ("status", text_column(found.column(|of| of.status.as_ref()))),
        ("created", time_column(found.column(|of| of.content.created))),
        ("content_id", text_column(found.column(|of| Some(&of.content.content_id)))),
    ];
    print_columns(&printer, columns, out).await?;
    Ok(found.report_failures())
}

/// Lists each content type window by window; a type that fails keeps what was listed of it.
async fn list_by_type<T>(
    args: &Listing,
    tenant: &TenantConfig,
    client: &Client,
    list: impl AsyncFn(ContentType, Window) -> trail365_client::Result<Vec<T>>,
) -> Result<Vec<Result<Vec<T>>>> {
    learn_server_time(client).await?;
    let types = if args.types.is_empty() { &tenant.content_types } else { &args.types };
    let mut parts = Vec::new();
    for &content_type in types {
        // Asked again for each type: those before may have taken minutes, and seven days are counted from now.
        for window in split_into_windows(args.since, args.until, client.server_time())? {
            parts.push(list(content_type, window).await.map_err(Into::into));
            // Later windows are not tried: rows with a gap in between would look complete.
            if parts.last().is_some_and(Result::is_err) {
                break;
            }
        }
    }
    Ok(parts)
}

/// Sends a cheap request unless there was one: the service's time is only known from an answer.
async fn learn_server_time(client: &Client) -> Result<()> {
    if client.clock_offset().is_none() {
        client.list_subscriptions().await?;
    }
    Ok(())
}
