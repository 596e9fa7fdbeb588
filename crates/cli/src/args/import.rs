//! The arguments of `trail365 import`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::Args;

use super::AtLake;

/// Import exports of any kind into a lake
///
/// Reads every record of every file into one table, once: a record that the lake has already, with the same Id and the
/// same content, is dropped and counted, whatever file or format it comes from. A record with the Id of another but
/// other content is kept and counted as a conflict. What is no record is kept as well, in the table rejected. The
/// ledger has a row for each file: its SHA-256, and what became of each of its records.
///
/// An import takes place file by file, each whole or not at all. Run it again after it was interrupted: what is there
/// is not imported twice.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct Import {
    /// Files, folders, zip archives or quoted patterns to read, or - for standard input
    ///
    /// The content tells what a file is, never its name: CSV, JSON or JSON Lines of the Purview portal,
    /// Search-UnifiedAuditLog, the Extractor Suite, Microsoft Graph, the Management Activity API, Sentinel, Defender,
    /// Elastic, Wazuh and others; UTF-8 or UTF-16; gzip, zstd or zip.
    #[arg(value_name = "FILES", required = true)]
    pub files: Vec<PathBuf>,

    #[command(flatten)]
    pub at: AtLake,

    /// Keep no exact copy of the records beside their columns
    ///
    /// Half the size, twice the speed. Every record can still be given back equal in JSON, but not byte for byte.
    #[arg(long)]
    pub no_raw: bool,

    /// Megabytes of input after which the files read so far are committed; a file is never divided
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub commit_mb: u64,

    /// Threads that parse and encode; one a processor when not said
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u16).range(..=256))]
    pub threads: u16,
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  trail365 import AuditLog_20260112.csv          one export into ./trail365-lake
  trail365 import UnifiedAuditLog/ evidence.zip  folders and archives
  trail365 import --lake case-17 'export/*.json' another lake; a pattern
  curl ... | trail365 import -                   standard input

Then:
  trail365 query \"select operation, count(*) from activity group by 1 order by 2 desc\"
  trail365 ledger

Exit codes:
  0  every file was read to its end
  2  some file was not, or pieces are no records; stderr names them,
     and the rest was imported";
