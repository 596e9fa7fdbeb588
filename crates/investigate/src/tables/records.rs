//! The cited records as they were read.

use std::io::{self, Write};

use crate::model::Evidence;

/// Writes the JSON of each record on a line of its own, in the order of their numbers. A line end inside of a record, which can only
/// be a blank between its members, becomes a blank, so that a line stays a record.
///
/// # Errors
/// If `out` cannot be written.
pub fn write_records(evidence: &[Evidence], out: &mut dyn Write) -> io::Result<()> {
    for record in evidence {
        if record.json.contains(['\r', '\n']) {
            out.write_all(record.json.replace(['\r', '\n'], " ").as_bytes())?;
        } else {
            out.write_all(record.json.as_bytes())?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}
