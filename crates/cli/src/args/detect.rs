//! The arguments of `trail365 detect`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use trail365_sigma::Level as RuleLevel;

use super::alert_format::AlertFormat;
use super::moment::{self, Moment};
use super::{AtGeo, AtLake, RowOptions};

/// Find what looks like an attack
///
/// Asks the rules about every record of the lake: a summary, the alerts with their records, and the rules that can find
/// nothing here, with the reason. Other formats than a table have a row or document for each alert, with all of its
/// records.
#[derive(Debug, Clone, Args)]
#[command(after_help = DETECT_EXAMPLES)]
pub struct Detect {
    /// Rules in place of those that ship: a file or a folder of Sigma rules and queries; may be given several times
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,

    /// Lists of values that go before those that ship: a TOML file or a folder; may be given several times
    #[arg(long, value_name = "PATH")]
    pub lists: Vec<PathBuf>,

    /// Alerts that end not before: a date, RFC 3339, or an age such as 7d, 24h or 30m
    #[arg(long, value_name = "TIME", value_parser = moment::parse)]
    pub since: Option<Moment>,

    /// Alerts of this user; * stands for any text
    #[arg(long, short, value_name = "USER")]
    pub user: Vec<String>,

    /// Alerts of this level and above
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Low)]
    pub level: Level,

    /// Exit with 1 if there is an alert of this level or above
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub fail_on: Option<Level>,

    /// Show alerts without keeping them in the lake
    #[arg(long)]
    pub dry_run: bool,

    #[command(flatten)]
    pub at_geo: AtGeo,

    #[command(flatten)]
    pub rows: RowOptions<AlertFormat>,

    #[command(flatten)]
    pub at_lake: AtLake,
}

/// Severity of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Level {
    /// Context for other rules
    Informational,
    /// Notable, rarely an incident
    Low,
    /// Worth a regular review
    Medium,
    /// Worth a prompt review
    High,
    /// An incident
    Critical,
}

impl From<Level> for RuleLevel {
    fn from(level: Level) -> Self {
        match level {
            Level::Informational => Self::Informational,
            Level::Low => Self::Low,
            Level::Medium => Self::Medium,
            Level::High => Self::High,
            Level::Critical => Self::Critical,
        }
    }
}

const DETECT_EXAMPLES: &str = "\
Examples:
  trail365 detect --lake LAKE
  trail365 detect --since 7d --level high
  trail365 detect --rules my-rules --format jsonl
  trail365 detect --geo GeoLite2-City.mmdb
  trail365 detect --format ocsf --output findings.jsonl";
