//! `trail365 query`: SQL over the lake, given or asked for at a prompt.

mod answer;
mod problem;
mod prompt;
mod source;

use std::io::Write;
use std::mem::ManuallyDrop;

use anyhow::{Result, bail};

use super::{Outcome, worker};
use crate::args::Query;
use crate::lake;
use crate::output::Printer;
use answer::answer;
use source::Source;

/// Answers the queries, or asks for some.
pub fn run(args: &Query, out: &mut dyn Write) -> Result<Outcome> {
    args.in_shape.check()?;
    let printer = Printer::new(&args.rows)?.in_shape(&args.in_shape).explaining(args.explain);
    let source = Source::new(args)?;
    if source == Source::Prompt && printer.has_file() {
        bail!("a file is for the result of one query; give it as an argument or with --file");
    }
    let location = &args.at_lake.lake;
    // Kept until the process ends: what sends parts of a failed query to workers would report that it was cancelled.
    let runtime = ManuallyDrop::new(lake::runtime()?);
    let options = lake::session_options(args.at_geo.geo.as_deref(), args.at_geo.asn.as_deref())?;
    let session = runtime.block_on(lake::session_with(location, args.at, &options))?;
    let printer = printer.on_workers(runtime.block_on(worker::connect(&args.at_workers))?);
    match source {
        Source::Text(text) => runtime.block_on(printer.guard(answer(&session, &text, &printer, out)))?,
        Source::Prompt => prompt::run(&runtime, &session, location, printer, out)?,
    }
    Ok(Outcome::Done)
}
