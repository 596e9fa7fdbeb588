//! Zip archives, by PKWARE's APPNOTE.TXT.
//!
//! The directory at an archive's end is read entry by entry, never as a whole: entries of the same name all count, and
//! memory does not grow with their number. Each entry is decompressed while it is read, from its own place in the file.

mod checked;
mod directory;
mod entry;
mod fields;

pub(crate) use directory::{Entries, find_directory};
pub(crate) use entry::Entry;
pub(crate) use fields::is_zip;
