//! `trail365 collect`: the configured tenants into the lake.

use std::io::Write;
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::signal::ctrl_c;
use trail365_collect::feed::State;
use trail365_collect::{Collector, Status, Until};
use trail365_lake::{Lake, Location};

use super::{Outcome, note};
use crate::cli::Collect;
use crate::config;
use crate::failure;
use crate::lake;
use crate::output::printable;

/// How often it says how it is doing.
const TOLD: Duration = Duration::from_secs(30);

/// How often a call is tried again with `--once` before its content type is given up.
const PATIENCE: u32 = 6;

/// Collects until it is done or told to stop.
pub fn run(args: &Collect, out: &mut dyn Write) -> Result<Outcome> {
    let mut all = config::read(&args.at.at)?;
    all.tenants = config::tenants(&args.at)?;
    let ready = all.to_collect()?;
    config::warn(&ready.warnings);
    if all.webhook.is_some() {
        note(
            "warning: notifications are not received yet; content is found by listing, which misses nothing",
        );
    }
    let mut options = all.options;
    options.settings.patience = args.once.then_some(PATIENCE);
    let until = if args.once { Until::Idle } else { Until::Told };
    let location = Location::parse(&all.lake)?;
    let status = lake::runtime()?.block_on(async {
        let lake = Lake::open_or_create(&location).await?;
        let collector = Collector::open(&lake, &ready.value, options).await?;
        let mut told = Instant::now();
        let mut look = |status: &[Status]| {
            if told.elapsed() >= TOLD {
                told = Instant::now();
                for status in status {
                    note(&line(status));
                }
            }
        };
        collector.run(lake, until, told_to_stop(), &mut look).await
    })?;
    for status in &status {
        writeln!(out, "{}", line(status))?;
    }
    Ok(outcome(&status))
}

/// Ctrl-C, or what a service manager sends.
async fn told_to_stop() {
    #[cfg(unix)]
    if let Ok(mut term) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! {
            _ = ctrl_c() => (),
            _ = term.recv() => (),
        }
        return;
    }
    // Without a signal to wait for it works on.
    if ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn line(status: &Status) -> String {
    let Status { tenant, content_type, counts, pending, .. } = status;
    let mark = status.mark.map_or_else(|| "nothing yet".to_owned(), |mark| mark.to_rfc3339());
    let state = match &status.state {
        State::Running => String::new(),
        State::Troubled(reason) => format!("; {reason}"),
        State::Stopped(error) => format!("; stopped: {error}; {}", error.remedy()),
    };
    let counted = format!("{} blobs, {} retries, {} lost", counts.blobs, counts.retries, counts.losses);
    printable(&format!("{tenant} {content_type}: stored up to {mark}; {counted}, {pending} pending{state}"))
}

/// What stopped first decides.
fn outcome(status: &[Status]) -> Outcome {
    let stopped = status.iter().find_map(|status| match &status.state {
        State::Stopped(error) => Some(failure::code(&anyhow::Error::new(error.clone()))),
        _ => None,
    });
    let is_troubled = status.iter().any(|s| s.pending > 0 || matches!(s.state, State::Troubled(_)));
    match stopped {
        Some(code) => Outcome::Failed(code),
        None if is_troubled => Outcome::Incomplete,
        None => Outcome::Done,
    }
}
