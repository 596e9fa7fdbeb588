//! The arguments of `trail365 rules`.

// The comments are the help that people read, where backticks around names are in the way.
#![allow(clippy::doc_markdown)]

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::detect::Level;
use super::{AtGeo, AtLake, RowOptions};

/// List, show, check and test the rules that detect asks
///
/// A rule is a file of Sigma (YAML), or a query with the same header (SQL). trail365 ships some; `--rules` takes files and
/// folders of your own in place of them.
#[derive(Debug, Args)]
#[command(after_help = RULES_EXAMPLES)]
pub struct Rules {
    /// The task.
    #[command(subcommand)]
    pub task: RulesTask,
}

const RULES_EXAMPLES: &str = "\
Examples:
  trail365 rules list --tactic persistence
  trail365 rules show mfa-bombing
  trail365 rules check my-rules
  trail365 rules test my-rules
  trail365 rules coverage --lake LAKE";

/// The option of tasks that look at rules.
#[derive(Debug, Clone, Args)]
pub struct AtRules {
    /// Rules in place of those that ship: a file or a folder; may be given several times
    #[arg(long, value_name = "PATH")]
    pub rules: Vec<PathBuf>,

    #[command(flatten)]
    pub at_lists: AtLists,
}

/// The option of tasks that fill rules.
#[derive(Debug, Clone, Args)]
pub struct AtLists {
    /// Lists of values that go before those that ship: a TOML file or a folder; may be given several times
    #[arg(long, value_name = "PATH")]
    pub lists: Vec<PathBuf>,
}

/// A task on rules.
#[derive(Debug, Subcommand)]
pub enum RulesTask {
    /// List the rules
    ///
    /// A row for each rule, correlation and query, the highest level first. Other formats than a table have every column: also
    /// the id, the behaviour, the status, whether it raises alerts of its own, and what it waits for.
    List {
        /// Rules whose title, description, names or tags have all of these words
        #[arg(value_name = "WORD")]
        words: Vec<String>,

        /// Rules of this level and above
        #[arg(long, value_enum, value_name = "LEVEL")]
        level: Option<Level>,

        /// Rules for this tactic of ATT&CK, such as persistence
        #[arg(long, value_name = "TACTIC")]
        tactic: Option<String>,

        #[command(flatten)]
        at: AtRules,

        #[command(flatten)]
        rows: RowOptions,
    },
    /// Show a rule: what it finds, what else looks like it, and its text
    Show {
        /// Id, name, title or file of the rule
        #[arg(value_name = "NAME")]
        name: String,

        /// Only what is asked: the condition or query as SQL, the correlation in words
        #[arg(long)]
        sql: bool,

        #[command(flatten)]
        at: AtRules,
    },
    /// Check rules: everything that is wrong with them, where, and what to do
    ///
    /// Reads, fills, links and compiles them, and runs queries over an empty table. Exit code 1 if something is refused.
    Check {
        /// Files and folders of rules
        #[arg(value_name = "PATH", required = true)]
        paths: Vec<PathBuf>,

        #[command(flatten)]
        at: AtLists,
    },
    /// Test rules: the cases in X.cases.json beside X.yml or X.sql
    ///
    /// A case has records and says how many alerts a rule gives on them. Exit code 1 if one fails. Without PATH the folder
    /// rules here is tested.
    Test {
        /// Files and folders of rules with their cases
        #[arg(value_name = "PATH")]
        paths: Vec<PathBuf>,

        /// Rules that the cases are for, if more than PATH has: a correlation may build on others
        #[arg(long, value_name = "PATH")]
        rules: Vec<PathBuf>,

        #[command(flatten)]
        at: AtLists,
    },
    /// Say which rules can find something in a lake, and why others cannot
    ///
    /// ready: records that the rule looks at are here. partly: it misses a field or a rule that it builds on. blind: it can
    /// find nothing. A table counts them by tactic and names those that are not ready; other formats have a row for each.
    Coverage {
        #[command(flatten)]
        at: AtRules,

        #[command(flatten)]
        at_geo: AtGeo,

        #[command(flatten)]
        at_lake: AtLake,

        #[command(flatten)]
        rows: RowOptions,
    },
}
