//! Whether a tenant's activity can be had.

use anyhow::Result;
use trail365_client::{Client, ContentType, Error, ErrorKind, Fault, Open, Subscription, WebhookStatus};
use trail365_collect::config::TenantConfig;

use super::report::Report;
use crate::config::client;

/// How far clocks may be apart: sign-in takes proofs that are a few minutes old.
const MOST_OFFSET_SECONDS: i64 = 240;

const NOT_SUBSCRIBED: &str = "not subscribed; `trail365 subscriptions start` starts it, and so does collecting; the first content can take 12 hours";

/// What a call to the service tries, from the first step to the last.
const STEPS: [&str; 5] = ["connection", "sign-in", "service", "permission", "auditing"];

/// Tries secrets, connection, sign-in, permission, auditing, subscriptions, content and clock.
pub async fn examine(config: &TenantConfig, report: &mut Report<'_>) -> Result<()> {
    let name = &config.name;
    let client = match client(config) {
        Ok(client) => client,
        Err(error) => return report.bad(&format!("{name} secrets"), &error),
    };
    report.good(&format!("{name} secrets"), &config.sign_in.to_string())?;
    match client.list_subscriptions().await {
        Ok(there) => {
            report.good(
                &format!("{name} connection"),
                &format!("{} (proxy: {})", config.cloud, config.proxy_in_words()),
            )?;
            STEPS[1..].iter().try_for_each(|step| report.good(&format!("{name} {step}"), ""))?;
            for content_type in &config.content_types {
                subscription(name, &client, *content_type, &there, report).await?;
            }
        }
        Err(error) => refused(config, &client, &error, report)?,
    }
    clock(name, &client, report)
}

/// Which step the failure is of; those before it went well, those after it were not tried.
fn refused(config: &TenantConfig, client: &Client, error: &Error, report: &mut Report<'_>) -> Result<()> {
    let failed = step(error, client.clock_offset().is_some());
    let name = &config.name;
    for (at, step) in STEPS.iter().enumerate() {
        let what = format!("{name} {step}");
        match at.cmp(&failed) {
            std::cmp::Ordering::Less => report.good(&what, "")?,
            std::cmp::Ordering::Greater => report.untried(&what)?,
            std::cmp::Ordering::Equal => {
                let proxy = format!("proxy: {}", config.proxy_in_words());
                let error = anyhow::Error::new(error.clone());
                report.bad(&what, &if failed == 0 { error.context(proxy) } else { error })?;
            }
        }
    }
    report.untried(&format!("{name} subscriptions"))
}

/// The place in [`STEPS`]. Only the API's answers tell its time, so `answered` is whether there was one: then sign-in went
/// well, and a status without it is of the sign-in host.
fn step(error: &Error, answered: bool) -> usize {
    match (error.kind(), error.fault()) {
        (ErrorKind::Connect, _) => 0,
        (ErrorKind::SignIn | ErrorKind::Configuration, _) => 1,
        _ if error.status().is_some() && !answered => 1,
        (_, Fault::Network) => 0,
        (ErrorKind::Unauthorized, _) => 3,
        (_, Fault::Tenant) => 4,
        _ if answered => 2,
        _ => 0,
    }
}

async fn subscription(
    name: &str,
    client: &Client,
    content_type: ContentType,
    there: &[Subscription],
    report: &mut Report<'_>,
) -> Result<()> {
    let what = format!("{name} {content_type}");
    if let Some(found) = there.iter().find(|of| of.content_type == Open::Known(content_type)) {
        webhook(&what, found, report)?;
    }
    // Only a listing tells a subscription that an administrator disabled from one that is not there.
    match client.list_content(content_type, None).await {
        Ok(page) => {
            let more = if page.next.is_some() { " and more" } else { "" };
            report.good(&what, &format!("{}{more} blobs in the last 24 hours", page.items.len()))
        }
        Err(error) if error.kind() == ErrorKind::NoSubscription => report.doubtful(&what, NOT_SUBSCRIBED),
        Err(error) => report.bad(&what, &error.into()),
    }
}

fn webhook(what: &str, found: &Subscription, report: &mut Report<'_>) -> Result<()> {
    let status = found.webhook.as_ref().and_then(|hook| hook.status.as_ref()).and_then(Open::known);
    match status {
        Some(WebhookStatus::Disabled | WebhookStatus::Expired) => report.doubtful(
            &format!("{what} webhook"),
            "it is not told of content any more; start the subscription again with it, or take it away",
        ),
        _ => Ok(()),
    }
}

fn clock(name: &str, client: &Client, report: &mut Report<'_>) -> Result<()> {
    let what = format!("{name} clock");
    let Some(offset) = client.clock_offset() else { return report.untried(&what) };
    let seconds = offset.num_seconds();
    if seconds.abs() > MOST_OFFSET_SECONDS {
        let why = format!(
            "this machine differs from the service by {seconds} s; set it right, or certificates will be refused"
        );
        return report.doubtful(&what, &why);
    }
    report.good(&what, &format!("within {} s of the service", seconds.abs().max(1)))
}
