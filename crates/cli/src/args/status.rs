//! The arguments of `trail365 status` and `trail365 gaps`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

use super::{AtConfig, RowOptions};

/// Which tenants are looked at, and in which lake.
#[derive(Debug, Args)]
pub struct AtStreams {
    /// The lake to look at, by itself
    ///
    /// Without it that of the configuration, with its tenants; where that says none, or there is no configuration, the
    /// environment's TRAIL365_LAKE counts, and without that the folder trail365-lake beside the configuration, or here.
    #[arg(long, value_name = "LAKE")]
    pub lake: Option<String>,

    #[command(flatten)]
    pub at: AtConfig,
}

/// Show how far each tenant and content type is collected
///
/// mark is the time up to which everything that became available is in the lake, lag how long ago that was in seconds.
/// Nothing is asked of the service. With --lake a tenant shows once the lake has a blob or a loss of it.
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    pub at: AtStreams,

    #[command(flatten)]
    pub rows: RowOptions,
}

/// Show what is collected and what is missing: lost content, and spans that are not collected yet, with what expires first
///
/// state is covered (from the first content to the mark; what is not lost of it is in the lake), lost (it cannot be had any
/// more; with the reason), unreachable (older than the service's seven days; the next run of collect notes it as lost),
/// expiring (goes within a day) or pending (after the mark).
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
