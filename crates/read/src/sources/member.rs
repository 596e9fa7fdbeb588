//! A file of an archive of any kind.

use std::io::Read;

use super::section::{Section, may_unpack, spool};
use super::{tar, zip};
use crate::error::{Error, Fault, SourceFault};

/// A file of an archive.
pub(crate) enum Member {
    Zip(zip::Entry),
    Tar(tar::Entry),
}

impl Member {
    /// Returns the path of the file in its archive.
    pub(crate) fn path(&self) -> &str {
        match self {
            Self::Zip(entry) => &entry.path,
            Self::Tar(entry) => &entry.path,
        }
    }

    pub(crate) fn size_bytes(&self) -> u64 {
        match self {
            Self::Zip(entry) => entry.size_bytes,
            Self::Tar(entry) => entry.size_bytes,
        }
    }

    pub(crate) fn is_folder(&self) -> bool {
        match self {
            Self::Zip(entry) => entry.is_folder(),
            Self::Tar(entry) => entry.is_folder(),
        }
    }

    /// Returns the fault that keeps the file from being read, if it is known beforehand.
    pub(crate) fn fault(&self) -> Option<SourceFault> {
        match self {
            Self::Zip(entry) => entry.fault(),
            Self::Tar(entry) => entry.fault(),
        }
    }

    /// Opens the content.
    pub(crate) fn open(&self) -> Result<Box<dyn Read + Send>, Error> {
        match self {
            Self::Zip(entry) => Ok(Box::new(entry.open()?)),
            Self::Tar(entry) => Ok(Box::new(entry.open())),
        }
    }

    /// Returns the content as a file to be read at any place, and the fault that ends it too early. Content that is
    /// compressed in its archive is copied to a file without a name.
    pub(crate) fn content(&self) -> Result<(Section, Option<Fault>), Error> {
        match self {
            Self::Tar(entry) => Ok(entry.stored_content()),
            Self::Zip(entry) => match entry.stored_content()? {
                Some(file) => Ok((file, None)),
                None => {
                    // Checked before unpacking; the content is compared with this size while it is read.
                    may_unpack(entry.size_bytes, entry.packed_bytes)?;
                    Ok((spool(entry.open()?)?, None))
                }
            },
        }
    }
}
