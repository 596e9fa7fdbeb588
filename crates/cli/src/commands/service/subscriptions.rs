//! `trail365 subscriptions`: which kinds of content the service gathers.

use std::io::Write;

use anyhow::{Error, Result, anyhow};
use trail365_client::{ContentType, ErrorKind, Secret, Subscription, WebhookChange, WebhookSettings};
use trail365_collect::config::check_webhook_address;

use super::tenants::{Failures, ask_each_tenant};
use crate::args::{AtTenant, AtTenants, RowOptions, StartSubscriptions, Subscriptions, SubscriptionsTask};
use crate::commands::Outcome;
use crate::config::{build_client, select_tenant, select_tenants};
use crate::failure::{Misconfigured, OTHER, with_advice};
use crate::lake::runtime;
use crate::output::service_rows::{print_columns, text_column, time_column};
use crate::output::{Printer, note};

/// The service's code for a subscription that is started twice.
const ALREADY_STARTED: &str = "AF20024";

/// Runs `trail365 subscriptions`.
pub fn run(args: &Subscriptions, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        SubscriptionsTask::List { at, rows } => runtime()?.block_on(list_subscriptions(at, rows, out)),
        SubscriptionsTask::Start(args) => runtime()?.block_on(start_subscriptions(args)),
        SubscriptionsTask::Stop { at, types } => runtime()?.block_on(stop_subscriptions(at, types)),
    }
}

async fn list_subscriptions(at: &AtTenants, rows: &RowOptions, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(rows)?;
    let list =
        async |_: &_, client: &trail365_client::Client| Ok(vec![Ok(client.list_subscriptions().await?)]);
    let found = ask_each_tenant(&select_tenants(at)?, list).await;
    let webhook = |of: &Subscription| of.webhook.clone();
    let columns = vec![
        ("tenant", text_column(found.tenant_names())),
        ("content_type", text_column(found.column(|of| Some(&of.content_type)))),
        ("status", text_column(found.column(|of| of.status.as_ref()))),
        ("webhook_status", text_column(found.column(|of| webhook(of)?.status))),
        ("webhook_address", text_column(found.column(|of| webhook(of)?.address))),
        ("webhook_expiration", time_column(found.column(|of| webhook(of)?.expiration))),
    ];
    print_columns(&printer, columns, out).await?;
    Ok(found.report_failures())
}

async fn start_subscriptions(args: &StartSubscriptions) -> Result<Outcome> {
    let tenant = select_tenant(&args.at)?;
    let change = webhook_change(args)?;
    let client = build_client(&tenant)?;
    let types = if args.types.is_empty() { &tenant.content_types } else { &args.types };
    let mut failures = Failures::default();
    for content_type in types {
        match client.start_subscription(*content_type, change.clone()).await {
            Ok(_) => note(&format!("{content_type} started; its first content can take 12 hours")),
            // The wanted state is there, so a script that starts subscriptions can run again.
            Err(error) if error.code() == Some(ALREADY_STARTED) => {
                note(&format!("{content_type} was already started"));
            }
            Err(error) => failures.add(&explain_start(error)),
        }
    }
    Ok(failures.report())
}

/// Adds the remedy for starts in quick succession, which the service answers like any call beyond the quota.
fn explain_start(error: trail365_client::Error) -> Error {
    const TOO_SOON: &str =
        "wait: between two starts of a subscription, or changes of its webhook, must lie at least 15 minutes";
    match error.kind() {
        ErrorKind::Throttled => with_advice(error, OTHER, TOO_SOON),
        _ => error.into(),
    }
}

fn webhook_change(args: &StartSubscriptions) -> Result<WebhookChange> {
    const ADDRESS: &str =
        "give the address that the service is to call, such as https://audit.example.com/trail365";
    let Some(address) = args.webhook.clone() else {
        return Ok(if args.no_webhook { WebhookChange::Remove } else { WebhookChange::Unchanged });
    };
    check_webhook_address(&address)
        .map_err(|why| with_advice(anyhow!("cannot use the address of --webhook: {why}"), OTHER, ADDRESS))?;
    // From the environment, because other users of the machine can list the arguments of a process.
    let variable = args.webhook_auth_env.as_deref();
    let auth_id = variable.map(|name| std::env::var(name).map(Secret::new)).transpose();
    let auth_id =
        auth_id.map_err(|_| Misconfigured("the variable of --webhook-auth-env is not set".to_owned()))?;
    Ok(WebhookChange::Set(WebhookSettings { address, auth_id, expiration: args.webhook_expires }))
}

async fn stop_subscriptions(at: &AtTenant, types: &[ContentType]) -> Result<Outcome> {
    let client = build_client(&select_tenant(at)?)?;
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
    Ok(failures.report())
}
