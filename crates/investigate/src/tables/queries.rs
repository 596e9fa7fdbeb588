//! The SQL behind the tables, in one file that runs as it stands.

use std::io::{self, Write};

use trail365_text::terminal::escape;

use super::files::FileTable;
use crate::model::Report;

/// Writes the query of each table. A table that no query makes is named with the reason.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_queries(report: &Report, tables: &[FileTable<'_>], out: &mut dyn Write) -> io::Result<()> {
    let version = report.lake.version;
    write!(
        out,
        "-- The SQL behind the tables of the report, on version {version} of the lake:\n\
         --     trail365 query --lake LAKE --at {version} --file queries.sql\n\
         -- Whose a session is, and what the rules found, is no column of the lake: tables/sessions.csv and report.json have it, with reasons.\n\
         -- Sessions are those of all of the data, whatever span the report is on.\n"
    )?;
    // A report with pseudonyms has no raw records.
    if !report.evidence.is_empty() && report.evidence.iter().all(|record| record.json.is_empty()) {
        out.write_all(
            b"-- Names are pseudonyms: put the originals of the key in their places before you run it.\n",
        )?;
    }
    for table in tables {
        for (account, query) in table.queries() {
            let of = account.map_or_else(String::new, |account| format!(" of {account}"));
            writeln!(out, "\n-- {}: {}", table.path(), escape(&format!("{}{of}", table.title)))?;
            if query.is_empty() {
                writeln!(out, "-- No query: the rules make it (trail365 detect --dry-run --lake LAKE).")?;
            } else {
                writeln!(out, "{query};")?;
            }
        }
    }
    Ok(())
}
