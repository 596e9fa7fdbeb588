//! The arguments of `trail365 sandbox` and `trail365 demo`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

/// Run a fake Microsoft 365 on this machine, to try everything without a tenant
///
/// Prints where it listens, a configuration to try it with and what to do next, and runs until Ctrl-C. The
/// configuration has a lake of its own, sandbox-lake, so query and search take --lake sandbox-lake. Its people, their
/// activity and a compromised mailbox are invented; nothing is sent anywhere.
#[derive(Debug, Args)]
#[command(after_help = SANDBOX_EXAMPLES)]
pub struct Sandbox {
    /// Plan of the tenants, the service and its faults, as TOML; without it one tenant of fifty people
    #[arg(long, value_name = "FILE")]
    pub plan: Option<PathBuf>,

    /// Address to listen at [default: the plan's, else any free port of 127.0.0.1]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,

    /// Speed of its clock in multiples of real time; 0 stops it [default: the plan's, else 1]
    #[arg(long, value_name = "FACTOR")]
    pub rate: Option<f64>,
}

const SANDBOX_EXAMPLES: &str = "\
Examples:
  trail365 sandbox
  trail365 sandbox --listen 127.0.0.1:4365 --rate 60
  trail365 sandbox --plan plan.toml";

/// Collect a week of an invented company into a new lake, and find the intrusion in it
///
/// A fake Microsoft 365, the collector and the lake run in this one process and talk over HTTP on loopback; nothing is
/// sent anywhere. It leaves a lake to try everything else on.
#[derive(Debug, Args)]
pub struct Demo {
    /// Path of the lake to create; nothing may be there yet
    ///
    /// TRAIL365_LAKE does not count here: invented activity should not get among real.
    #[arg(long, value_name = "LAKE", default_value = "trail365-demo")]
    pub lake: String,

    /// Number of people in the company, at least 5
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(5..=10_000))]
    pub users: u32,
}
