//! A lake in numbers.

use std::io::Write;

use anyhow::Result;
use trail365_lake::{Info, Location};

use crate::output::{bytes, grouped, instant, printable};

/// Writes what a lake holds.
pub fn write(info: &Info, location: &Location, out: &mut dyn Write) -> Result<()> {
    let facts = [
        ("Lake", printable(&location.to_string())),
        ("Version", grouped(info.version)),
        ("Records", grouped(info.rows)),
        ("From", instant(info.first_time)),
        ("To", instant(info.last_time)),
        ("Ledger entries", grouped(info.units)),
        ("Rejected pieces", grouped(info.rejected)),
        (
            "Files",
            format!("{} ({} in order)", grouped(info.files as u64), grouped(info.ordered_files as u64)),
        ),
        ("Size", bytes(info.bytes)),
        (
            "Exact bytes kept",
            format!("in {} of {} files", grouped(info.raw_files as u64), grouped(info.files as u64)),
        ),
    ];
    for (name, value) in facts {
        writeln!(out, "{name:<18}{value}")?;
    }
    Ok(())
}
