//! Errors of investigating.

use std::fmt;

/// Reasons why there is no report.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A query failed.
    Sql(trail365_sql::Error),
    /// Rows of a view did not have the form that was expected.
    Rows(serde_json::Error),
    /// A text is neither an address nor a network.
    NoNetwork(String),
    /// The span ends before it begins.
    EmptySpan,
    /// An address is said to be the attacker's and the owner's.
    Contradiction(String),
    /// A record that the report names cannot be read again: by its source and line.
    NoSuchRecord(String),
    /// No record names the account.
    NoSuchAccount {
        /// The name as it was asked for.
        user: String,
        /// Accounts that records name, and that are spelled alike.
        near: Vec<String>,
    },
}

/// Result of investigating.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Sql(error) => error.fmt(f),
            Error::Rows(error) => write!(f, "rows of a view have another form than expected: {error}"),
            Error::NoNetwork(text) => {
                write!(
                    f,
                    "`{text}` is no address: expected one like 192.0.2.7, or a network like 198.51.100.0/24"
                )
            }
            Error::EmptySpan => {
                f.write_str("the span ends before it begins: give an end that is later than the start")
            }
            Error::Contradiction(text) => {
                write!(
                    f,
                    "`{text}` is said to be the attacker's and, as a whole or in part, the owner's: leave one out"
                )
            }
            Error::NoSuchRecord(place) => {
                write!(
                    f,
                    "the record at {place} is no longer in the lake; try again when no import or upkeep is running"
                )
            }
            Error::NoSuchAccount { user, near } if near.is_empty() => {
                write!(
                    f,
                    "no record names the account `{user}`; `trail365 investigate` without a user lists accounts"
                )
            }
            Error::NoSuchAccount { user, near } => {
                write!(f, "no record names the account `{user}`; records name {}", near.join(", "))
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Sql(error) => std::error::Error::source(error),
            Error::Rows(error) => Some(error),
            Error::EmptySpan
            | Error::Contradiction(_)
            | Error::NoNetwork(_)
            | Error::NoSuchRecord(_)
            | Error::NoSuchAccount { .. } => None,
        }
    }
}

impl From<trail365_sql::Error> for Error {
    fn from(error: trail365_sql::Error) -> Self {
        Error::Sql(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Rows(error)
    }
}
