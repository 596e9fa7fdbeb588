//! The error of a text that is not a record.

use std::fmt;

/// Error of a text that is not a record: broken JSON, not an object, or beyond a limit. A record that deviates from its
/// schema is not an error, see [`crate::Deviation`].
///
/// ```
/// use trail365_records::{ErrorKind, Parser};
///
/// let error = Parser::new().parse(br#"{"UserId":}"#).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Syntax);
/// assert_eq!(error.to_string(), "expected a value at byte 10");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    problem: Problem,
    at: usize,
}

/// Reason of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    TooLarge { limit: usize },
    TooDeep { limit: usize },
    TooManyKeys { limit: usize },
    Utf8,
    ControlCharacter,
    Escape,
    StringNotClosed,
    NotAnObject,
    Expected(&'static str),
    Number,
    Trailing,
}

/// Kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not JSON.
    Syntax,
    /// The text is JSON, but not an object.
    NotAnObject,
    /// The text is not UTF-8.
    Encoding,
    /// The record is larger, deeper or has more keys than the [`crate::Limits`] allow.
    Limit,
}

impl Error {
    pub(crate) fn at(problem: Problem, at: usize) -> Self {
        Error { problem, at }
    }

    /// Returns the kind of error.
    pub fn kind(&self) -> ErrorKind {
        match self.problem {
            Problem::TooLarge { .. } | Problem::TooDeep { .. } | Problem::TooManyKeys { .. } => {
                ErrorKind::Limit
            }
            Problem::NotAnObject => ErrorKind::NotAnObject,
            Problem::Utf8 => ErrorKind::Encoding,
            _ => ErrorKind::Syntax,
        }
    }

    /// Returns the error without its place: the same words for each text with this problem.
    pub fn reason(&self) -> String {
        self.problem.to_string()
    }

    /// Returns what a person can do about it.
    pub fn remedy(&self) -> &'static str {
        match self.kind() {
            ErrorKind::NotAnObject => "a record is a JSON object, {...}: check what made the file",
            ErrorKind::Limit => "larger than any record known: look at it by hand",
            ErrorKind::Encoding => {
                "saved in a legacy code page: save it as UTF-8, or name it with --encoding"
            }
            ErrorKind::Syntax => "broken JSON, damaged or cut off: export it again",
        }
    }

    /// Returns the byte of the text at which reading stopped, from 0.
    pub fn offset(&self) -> usize {
        self.at
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::TooLarge { limit } => write!(f, "record is larger than {limit} bytes"),
            Problem::TooDeep { limit } => write!(f, "record is nested deeper than {limit} levels"),
            Problem::TooManyKeys { limit } => write!(f, "record has more than {limit} keys"),
            Problem::Utf8 => f.write_str("text is not UTF-8"),
            Problem::ControlCharacter => f.write_str("control character in a string must be escaped"),
            Problem::Escape => f.write_str("unknown escape in a string"),
            Problem::StringNotClosed => f.write_str("string is not closed"),
            Problem::NotAnObject => f.write_str("record is not a JSON object"),
            Problem::Expected(what) => write!(f, "expected {what}"),
            Problem::Number => f.write_str("malformed number"),
            Problem::Trailing => f.write_str("text after the end of the record"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A record that is too large is refused before a byte of it is read: it has no place to name.
        match self.problem {
            Problem::TooLarge { .. } => self.problem.fmt(f),
            _ => write!(f, "{} at byte {}", self.problem, self.at),
        }
    }
}

impl std::error::Error for Error {}
