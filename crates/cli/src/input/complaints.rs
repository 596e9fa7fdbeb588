//! What stderr says about inputs and pieces that cannot be read.

use trail365_records::survey::RecordPlace;

use super::{Problem, Sources};
use crate::output::{grouped, printable};

/// Pieces that are named one by one.
const NAMED: u64 = 20;

/// Names what cannot be read, up to a number of pieces, and counts the rest.
#[derive(Debug, Default)]
pub struct Complaints {
    pieces: u64,
}

impl Complaints {
    /// A piece is no record. The line for stderr, if this one is still named.
    pub fn piece(&mut self, sources: &Sources, place: RecordPlace, problem: &Problem) -> Option<String> {
        self.pieces += 1;
        (self.pieces <= NAMED).then(|| format!("{}: {problem}", sources.label(place)))
    }

    /// The line that counts the pieces that were not named.
    pub fn rest(&self) -> Option<String> {
        let rest = self.pieces.checked_sub(NAMED).filter(|rest| *rest > 0)?;
        Some(format!("and {} more unreadable pieces", grouped(rest)))
    }
}

/// The line about an input that cannot be read, or not to its end.
pub fn failure(sources: &Sources, source: usize, line: Option<u64>, why: &str) -> String {
    match line {
        None => format!("error: {}: {}", printable(sources.name(source)), printable(why)),
        Some(line) => format!("error: {}: {}", sources.label(RecordPlace { source, line }), printable(why)),
    }
}

/// The line about something that was noticed of an input as a whole.
pub fn notice(sources: &Sources, source: usize, notice: &str) -> String {
    format!("note: {}: {}", printable(sources.name(source)), printable(notice))
}
