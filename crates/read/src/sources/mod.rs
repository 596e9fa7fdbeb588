//! The units that can be read: files, members of zip and tar archives, and standard input, found in folders and by
//! patterns.
//!
//! [`Sources`] goes through them without reading more than first bytes and the directories of archives. A unit that
//! cannot be read, or is skipped, comes as [`Unread`] with its name.

mod archive;
mod folder;
mod kind;
mod member;
mod names;
mod section;
mod source;
mod tar;
mod walk;
mod zip;

pub use source::{Source, Unread};
pub(crate) use tar::{BLOCK_BYTES as TAR_BLOCK_BYTES, is_tar};
pub use walk::{Sources, sources};
