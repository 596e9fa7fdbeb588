//! The arguments of `trail365 lake`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::{Args, Subcommand};

use super::AtLake;

/// Look after a lake: its state, its files, its age
#[derive(Debug, Args)]
pub struct Lake {
    #[command(flatten)]
    pub at: AtLake,

    /// What to do.
    #[command(subcommand)]
    pub task: LakeTask,
}

/// What can be done to a lake.
#[derive(Debug, Subcommand)]
pub enum LakeTask {
    /// Say what the lake holds: rows, files, versions, times
    Info,
    /// Put rows in order by day and user, in files of a good size, so that queries look at few of them
    Compact,
    /// Read every row and hold it against the ledger and the log
    ///
    /// Each file must have the size and the rows that the log says, each row the content of its hash, no record may be
    /// there twice, and each source must have the rows that the ledger says. Exit code 1 when something is not so.
    Verify,
    /// Delete files that no recent version needs
    ///
    /// These are files that compact replaced, that retain emptied, and that imports which were killed left behind.
    /// Versions older than the time kept can no longer be read.
    Vacuum {
        /// Hours of versions to keep, 720 at the most; imports that are under way for longer lose their files
        #[arg(long, value_name = "HOURS", default_value_t = 168)]
        keep_hours: u32,
        /// Only say what would be deleted
        #[arg(long)]
        dry_run: bool,
    },
    /// Try rejected input again: each piece that is a record by now is imported, under the name of its source
    Retry,
    /// Take out records that were created before a time
    Retain {
        /// Records of this age in days and younger stay
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=100_000))]
        days: u32,
    },
}
