//! What can go wrong before the sandbox stands; afterwards it answers whatever comes.

use std::fmt;

/// Why a sandbox could not be started or told something.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What kind of failure an [`Error`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The plan asks for something that cannot be.
    Plan,
    /// The address could not be listened on.
    Listen,
    /// The clock cannot be set so.
    Clock,
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// What kind of failure it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn plan(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Plan, message: message.into(), source: None }
    }

    pub(crate) fn clock(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Clock, message: message.into(), source: None }
    }

    pub(crate) fn listen(message: impl Into<String>, source: std::io::Error) -> Self {
        Self { kind: ErrorKind::Listen, message: message.into(), source: Some(Box::new(source)) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
