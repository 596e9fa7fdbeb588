//! `trail365 search`: records by what they are about, without SQL.

mod address;
mod kind;
mod literal;
mod statement;

use std::io::Write;

use anyhow::Result;

use super::Outcome;
use crate::args::Search;
use crate::lake;
use crate::output::rows::RowFormat;
use crate::output::{Printer, grouped, note};
pub use address::AddressRange;
pub use kind::RecordTypes;
pub use literal::quoted;

/// Prints the records that match, or the SQL that finds them.
pub fn run(args: &Search, out: &mut dyn Write) -> Result<Outcome> {
    let sql = statement::of(args);
    if args.sql {
        writeln!(out, "{sql};")?;
        return Ok(Outcome::Done);
    }
    let printer = Printer::new(&args.rows)?;
    let shown = lake::runtime()?.block_on(printer.guard(async {
        let session = lake::session(&args.at_lake.lake, None).await?;
        let frame = trail365_sql::sql(&session, &sql).await?;
        printer.print(frame, false, out).await
    }))?;
    if args.limit > 0
        && shown.rows == args.limit
        && (printer.has_file() || printer.format() == RowFormat::Table)
    {
        note(&format!(
            "that is the limit of {}; there may be more, and --limit 0 finds all",
            grouped(args.limit)
        ));
    }
    Ok(Outcome::Done)
}
