//! What a collector does, as a line of JSON on stderr for each event, for whatever gathers logs.

use std::io;
use std::time::{Duration, Instant};

use anyhow::Result;
use tracing::{info, warn};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use trail365_collect::feed::State;
use trail365_collect::{Counts, Status, Tenant};

use super::streams::lag;

/// How often a stream says how it is doing, if anything came.
const TOLD: Duration = Duration::from_mins(1);

/// The events of this program's own crates; those of its libraries are nobody's business.
const OURS: &str = "trail365";

/// Says how the streams are doing.
pub struct Log {
    told: Instant,
    /// What was told of each stream.
    counts: Vec<Counts>,
}

impl Log {
    /// Sends events to stderr from now on; every request too if `verbose`.
    ///
    /// # Errors
    /// If something else takes them already.
    pub fn start(verbose: bool) -> Result<Self> {
        let level = if verbose { LevelFilter::DEBUG } else { LevelFilter::INFO };
        let lines = tracing_subscriber::fmt::layer().json().flatten_event(true).with_writer(io::stderr);
        let ours = Targets::new().with_target(OURS, level);
        tracing_subscriber::registry().with(lines).with(ours).try_init()?;
        Ok(Self { told: Instant::now(), counts: Vec::new() })
    }

    /// It begins.
    pub fn begin(lake: &str, tenants: &[Tenant]) {
        let version = env!("CARGO_PKG_VERSION");
        let streams: usize = tenants.iter().map(|tenant| tenant.content_types.len()).sum();
        info!(version, lake, tenants = tenants.len(), streams, "collecting");
    }

    /// Tells of each stream with something new, about once a minute.
    pub fn look(&mut self, status: &[Status]) {
        if self.told.elapsed() < TOLD {
            return;
        }
        self.told = Instant::now();
        self.counts.resize(status.len(), Counts::default());
        for (status, told) in status.iter().zip(&mut self.counts) {
            if *told != status.counts || !matches!(status.state, State::Running) {
                *told = status.counts;
                tell(status);
            }
        }
    }
}

fn tell(status: &Status) {
    let Status { tenant, content_type, counts, pending, pace, .. } = status;
    let mark = status.mark.map(|mark| mark.to_rfc3339());
    let lag_seconds = lag(status).map(|lag| lag.num_seconds());
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
