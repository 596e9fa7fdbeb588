//! Why an input cannot be read at all.

use std::{error, fmt, io};

use crate::header::{AUDIT_DATA, names};
use crate::input::{Failed, Fault, What};
use crate::sources::SourceFault;

/// How many column names a message shows, and how much of each.
const SHOWN_NAMES: usize = 5;
const SHOWN_CHARS: usize = 40;

/// An input that cannot be read. What is wrong with single records is not an error, but an
/// [`ItemKind::Rejected`](crate::ItemKind).
#[derive(Debug)]
pub struct Error(Repr);

/// What kind of thing went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input's `Read` failed; [`source`](std::error::Error::source) has its error. It may be worth a retry.
    Io,
    /// Text in no format that holds audit records.
    UnknownFormat,
    /// Neither UTF-8 nor UTF-16 with a byte order mark: convert it first.
    Encoding,
    /// Compressed in a way that is not read, or too often: decompress it first.
    Compressed,
    /// Compressed data, or a zip archive, that is damaged or cut off. The records before were yielded.
    Damaged,
    /// No such file, or none that matches.
    NotFound,
    /// A hidden file or folder, which is passed over.
    Hidden,
    /// A pipe, a socket or a device in a folder, which is passed over.
    NotAFile,
    /// A link to a folder that it is in, which is passed over.
    Loop,
    /// The folder of a Delta table, which is passed over.
    Table,
    /// Encrypted in a zip archive: unpack it first.
    Encrypted,
    /// Archives in archives beyond what is read.
    Limit,
}

impl ErrorKind {
    /// Whether a unit was left out on purpose: told, and no failure.
    pub fn is_passed_over(self) -> bool {
        matches!(self, Self::Hidden | Self::NotAFile | Self::Loop | Self::Table)
    }

    /// Returns the kind in a few words of a closed set. Unlike the `Display` text of an [`Error`] they quote nothing of
    /// the input, so that they can be counted, logged and kept.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Io => "cannot read the input",
            Self::UnknownFormat => "no known format",
            Self::Encoding => "unsupported encoding",
            Self::Compressed => "unsupported compression",
            Self::Damaged => "damaged or cut off",
            Self::NotFound => "no such file",
            Self::Hidden => "hidden",
            Self::NotAFile => "no regular file",
            Self::Loop => "link to a folder that it is in",
            Self::Table => "Delta table",
            Self::Encrypted => "encrypted",
            Self::Limit => "beyond the limits of archives",
        }
    }
}

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
    /// What kind of thing went wrong.
    pub fn kind(&self) -> ErrorKind {
        match self.0 {
            Repr::Io(_) => ErrorKind::Io,
            Repr::UnknownFormat { .. } | Repr::Foreign(_) => ErrorKind::UnknownFormat,
            Repr::Encoding(_) => ErrorKind::Encoding,
            Repr::Compressed(_) | Repr::Nested { .. } => ErrorKind::Compressed,
            Repr::Fault(fault) => match fault.what {
                What::CutOff | What::Damaged => ErrorKind::Damaged,
                What::Dictionary(_) | What::Window { .. } => ErrorKind::Compressed,
            },
            Repr::Source(fault) => fault.kind(),
        }
    }

    pub(crate) fn unknown_format(first_line: &[u8]) -> Self {
        Self(Repr::UnknownFormat { found: describe(first_line) })
    }

    pub(crate) fn foreign(name: &'static str) -> Self {
        Self(Repr::Foreign(name))
    }

    pub(crate) fn encoding(name: &'static str) -> Self {
        Self(Repr::Encoding(name))
    }

    pub(crate) fn compressed(name: &'static str) -> Self {
        Self(Repr::Compressed(name))
    }

    pub(crate) fn nested(levels: usize) -> Self {
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
                 and CSV with the column {AUDIT_DATA} or RawEventData"
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

/// What the first line has instead of the column.
fn describe(first_line: &[u8]) -> String {
    let names = names(first_line);
    let shown: Vec<_> = names.iter().take(SHOWN_NAMES).map(|name| clip(name)).collect();
    let more = match names.len().saturating_sub(SHOWN_NAMES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    match &shown[..] {
        _ if names.iter().all(Vec::is_empty) => "the first line is blank".to_string(),
        [text] => format!("the first line is `{text}`"),
        _ => format!("the first line has the columns `{}`{more}, but no {AUDIT_DATA}", shown.join("`, `")),
    }
}

/// The beginning of `name`, with what a terminal would act on escaped.
fn clip(name: &[u8]) -> String {
    let head = &name[..name.len().min(SHOWN_CHARS * 4)];
    let text = String::from_utf8_lossy(head);
    let mut shown: String = text.chars().take(SHOWN_CHARS).map(escape).collect();
    if text.chars().nth(SHOWN_CHARS).is_some() {
        shown.push_str("...");
    }
    shown
}

fn escape(shown: char) -> String {
    match shown {
        '"' | '\'' | '\\' => shown.to_string(),
        _ => shown.escape_debug().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{clip, describe};

    #[test]
    fn says_what_is_there() {
        assert_eq!(describe(b"Name,Size"), "the first line has the columns `Name`, `Size`, but no AuditData");
        assert_eq!(
            describe(b"a;b;c;d;e;f;g"),
            "the first line has the columns `a`, `b`, `c`, `d`, `e` and 2 more, but no AuditData"
        );
        assert_eq!(describe(b"Dear diary"), "the first line is `Dear diary`");
        assert_eq!(describe(b""), "the first line is blank");
    }

    #[test]
    fn names_are_clipped_and_escaped() {
        assert_eq!(clip(b"\x1B[31m\"x\"\x00"), "\\u{1b}[31m\"x\"\\0");
        assert_eq!(clip("\u{202e}é".as_bytes()), "\\u{202e}é");
        assert_eq!(clip(&[b'x'; 41]), format!("{}...", "x".repeat(40)));
        assert_eq!(clip(b"\xFF"), "\u{fffd}");
    }
}
