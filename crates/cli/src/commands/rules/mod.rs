//! `trail365 rules`: lists, shows, checks and tests rules, and says what they can find.

mod check;
mod coverage;
mod library;
mod list;
mod show;
mod test;

use std::io::Write;

use anyhow::Result;

use super::Outcome;
use crate::args::{Rules, RulesTask};

/// Runs a task on rules.
pub fn run(args: &Rules, out: &mut dyn Write) -> Result<Outcome> {
    match &args.task {
        RulesTask::List { words, level, tactic, at, rows } => {
            let wanted = list::Wanted { words, level: level.map(Into::into), tactic: tactic.as_deref() };
            list::run(at, &wanted, rows, out)
        }
        RulesTask::Show { name, sql, at } => show::run(at, name, *sql, out),
        RulesTask::Check { paths, at } => check::run(paths, &at.lists, out),
        RulesTask::Test { paths, rules, at } => test::run(paths, rules, &at.lists, out),
        RulesTask::Coverage { at, at_geo, at_lake, rows } => {
            coverage::run(at, at_geo, &at_lake.lake, rows, out)
        }
    }
}
