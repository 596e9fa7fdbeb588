//! The arguments of `trail365 ledger`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

use super::{AtLake, RowOptions};

/// Show what was imported, when, and what became of it
///
/// A row for each file or blob, oldest import first: how many records were read, added, known already (duplicates), in
/// conflict with one of the same Id, and rejected. read = added + duplicates + conflicts + rejected.
#[derive(Debug, Args)]
#[command(after_help = LEDGER_EXAMPLES)]
pub struct Ledger {
    /// Show every column: also SHA-256, size, reasons of rejection, version of the lake
    ///
    /// Other formats than a table have every column anyway.
    #[arg(long)]
    pub all: bool,

    #[command(flatten)]
    pub at_lake: AtLake,

    #[command(flatten)]
    pub rows: RowOptions,
}

const LEDGER_EXAMPLES: &str = "\
Examples:
  trail365 ledger
  trail365 ledger --all
  trail365 ledger --output ledger.csv
  trail365 query 'select source from ledger where rejected > 0'";
