//! Puts what can be read only once where it can be read at any place.

use std::io::{self, Read};

use super::fault::SourceFault;
use super::section::Section;
use crate::error::Error;

/// How many times its size an archive in an archive may unpack to: archives hardly compress.
const RATIO: u64 = 100;

/// Below this, how well it compresses says nothing.
const SMALL_BYTES: u64 = 1 << 30;

/// Copies `input` to a file that has no name, and is gone when it is closed.
pub(crate) fn spool(mut input: impl Read) -> io::Result<Section> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut input, &mut file)?;
    Section::whole(file)
}

/// Whether an archive that has so many bytes unpacked may be copied.
pub(crate) fn may_unpack(size_bytes: u64, packed_bytes: u64) -> Result<(), Error> {
    if size_bytes > SMALL_BYTES && size_bytes / RATIO > packed_bytes {
        return Err(SourceFault::Bomb { ratio: RATIO }.into());
    }
    Ok(())
}
