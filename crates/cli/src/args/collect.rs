//! The arguments of the commands around collecting: `collect`, `config`, `doctor`, `status` and `gaps`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::net::SocketAddr;

use clap::{Args, Subcommand};

use super::moment::{self, Moment};
use super::{AtConfig, AtTenants, InsteadLake, RowOptions};

/// Collect the audit activity of the configured tenants into the lake
///
/// Goes on from the lake's marks, lists with an overlap, and commits records together with the marks that stand for
/// them: whenever it is stopped, nothing is lost and nothing is added twice. Without --once it runs until it is stopped.
/// On a terminal it shows how every stream is doing; otherwise it logs to stderr, one JSON object a line.
///
/// Without --lake the configuration names the lake. Where it names none, the environment's TRAIL365_LAKE counts, and
/// without that the folder trail365-lake beside the configuration.
#[derive(Debug, Args)]
#[command(after_long_help = COLLECT_EXAMPLES)]
pub struct Collect {
    #[command(flatten)]
    pub at: AtTenants,

    #[command(flatten)]
    pub lake: InsteadLake,

    /// End once everything that the service has now is in the lake; takes no notifications
    #[arg(long)]
    pub once: bool,

    /// Collect nothing that became available earlier: a date, a time or an age such as 2d; overrides the
    /// configuration's since
    ///
    /// The service keeps content for seven days.
    #[arg(long, value_name = "TIME", value_parser = moment::parse_past)]
    pub since: Option<Moment>,

    /// Log every request too
    #[arg(long, short)]
    pub verbose: bool,

    /// Take notifications at this address and port, instead of the configuration's webhook.listen; needs its
    /// webhook.address
    #[arg(long, value_name = "ADDR", conflicts_with = "once")]
    pub webhook_listen: Option<SocketAddr>,

    /// Answer /healthz and /metrics at this address and port, instead of the configuration's metrics.listen
    #[arg(long, value_name = "ADDR")]
    pub metrics_listen: Option<SocketAddr>,
}

const COLLECT_EXAMPLES: &str = "\
Examples:
  trail365 config example > trail365.toml
  trail365 doctor
  trail365 collect --once
  trail365 collect --metrics-listen 127.0.0.1:9365
  trail365 status";

/// Print an example configuration, or check one
#[derive(Debug, Args)]
#[command(after_help = CONFIG_EXAMPLES)]
pub struct Config {
    /// The task.
    #[command(subcommand)]
    pub task: ConfigTask,
}

/// A task on a configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigTask {
    /// Print a configuration with every key explained
    Example,
    /// Report the mistakes of the configuration, or what would be collected
    ///
    /// Each step reports all of its mistakes together: first unknown keys and values of the wrong type, then values that
    /// are out of range, then secrets and certificates that are missing. Secrets are read from where the file says they
    /// are, and never shown. Nothing is sent; trail365 doctor tries the service.
    Check {
        #[command(flatten)]
        at: AtConfig,
        #[command(flatten)]
        lake: InsteadLake,
    },
}

const CONFIG_EXAMPLES: &str = "\
Examples:
  trail365 config example > trail365.toml
  trail365 config check
  trail365 config check --config /etc/trail365.toml";

/// Try everything that collecting needs, and say how to fix what does not work
///
/// Tries the configuration, the folder for temporary files and the lake; then, for each tenant, secrets, sign-in,
/// permissions, auditing, subscriptions, content and the clock. Changes nothing, except that it creates a missing lake.
/// The exit code is that of the first failure.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    pub at: AtTenants,

    #[command(flatten)]
    pub lake: InsteadLake,
}

/// The options that name the lake and the tenants whose progress is shown.
#[derive(Debug, Args)]
pub struct AtStreams {
    /// The lake to look at, without a configuration
    ///
    /// Without it the configuration names the lake and the tenants. Where it names no lake, or is missing, the
    /// environment's TRAIL365_LAKE counts, and without that the folder trail365-lake beside the configuration, or here.
    #[arg(long, value_name = "LAKE")]
    pub lake: Option<String>,

    #[command(flatten)]
    pub at: AtConfig,
}

/// Show how far each tenant and content type is collected
///
/// mark is the time up to which everything that became available is in the lake; lag_seconds is how long ago that was.
/// The service is not asked. With --lake a tenant shows once the lake has a blob or a loss of it.
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    pub at: AtStreams,

    #[command(flatten)]
    pub rows: RowOptions,
}

/// Show what is collected and what is missing: lost content, and spans that are not collected yet
///
/// state is covered (from the first content to the mark; all of it that is not lost is in the lake), lost (it can no longer
/// be fetched; with the reason), unreachable (older than the service's seven days; the next run of collect notes it as
/// lost), expiring (expires within a day) or pending (after the mark).
#[derive(Debug, Args)]
#[command(after_help = GAPS_EXAMPLES)]
pub struct Gaps {
    #[command(flatten)]
    pub at: AtStreams,

    #[command(flatten)]
    pub rows: RowOptions,
}

const GAPS_EXAMPLES: &str = "\
Examples:
  trail365 gaps
  trail365 gaps --lake trail365-demo
  trail365 gaps --format csv --output gaps.csv
  trail365 query \"select * from ledger where lost is not null\"";
