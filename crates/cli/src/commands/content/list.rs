//! Listings of content and of notifications.

use std::io::Write;

use anyhow::Result;
use trail365_client::{Client, ContentInfo, ContentType, Notification, Window};
use trail365_collect::config::TenantConfig;

use super::windows::windows;
use crate::args::{Listing, Notifications};
use crate::commands::Outcome;
use crate::commands::each_tenant::gather;
use crate::config::tenants;
use crate::lake::runtime;
use crate::output::Printer;
use crate::output::rows::RowFormat;
use crate::output::service_rows::{print, texts, times};

/// Prints the notifications.
pub fn notifications(args: &Notifications, out: &mut dyn Write) -> Result<Outcome> {
    runtime()?.block_on(list_notifications(&args.listing, out))
}

/// Prints the blobs of content.
pub async fn content(args: &Listing, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows)?;
    let found = gather(&tenants(&args.at)?, async |tenant, client| {
        let list = async |of, window| client.content_pages(of, Some(window)).all().await;
        by_type::<ContentInfo>(args, tenant, client, list).await
    })
    .await;
    let mut columns = vec![
        ("tenant", texts(found.names())),
        ("content_type", texts(found.column(|of| Some(&of.content_type)))),
        ("created", times(found.column(|of| of.created))),
        ("expiration", times(found.column(|of| of.expiration))),
        ("content_id", texts(found.column(|of| Some(&of.content_id)))),
    ];
    if printer.format() != RowFormat::Table {
        columns.push(("content_uri", texts(found.column(|of| Some(&of.content_uri)))));
    }
    print(&printer, columns, out).await?;
    Ok(found.end())
}

async fn list_notifications(args: &Listing, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows)?;
    let found = gather(&tenants(&args.at)?, async |tenant, client| {
        let list = async |of, window| client.notification_pages(of, Some(window)).all().await;
        by_type::<Notification>(args, tenant, client, list).await
    })
    .await;
    let columns = vec![
        ("tenant", texts(found.names())),
        ("content_type", texts(found.column(|of| Some(&of.content.content_type)))),
        ("sent", times(found.column(|of| of.sent))),
        ("status", texts(found.column(|of| of.status.as_ref()))),
        ("created", times(found.column(|of| of.content.created))),
        ("content_id", texts(found.column(|of| Some(&of.content.content_id)))),
    ];
    print(&printer, columns, out).await?;
    Ok(found.end())
}

/// What is listed of each content type, window by window; a type that fails keeps what was listed of it.
async fn by_type<T>(
    args: &Listing,
    tenant: &TenantConfig,
    client: &Client,
    list: impl AsyncFn(ContentType, Window) -> trail365_client::Result<Vec<T>>,
) -> Result<Vec<Result<Vec<T>>>> {
    know_the_time(client).await?;
    let mut parts = Vec::new();
    for content_type in types(args, tenant) {
        // Seen from now: those before may have taken minutes.
        for window in windows(args.since, args.until, client.server_time())? {
            parts.push(list(content_type, window).await.map_err(Into::into));
            if parts.last().is_some_and(Result::is_err) {
                break;
            }
        }
    }
    Ok(parts)
}

fn types(args: &Listing, tenant: &TenantConfig) -> Vec<ContentType> {
    if args.types.is_empty() { tenant.content_types.clone() } else { args.types.clone() }
}

/// The service has to be asked something before its time is known.
async fn know_the_time(client: &Client) -> Result<()> {
    if client.clock_offset().is_none() {
        client.list_subscriptions().await?;
    }
    Ok(())
}
