//! Tries whether a tenant's activity can be collected.

use anyhow::Result;
use trail365_client::{Client, ContentType, Error, ErrorKind, Fault, Open, Subscription, WebhookStatus};
use trail365_collect::config::TenantConfig;

use super::report::Report;
use crate::config::build_client;
use crate::output::count_of;

/// Largest difference of the clocks: sign-in accepts proofs that are at most five minutes off.
const MOST_OFFSET_SECONDS: i64 = 240;

const NOT_SUBSCRIBED: &str = "not subscribed; `trail365 subscriptions start` subscribes, and so does collecting; the first content can take 12 hours";

/// The steps that one call to the service tries, from the first to the last.
const STEPS: [&str; 5] = ["connection", "sign-in", "service", "permission", "auditing"];

/// Tries secrets, connection, sign-in, permission, auditing, subscriptions, content and clock.
pub async fn check_tenant(config: &TenantConfig, report: &mut Report<'_>) -> Result<()> {
    let name = &config.name;
    let client = match build_client(config) {
        Ok(client) => client,
        Err(error) => return report.add_failure(&format!("{name} secrets"), &error),
    };
    report.add_success(&format!("{name} secrets"), &config.sign_in.to_string())?;
    match client.list_subscriptions().await {
        Ok(there) => {
            report.add_success(
                &format!("{name} connection"),
                &format!("{} (proxy: {})", config.cloud, config.proxy_in_words()),
            )?;
            // The one answer proves all of them: nobody gets it without sign-in, permission and auditing.
            STEPS[1..].iter().try_for_each(|step| report.add_success(&format!("{name} {step}"), ""))?;
            for content_type in &config.content_types {
                check_subscription(name, &client, *content_type, &there, report).await?;
            }
        }
        Err(error) => report_refusal(config, &client, &error, report)?,
    }
    check_clock(name, &client, report)
}

/// Reports the step that failed; those before it worked, those after it were not tried.
fn report_refusal(
    config: &TenantConfig,
    client: &Client,
    error: &Error,
    report: &mut Report<'_>,
) -> Result<()> {
    let failed = failed_step(error, client.clock_offset().is_some());
    let name = &config.name;
    for (at, step) in STEPS.iter().enumerate() {
        let what = format!("{name} {step}");
        match at.cmp(&failed) {
            std::cmp::Ordering::Less => report.add_success(&what, "")?,
            std::cmp::Ordering::Greater => report.add_untried(&what)?,
            std::cmp::Ordering::Equal => {
                let proxy = format!("proxy: {}", config.proxy_in_words());
                let error = anyhow::Error::new(error.clone());
                report.add_failure(&what, &if failed == 0 { error.context(proxy) } else { error })?;
            }
        }
    }
    report.add_untried(&format!("{name} subscriptions"))
}

/// Returns the index in [`STEPS`] of the step that failed.
///
/// Only answers of the API give its time, so `answered` says whether there was one: if so, sign-in has worked; if not,
/// an HTTP status comes from the sign-in host.
fn failed_step(error: &Error, answered: bool) -> usize {
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

async fn check_subscription(
    name: &str,
    client: &Client,
    content_type: ContentType,
    there: &[Subscription],
    report: &mut Report<'_>,
) -> Result<()> {
    let what = format!("{name} {content_type}");
    if let Some(found) = there.iter().find(|of| of.content_type == Open::Known(content_type)) {
        check_webhook(&what, found, report)?;
    }
    // Only a listing distinguishes a subscription that an administrator disabled from a missing one.
    match client.list_content(content_type, None).await {
        Ok(page) => {
            let more = if page.next.is_some() { "more than " } else { "" };
            let blobs = count_of(page.items.len() as u64, "blob");
            report.add_success(&what, &format!("{more}{blobs} in the last 24 hours"))
        }
        Err(error) if error.kind() == ErrorKind::NoSubscription => report.add_warning(&what, NOT_SUBSCRIBED),
        Err(error) => report.add_failure(&what, &error.into()),
    }
}

fn check_webhook(what: &str, found: &Subscription, report: &mut Report<'_>) -> Result<()> {
    let status = found.webhook.as_ref().and_then(|hook| hook.status.as_ref()).and_then(Open::known);
    match status {
        Some(WebhookStatus::Disabled | WebhookStatus::Expired) => report.add_warning(
            &format!("{what} webhook"),
            "it no longer gets notifications; start the subscription again with it, or remove it",
        ),
        _ => Ok(()),
    }
}

fn check_clock(name: &str, client: &Client, report: &mut Report<'_>) -> Result<()> {
    let what = format!("{name} clock");
    let Some(offset) = client.clock_offset() else { return report.add_untried(&what) };
    let seconds = offset.num_seconds();
    if seconds.abs() > MOST_OFFSET_SECONDS {
        let why = format!(
            "this machine differs from the service by {seconds} s; set it, or certificates will be refused"
        );
        return report.add_warning(&what, &why);
    }
    report.add_success(&what, &format!("within {} s of the service", seconds.abs().max(1)))
}
