//! Errors of inputs that cannot be read at all.

mod data;
mod kind;
mod source;

use std::{error, fmt, io};

use crate::item::Wrapper;

pub(crate) use data::{Failed, Fault, FaultKind, find_fault, is_classified};
pub use kind::ErrorKind;
pub(crate) use source::SourceFault;

/// An input that cannot be read. A single broken record is no error, but an
/// [`ItemKind::Rejected`](crate::ItemKind).
///
/// ```
/// use trail365_read::{ErrorKind, Reader};
///
/// let error = Reader::new(&b"%PDF-1.7"[..]).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::UnknownFormat);
/// assert_eq!(error.to_string(), "the input is a PDF document: no export of audit records");
/// // A few words for logs and counts, without text of the input.
/// assert_eq!(error.kind().summary(), "no known format");
/// ```
#[derive(Debug)]
pub struct Error(Repr);

#[derive(Debug)]
enum Repr {
    Io(io::Error),
    UnknownFormat { found: String },
    Foreign(&'static str),
    Encoding(&'static str),
    Compressed(&'static str),
    Nested { levels: usize },
    Fault(Fault),
    Source(SourceFault),
}

impl Error {
    /// Returns the kind of error.
    pub fn kind(&self) -> ErrorKind {
        match self.0 {
            Repr::Io(_) => ErrorKind::Io,
            Repr::UnknownFormat { .. } | Repr::Foreign(_) => ErrorKind::UnknownFormat,
            Repr::Encoding(_) => ErrorKind::Encoding,
            Repr::Compressed(_) | Repr::Nested { .. } => ErrorKind::Compressed,
            Repr::Fault(fault) => match fault.what {
                FaultKind::CutOff | FaultKind::Damaged => ErrorKind::Damaged,
                FaultKind::Dictionary(_) | FaultKind::Window { .. } => ErrorKind::Compressed,
            },
            Repr::Source(fault) => fault.kind(),
        }
    }

    /// Makes the error of a text in no known format; `found` describes its first line.
    pub(crate) fn of_unknown_format(found: String) -> Self {
        Self(Repr::UnknownFormat { found })
    }

    /// Makes the error of a file that cannot be opened.
    pub(crate) fn of_opening(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => SourceFault::NotFound.into(),
            io::ErrorKind::PermissionDenied => SourceFault::NotPermitted.into(),
            _ => error.into(),
        }
    }

    pub(crate) fn of_foreign_file(name: &'static str) -> Self {
        Self(Repr::Foreign(name))
    }

    pub(crate) fn of_encoding(name: &'static str) -> Self {
        Self(Repr::Encoding(name))
    }

    pub(crate) fn of_compression(name: &'static str) -> Self {
        Self(Repr::Compressed(name))
    }

    pub(crate) fn of_nesting(levels: usize) -> Self {
        Self(Repr::Nested { levels })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Io(_) => write!(f, "cannot read the input"),
            Repr::UnknownFormat { found } => write!(
                f,
                "no audit records found: {found}; accepted are JSON Lines, JSON objects or arrays of them, \
                 and CSV with the column {} or {}",
                Wrapper::AuditData,
                Wrapper::RawEventData
            ),
            Repr::Foreign(name) => write!(f, "the input is {name}: no export of audit records"),
            Repr::Encoding(name) => {
                write!(f, "the input is {name}: convert it to UTF-8 first")
            }
            Repr::Compressed(name) => write!(
                f,
                "the input is compressed ({name}): decompress it first; gzip and zstd are read as they are"
            ),
            Repr::Nested { levels } => {
                write!(f, "the input is compressed more than {levels} times over: decompress it first")
            }
            Repr::Fault(fault) => fault.fmt(f),
            Repr::Source(fault) => fault.fmt(f),
        }
    }
}

impl error::Error for Error {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match &self.0 {
            Repr::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<SourceFault> for Error {
    fn from(fault: SourceFault) -> Self {
        Self(Repr::Source(fault))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self(Repr::Fault(fault))
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let error = match error.downcast::<Fault>() {
            Ok(fault) => return fault.into(),
            Err(error) => error,
        };
        match error.downcast::<Failed>() {
            Ok(Failed(error)) | Err(error) => Self(Repr::Io(error)),
        }
    }
}
