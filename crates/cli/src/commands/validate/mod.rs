//! `trail365 validate`: what is in files of audit records, and what is odd about it.
//!
//! [`survey`] counts while the records go by, in bounded memory; [`findings`] brings deviations of the same field
//! together; [`report`] is the documented JSON, and [`document`] what a person reads of it.

mod activity;
mod document;
mod findings;
mod groups;
mod kinds;
mod pattern;
mod record_types;
mod report;
mod rows;
mod sections;
mod summary;
mod survey;
mod unreadable;

use std::io::Write;

use anyhow::Result;

use super::Outcome;
use crate::args::Validate;
use crate::input::{Sources, Tally, feed};
use crate::output;
use report::Report;
use survey::Survey;

/// Reads the files and prints the report.
pub fn run(args: &Validate, out: &mut dyn Write) -> Result<Outcome> {
    let sources = Sources::new(&args.files)?;
    let mut survey = Survey::default();
    let tallies = feed(&sources, &mut survey, true)?;
    output::write(&Report::new(&sources, &tallies, &survey), args.format, out)?;
    Ok(match () {
        () if !tallies.iter().all(Tally::is_whole) => Outcome::Incomplete,
        () if args.strict && survey.deviating_records > 0 => Outcome::Findings,
        () => Outcome::Done,
    })
}
