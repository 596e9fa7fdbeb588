//! Errors of report folders.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A report folder that could not be written or verified.
#[derive(Debug)]
#[non_exhaustive]
pub enum FolderError {
    /// A file or folder could not be read or written.
    Io {
        /// What was tried: `write`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        error: io::Error,
    },
    /// The path does not name a folder that can be made.
    NoName(PathBuf),
    /// There is a file or a link of that name.
    NotAFolder(PathBuf),
    /// The folder has files already.
    NotEmpty(PathBuf),
    /// The folder is to be replaced, but has a file that is not of a report.
    NotOurs {
        /// The folder.
        folder: PathBuf,
        /// A file in it.
        file: String,
    },
    /// The folder has no manifest that can be read.
    NoManifest {
        /// The folder.
        folder: PathBuf,
        /// The reason.
        reason: String,
    },
}

/// Result of writing or verifying a folder.
pub type Result<T> = std::result::Result<T, FolderError>;

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FolderError::Io { action, path, error } => {
                write!(f, "cannot {action} {}: {error}", path.display())
            }
            FolderError::NoName(path) => {
                write!(f, "`{}` does not name a folder: give a path that ends in a name", path.display())
            }
            FolderError::NotAFolder(path) => {
                write!(f, "cannot write a report to {}: it is no folder; choose another name", path.display())
            }
            FolderError::NotEmpty(path) => write!(
                f,
                "cannot write a report to {}: the folder is not empty; choose another, or ask to overwrite it",
                path.display()
            ),
            FolderError::NotOurs { folder, file } => write!(
                f,
                "cannot overwrite {}: `{}` is not a file of a report; move it away, or choose another folder",
                folder.display(),
                trail365_text::terminal::escape(file)
            ),
            FolderError::NoManifest { folder, reason } => write!(
                f,
                "{} is not a folder of a report: cannot read its manifest.json: {reason}",
                folder.display()
            ),
        }
    }
}

impl std::error::Error for FolderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            FolderError::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}

/// Returns what makes an error of an action on a path.
pub fn io_error<'p>(action: &'static str, path: &'p Path) -> impl FnOnce(io::Error) -> FolderError + 'p {
    move |error| FolderError::Io { action, path: path.to_owned(), error }
}
