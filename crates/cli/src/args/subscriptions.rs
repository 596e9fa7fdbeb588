//! The arguments of `trail365 subscriptions`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use trail365_client::ContentType;

use super::{AtTenant, AtTenants, RowOptions, moment};

/// List, start and stop a tenant's subscriptions: the kinds of content that the service gathers
#[derive(Debug, Args)]
#[command(after_help = SUBSCRIPTIONS_EXAMPLES)]
pub struct Subscriptions {
    /// What to do.
    #[command(subcommand)]
    pub task: SubscriptionsTask,
}

/// What can be done with subscriptions.
#[derive(Debug, Subcommand)]
pub enum SubscriptionsTask {
    /// List the subscriptions that there are, with their webhooks; of all tenants, if none is named
    List {
        #[command(flatten)]
        at: AtTenants,
        #[command(flatten)]
        rows: RowOptions,
    },
    /// Start subscriptions, or change their webhook
    ///
    /// The first content can take 12 hours. A subscription can be started every 15 minutes at most.
    Start(StartSubscriptions),
    /// Stop a subscription; what happens until it is started again can never be had
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

    /// HTTPS address that the service is to tell of new content; it is asked at once whether it listens
    #[arg(long, value_name = "URL", conflicts_with = "no_webhook")]
    pub webhook: Option<String>,

    /// Environment variable with what notifications have to carry
    #[arg(long, value_name = "NAME", requires = "webhook")]
    pub webhook_auth_env: Option<String>,

    /// When notifications end: a date or a time; never, if nothing is said
    #[arg(long, value_name = "TIME", requires = "webhook", value_parser = point)]
    pub webhook_expires: Option<DateTime<Utc>>,

    /// Take the webhook away
    #[arg(long)]
    pub no_webhook: bool,
}

fn point(text: &str) -> Result<DateTime<Utc>, String> {
    moment::parse(text).map(|moment| moment.start(Utc::now()))
}

const SUBSCRIPTIONS_EXAMPLES: &str = "\
Examples:
  trail365 subscriptions list
  trail365 subscriptions start --tenant contoso
  trail365 subscriptions start --type DLP.All
  trail365 subscriptions stop --type DLP.All";
