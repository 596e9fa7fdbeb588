//! A unit that is not read.

use std::{error, fmt};

use crate::error::{Error, ErrorKind};

/// What is not read, and why.
#[derive(Debug)]
pub struct Unread {
    /// Its name, in the form of [`Source::name`](crate::Source::name).
    pub name: String,
    /// Why it is not read.
    pub error: Error,
}

impl Unread {
    pub(crate) fn new(name: String, error: impl Into<Error>) -> Self {
        Self { name, error: error.into() }
    }

    /// Whether it was left out on purpose, and nothing failed; see [`ErrorKind::is_passed_over`].
    pub fn is_passed_over(&self) -> bool {
        ErrorKind::is_passed_over(self.error.kind())
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.name, self.error)
    }
}

impl error::Error for Unread {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        error::Error::source(&self.error)
    }
}
