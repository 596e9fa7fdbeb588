//! The arguments of `trail365 tables`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

use super::AtLake;
use crate::output::Format;

/// List what there is to query, or the columns of one table
///
/// Without NAME: the tables, and each view that has rows in this lake, with their number. With NAME: its columns, their
/// types and what they mean.
#[derive(Debug, Args)]
#[command(after_help = TABLES_EXAMPLES)]
pub struct Tables {
    /// A table or view, as snare.Office365ExchangeItem
    #[arg(value_name = "NAME")]
    pub name: Option<String>,

    /// List views without rows, too
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
