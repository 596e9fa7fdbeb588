//! The arguments of `trail365 import`, `trail365 ledger` and `trail365 lake`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use trail365_read::Encoding;
use trail365_sql::dialect::Dialect;

use super::moment::{self, Moment};
use super::{AtLake, RowOptions};

/// Import exports of any kind into a lake
///
/// Reads every record of every file into one table, once. A record that the lake already has, with the same Id and the
/// same content, is dropped and counted, whatever file or format it comes from. A record that shares its Id with another
/// but differs in content is kept and counted as a conflict; one whose source loses
/// fields is kept and counted as a partial copy, and the table events has one row for each Id. Input that is no record is kept in the table rejected. The
/// ledger gets a row for each file: its SHA-256, and what became of each of its records.
///
/// Each file is imported whole or not at all. After an interruption run the import again: nothing is imported twice.
#[derive(Debug, Args)]
#[command(after_help = IMPORT_EXAMPLES)]
pub struct Import {
    /// Files, folders, zip archives or quoted patterns to read, or - for standard input
    ///
    /// The content tells what a file is, never its name: CSV, JSON or JSON Lines of the Purview portal,
    /// Search-UnifiedAuditLog, the Extractor Suite, Microsoft Graph, the Management Activity API, Sentinel, Defender,
    /// Elastic, Wazuh and others; UTF-8, UTF-16 or a code page; gzip, zstd, zip or tar.
    #[arg(value_name = "FILES", required = true)]
    pub files: Vec<PathBuf>,

    /// Encoding of text that is neither UTF-8 nor UTF-16: windows-1252, windows-1251, Shift_JIS, ...
    ///
    /// By default the code page is guessed, and a notice names it. UTF-8 takes nothing for a code page: lines that are
    /// not UTF-8 are no records then.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<Encoding>,

    #[command(flatten)]
    pub at: AtLake,

    /// Keep no exact copy of the records beside their columns
    ///
    /// Half the size, twice the speed. Every record can still be restored as equal JSON, but not byte for byte.
    #[arg(long)]
    pub no_raw: bool,

    /// Megabytes of input after which the files read so far are committed; a file is never split
    #[arg(long, value_name = "MB", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub commit_mb: u64,

    /// Threads that parse and encode; by default one for each processor
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
  trail365 query \"select operation, count(*) from events group by 1 order by 2 desc\"
  trail365 ledger

Exit codes:
  0  every file was read to its end
  2  some file was not, or pieces are no records; stderr names them,
     and the rest was imported";

/// Show what was imported, when, and what became of it
///
/// A row for each file or blob, oldest import first: how many records were read, added, already known (duplicates), in
/// conflict with one of the same Id, partial copies of one, and rejected. read = added + duplicates + conflicts + partial
/// copies + rejected.
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

fn dialects() -> impl TypedValueParser<Value = Dialect> {
    let named = |name: String| Dialect::named(&name).ok_or_else(|| format!("there is no dialect {name}"));
    PossibleValuesParser::new(Dialect::ALL.map(Dialect::name)).try_map(named)
}

const LEDGER_EXAMPLES: &str = "\
Examples:
  trail365 ledger
  trail365 ledger --all
  trail365 ledger --output ledger.csv
  trail365 query 'select source from ledger where rejected > 0'";

/// Maintain a lake: show its state, order and check its files, delete what is old
#[derive(Debug, Args)]
pub struct Lake {
    #[command(flatten)]
    pub at: AtLake,

    /// The task.
    #[command(subcommand)]
    pub task: LakeTask,
}

/// A task on a lake.
#[derive(Debug, Subcommand)]
pub enum LakeTask {
    /// Show what the lake holds: rows, files, versions, times
    Info,
    /// Sort rows by day and user into files of a good size, so that queries read few of them
    ///
    /// Rows of several tenants are sorted by tenant first. What is written anew needs as much space again until vacuum, and a
    /// stretch of days at a time goes through temporary files.
    Compact {
        /// Only files with records from then on: a date, RFC 3339 or an age such as 7d
        #[arg(long, value_name = "TIME", value_parser = moment::parse)]
        since: Option<Moment>,
    },
    /// Read every row and check it against the ledger and the log
    ///
    /// Each file must have the size and the rows that the log says, and each row the content of its hash. No record may
    /// be there twice, and each source must have the rows that the ledger says. Exit code 1 when something is wrong.
    Verify {
        /// Only files with records from then on: a date, RFC 3339 or an age such as 7d
        ///
        /// Rows of sources are not compared with the ledger then, for a source may have others.
        #[arg(long, value_name = "TIME", value_parser = moment::parse)]
        since: Option<Moment>,
    },
    /// Delete files that no recent version needs
    ///
    /// These are files that compact replaced, that retain emptied, and that killed imports left behind.
    /// Versions older than the time kept can no longer be read.
    Vacuum {
        /// Hours of versions to keep, at most 720; imports that run for longer lose their files
        #[arg(long, value_name = "HOURS", default_value_t = 168)]
        keep_hours: u32,
        /// Only list what would be deleted
        #[arg(long)]
        dry_run: bool,
        /// Only files that were replaced from then on: a date, RFC 3339 or an age such as 14d
        ///
        /// The log names them, so no folder is listed, and what killed imports left behind stays.
        #[arg(long, value_name = "TIME", value_parser = moment::parse)]
        since: Option<Moment>,
    },
    /// Bring a lake of an older format to the newest, whose rule finds more duplicates
    ///
    /// Notation makes no difference by the newest rule: times with and without Z, numbers as text, names of enums,
    /// annotations of Microsoft Graph. Rows that are duplicates by it are taken out, and the ledger says how many of which
    /// source. Needs as much free space as the lake takes. An upgrade that is interrupted changes nothing.
    Upgrade,
    /// Print the views as SQL for another engine that reads the lake
    ///
    /// The views of record schemas, and for DuckDB and Spark those of Snare, over the lake's own files. They call functions that
    /// DuckDB and Spark lack: --functions prints these, in Python. docs/scale.md has it from end to end.
    Sql {
        /// The engine: duckdb, spark (also for Sail), clickhouse or trino
        #[arg(long, value_name = "ENGINE", value_parser = dialects())]
        dialect: Dialect,
        /// Print the functions that the views need, in Python, in place of the views
        #[arg(long)]
        functions: bool,
    },
    /// Try rejected input again: each piece that can now be read is imported, under the name of its source
    Retry,
    /// Remove records that were created before a time
    Retain {
        /// Records of this age in days, and younger ones, stay
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=100_000))]
        days: u32,
        /// Only files with records from then on: a date, RFC 3339 or an age such as 7d
        #[arg(long, value_name = "TIME", value_parser = moment::parse)]
        since: Option<Moment>,
    },
}
