//! The log: a line of JSON on stderr for each event, for whatever gathers logs.

use std::io;
use std::time::{Duration, Instant};

use anyhow::Result;
use tracing::{info, warn};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use trail365_collect::feed::State;
use trail365_collect::{Counts, Status, Tenant};

use super::streams::lag_of;

/// Least time between two lines about a stream.
const INTERVAL: Duration = Duration::from_mins(1);

/// The prefix of this program's own crates; events of its libraries are left out.
const OURS: &str = "trail365";

/// A log of how the streams are doing.
pub struct Log {
    logged_at: Instant,
    /// The last logged counts of each stream.
    counts: Vec<Counts>,
}

impl Log {
    /// Starts writing events to stderr; each request too if `verbose`.
    ///
    /// # Errors
    /// If the process already has a log.
    pub fn start(verbose: bool) -> Result<Self> {
        let level = if verbose { LevelFilter::DEBUG } else { LevelFilter::INFO };
        let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(io::stderr);
        let ours = Targets::new().with_target(OURS, level);
        tracing_subscriber::registry().with(lines).with(ours).try_init()?;
        Ok(Self { logged_at: Instant::now(), counts: Vec::new() })
    }

    /// Logs that collecting starts.
    pub fn log_start(lake: &str, tenants: &[Tenant]) {
        let version = env!("CARGO_PKG_VERSION");
        let streams: usize = tenants.iter().map(|tenant| tenant.content_types.len()).sum();
        info!(version, lake, tenants = tenants.len(), streams, "collecting");
    }

    /// Logs each stream that has news, about once a minute.
    pub fn log_streams(&mut self, status: &[Status]) {
        if self.logged_at.elapsed() < INTERVAL {
            return;
        }
        self.logged_at = Instant::now();
        self.counts.resize(status.len(), Counts::default());
        for (status, logged) in status.iter().zip(&mut self.counts) {
            // A quiet stream would repeat one line every minute. One in trouble may: the repetition shows that it
            // lasts.
            if *logged != status.counts || !matches!(status.state, State::Running) {
                *logged = status.counts;
                log_stream(status);
            }
        }
    }
}

fn log_stream(status: &Status) {
    let Status { tenant, content_type, counts, pending, pace, .. } = status;
    let mark = status.mark.map(|mark| mark.to_rfc3339());
    let lag_seconds = lag_of(status).map(|lag| lag.num_seconds());
    let Counts { blobs, bytes, records, rejected, retries, losses, .. } = *counts;
    match &status.state {
        State::Running => {
            info!(%tenant, content_type, mark, lag_seconds, blobs, bytes, records, rejected, pending, retries, losses, throttled = pace.throttled, "running");
        }
        State::Troubled(cause) => {
            let reason: &str = cause;
            warn!(%tenant, content_type, mark, lag_seconds, pending, retries, reason, "tries again");
        }
        State::Stopped(error) => {
            warn!(%tenant, content_type, mark, %error, remedy = error.remedy(), "stopped");
        }
    }
}
