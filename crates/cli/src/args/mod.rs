//! The command line: every command, argument and option. Help, completions and man pages are made from it.
//!
//! Commands of one family share a file; what several commands take is in `options`.

#[cfg(feature = "sql")]
mod alert_format;
#[cfg(feature = "sql")]
mod alerts;
#[cfg(feature = "collect")]
mod collect;
mod convert;
mod describe;
#[cfg(feature = "sql")]
mod detect;
mod format;
#[cfg(feature = "sql")]
mod investigate;
#[cfg(feature = "sql")]
mod lake;
#[cfg(feature = "sql")]
pub mod moment;
#[cfg(feature = "sql")]
mod options;
mod program;
#[cfg(feature = "sql")]
mod query;
#[cfg(feature = "sql")]
mod row_format;
#[cfg(feature = "sql")]
mod rules;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "sql")]
mod search;
#[cfg(feature = "collect")]
mod service;
#[cfg(feature = "sql")]
mod shape;
#[cfg(feature = "ui")]
mod ui;
mod validate;
#[cfg(feature = "sql")]
mod worker;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};

#[cfg(feature = "sql")]
pub use alerts::{AlertList, AlertStatus, Alerts, AlertsTask};
#[cfg(feature = "collect")]
pub use collect::{AtStreams, Collect, Config, ConfigTask, Doctor, Gaps, Status};
pub use convert::Convert;
pub use describe::Describe;
#[cfg(feature = "sql")]
pub use detect::Detect;
pub use format::Format;
#[cfg(feature = "sql")]
pub use investigate::Investigate;
#[cfg(feature = "sql")]
pub use lake::{Import, Lake, LakeTask, Ledger};
#[cfg(feature = "collect")]
pub use options::{AtConfig, AtTenant, AtTenants, DEFAULT_LAKE, InsteadLake, LAKE_VARIABLE};
#[cfg(feature = "sql")]
pub use options::{AtGeo, AtLake, Most, RowOptions};
pub use program::{Completions, Man};
#[cfg(feature = "sql")]
pub use query::{Query, Tables};
#[cfg(feature = "sql")]
pub use row_format::RowFormat;
#[cfg(feature = "sql")]
pub use rules::{AtRules, Rules, RulesTask};
#[cfg(feature = "sandbox")]
pub use sandbox::{Demo, Sandbox};
#[cfg(feature = "sql")]
pub use search::Search;
#[cfg(feature = "collect")]
pub use service::{
    Content, ContentTask, Listing, Names, Notifications, StartSubscriptions, Subscriptions, SubscriptionsTask,
};
#[cfg(feature = "sql")]
pub use shape::InShape;
#[cfg(feature = "ui")]
pub use ui::Ui;
pub use validate::Validate;
#[cfg(feature = "sql")]
pub use worker::{AtWorkers, Worker};

/// Collect, search, query, check and explain Microsoft 365 audit records
///
/// trail365 collects the audit activity of tenants from the Management Activity API, imports exports of the unified audit
/// log, whatever tool made them, into the same table, and answers questions about it: in SQL, or without. It checks every
/// record against the schema of its type, converts records, and explains what their fields mean and which values they
/// take. Only collect, doctor, subscriptions, content, notifications and names call a service, by a configuration; all
/// else needs no account, and no network but for a lake in object storage.
///
/// Every command that works on a lake takes --lake LAKE, before its name or after it; without that the environment's
/// TRAIL365_LAKE names the lake.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_long_help = EXIT_CODES)]
pub struct Cli {
    /// The lake, where it is named before the command.
    ///
    /// Each command that works on a lake has an option of the same name and its own help. The parser hands a value on to
    /// it unless the command has one itself. So this one is hidden, and only refused where no lake is used.
    #[arg(long, global = true, hide = true, value_name = "LAKE")]
    lake: Option<String>,

    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads the command line of the process. Ends the program with help, a version or a message where it is no command.
    pub fn read() -> Self {
        let cli = Self::parse();
        if cli.lake.is_some() && !cli.command.takes_lake() {
            const MESSAGE: &str = "--lake was given to a command that works on no lake; leave it out";
            Self::command().error(ErrorKind::UnknownArgument, MESSAGE).exit();
        }
        cli
    }
}

/// The commands, one file or folder each under `commands/`.
#[derive(Debug, Subcommand)]
pub enum Command {
    #[cfg(feature = "sql")]
    Import(Import),
    #[cfg(feature = "sql")]
    Search(Search),
    #[cfg(feature = "sql")]
    Query(Query),
    #[cfg(feature = "ui")]
    Ui(Ui),
    #[cfg(feature = "sql")]
    Detect(Detect),
    #[cfg(feature = "sql")]
    Investigate(Investigate),
    #[cfg(feature = "sql")]
    Rules(Rules),
    #[cfg(feature = "sql")]
    Alerts(Alerts),
    #[cfg(feature = "sql")]
    Tables(Tables),
    #[cfg(feature = "sql")]
    Worker(Worker),
    #[cfg(feature = "sql")]
    Ledger(Ledger),
    Validate(Validate),
    Convert(Convert),
    Describe(Describe),
    #[cfg(feature = "sql")]
    Lake(Lake),
    #[cfg(feature = "collect")]
    Collect(Collect),
    #[cfg(feature = "collect")]
    Config(Config),
    #[cfg(feature = "collect")]
    Doctor(Doctor),
    #[cfg(feature = "collect")]
    Subscriptions(Subscriptions),
    #[cfg(feature = "collect")]
    Content(Content),
    #[cfg(feature = "collect")]
    Notifications(Notifications),
    #[cfg(feature = "collect")]
    Names(Names),
    #[cfg(feature = "collect")]
    Status(Status),
    #[cfg(feature = "collect")]
    Gaps(Gaps),
    #[cfg(feature = "sandbox")]
    Sandbox(Sandbox),
    #[cfg(feature = "sandbox")]
    Demo(Demo),
    Completions(Completions),
    Man(Man),
}

impl Command {
    /// Reports whether the command works on a lake, so that `--lake` has a meaning.
    fn takes_lake(&self) -> bool {
        match self {
            #[cfg(feature = "sql")]
            Self::Import(_)
            | Self::Search(_)
            | Self::Query(_)
            | Self::Detect(_)
            | Self::Investigate(_)
            | Self::Alerts(_)
            | Self::Tables(_)
            | Self::Ledger(_)
            | Self::Worker(_)
            | Self::Lake(_) => true,
            #[cfg(feature = "ui")]
            Self::Ui(_) => true,
            #[cfg(feature = "collect")]
            Self::Collect(_) | Self::Doctor(_) | Self::Status(_) | Self::Gaps(_) => true,
            #[cfg(feature = "sql")]
            Self::Rules(rules) => matches!(rules.task, RulesTask::Coverage { .. }),
            #[cfg(feature = "collect")]
            Self::Config(config) => matches!(config.task, ConfigTask::Check { .. }),
            #[cfg(feature = "sandbox")]
            Self::Demo(_) => true,
            _ => false,
        }
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0  it was done
  1  it was done, and there are findings that an option said to fail on
  2  it could not be done, or not for all of the input; stderr says why
  3  the configuration cannot be used
  4  the app could not sign in
  5  the app lacks a permission
  6  the tenant's state does not allow it: auditing is off, a subscription is missing or disabled
  7  the network, or what lies on the way
  8  no space is left on the disk
  9  the place of a lake or a file cannot be reached or written

Data goes to stdout, everything else to stderr.";
