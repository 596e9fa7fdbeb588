//! `trail365 config`: prints an example, and checks a configuration.

use std::io::Write;

use anyhow::Result;
use trail365_collect::config::{self, TenantConfig};

use super::Outcome;
use crate::args::{AtConfig, Config, ConfigTask, InsteadLake};
use crate::config::{print_warnings, read_config_with_lake};
use crate::output::{Block, Document, Fact, printable, render};

/// Runs `trail365 config`.
pub fn run(args: &Config, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        ConfigTask::Example => out.write_all(config::example().as_bytes())?,
        ConfigTask::Check { at, lake } => check_config(at, lake, out)?,
    }
    Ok(Outcome::Done)
}

fn check_config(at: &AtConfig, lake: &InsteadLake, out: &mut dyn Write) -> Result<()> {
    let config = read_config_with_lake(at, lake)?;
    // Made as `collect` makes it and then dropped: this reads secrets and certificates, and so finds what is wrong
    // with them.
    print_warnings(&config.to_collect()?.warnings);
    if let Some(webhook) = &config.webhook {
        print_warnings(&webhook.receiving()?.warnings);
    }
    print_warnings(&config.detect.receivers()?.warnings);
    let mut blocks = vec![Block::Facts(general_facts(&config))];
    for tenant in &config.tenants {
        blocks.push(Block::Heading(printable(&tenant.name)));
        blocks.push(Block::Facts(tenant_facts(tenant)));
    }
    let title = format!("{} is sound", printable(&at.config.display().to_string()));
    out.write_all(render(&Document { title, blocks }).as_bytes())?;
    Ok(())
}

fn general_facts(config: &config::Config) -> Vec<Fact> {
    let settings = &config.options.settings;
    let listing = format!(
        "every {}, going back {}, and all of it every {}",
        render_span(chrono::TimeDelta::from_std(settings.poll).unwrap_or_default()),
        render_span(settings.overlap),
        render_span(settings.sweep)
    );
    let webhook = config.webhook.as_ref().map(describe_webhook);
    let metrics = config.metrics.map(|listen| format!("http://{listen}/healthz and /metrics"));
    let fact = |name, value: String| Fact { name, value: printable(&value) };
    vec![
        fact("Lake", config.lake.clone()),
        fact("Listed", listing),
        fact("In flight", config.options.in_flight.to_string()),
        fact("Webhook", webhook.unwrap_or_else(|| "none".to_owned())),
        fact("Metrics", metrics.unwrap_or_else(|| "none".to_owned())),
        fact("Alerts", describe_alerts(&config.detect)),
    ]
}

fn describe_alerts(detect: &config::Detect) -> String {
    if !detect.enabled {
        return "none while collecting".to_owned();
    }
    let webhook = detect.webhook.as_ref().map(ToString::to_string);
    let command = detect.command.as_ref().map(ToString::to_string);
    let receivers: Vec<_> = webhook.into_iter().chain(command).collect();
    match receivers.as_slice() {
        [] => "kept in the lake".to_owned(),
        all => format!("kept in the lake, and sent to {}", all.join(" and ")),
    }
}

fn describe_webhook(webhook: &config::Webhook) -> String {
    let tls = if webhook.tls.is_some() { "with TLS" } else { "without TLS" };
    let proof = if webhook.auth_id.is_some() { "with an auth ID" } else { "without an auth ID" };
    format!("{}, taken at {} {tls}, {proof}", webhook.address, webhook.listen)
}

fn tenant_facts(tenant: &TenantConfig) -> Vec<Fact> {
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

/// Renders a span as the configuration writes it, in its largest whole unit.
fn render_span(span: chrono::TimeDelta) -> String {
    let seconds = span.num_seconds();
    let units = [(86_400, "d"), (3600, "h"), (60, "m")];
    let unit = units.into_iter().find(|(unit, _)| seconds > 0 && seconds % unit == 0);
    unit.map_or_else(|| format!("{seconds}s"), |(unit, name)| format!("{}{name}", seconds / unit))
}
