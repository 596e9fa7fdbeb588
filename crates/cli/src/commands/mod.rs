//! The commands, one file or folder each.
//!
//! A new command is a variant of [`Command`] with its arguments in `args/`, a file here with a function `run`,
//! and a line in [`run`].

mod collect;
mod completions;
mod config;
mod content;
mod convert;
mod demo;
pub mod describe;
mod doctor;
mod each_tenant;
mod failures;
mod import;
mod lake;
mod ledger;
mod man;
mod names;
mod query;
mod sandbox;
pub mod search;
mod status;
mod subscriptions;
mod tables;
mod validate;

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;

use crate::args::{Cli, Command};

/// How a command that could do its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and there are findings that the caller asked to fail on.
    Findings,
    /// Done as far as the input could be read; stderr names the rest.
    Incomplete,
    /// It ended with a failure that the command has told itself; its exit code.
    Failed(u8),
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
            Outcome::Incomplete => ExitCode::from(2),
            Outcome::Failed(code) => ExitCode::from(code),
        }
    }
}

/// Runs the command that was asked for; its data goes to `out`.
pub fn run(cli: Cli, out: &mut dyn Write) -> Result<Outcome> {
    match cli.command {
        Command::Import(args) => import::run(&args, out),
        Command::Lake(args) => lake::run(&args, out),
        Command::Search(args) => search::run(&args, out),
        Command::Query(args) => query::run(&args, out),
        Command::Tables(args) => tables::run(&args, out),
        Command::Ledger(args) => ledger::run(&args, out),
        Command::Validate(args) => validate::run(&args, out),
        Command::Convert(args) => convert::run(&args, out),
        Command::Describe(args) => describe::run(&args, out),
        Command::Collect(args) => collect::run(&args, out),
        Command::Config(args) => config::run(&args, out),
        Command::Doctor(args) => doctor::run(&args, out),
        Command::Subscriptions(args) => subscriptions::run(&args, out),
        Command::Content(args) => content::run(&args, out),
        Command::Notifications(args) => content::notifications(&args, out),
        Command::Names(args) => names::run(&args, out),
        Command::Status(args) => status::run(&args, out),
        Command::Gaps(args) => status::gaps(&args, out),
        Command::Sandbox(args) => sandbox::run(&args, out),
        Command::Demo(args) => demo::run(&args, out),
        Command::Completions(args) => completions::run(&args, out),
        Command::Man(args) => man::run(&args, out),
    }
}
