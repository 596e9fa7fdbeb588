//! The arguments of `trail365 status` and `trail365 gaps`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

use super::{AtLake, RowOptions};

/// Show how far each tenant and content type is collected, by the lake alone
///
/// mark is the time up to which everything that became available is in the lake, lag how long ago that was in seconds. A
/// tenant shows once the lake has a blob or a loss of it.
#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    pub at_lake: AtLake,

    #[command(flatten)]
    pub rows: RowOptions,
}

/// Show what is missing: lost content, and spans that are not collected yet, with what expires first
///
/// state is lost (it cannot be had any more; with the reason), unreachable (older than the service's seven days; the next
/// run of collect notes it as lost), expiring (goes within a day) or pending (after the mark).
#[derive(Debug, Args)]
#[command(after_help = GAPS_EXAMPLES)]
pub struct Gaps {
    #[command(flatten)]
    pub at_lake: AtLake,

    #[command(flatten)]
    pub rows: RowOptions,
}

const GAPS_EXAMPLES: &str = "\
Examples:
  trail365 gaps
  trail365 gaps --format csv --output gaps.csv
  trail365 query \"select * from ledger where lost is not null\"";
