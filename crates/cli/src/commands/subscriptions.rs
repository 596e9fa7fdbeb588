//! `trail365 subscriptions`: which kinds of content the service gathers.

use std::io::Write;

use anyhow::{Error, Result, anyhow};
use trail365_client::{ContentType, ErrorKind, Secret, Subscription, WebhookChange, WebhookSettings};
use trail365_collect::config::check_webhook_address;

use super::Outcome;
use super::each_tenant::gather;
use super::failures::Failures;
use crate::args::{AtTenant, AtTenants, RowOptions, StartSubscriptions, Subscriptions, SubscriptionsTask};
use crate::config::{client, tenant, tenants};
use crate::failure::{Misconfigured, OTHER, advised};
use crate::lake::runtime;
use crate::output::service_rows::{print, texts, times};
use crate::output::{Printer, note};

/// Does what was asked for.
pub fn run(args: &Subscriptions, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        SubscriptionsTask::List { at, rows } => runtime()?.block_on(list(at, rows, out)),
        SubscriptionsTask::Start(args) => runtime()?.block_on(start(args)),
        SubscriptionsTask::Stop { at, types } => runtime()?.block_on(stop(at, types)),
    }
}

async fn list(at: &AtTenants, rows: &RowOptions, out: &mut dyn Write) -> Result<Outcome> {
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

async fn start(args: &StartSubscriptions) -> Result<Outcome> {
    let tenant = tenant(&args.at)?;
    let change = webhook(args)?;
    let client = client(&tenant)?;
    let types = if args.types.is_empty() { &tenant.content_types } else { &args.types };
    let mut failures = Failures::default();
    for content_type in types {
        match client.start_subscription(*content_type, change.clone()).await {
            Ok(_) => note(&format!("{content_type} started; its first content can take 12 hours")),
            Err(error) if error.code() == Some("AF20024") => {
                note(&format!("{content_type} was started already"));
            }
            Err(error) => failures.add(&not_started(error)),
        }
    }
    Ok(failures.end())
}

/// Starts that lie too close together are told as other calls are that come too often.
fn not_started(error: trail365_client::Error) -> Error {
    const TOO_SOON: &str =
        "wait: two starts of a subscription, or changes of its webhook, lie 15 minutes apart at least";
    match error.kind() {
        ErrorKind::Throttled => advised(error, OTHER, TOO_SOON),
        _ => error.into(),
    }
}

fn webhook(args: &StartSubscriptions) -> Result<WebhookChange> {
    const ADDRESS: &str =
        "give the address that the service is to call, such as https://audit.example.com/trail365";
    let Some(address) = args.webhook.clone() else {
        return Ok(if args.no_webhook { WebhookChange::Remove } else { WebhookChange::Unchanged });
    };
    check_webhook_address(&address)
        .map_err(|why| advised(anyhow!("cannot use the address of --webhook: {why}"), OTHER, ADDRESS))?;
    let variable = args.webhook_auth_env.as_deref();
    let auth_id = variable.map(|name| std::env::var(name).map(Secret::new)).transpose();
    let auth_id =
        auth_id.map_err(|_| Misconfigured("the variable of --webhook-auth-env is not set".to_owned()))?;
    Ok(WebhookChange::Set(WebhookSettings { address, auth_id, expiration: args.webhook_expires }))
}

async fn stop(at: &AtTenant, types: &[ContentType]) -> Result<Outcome> {
    let client = client(&tenant(at)?)?;
    let mut failures = Failures::default();
    for content_type in types {
        match client.stop_subscription(*content_type).await {
            Ok(()) => note(&format!("{content_type} stopped")),
            Err(error) if error.kind() == ErrorKind::NoSubscription => {
                note(&format!("{content_type} was not started: there is nothing to stop"));
            }
            Err(error) => failures.add(&error.into()),
        }
    }
    Ok(failures.end())
}
