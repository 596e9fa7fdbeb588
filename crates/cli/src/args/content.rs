//! The arguments of `trail365 content` and `trail365 notifications`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::{Args, Subcommand};
use trail365_client::ContentType;

use super::moment::{self, Moment};
use super::{AtTenant, AtTenants, RowOptions};

/// List the content that the service has of a tenant, and fetch blobs of it as they are
///
/// What is fetched this way goes to a file or to stdout, not into the lake.
#[derive(Debug, Args)]
#[command(after_help = CONTENT_EXAMPLES)]
pub struct Content {
    /// What to do.
    #[command(subcommand)]
    pub task: ContentTask,
}

/// What can be done with content.
#[derive(Debug, Subcommand)]
pub enum ContentTask {
    /// List blobs of content by the time at which they became available; of all tenants, if none is named
    List(Listing),
    /// Fetch one blob: a JSON array of records
    Fetch {
        #[command(flatten)]
        at: AtTenant,
        /// ID or address of the blob, as list has it
        #[arg(value_name = "ID|URI")]
        content: String,
        /// File to write, instead of stdout; comes up under its name once it is whole
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Overwrite the output file when it is there already
        #[arg(long, requires = "output")]
        force: bool,
    },
}

/// List what the service told webhooks, or tried to; of all tenants, if none is named
#[derive(Debug, Args)]
pub struct Notifications {
    #[command(flatten)]
    pub listing: Listing,
}

/// What is listed.
#[derive(Debug, Clone, Args)]
pub struct Listing {
    #[command(flatten)]
    pub at: AtTenants,

    /// Content type, such as Audit.Exchange; without it those of the configuration
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<ContentType>,

    /// Begin here: a date, a time or an age (24h, 7d), at most seven days back [default: 24h]
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub since: Option<Moment>,

    /// End here: a date (the whole day), a time or an age [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub until: Option<Moment>,

    #[command(flatten)]
    pub rows: RowOptions,
}

const CONTENT_EXAMPLES: &str = "\
Examples:
  trail365 content list --type Audit.Exchange --since 2h
  trail365 content list --since 7d --format jsonl > content.jsonl
  trail365 content fetch ID --output blob.json";
