//! The arguments of `trail365 sandbox`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Run a fake Microsoft 365 on this machine, to try everything without a tenant
///
/// It prints where it listens, a configuration to try it with and what to do then, and runs until Ctrl-C. The
/// configuration has a lake of its own, sandbox-lake, so query and search take --lake sandbox-lake. Its people, their
/// activity and a broken mailbox are invented; nothing is sent anywhere.
#[derive(Debug, Args)]
#[command(after_help = SANDBOX_EXAMPLES)]
pub struct Sandbox {
    /// Plan of the tenants, the service and its faults, as TOML; without it one tenant of fifty people
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,

    /// Where to listen [default: the plan's, else any free port of 127.0.0.1]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// How many times as fast as real time its clock runs; 0 holds it [default: the plan's, else 1]
    #[arg(long, value_name = "FACTOR")]
    pub rate: Option<f64>,
}

const SANDBOX_EXAMPLES: &str = "\
Examples:
  trail365 sandbox
  trail365 sandbox --listen 127.0.0.1:4365 --rate 60
  trail365 sandbox --plan plan.toml";
