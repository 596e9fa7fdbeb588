//! What there is to read: files, folders, patterns, zip archives and standard input, as single units.
//!
//! [`Sources`] goes through them without reading more than first bytes and the directories of archives. What cannot
//! be read, or is passed over, comes as [`Unread`] with its name.

mod fault;
mod folder;
mod names;
mod peek;
mod section;
mod source;
mod spool;
mod unread;
mod walk;
mod zip;

pub(crate) use fault::SourceFault;
pub use source::Source;
pub use unread::Unread;
pub use walk::{Sources, sources};
