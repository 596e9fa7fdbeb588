//! `trail365 validate`: the contents of files of audit records, and their deviations from the published schemas.
//!
//! [`Survey`] counts while the records go by. [`report`] is the documented JSON, and [`document`] shows a person the same.

mod document;
mod report;
mod rows;
mod sections;
mod summary;

use std::io::Write;

use anyhow::Result;
use trail365_records::Record;
use trail365_records::survey::{RecordPlace, Survey};

use super::Outcome;
use crate::args::Validate;
use crate::input::{Problem, Sink, Sources, Tally, feed_records};
use crate::output;
use report::Report;

/// Reads the files and prints the report.
pub fn run(args: &Validate, out: &mut dyn Write) -> Result<Outcome> {
    let sources = Sources::new(&args.files, args.encoding)?;
    let mut survey = Survey::new();
    let tallies = feed_records(&sources, &mut survey, true)?;
    output::write(&Report::new(&sources, &tallies, &survey), args.format, out)?;
    // Input that was not read whole outranks findings: nobody knows how the rest deviates.
    Ok(match () {
        () if !tallies.iter().all(Tally::is_whole) => Outcome::Incomplete,
        () if args.strict && survey.deviating_records() > 0 => Outcome::Findings,
        () => Outcome::Done,
    })
}

impl Sink for Survey {
    fn take_record(&mut self, place: RecordPlace, record: &Record<'_>) -> Result<()> {
        self.add_record(place, record);
        Ok(())
    }

    fn take_unreadable(&mut self, place: RecordPlace, problem: &Problem) {
        self.add_unreadable(place, &problem.reason, problem.remedy);
    }
}
