//! How a failure of the input passes through the layers on top of it.

use std::{error, fmt, io};

/// An error of the input itself. It is wrapped so that no layer takes it for a fault of the data.
#[derive(Debug)]
pub(crate) struct Failed(pub io::Error);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl error::Error for Failed {}
