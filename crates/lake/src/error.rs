//! The error of a lake.
//!
//! There is one opaque type, so that an API can grow causes without breaking callers. [`ErrorKind`] says what to do
//! about a failure; the text says what failed and on what; the source says why.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

/// An operation on a lake that failed. Its text names what was being done, its source the cause.
///
/// ```
/// use trail365_lake::blocking::wait;
/// use trail365_lake::{ErrorKind, Lake, Location};
///
/// let nowhere = Location::parse("no/such/folder")?;
/// let error = wait(Lake::open(&nowhere, None)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Missing);
/// assert_eq!(error.to_string(), "there is no lake at `no/such/folder`");
/// # Ok::<(), trail365_lake::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Error {
    kind: ErrorKind,
    doing: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// Kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no lake at the location.
    Missing,
    /// This build, or this version, cannot serve the location, the request, or what another program wrote.
    Unsupported,
    /// Storage failed: permissions, space, network.
    Storage,
    /// Stored data contradicts the log.
    Damaged,
    /// Other writers were faster time after time.
    Busy,
    /// The input failed while it was read.
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
        Error { kind, doing: doing.into(), source: Some(Arc::from(source.into())) }
    }

    /// Returns an error for a caller that goes on after this one: it has the same kind and cause, and names this one.
    pub(crate) fn repeated(&self, doing: &str) -> Self {
        Error { kind: self.kind, doing: format!("{doing}: {}", self.doing), source: self.source.clone() }
    }

    /// Returns the error for a thread that panicked. It has said so on stderr.
    pub(crate) fn thread_lost() -> Self {
        Error::new(ErrorKind::Damaged, "cannot go on: a thread that worked on the lake panicked")
    }

    /// Returns the kind of failure.
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

/// Adds to a failure what was being done.
pub(crate) trait Context<T> {
    /// Turns the failure into one of storage.
    fn doing(self, what: impl FnOnce() -> String) -> Result<T>;
    /// Turns the failure into damage of stored data.
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
