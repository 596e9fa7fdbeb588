//! Tar archives: POSIX.1-1988 (ustar), its pax headers, and GNU's long names.
//!
//! Headers are read one by one where they stand, and members are read from their own place in the file, so that memory
//! does not grow with either. The format is a row of headers and contents; the crate `tar` reads it as one stream,
//! whose members cannot be opened later and side by side, as those of zip archives are.

mod entries;
mod header;
mod pax;

pub(crate) use entries::{Entries, Entry};
pub(crate) use header::{BLOCK_BYTES, is_tar};
