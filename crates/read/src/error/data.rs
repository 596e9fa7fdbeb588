//! Failures of the input, and faults of its data, on their way through the layers on top.

use std::{error, fmt, io};

/// An error of the input itself. The type keeps the layers on top from taking it for a fault of the data.
#[derive(Debug)]
pub(crate) struct Failed(pub io::Error);

/// A fault that keeps compressed data from being decompressed to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Format of the data: gzip, zstd or zip.
    pub data: &'static str,
    pub what: FaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// The data ends too early.
    CutOff,
    /// The data is wrong, or does not match its checksum.
    Damaged,
    /// The data needs this dictionary.
    Dictionary(u32),
    /// The data needs more memory than this.
    Window { limit_bytes: u64 },
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl error::Error for Failed {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let data = self.data;
        match self.what {
            FaultKind::CutOff => {
                write!(
                    f,
                    "the {data} data is cut off: everything before the cut was read; copy the file again"
                )
            }
            FaultKind::Damaged => {
                write!(
                    f,
                    "the {data} data is damaged: everything before the damage was read; copy the file again"
                )
            }
            FaultKind::Dictionary(id) => {
                write!(f, "the {data} data needs dictionary {id}: decompress it with that first")
            }
            FaultKind::Window { limit_bytes } => write!(
                f,
                "the {data} data needs a window of more than {limit_bytes} bytes: decompress it first"
            ),
        }
    }
}

impl error::Error for Fault {}

impl From<Fault> for io::Error {
    fn from(fault: Fault) -> Self {
        io::Error::other(fault)
    }
}

/// Returns the fault of compressed data that an error carries, if it carries one.
pub(crate) fn find_fault(error: &io::Error) -> Option<Fault> {
    error.get_ref()?.downcast_ref().copied()
}

/// Reports whether a layer below has classified the error already.
pub(crate) fn is_classified(error: &io::Error) -> bool {
    find_fault(error).is_some() || matches!(error.get_ref(), Some(inner) if inner.is::<Failed>())
}
