//! The arguments of `trail365 investigate`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::Args;

use super::moment::{self, Moment};
use super::{AtGeo, AtLake};

/// Find out whether accounts were taken over, and what was done with them
///
/// Writes a report that names the records of each sentence: a page for people, and the same as Markdown, JSON and tables.
/// Without a user it lists the accounts to look at first. Nothing is asked over the network.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct Investigate {
    /// Accounts: the user name, or what stands in front of its @
    #[arg(value_name = "USER", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub users: Vec<String>,

    /// Folder for the report [default: case-USER]
    ///
    /// It is written whole or not at all.
    #[arg(long, short, value_name = "FOLDER")]
    pub output: Option<PathBuf>,

    /// Overwrite the folder if it holds a report
    #[arg(long)]
    pub force: bool,

    /// An address or network that is the attacker's, as you know; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    pub attacker_ip: Vec<String>,

    /// A session that is the attacker's, as you know; may be given several times
    #[arg(long, value_name = "SESSION")]
    pub attacker_session: Vec<String>,

    /// An address or network that is the owner's, as you know; may be given several times
    #[arg(long, value_name = "ADDRESS")]
    pub owner_ip: Vec<String>,

    /// Start of the span to report on: a date, RFC 3339 or an age
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub from: Option<Moment>,

    /// End of the span; a date counts to its end
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub until: Option<Moment>,

    /// Number of the case, for the first page
    #[arg(long, value_name = "NUMBER")]
    pub case: Option<String>,

    /// Name of the examiner, for the first page
    #[arg(long, value_name = "NAME")]
    pub examiner: Option<String>,

    /// Notes that the report repeats word for word
    #[arg(long, value_name = "FILE")]
    pub notes: Option<PathBuf>,

    /// Replace names of people, subjects and files by pseudonyms, and write the key that leads back to this file
    #[arg(long, value_name = "FILE")]
    pub deidentify: Option<PathBuf>,

    /// Check that the report in a folder is as it was written, instead of making one
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["users", "output"])]
    pub verify: Option<PathBuf>,

    #[command(flatten)]
    pub at_geo: AtGeo,

    #[command(flatten)]
    pub at_lake: AtLake,
}

const EXAMPLES: &str = "\
Examples:
  trail365 investigate --lake LAKE
  trail365 investigate anna.keller@contoso.com --lake LAKE
  trail365 investigate anna.keller --owner-ip 198.51.100.0/24 --output case-17
  trail365 investigate --verify case-17";
