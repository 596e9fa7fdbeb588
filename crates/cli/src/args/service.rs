//! The arguments of the commands that ask the service: `subscriptions`, `content`, `notifications` and `names`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use trail365_client::ContentType;

use super::moment::{self, Moment};
use super::{AtTenant, AtTenants, RowOptions};

/// List, start and stop a tenant's subscriptions: the kinds of content that the service gathers
#[derive(Debug, Args)]
#[command(after_help = SUBSCRIPTIONS_EXAMPLES)]
pub struct Subscriptions {
    /// The task.
    #[command(subcommand)]
    pub task: SubscriptionsTask,
}

/// A task on subscriptions.
#[derive(Debug, Subcommand)]
pub enum SubscriptionsTask {
    /// List the subscriptions with their webhooks; of all tenants unless one is named
    List {
        #[command(flatten)]
        at: AtTenants,
        #[command(flatten)]
        rows: RowOptions,
    },
    /// Start subscriptions, or change their webhook
    ///
    /// The first content can take 12 hours. A subscription can be started at most every 15 minutes.
    Start(StartSubscriptions),
    /// Stop a subscription; activity until it is started again is never available
    Stop {
        #[command(flatten)]
        at: AtTenant,
        /// Content type, such as Audit.Exchange
        #[arg(long = "type", value_name = "TYPE", required = true)]
        types: Vec<ContentType>,
    },
}

/// The arguments of `trail365 subscriptions start`.
#[derive(Debug, Args)]
pub struct StartSubscriptions {
    #[command(flatten)]
    pub at: AtTenant,

    /// Content type, such as Audit.Exchange; without it those of the configuration
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<ContentType>,

    /// HTTPS address to which the service reports new content; it must answer the service's validation now
    #[arg(long, value_name = "URL", conflicts_with = "no_webhook")]
    pub webhook: Option<String>,

    /// Environment variable with the auth ID that notifications must carry
    #[arg(long, value_name = "NAME", requires = "webhook")]
    pub webhook_auth_env: Option<String>,

    /// End of the notifications: a date or a time; by default never
    #[arg(long, value_name = "TIME", requires = "webhook", value_parser = parse_point)]
    pub webhook_expires: Option<DateTime<Utc>>,

    /// Remove the webhook
    #[arg(long)]
    pub no_webhook: bool,
}

fn parse_point(text: &str) -> Result<DateTime<Utc>, String> {
    moment::parse(text).map(|moment| moment.start(Utc::now()))
}

const SUBSCRIPTIONS_EXAMPLES: &str = "\
Examples:
  trail365 subscriptions list
  trail365 subscriptions start --tenant contoso
  trail365 subscriptions start --type DLP.All
  trail365 subscriptions stop --type DLP.All";

/// List the content that the service has of a tenant, and fetch blobs of it unchanged
///
/// A fetched blob goes to a file or to stdout, not into the lake.
#[derive(Debug, Args)]
#[command(after_help = CONTENT_EXAMPLES)]
pub struct Content {
    /// The task.
    #[command(subcommand)]
    pub task: ContentTask,
}

/// A task on content.
#[derive(Debug, Subcommand)]
pub enum ContentTask {
    /// List blobs of content by the time at which they became available; of all tenants unless one is named
    List(Listing),
    /// Fetch one blob: a JSON array of records
    Fetch {
        #[command(flatten)]
        at: AtTenant,
        /// ID or address of the blob, as list prints it
        #[arg(value_name = "ID|URI")]
        content: String,
        /// File to write instead of stdout; it gets its name once it is complete
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Overwrite the output file if it exists
        #[arg(long, requires = "output")]
        force: bool,
    },
}

/// List the notifications that the service sent to webhooks, or tried to send; of all tenants unless one is named
#[derive(Debug, Args)]
pub struct Notifications {
    #[command(flatten)]
    pub listing: Listing,
}

/// The options of a listing.
#[derive(Debug, Clone, Args)]
pub struct Listing {
    #[command(flatten)]
    pub at: AtTenants,

    /// Content type, such as Audit.Exchange; without it those of the configuration
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<ContentType>,

    /// Start here: a date, a time or an age (24h, 7d), at most seven days back [default: 24h]
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

/// List the names of sensitive information types, which DLP records name only by ID
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
