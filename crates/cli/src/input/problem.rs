//! Pieces of the input that are no records: the reason, the remedy, and how many are named.

use std::fmt;

use trail365_read::Reason;
use trail365_records::Error;
use trail365_records::survey::RecordPlace;

use super::source::Sources;
use crate::output::count_of;

/// The problem of a piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The reason why it is no record; the same words for each piece with this problem.
    pub reason: String,
    /// A remedy for the reader of the message.
    pub remedy: &'static str,
    /// The byte of the piece at which reading stopped, where known.
    at: Option<usize>,
}

impl Problem {
    fn new(reason: impl Into<String>, remedy: &'static str) -> Self {
        Self { reason: reason.into(), remedy, at: None }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if let Some(at) = self.at {
            write!(f, " at byte {at}")?;
        }
        write!(f, "; {}", self.remedy)
    }
}

/// Pieces that are named one by one. A file of another kind has millions, and the first few show what it is.
const NAMED: u64 = 20;

/// Names what cannot be read, up to a number of pieces, and counts the rest.
#[derive(Debug, Default)]
pub struct Complaints {
    pieces: u64,
}

impl Complaints {
    /// Counts a piece that is no record, and returns the line for stderr if this one is still named.
    pub fn count_piece(
        &mut self,
        sources: &Sources,
        place: RecordPlace,
        problem: &Problem,
    ) -> Option<String> {
        self.pieces += 1;
        (self.pieces <= NAMED).then(|| format!("{}: {problem}", sources.label(place)))
    }

    /// Returns the line that counts the pieces that were not named.
    pub fn render_rest(&self) -> Option<String> {
        let rest = self.pieces.checked_sub(NAMED).filter(|rest| *rest > 0)?;
        Some(format!("and {}", count_of(rest, "more unreadable piece")))
    }
}

const BY_HAND: &str = "larger than any record known: look at it by hand";
const AGAIN: &str = "records may be missing after it: export or copy the file again";

impl From<Reason> for Problem {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::NotAnObject => {
                Self::new("no JSON object", "a line holds one record, {...}: check the export")
            }
            Reason::ArrayNotClosedOnLine => {
                Self::new("array not closed on its line", "put each record on a line of its own")
            }
            Reason::StrayText => {
                Self::new("text between records", "take it out, or check what made the file")
            }
            Reason::NotClosed => {
                Self::new("record not closed before the next one", "damaged: export it again")
            }
            Reason::CutOff => Self::new("record cut off at the end of the input", AGAIN),
            Reason::ArrayNotClosed => Self::new("array not closed at the end of the input", AGAIN),
            Reason::TooLarge { limit_bytes } => {
                Self::new(format!("larger than {limit_bytes} bytes"), BY_HAND)
            }
            Reason::EmptyAuditData => {
                Self::new("empty AuditData", "what stands beside it says what it is about: export it again")
            }
            Reason::EmptyInner { wrapper } => {
                Self::new(format!("empty {wrapper}"), "the record is not there: export it again")
            }
            Reason::InnerNotAnObject { wrapper } => {
                Self::new(format!("{wrapper} holds no JSON object"), "check what made the file")
            }
            Reason::DepthLimited { wrapper } => Self::new(
                format!("{wrapper} was written by PowerShell without -Depth, and the record is lost"),
                "export it again with ConvertTo-Json -Depth 100",
            ),
            Reason::NoAuditData => Self::new("row ends before its AuditData", "damaged: export it again"),
            other => Self::new(other.to_string(), "check what made the file"),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self { at: Some(error.offset()), ..Self::new(error.reason(), error.remedy()) }
    }
}

#[cfg(test)]
mod tests {
    use trail365_records::Parser;

    use super::Problem;

    #[test]
    fn the_reason_is_the_same_wherever_reading_stopped() {
        let problems = [&b"{\"a\":}"[..], b"{\"abc\":}"]
            .map(|json| Problem::from(Parser::new().parse(json).unwrap_err()));
        assert_eq!(problems[0].reason, problems[1].reason);
        assert!(problems[1].to_string().starts_with("expected a value at byte 7; "), "{}", problems[1]);
    }
}
