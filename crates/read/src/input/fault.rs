//! How failures of the input and faults of its data pass through the layers on top.

use std::{error, fmt, io};

/// An error of the input itself. It is wrapped so that no layer takes it for a fault of the data.
#[derive(Debug)]
pub(crate) struct Failed(pub io::Error);

/// Compressed data that cannot be decompressed, or not to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fault {
    /// What is compressed so: gzip, zstd or zip.
    pub data: &'static str,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    /// The data ends too early.
    CutOff,
    /// The data is wrong, or does not match its checksum.
    Damaged,
    /// It needs this dictionary.
    Dictionary(u32),
    /// It needs more memory than this.
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
            What::CutOff => {
                write!(f, "the {data} data is cut off: what was before is read, copy the file again")
            }
            What::Damaged => {
                write!(f, "the {data} data is damaged: what was before is read, copy the file again")
            }
            What::Dictionary(id) => {
                write!(f, "the {data} data needs dictionary {id}: decompress it with that first")
            }
            What::Window { limit_bytes } => write!(
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

/// What is wrong with compressed data, if that is what is wrong.
pub(crate) fn fault(error: &io::Error) -> Option<Fault> {
    error.get_ref()?.downcast_ref().copied()
}

/// Whether a layer below has told what is wrong.
pub(crate) fn is_told(error: &io::Error) -> bool {
    fault(error).is_some() || matches!(error.get_ref(), Some(inner) if inner.is::<Failed>())
}
