//! The arguments of `trail365 search`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::str::FromStr;

use clap::Args;
use trail365_sql::search::{AddressRange, app_ids_named, record_types_named};

use super::moment::{self, Moment};
use super::{AtLake, InShape, RowOptions};

/// Find records without SQL
///
/// Shows time, user, operation, object, app, address and outcome of the records that match, newest first. An option given
/// several times matches any of its values; different options must all match.
#[derive(Debug, Clone, Args)]
#[command(after_help = SEARCH_EXAMPLES)]
pub struct Search {
    /// User; * stands for any text
    ///
    /// The UserId of the record, whatever its case: lena.berg@example.com, lena.berg, lena*, *@example.com. A name without
    /// @ and * matches the part before the @, too.
    #[arg(long, short, value_name = "USER")]
    pub user: Vec<String>,

    /// Address, or network as 203.0.113.0/24
    ///
    /// Matches every column that holds an address: client_ip, client_ip_address, actor_ip_address and so on.
    #[arg(long, short, value_name = "ADDRESS")]
    pub ip: Vec<AddressRange>,

    /// Operation; * stands for any text
    ///
    /// Whatever its case: New-InboxRule, *InboxRule, FileDownloaded. Names of several words match with and without a dot
    /// at the end. Where no record has it, near names are told; trail365 describe "inbox rule" finds names by words.
    #[arg(long, value_name = "OPERATION")]
    pub operation: Vec<String>,

    /// Record type, by number or name, or the name of a schema or its view
    ///
    /// 50, ExchangeItemAggregated, AzureActiveDirectorySecureTokenServiceLogon.
    #[arg(long = "type", short, value_name = "TYPE")]
    pub kind: Vec<RecordTypes>,

    /// Not before: a date, RFC 3339, or an age such as 7d, 24h or 30m
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub since: Option<Moment>,

    /// Not after; a date counts to its end
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub until: Option<Moment>,

    /// Service, by its name in workload: Exchange, SharePoint, AzureActiveDirectory
    #[arg(long, value_name = "SERVICE")]
    pub workload: Vec<String>,

    /// How it ended: succeeded, failed, partial or unknown
    #[arg(long, value_name = "OUTCOME", value_parser = ["succeeded", "failed", "partial", "unknown"])]
    pub outcome: Vec<String>,

    /// Session, by its id, wherever the record has it
    #[arg(long, value_name = "ID")]
    pub session: Vec<String>,

    /// App, by its id, or by a name that is the same in every tenant
    #[arg(long, value_name = "APP")]
    pub app: Vec<AppIds>,

    /// Object, or mailbox where the record names no object; * stands for any text
    #[arg(long, value_name = "OBJECT")]
    pub object: Vec<String>,

    /// Text anywhere in the record's JSON, whatever its case
    #[arg(long, value_name = "TEXT")]
    pub text: Vec<String>,

    /// How many records at most; 0 is all
    #[arg(long, short, value_name = "N", default_value_t = 100)]
    pub limit: u64,

    /// Oldest first
    #[arg(long)]
    pub oldest_first: bool,

    /// Print the SQL instead of running it
    #[arg(long)]
    pub sql: bool,

    /// Run the search, and say what it read in place of its records
    #[arg(long, conflicts_with_all = ["sql", "format", "output", "shape"])]
    pub explain: bool,

    #[command(flatten)]
    pub at_lake: AtLake,

    #[command(flatten)]
    pub in_shape: InShape,

    #[command(flatten)]
    pub rows: RowOptions,
}

/// The record types that a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordTypes(pub Vec<i32>);

impl FromStr for RecordTypes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        record_types_named(text).map(Self).map_err(|unknown| match unknown.suggestion {
            Some(_) => unknown.to_string(),
            None => format!("{unknown}; trail365 describe lists the record types"),
        })
    }
}

/// The ids of the apps that a name means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppIds(pub Vec<String>);

impl FromStr for AppIds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        app_ids_named(text).map(Self).map_err(|unknown| unknown.to_string())
    }
}

const SEARCH_EXAMPLES: &str = "\
Examples:
  trail365 search --user lena.berg@example.com --since 7d
  trail365 search --user lena.berg
  trail365 search --ip 203.0.113.0/24 --oldest-first
  trail365 search --operation '*InboxRule' --operation Set-Mailbox
  trail365 search --type 15 --text UserLoginFailed --limit 0
  trail365 search --text invoice --since 2026-03-01 --until 2026-03-04
  trail365 search --user 'lena*' --output lena.csv
  trail365 search --ip 203.0.113.77 --sql      a query to start from";
