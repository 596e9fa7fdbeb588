//! `trail365 subscriptions`: which kinds of content the service gathers.

use std::io::Write;

use anyhow::{Context, Result};
use trail365_client::{ContentType, Secret, Subscription, WebhookChange, WebhookSettings};

use super::Outcome;
use super::columns::{print, texts, times};
use super::each_tenant::gather;
use super::result::{Printer, note};
use crate::cli::{AtTenant, RowOptions, StartSubscriptions, Subscriptions, SubscriptionsTask};
use crate::config::{client, tenant, tenants};
use crate::failure::Misconfigured;
use crate::lake::runtime;

/// Does what was asked for.
pub fn run(args: &Subscriptions, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        SubscriptionsTask::List { at, rows } => return runtime()?.block_on(list(at, rows, out)),
        SubscriptionsTask::Start(args) => runtime()?.block_on(start(args))?,
        SubscriptionsTask::Stop { at, types } => runtime()?.block_on(stop(at, types))?,
    }
    Ok(Outcome::Done)
}

async fn list(at: &AtTenant, rows: &RowOptions, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(rows)?;
    let found =
        gather(&tenants(at)?, async |_, client| Ok(vec![Ok(client.list_subscriptions().await?)])).await;
    let hook = |of: &Subscription| of.webhook.clone();
    let columns = vec![
        ("tenant", texts(found.names())),
        ("content_type", texts(found.column(|of| Some(&of.content_type)))),
        ("status", texts(found.column(|of| of.status.as_ref()))),
        ("webhook_status", texts(found.column(|of| hook(of)?.status))),
        ("webhook_address", texts(found.column(|of| hook(of)?.address))),
        ("webhook_expiration", times(found.column(|of| hook(of)?.expiration))),
    ];
    print(&printer, columns, out).await?;
    Ok(found.end())
}

async fn start(args: &StartSubscriptions) -> Result<()> {
    let tenant = tenant(&args.at)?;
    let change = webhook(args)?;
    let client = client(&tenant)?;
    let types = if args.types.is_empty() { &tenant.content_types } else { &args.types };
    for content_type in types {
        match client.start_subscription(*content_type, change.clone()).await {
            Ok(_) => note(&format!("{content_type} started; its first content can take 12 hours")),
            Err(error) if error.code() == Some("AF20024") => {
                note(&format!("{content_type} was started already"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn webhook(args: &StartSubscriptions) -> Result<WebhookChange> {
    let Some(address) = args.webhook.clone() else {
        return Ok(if args.no_webhook { WebhookChange::Remove } else { WebhookChange::Unchanged });
    };
    let variable = args.webhook_auth_env.as_deref();
    let auth_id = variable.map(|name| std::env::var(name).map(Secret::new)).transpose();
    let auth_id =
        auth_id.map_err(|_| Misconfigured("the variable of --webhook-auth-env is not set".to_owned()))?;
    Ok(WebhookChange::Set(WebhookSettings { address, auth_id, expiration: args.webhook_expires }))
}

async fn stop(at: &AtTenant, types: &[ContentType]) -> Result<()> {
    let client = client(&tenant(at)?)?;
    for content_type in types {
        client.stop_subscription(*content_type).await.context("nothing more was stopped")?;
        note(&format!("{content_type} stopped"));
    }
    Ok(())
}
