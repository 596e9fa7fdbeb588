//! `trail365 ledger`: what was imported.

use std::io::Write;

use anyhow::Result;

use super::Outcome;
use crate::args::{Ledger, RowFormat};
use crate::lake;
use crate::output::Printer;

/// Columns that a person looks for first.
const COLUMNS: &str = "imported_at, source, format, rows_read, rows_added, duplicates, conflicts, partial_copies, rejected, first_time, \
                       last_time, notices";

/// Prints the ledger.
pub fn run(args: &Ledger, out: &mut dyn Write) -> Result<Outcome> {
    let printer = Printer::new(&args.rows)?;
    // A table leaves out what a person rarely reads. A program gets every column, as nobody is there to miss one.
    let all = args.all || printer.format() != RowFormat::Table;
    let columns = if all { "*" } else { COLUMNS };
    let sql = format!("SELECT {columns} FROM ledger ORDER BY imported_at, source");
    lake::runtime()?.block_on(printer.guard(async {
        let session = lake::session(&args.at_lake.lake, None).await?;
        let frame = trail365_sql::sql(&session, &sql).await?;
        printer.print(frame, true, out).await
    }))?;
    Ok(Outcome::Done)
}
