//! The arguments of `trail365 collect`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::net::SocketAddr;

use clap::Args;

use super::AtTenants;
use super::moment::{self, Moment};

/// Collect the audit activity of the configured tenants into the lake
///
/// It goes on where the lake's marks are, lists with an overlap, and commits records together with the marks that stand
/// for them: whenever it is stopped, nothing is lost and nothing is added twice. Without --once it works until it is told
/// to stop. On a terminal it shows how every stream is doing; else it logs to stderr, a JSON object a line.
///
/// The lake is that of the configuration; where it says none, the environment's TRAIL365_LAKE counts, and without that the
/// folder trail365-lake beside the configuration.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Collect {
    #[command(flatten)]
    pub at: AtTenants,

    /// End when everything that is there now is in the lake; takes no notifications
    #[arg(long)]
    pub once: bool,

    /// Collect nothing that became available before: a date, a time or an age such as 2d; counts instead of the
    /// configuration's since
    ///
    /// The service keeps content for seven days.
    #[arg(long, value_name = "TIME", value_parser = moment::past)]
    pub since: Option<Moment>,

    /// Log every request too
    #[arg(long, short)]
    pub verbose: bool,

    /// Take notifications at this address and port, in place of webhook.listen of the configuration, which has to have
    /// webhook.address
    #[arg(long, value_name = "ADDR", conflicts_with = "once")]
    pub webhook_listen: Option<SocketAddr>,

    /// Answer /healthz and /metrics at this address and port, in place of metrics.listen of the configuration
    #[arg(long, value_name = "ADDR")]
    pub metrics_listen: Option<SocketAddr>,
}

const EXAMPLES: &str = "\
Examples:
  trail365 config example > trail365.toml
  trail365 doctor
  trail365 collect --once
  trail365 collect --metrics-listen 127.0.0.1:9365
  trail365 status";
