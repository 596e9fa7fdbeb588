//! The answers to the queries of a text.

use std::io::Write;

use anyhow::{Result, bail};
use datafusion::prelude::SessionContext;

use super::problem::explain;
use crate::args::RowFormat;
use crate::output::Printer;

/// Answers the queries of a text one after the other.
pub async fn answer(
    session: &SessionContext,
    text: &str,
    printer: &Printer,
    out: &mut dyn Write,
) -> Result<()> {
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
        // `SELECT *` has some 750 columns, most of them empty in any result. Columns that were named are shown, empty
        // or not.
        printer.print(frame, statement.selects_all(), out).await?;
    }
    Ok(())
}
