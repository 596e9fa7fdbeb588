//! The units that can be read: files, entries of zip archives, and standard input, found in folders and by
//! patterns.
//!
//! [`Sources`] goes through them without reading more than first bytes and the directories of archives. A unit that
//! cannot be read, or is skipped, comes as [`Unread`] with its name.

mod folder;
mod names;
mod section;
mod source;
mod walk;
mod zip;

pub use source::{Source, Unread};
pub use walk::{Sources, sources};
