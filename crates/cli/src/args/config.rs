//! The arguments of `trail365 config`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use clap::{Args, Subcommand};

use super::AtConfig;

/// Write a configuration, or look for mistakes in one
#[derive(Debug, Args)]
#[command(after_help = CONFIG_EXAMPLES)]
pub struct Config {
    /// What to do.
    #[command(subcommand)]
    pub task: ConfigTask,
}

/// What can be done with a configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigTask {
    /// Print a configuration with every key explained
    Example,
    /// Say the mistakes of the configuration, and what would be collected
    ///
    /// All mistakes of a step are told at once: first keys that are not known and values of the wrong type, then values that
    /// cannot be, then secrets and certificates that are not there, of the tenants before those of the webhook. Secrets are
    /// taken from where the file says they are, and never shown. Nothing is sent; trail365 doctor tries it.
    Check(AtConfig),
}

const CONFIG_EXAMPLES: &str = "\
Examples:
  trail365 config example > trail365.toml
  trail365 config check
  trail365 config check --config /etc/trail365.toml";
