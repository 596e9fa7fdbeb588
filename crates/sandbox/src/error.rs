//! Errors of starting a sandbox and of its clock. A running sandbox answers whatever comes.

use std::fmt;

/// An error of starting a sandbox, or of setting its clock.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The plan asks for something that the sandbox cannot do.
    Plan,
    /// The address is taken, or belongs to no interface of this machine.
    Listen,
    /// The clock cannot be set to that.
    Clock,
}

pub(crate) type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns the kind.
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
