//! The commands, one file or folder each; those that ask the service share a folder.
//!
//! A new command is a variant of [`Command`] with its arguments in `args/`, a file here with a function `run`,
//! and a line in [`run`].

#[cfg(feature = "sql")]
mod alerts;
#[cfg(feature = "collect")]
mod collect;
#[cfg(feature = "collect")]
mod config;
mod convert;
#[cfg(feature = "sandbox")]
mod demo;
pub mod describe;
#[cfg(feature = "sql")]
mod detect;
#[cfg(feature = "collect")]
mod doctor;
#[cfg(feature = "sql")]
mod import;
#[cfg(feature = "sql")]
mod investigate;
#[cfg(feature = "sql")]
mod lake;
#[cfg(feature = "sql")]
mod ledger;
mod outcome;
mod program;
#[cfg(feature = "sql")]
mod query;
#[cfg(feature = "sql")]
mod rules;
#[cfg(feature = "sandbox")]
mod sandbox;
#[cfg(feature = "sql")]
mod search;
#[cfg(feature = "collect")]
mod service;
#[cfg(feature = "collect")]
mod status;
#[cfg(feature = "sql")]
mod tables;
#[cfg(feature = "ui")]
mod ui;
mod validate;
#[cfg(feature = "sql")]
mod worker;

use std::io::Write;

use anyhow::Result;

use crate::args::{Cli, Command};
pub use outcome::Outcome;

/// Runs the command; its data goes to `out`.
pub fn run(cli: Cli, out: &mut dyn Write) -> Result<Outcome> {
    match cli.command {
        #[cfg(feature = "sql")]
        Command::Import(args) => import::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Lake(args) => lake::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Search(args) => search::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Query(args) => query::run(&args, out),
        #[cfg(feature = "ui")]
        Command::Ui(args) => ui::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Detect(args) => detect::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Investigate(args) => investigate::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Rules(args) => rules::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Alerts(args) => alerts::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Tables(args) => tables::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Worker(args) => worker::run(&args, out),
        #[cfg(feature = "sql")]
        Command::Ledger(args) => ledger::run(&args, out),
        Command::Validate(args) => validate::run(&args, out),
        Command::Convert(args) => convert::run(&args, out),
        Command::Describe(args) => describe::run(&args, out),
        #[cfg(feature = "collect")]
        Command::Collect(args) => collect::run(&args, out),
        #[cfg(feature = "collect")]
        Command::Config(args) => config::run(&args, out),
        #[cfg(feature = "collect")]
        Command::Doctor(args) => doctor::run(&args, out),
        #[cfg(feature = "collect")]
        Command::Subscriptions(args) => service::run_subscriptions(&args, out),
        #[cfg(feature = "collect")]
        Command::Content(args) => service::run_content(&args, out),
        #[cfg(feature = "collect")]
        Command::Notifications(args) => service::run_notifications(&args, out),
        #[cfg(feature = "collect")]
        Command::Names(args) => service::run_names(&args, out),
        #[cfg(feature = "collect")]
        Command::Status(args) => status::run(&args, out),
        #[cfg(feature = "collect")]
        Command::Gaps(args) => status::gaps(&args, out),
        #[cfg(feature = "sandbox")]
        Command::Sandbox(args) => sandbox::run(&args, out),
        #[cfg(feature = "sandbox")]
        Command::Demo(args) => demo::run(&args, out),
        Command::Completions(args) => program::print_completions(&args, out),
        Command::Man(args) => program::write_manual(&args, out),
    }
}
