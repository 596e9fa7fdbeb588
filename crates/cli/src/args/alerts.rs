//! The arguments of `trail365 alerts`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::{Args, Subcommand, ValueEnum};

use super::alert_format::AlertFormat;
use super::detect::Level;
use super::{AtLake, RowOptions};

/// Show the alerts that were kept, and say what they are
///
/// Without a task it lists the alerts of the lake, the newest first, each with its status. What rules found is evidence
/// and stays as it is; what people say of it stands beside it.
#[derive(Debug, Clone, Args)]
#[command(after_help = ALERTS_EXAMPLES)]
pub struct Alerts {
    #[command(subcommand)]
    pub task: Option<AlertsTask>,

    #[command(flatten)]
    pub list: AlertList,

    #[command(flatten)]
    pub at_lake: AtLake,
}

/// The options of the list.
#[derive(Debug, Clone, Args)]
pub struct AlertList {
    /// Alerts with this status
    #[arg(long, value_enum, value_name = "STATUS")]
    pub status: Option<AlertStatus>,

    /// Alerts of this level and above
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Level::Low)]
    pub level: Level,

    #[command(flatten)]
    pub rows: RowOptions<AlertFormat>,
}

/// The tasks of `alerts`.
#[derive(Debug, Clone, Subcommand)]
pub enum AlertsTask {
    /// Show an alert with its records
    Show {
        /// Key of the alert, or its beginning
        key: String,

        #[command(flatten)]
        rows: RowOptions,
    },
    /// Say what an alert is
    Note {
        /// Key of the alert, or its beginning
        key: String,

        /// What it is
        #[arg(long, value_enum, value_name = "STATUS")]
        status: AlertStatus,

        /// Why, in words
        #[arg(long, value_name = "TEXT", default_value = "")]
        note: String,

        /// Who says so [default: the environment's USER]
        #[arg(
            long,
            value_name = "NAME",
            env = "USER",
            hide_env = true,
            default_value = "",
            hide_default_value = true
        )]
        who: String,
    },
}

/// What people say of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AlertStatus {
    /// Nobody has decided yet
    Open,
    /// It is no attack
    Benign,
    /// It is one
    Confirmed,
}

const ALERTS_EXAMPLES: &str = "\
Examples:
  trail365 alerts --status open --level high
  trail365 alerts --format ocsf
  trail365 alerts show 3f2a
  trail365 alerts note 3f2a --status benign --note \"the new phone of the owner\"";
