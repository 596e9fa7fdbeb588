//! The arguments of `trail365 names`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::Args;

use super::{AtTenant, RowOptions};

/// List the names of sensitive information types, which DLP records have by their ID
#[derive(Debug, Args)]
pub struct Names {
    #[command(flatten)]
    pub at: AtTenant,

    /// Language of the names, such as de-DE [default: the service's]
    #[arg(long, value_name = "LANGUAGE")]
    pub language: Option<String>,

    #[command(flatten)]
    pub rows: RowOptions,
}
