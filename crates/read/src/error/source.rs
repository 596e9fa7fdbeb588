//! Reasons why a unit is not read.

use std::fmt;

use super::kind::ErrorKind;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SourceFault {
    NotFound,
    /// No file matches the pattern.
    NoMatch,
    NotPermitted,
    /// Standard input, named a second time.
    Again,
    HiddenFile,
    HiddenFolder,
    /// A socket, a device or a pipe.
    NotAFile,
    Loop,
    Table,
    Encrypted,
    /// A compression method of zip archives that is not read.
    Method(u16),
    /// A zip archive without the directory at its end.
    NoDirectory,
    /// A zip archive with a broken directory.
    Directory,
    /// A zip archive in several files.
    Spanned,
    TooDeep {
        levels: usize,
    },
    TooMany {
        entries: u64,
    },
    Bomb {
        ratio: u64,
    },
    Office,
    /// A broken header of a tar archive.
    TarHeader,
    /// A tar archive without the zeros that end it.
    TarEnd,
    TarLink,
    TarSparse,
    /// A part of a tar archive in several files.
    TarVolume,
}

impl SourceFault {
    pub(crate) fn kind(self) -> ErrorKind {
        match self {
            Self::NotFound | Self::NoMatch => ErrorKind::NotFound,
            Self::NotPermitted | Self::Again => ErrorKind::Io,
            Self::HiddenFile | Self::HiddenFolder => ErrorKind::Hidden,
            Self::NotAFile | Self::TarLink => ErrorKind::NotAFile,
            Self::Loop => ErrorKind::Loop,
            Self::Table => ErrorKind::Table,
            Self::Encrypted => ErrorKind::Encrypted,
            Self::Method(_) | Self::Spanned | Self::TarSparse | Self::TarVolume => ErrorKind::Compressed,
            Self::NoDirectory | Self::Directory | Self::TarHeader | Self::TarEnd => ErrorKind::Damaged,
            Self::TooDeep { .. } | Self::TooMany { .. } | Self::Bomb { .. } => ErrorKind::Limit,
            Self::Office => ErrorKind::UnknownFormat,
        }
    }
}

impl fmt::Display for SourceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "there is no such file: check its name and folder",
            Self::NoMatch => "no file matches the pattern: check it and its folder",
            Self::NotPermitted => "no permission to read it: ask its owner, or read a copy",
            Self::Again => "standard input can be read only once: name - once",
            Self::HiddenFile => "a hidden file, skipped: name it to have it read",
            Self::HiddenFolder => "a hidden folder, skipped: name it to have it read",
            Self::NotAFile => "a pipe, socket or device, skipped: name it to have it read",
            Self::Loop => "a link to a folder that contains it, skipped",
            Self::Table => "a Delta table such as those of a lake, skipped: query reads it, not import",
            Self::Encrypted => "encrypted in its zip archive: unpack it with its password first",
            Self::Method(method) => return write_method(f, *method),
            Self::NoDirectory => {
                "the zip archive is cut off, its directory at the end is missing: copy it again"
            }
            Self::Directory => "the directory of the zip archive is damaged: copy it again",
            Self::Spanned => "one part of a zip archive in several files: join them first",
            Self::TooDeep { levels } => {
                return write!(f, "an archive inside more than {levels} others: unpack it first");
            }
            Self::TooMany { entries } => {
                return write!(f, "the archive has more than {entries} files, and the rest is not read");
            }
            Self::Bomb { ratio } => {
                return write!(
                    f,
                    "an archive that unpacks to more than {ratio} times its size, most likely a trap: \
                     unpack it first if you trust it"
                );
            }
            Self::TarHeader => {
                "a header of the tar archive is damaged, and what stands behind it is not read: copy it again"
            }
            Self::TarEnd => {
                "the tar archive lacks the zeros that end it and may be cut off, files may be missing: copy it again"
            }
            Self::TarLink => "a link in its tar archive, skipped: what it leads to stands under its own name",
            Self::TarSparse => "a file with holes in its tar archive: unpack it first",
            Self::TarVolume => "one part of a tar archive in several files: join them first",
            Self::Office => "an Office document: save the sheet as CSV UTF-8",
        })
    }
}

fn write_method(f: &mut fmt::Formatter<'_>, method: u16) -> fmt::Result {
    let name = match method {
        12 => "bzip2",
        14 => "LZMA",
        95 => "xz",
        98 => "PPMd",
        _ => return write!(f, "compressed in its zip archive by method {method}: unpack it first"),
    };
    write!(
        f,
        "compressed in its zip archive with {name}: unpack it first; deflate, deflate64 and zstd are read"
    )
}
