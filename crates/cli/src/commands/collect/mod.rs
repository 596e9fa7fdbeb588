//! `trail365 collect`: the configured tenants into the lake.

mod log;
mod serving;
mod streams;
pub mod summary;
pub mod view;

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
use crate::signal::told_to_stop;
use log::Log;
use view::View;

/// How often a call is tried again with `--once` before its content type is given up.
const PATIENCE: u32 = 4;

/// Collects until it is done or told to stop.
pub fn run(args: &Collect, out: &mut dyn Write) -> Result<Outcome> {
    memory::given_back_soon();
    let mut all = config::read(&args.at.at)?;
    all.tenants = config::tenants(&args.at)?;
    let ready = all.to_collect()?;
    let mut tenants = ready.value;
    if let Some(since) = args.since {
        for tenant in &mut tenants {
            tenant.since = Some(since.start(Utc::now()));
        }
    }
    let mut show = Show::new(io::stderr().is_terminal(), args.verbose)?;
    show.warn(&ready.warnings);
    serving::configure(&mut all, args)?;
    let status = lake::runtime()?.block_on(collect(all, &tenants, args.once, &mut show))?;
    show.end();
    summary::write(&status, out)?;
    out.flush()?;
    tell_errors(&status);
    Ok(outcome(&status, args.once))
}

async fn collect(config: Config, tenants: &[Tenant], once: bool, show: &mut Show) -> Result<Vec<Status>> {
    let location = Location::parse(&config.lake)?;
    let mut options = config.options.clone();
    options.settings.patience = once.then_some(PATIENCE);
    let until = if once { Until::Idle } else { Until::Stopped };
    let lake = lake::open_or_create(&location).await?;
    show.begin(&location.to_string(), tenants);
    let collector = Collector::open(&lake, tenants, options).await?;
    let (collector, serving) = serving::begin(&config, collector, show).await?;
    let mut look = |status: &[Status]| {
        serving.show(status);
        show.look(status);
    };
    let status = collector.run(lake, until, told_to_stop(), &mut look).await;
    serving.stop().await;
    Ok(status?)
}

/// What is said meanwhile: to a person at a terminal, or to whatever gathers logs.
enum Show {
    View(View),
    Log(Log),
}

impl Show {
    fn new(is_terminal: bool, verbose: bool) -> Result<Self> {
        // Who asks for every request wants them one after the other.
        Ok(if is_terminal && !verbose { Self::View(View::new()) } else { Self::Log(Log::start(verbose)?) })
    }

    fn begin(&self, lake: &str, tenants: &[Tenant]) {
        if let Self::Log(_) = self {
            Log::begin(lake, tenants);
        }
    }

    fn say(&self, line: &str) {
        match self {
            Self::View(_) => note(line),
            Self::Log(_) => tracing::info!("{line}"),
        }
    }

    fn warn(&self, warnings: &[String]) {
        match self {
            Self::View(_) => config::warn(warnings),
            Self::Log(_) => warnings.iter().for_each(|warning| tracing::warn!("{warning}")),
        }
    }

    fn look(&mut self, status: &[Status]) {
        match self {
            Self::View(view) => view.look(status),
            Self::Log(log) => log.look(status),
        }
    }

    fn end(&self) {
        if let Self::View(view) = self {
            view.end();
        }
    }
}

/// Says what was in a tenant's way at the end, once for all of its content types, with the remedy.
fn tell_errors(status: &[Status]) {
    let mut told = Vec::new();
    for Status { tenant, state, .. } in status {
        let Some(error) = error(state) else { continue };
        let error = error.context(format!("tenant {tenant}"));
        let (text, remedy) = (failure::text(&error), failure::remedy(&error));
        // Each call has its own words for the same cause; the remedy tells.
        if !told.contains(&(tenant, remedy)) {
            told.push((tenant, remedy));
            text.lines().for_each(|line| note(&printable(line)));
        }
    }
}

/// The error that stopped a stream, or that it last tried again after.
fn error(state: &State) -> Option<Error> {
    match state {
        State::Stopped(error) => Some(Error::new(error.clone())),
        State::Troubled(cause) => Some(match cause.origin()? {
            Origin::Service(error) => Error::new(error.clone()),
            Origin::Disk(error) => failure::temporary(error, &**cause),
        }),
        State::Running => None,
    }
}

/// What stopped first decides, then what was still tried again; who is told to stop in the midst of that has done well.
fn outcome(status: &[Status], once: bool) -> Outcome {
    let (stopped, others): (Vec<_>, Vec<_>) =
        status.iter().map(|status| &status.state).partition(|state| matches!(state, State::Stopped(_)));
    let failed = stopped.into_iter().chain(others.into_iter().filter(|_| once)).find_map(error);
    let is_left = once && status.iter().any(|s| s.pending > 0 || matches!(s.state, State::Troubled(_)));
    match failed {
        Some(error) => Outcome::Failed(failure::code(&error)),
        None if is_left => Outcome::Incomplete,
        None => Outcome::Done,
    }
}
