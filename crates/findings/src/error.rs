//! Errors of keeping alerts.

use std::fmt;

use arrow::error::ArrowError;

/// Alerts that could not be kept, or said something of.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The lake could not be read or written.
    Lake(trail365_lake::Error),
    /// A query failed.
    Sql(trail365_sql::Error),
    /// Others changed the alerts every time that these were to be merged with them.
    Busy,
    /// There is no alert with this key.
    NoAlert(String),
    /// The tables of alerts have other columns than this program knows.
    Columns(ArrowError),
}

/// Result of keeping alerts.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Lake(error) => error.fmt(f),
            Error::Sql(error) => error.fmt(f),
            Error::Busy => f.write_str("others changed the alerts every time; try again"),
            Error::NoAlert(key) => write!(f, "there is no alert `{key}`; the view `alerts` lists their keys"),
            Error::Columns(error) => {
                write!(f, "the tables of alerts have other columns than expected: {error}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Lake(error) => std::error::Error::source(error),
            Error::Sql(error) => std::error::Error::source(error),
            Error::Columns(error) => Some(error),
            Error::Busy | Error::NoAlert(_) => None,
        }
    }
}

impl From<trail365_lake::Error> for Error {
    fn from(error: trail365_lake::Error) -> Self {
        Error::Lake(error)
    }
}

impl From<trail365_sql::Error> for Error {
    fn from(error: trail365_sql::Error) -> Self {
        Error::Sql(error)
    }
}

impl From<ArrowError> for Error {
    fn from(error: ArrowError) -> Self {
        Error::Columns(error)
    }
}
