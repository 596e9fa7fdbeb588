//! The arguments of `trail365 query` and `trail365 tables`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::Args;
use trail365_lake::At;

use super::format::Format;
use super::{AtGeo, AtLake, AtWorkers, InShape, RowOptions, moment};

/// Query the lake in SQL
///
/// Runs SQL over the tables activity, ledger and rejected, the views of record schemas and those of Snare. Without SQL
/// it opens a prompt, with history and completion.
#[derive(Debug, Args)]
#[command(after_help = QUERY_EXAMPLES, after_long_help = QUERY_DETAILS)]
pub struct Query {
    /// The SQL, or - to read it from standard input
    ///
    /// Semicolons separate several queries.
    #[arg(value_name = "SQL", conflicts_with = "file")]
    pub sql: Option<String>,

    /// Read the SQL from a file
    #[arg(long, short, value_name = "FILE")]
    pub file: Option<PathBuf>,

    #[command(flatten)]
    pub at_lake: AtLake,

    /// The lake as it was: a version's number, or a time
    ///
    /// A time is a date, RFC 3339 or an age such as 24h. The column version of the ledger has the numbers.
    #[arg(long, value_name = "VERSION|TIME", value_parser = moment::parse_version)]
    pub at: Option<At>,

    /// Run the query, and say what it read in place of its rows
    ///
    /// Files, and bytes of columns, of how many: bounds and filters pass over the others. Text that is compared whatever its
    /// case passes over fewer. It runs in this process, without workers. explain in front of the SQL shows the plan.
    #[arg(long, conflicts_with_all = ["format", "output", "shape"])]
    pub explain: bool,

    #[command(flatten)]
    pub at_workers: AtWorkers,

    #[command(flatten)]
    pub at_geo: AtGeo,

    #[command(flatten)]
    pub in_shape: InShape,

    #[command(flatten)]
    pub rows: RowOptions,
}

/// The examples, which both helps show.
macro_rules! query_examples {
    () => {
        "\
Examples:
  trail365 query                                     ask at a prompt
  trail365 query 'select count(*) from events'
  trail365 query \"select creation_time, user_id, client_ip from sign_ins
                  where outcome = 'failed' order by creation_time\"
  trail365 query \"select parameters['ForwardTo'] from activity
                  where operation = 'New-InboxRule'\"
  trail365 query --file weekly.sql --output weekly.csv
  trail365 query 'select * from activity' --output all.parquet
  trail365 query 'select * from activity' --format jsonl | jq .UserId
  trail365 query --shape ecs 'select record from event_records'
  trail365 query --at 3 'select count(*) from events'"
    };
}

const QUERY_EXAMPLES: &str = query_examples!();

const QUERY_DETAILS: &str = concat!(
    query_examples!(),
    "

What there is to ask:
  trail365 tables            every table and view
  trail365 tables activity   its columns and what they mean
  Names match whatever their case; a name in double quotes matches as it
  stands.

At the prompt:
  A query ends with a semicolon and may have several lines. The tab key
  completes words, Ctrl-C ends a query, .help lists the commands.
  The history is in trail365/history of XDG_STATE_HOME, or of
  ~/.local/state.

Formats:
  table    on a terminal select * leaves out columns without a value
  csv      RFC 4180: CR LF, null is an empty cell, an empty text is \"\"
  json     an array of objects; columns that are null are left out
  jsonl    an object a line
  parquet  zstd; to a file only
  Columns of the same name get a number: id, id_2.

Exit codes:
  0  every query was answered
  2  one was not; stderr says why and where"
);

/// List the tables and views, or the columns of one
///
/// Without NAME: the tables and each view that has rows in this lake, with the number of rows. With NAME: its columns,
/// their types and what they mean.
#[derive(Debug, Args)]
#[command(after_help = TABLES_EXAMPLES)]
pub struct Tables {
    /// A table or view, such as snare.Office365ExchangeItem
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// Also list views without rows
    #[arg(long, conflicts_with = "name")]
    pub all: bool,

    #[command(flatten)]
    pub at_lake: AtLake,

    /// How to print the answer
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Table)]
    pub format: Format,
}

const TABLES_EXAMPLES: &str = "\
Examples:
  trail365 tables
  trail365 tables activity
  trail365 tables sign_ins --format json | jq -r '.columns[].name'
  trail365 tables --all";
