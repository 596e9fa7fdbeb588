//! What can go wrong with a lake.

use std::error::Error as StdError;
use std::fmt;

/// An operation on a lake that failed: what was being done, and the cause as its source.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    doing: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// Kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no lake at the location.
    Missing,
    /// The location or the request cannot be served by this build or at all.
    Unsupported,
    /// Storage did not do what was asked: permissions, space, network.
    Storage,
    /// What is stored is not what the log says.
    Damaged,
    /// Other writers were faster time after time.
    Busy,
    /// The input could not be read.
    Input,
}

/// Outcome of an operation on a lake.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    pub(crate) fn new(kind: ErrorKind, doing: impl Into<String>) -> Self {
        Error { kind, doing: doing.into(), source: None }
    }

    pub(crate) fn because(
        kind: ErrorKind,
        doing: impl Into<String>,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        Error { kind, doing: doing.into(), source: Some(source.into()) }
    }

    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.doing)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as _)
    }
}

/// Says what was being done when something failed.
pub(crate) trait Context<T> {
    /// The failure as one of storage.
    fn doing(self, what: impl FnOnce() -> String) -> Result<T>;
    /// The failure as damage to what is stored.
    fn damaged(self, what: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: Into<Box<dyn StdError + Send + Sync>>> Context<T> for std::result::Result<T, E> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|e| Error::because(ErrorKind::Storage, what(), e))
    }

    fn damaged(self, what: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|e| Error::because(ErrorKind::Damaged, what(), e))
    }
}
