//! `trail365 config`: an example, and a look for mistakes.

use std::io::Write;

use anyhow::Result;
use trail365_collect::config::{self, TenantConfig};

use super::Outcome;
use crate::args::{AtConfig, Config, ConfigTask};
use crate::config::{read, warn};
use crate::output::{Block, Document, Fact, printable, render};

/// Does what was asked for.
pub fn run(args: &Config, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        ConfigTask::Example => out.write_all(config::example().as_bytes())?,
        ConfigTask::Check(at) => check(at, out)?,
    }
    Ok(Outcome::Done)
}

fn check(at: &AtConfig, out: &mut dyn Write) -> Result<()> {
    let config = read(at)?;
    warn(&config.to_collect()?.warnings);
    if let Some(webhook) = &config.webhook {
        warn(&webhook.receiving()?.warnings);
    }
    let mut blocks = vec![Block::Facts(general(&config))];
    for tenant in &config.tenants {
        blocks.push(Block::Heading(printable(&tenant.name)));
        blocks.push(Block::Facts(facts(tenant)));
    }
    let title = format!("{} is sound", printable(&at.config.display().to_string()));
    out.write_all(render(&Document { title, blocks }).as_bytes())?;
    Ok(())
}

fn general(config: &config::Config) -> Vec<Fact> {
    let settings = &config.options.settings;
    let listing = format!(
        "every {}, going back {}, and all of it every {}",
        span(chrono::TimeDelta::from_std(settings.poll).unwrap_or_default()),
        span(settings.overlap),
        span(settings.sweep)
    );
    let webhook = config.webhook.as_ref().map(webhook);
    let metrics = config.metrics.map(|listen| format!("http://{listen}/healthz and /metrics"));
    let fact = |name, value: String| Fact { name, value: printable(&value) };
    vec![
        fact("Lake", config.lake.clone()),
        fact("Listed", listing),
        fact("In flight", config.options.in_flight.to_string()),
        fact("Webhook", webhook.unwrap_or_else(|| "none".to_owned())),
        fact("Metrics", metrics.unwrap_or_else(|| "none".to_owned())),
    ]
}

fn webhook(webhook: &config::Webhook) -> String {
    let tls = if webhook.tls.is_some() { "with TLS" } else { "without TLS" };
    let proof = if webhook.auth_id.is_some() { "with an auth ID" } else { "without an auth ID" };
    format!("{}, taken at {} {tls}, {proof}", webhook.address, webhook.listen)
}

fn facts(tenant: &TenantConfig) -> Vec<Fact> {
    let types: Vec<_> = tenant.content_types.iter().map(ToString::to_string).collect();
    let since = tenant.since.map_or_else(|| "seven days back".to_owned(), |since| since.to_rfc3339());
    let publisher = tenant.publisher.map_or_else(|| "the tenant itself".to_owned(), |id| id.to_string());
    let fact = |name, value: String| Fact { name, value: printable(&value) };
    vec![
        fact("Tenant", format!("{} in {}", tenant.tenant_id, tenant.cloud)),
        fact("Sign-in", tenant.sign_in.to_string()),
        fact("Content", types.join(", ")),
        fact("Since", since),
        fact("Publisher", publisher),
        fact("Quota", format!("{} requests a minute", tenant.quota_per_minute)),
        fact("Proxy", tenant.proxy_in_words()),
    ]
}

/// A span as the file has it.
fn span(span: chrono::TimeDelta) -> String {
    let seconds = span.num_seconds();
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(unit, _)| seconds > 0 && seconds % unit == 0);
    unit.map_or_else(|| format!("{seconds}s"), |(unit, name)| format!("{}{name}", seconds / unit))
}
