//! Listings of content and of notifications.

use std::io::Write;

use anyhow::Result;
use trail365_client::{Client, ContentInfo, ContentType, Notification};
use trail365_collect::config::TenantConfig;

use super::windows::windows;
use crate::cli::{Listing, Notifications};
use crate::commands::Outcome;
use crate::commands::columns::{print, texts, times};
use crate::commands::each_tenant::gather;
use crate::commands::result::Printer;
use crate::config::tenants;
use crate::lake::runtime;
use crate::output::rows::RowFormat;

/// Prints the notifications.
pub fn notifications(args: &Notifications, out: &mut dyn Write) -> Result<Outcome> {
    runtime()?.block_on(list_notifications(&args.listing, out))?;
    Ok(Outcome::Done)
}

/// Prints the blobs of content.
pub async fn content(args: &Listing, out: &mut dyn Write) -> Result<()> {
    let printer = Printer::new(&args.rows)?;
    let found = gather(&tenants(&args.at)?, async |tenant, client| {
        let mut all: Vec<ContentInfo> = Vec::new();
        for content_type in types(args, tenant) {
            for window in windows(args.since, args.until, now(client).await?)? {
                all.extend(client.content_pages(content_type, Some(window)).all().await?);
            }
        }
        Ok(all)
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
    found.end()
}

async fn list_notifications(args: &Listing, out: &mut dyn Write) -> Result<()> {
    let printer = Printer::new(&args.rows)?;
    let found = gather(&tenants(&args.at)?, async |tenant, client| {
        let mut all: Vec<Notification> = Vec::new();
        for content_type in types(args, tenant) {
            for window in windows(args.since, args.until, now(client).await?)? {
                all.extend(client.notification_pages(content_type, Some(window)).all().await?);
            }
        }
        Ok(all)
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
    found.end()
}

fn types(args: &Listing, tenant: &TenantConfig) -> Vec<ContentType> {
    if args.types.is_empty() { tenant.content_types.clone() } else { args.types.clone() }
}

/// The service's time, for which it has to be asked something first.
async fn now(client: &Client) -> Result<chrono::DateTime<chrono::Utc>> {
    if client.clock_offset().is_none() {
        client.list_subscriptions().await?;
    }
    Ok(client.server_time())
}
