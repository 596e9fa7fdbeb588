//! Kinds of errors.

/// The kind of an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input's `Read` failed; [`source`](std::error::Error::source) has its error. Another try may succeed.
    Io,
    /// Text in no format that holds audit records.
    UnknownFormat,
    /// Binary data, or UTF-32: convert it first.
    Encoding,
    /// Compression that the reader does not know, or too many layers of it: decompress it first.
    Compressed,
    /// Compressed data, or a zip archive, that is damaged or cut off. All records before the damage were yielded.
    Damaged,
    /// No such file, or none that matches.
    NotFound,
    /// A hidden file or folder, skipped.
    Hidden,
    /// A pipe, a socket or a device in a folder, skipped.
    NotAFile,
    /// A link to a folder that contains it, skipped.
    Loop,
    /// The folder of a Delta table, skipped.
    Table,
    /// An encrypted file of a zip archive: unpack it first.
    Encrypted,
    /// Archives in archives beyond the reader's limits.
    Limit,
}

impl ErrorKind {
    /// Reports whether the unit was left out on purpose: it is named, and is no failure.
    pub fn is_passed_over(self) -> bool {
        matches!(self, Self::Hidden | Self::NotAFile | Self::Loop | Self::Table)
    }

    /// Returns the kind in a few words of a closed set. Unlike the `Display` text of an [`Error`](crate::Error) they quote nothing of
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
