//! The arguments of `trail365 demo`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

/// Collect a week of an invented company into a new lake, and find the intrusion in it
///
/// A fake Microsoft 365, the collector and the lake run in this one process and talk over HTTP on loopback; nothing is
/// sent anywhere. What is left is a lake to try everything else on.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where to make the lake; nothing may be there yet
    #[arg(long, value_name = "LAKE", default_value = "trail365-demo")]
    pub lake: String,

    /// People of the company, from 5 on
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(5..=10_000))]
    pub users: u32,
}
