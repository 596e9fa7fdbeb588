//! The command line: every command, argument and option. Help, completions and man pages are made from it.
//!
//! Each command's arguments are in a file of its own.

mod at;
mod at_config;
mod at_lake;
mod collect;
mod completions;
mod config;
mod content;
mod convert;
mod demo;
mod describe;
mod doctor;
mod import;
mod lake;
mod ledger;
mod man;
pub mod moment;
mod names;
mod query;
mod rows;
mod sandbox;
mod search;
mod status;
mod subscriptions;
mod tables;
mod validate;

use clap::{Parser, Subcommand};

pub use at_config::{AtConfig, AtTenant, AtTenants};
pub use at_lake::{AtLake, DEFAULT as DEFAULT_LAKE, VARIABLE as LAKE_VARIABLE};
pub use collect::Collect;
pub use completions::Completions;
pub use config::{Config, ConfigTask};
pub use content::{Content, ContentTask, Listing, Notifications};
pub use convert::{Convert, Target};
pub use demo::Demo;
pub use describe::Describe;
pub use doctor::Doctor;
pub use import::Import;
pub use lake::{Lake, LakeTask};
pub use ledger::Ledger;
pub use man::Man;
pub use names::Names;
pub use query::Query;
pub use rows::{Most, RowOptions};
pub use sandbox::Sandbox;
pub use search::Search;
pub use status::{AtStreams, Gaps, Status};
pub use subscriptions::{StartSubscriptions, Subscriptions, SubscriptionsTask};
pub use tables::Tables;
pub use validate::Validate;

/// Collect, search, query, check and explain Microsoft 365 audit records
///
/// trail365 collects the audit activity of tenants from the Management Activity API, imports exports of the unified audit
/// log, whatever tool made them, into the same table, and answers questions about it: in SQL, or without. It checks every
/// record against the schema of its type, converts records, and explains what their fields mean and which values they
/// take. Only collect, doctor, subscriptions, content, notifications and names call a service, by a configuration; what
/// else is done needs no account, and no network but for a lake in object storage.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true, after_long_help = EXIT_CODES)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands, one file or folder each under `commands/`.
#[derive(Debug, Subcommand)]
pub enum Command {
    Import(Import),
    Search(Search),
    Query(Query),
    Tables(Tables),
    Ledger(Ledger),
    Validate(Validate),
    Convert(Convert),
    Describe(Describe),
    Lake(Lake),
    Collect(Collect),
    Config(Config),
    Doctor(Doctor),
    Subscriptions(Subscriptions),
    Content(Content),
    Notifications(Notifications),
    Names(Names),
    Status(Status),
    Gaps(Gaps),
    Sandbox(Sandbox),
    Demo(Demo),
    Completions(Completions),
    Man(Man),
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
