//! `trail365 collect`: collects the configured tenants into the lake.

mod detecting;
mod display;
pub mod live_view;
mod log;
mod sending;
mod serving;
pub mod streams;

use std::io::{self, IsTerminal, Write};

use anyhow::{Error, Result};
use chrono::Utc;
use trail365_collect::config::Config;
use trail365_collect::feed::State;
use trail365_collect::{Collector, Origin, Status, Tenant, Until};
use trail365_lake::Location;

use super::Outcome;
use crate::args::Collect;
use crate::config;
use crate::failure;
use crate::lake;
use crate::memory;
use crate::output::{note, printable};
use crate::stop::stop_signal;
use detecting::Detecting;
use display::Display;
use streams::write_summary;

/// Retries of a call with `--once` before its content type is given up. A run that goes on retries for ever.
const PATIENCE: u32 = 4;

/// Collects until everything is in the lake or a signal stops it.
pub fn run(args: &Collect, out: &mut dyn Write) -> Result<Outcome> {
    // Ahead of the runtime, which starts threads: the allocator's options may not change from then on.
    memory::release_memory_early();
    let mut all = config::read_config_with_lake(&args.at.at, &args.lake)?;
    all.tenants = config::select_tenants(&args.at)?;
    let ready = all.to_collect()?;
    let mut tenants = ready.value;
    if let Some(since) = args.since {
        for tenant in &mut tenants {
            // By this machine's clock, which the parser held it to. No service has told its own time yet.
            tenant.since = Some(since.start(Utc::now()));
        }
    }
    let mut display = Display::new(io::stderr().is_terminal(), args.verbose)?;
    display.warn(&ready.warnings);
    serving::apply_options(&mut all, args)?;
    let status = lake::runtime()?.block_on(collect_tenants(all, &tenants, args.once, &mut display))?;
    display.clear();
    write_summary(&status, out)?;
    // stderr is not buffered: without this the errors would stand above the summary.
    out.flush()?;
    report_errors(&status);
    Ok(choose_outcome(&status, args.once))
}

async fn collect_tenants(
    config: Config,
    tenants: &[Tenant],
    once: bool,
    display: &mut Display,
) -> Result<Vec<Status>> {
    let location = Location::parse(&config.lake)?;
    let mut options = config.options.clone();
    options.settings.patience = once.then_some(PATIENCE);
    let until = if once { Until::Idle } else { Until::Stopped };
    let lake = lake::open_or_create(&location).await?;
    display.start(&location.to_string(), tenants);
    let (listener, detecting) = Detecting::start(&config.detect, &lake, display).await?;
    options.listener = listener;
    let collector = Collector::open(&lake, tenants, options).await?;
    let (collector, serving) = serving::start_listening(&config, collector, display).await?;
    let mut look = |status: &[Status]| {
        serving.update(status);
        display.update(status);
    };
    let status = collector.run(lake, until, stop_signal(), &mut look).await;
    // Closed before the error is passed on, so that answers under way are finished in either case.
    serving.close().await;
    detecting.finish().await;
    Ok(status?)
}

/// Reports what blocked each tenant at the end, once for all of its content types, with the remedy.
fn report_errors(status: &[Status]) {
    let mut reported = Vec::new();
    for Status { tenant, state, .. } in status {
        let Some(error) = last_error(state) else { continue };
        let error = error.context(format!("tenant {tenant}"));
        let (text, remedy) = (failure::render_error(&error), failure::remedy(&error));
        // Each call words the same cause differently, but its remedy is the same.
        if !reported.contains(&(tenant, remedy)) {
            reported.push((tenant, remedy));
            text.lines().for_each(|line| note(&printable(line)));
        }
    }
}

/// Returns the error that stopped a stream, or after which it last retried.
fn last_error(state: &State) -> Option<Error> {
    match state {
        State::Stopped(error) => Some(Error::new(error.clone())),
        State::Troubled(cause) => Some(match cause.origin()? {
            Origin::Service(error) => Error::new(error.clone()),
            Origin::Disk(error) => failure::temporary_failure(error, &**cause),
        }),
        State::Running => None,
    }
}

/// Chooses how the command ends: by the first stream that stopped, then with `--once` by the first that was still
/// retrying. A collector that a signal stops while it retries has done its work.
fn choose_outcome(status: &[Status], once: bool) -> Outcome {
    let (stopped, others): (Vec<_>, Vec<_>) =
        status.iter().map(|status| &status.state).partition(|state| matches!(state, State::Stopped(_)));
    let failed = stopped.into_iter().chain(others.into_iter().filter(|_| once)).find_map(last_error);
    let is_left = once && status.iter().any(|s| s.pending > 0 || matches!(s.state, State::Troubled(_)));
    match failed {
        Some(error) => Outcome::Failed(failure::exit_code(&error)),
        None if is_left => Outcome::Incomplete,
        None => Outcome::Done,
    }
}
