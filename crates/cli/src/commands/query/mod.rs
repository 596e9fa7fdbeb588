//! `trail365 query`: SQL over the lake, given or asked for at a prompt.

mod problem;
mod prompt;
mod source;

use std::io::Write;

use anyhow::{Result, bail};
use datafusion::prelude::SessionContext;

use super::Outcome;
use crate::args::Query;
use crate::lake;
use crate::output::Printer;
use crate::output::rows::RowFormat;
use problem::explain;
use source::Source;

/// Answers the queries, or asks for some.
pub fn run(args: &Query, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows)?;
    let source = Source::new(args)?;
    if source == Source::Prompt && printer.has_file() {
        bail!("a file is for the result of one query; give it as an argument or with --file");
    }
    let location = &args.at_lake.lake;
    let runtime = lake::runtime()?;
    let session = runtime.block_on(lake::session(location, args.at))?;
    match source {
        Source::Text(text) => runtime.block_on(printer.guard(answer(&session, &text, &printer, out)))?,
        Source::Prompt => prompt::run(&runtime, &session, location, printer, out)?,
    }
    Ok(Outcome::Done)
}

/// Answers the queries of a text one after the other.
async fn answer(session: &SessionContext, text: &str, printer: &Printer, out: &mut dyn Write) -> Result<()> {
    // All are parsed before the first runs: a typing mistake in the last should not cost the time of the others.
    let statements = trail365_sql::parse(text).map_err(|error| explain(&error, text))?;
    match statements.len() {
        0 => bail!("there is no query in the SQL; trail365 tables lists what there is to ask"),
        1 => {}
        many if printer.has_file() => bail!("a file holds one result, and there are {many} queries"),
        _ => {}
    }
    for (number, statement) in statements.iter().enumerate() {
        if number > 0 && printer.format() == RowFormat::Table {
            writeln!(out)?;
        }
        let planned = trail365_sql::plan(session, statement).await;
        let frame = planned.map_err(|error| explain(&error, text))?;
        // `SELECT *` has some 600 columns, most of them empty in any result. Columns that were named are shown, empty
        // or not.
        printer.print(frame, statement.selects_all(), out).await?;
    }
    Ok(())
}
