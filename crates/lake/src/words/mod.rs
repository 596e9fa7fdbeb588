//! Word indexes: which words stand in the records of a row group, so that a search for text passes over the others.
//!
//! A search looks for a text anywhere in a record, in any case, also in the middle of a word. An index answers exactly that: it lists
//! every word of the records, and a text can stand in a record only if each word of the text stands in a word of it. What is left
//! out of the list is the one kind that is as large as the records themselves, ids that hardly repeat ([`ids`]): those are in
//! bloom filters, which know whole ids and no parts.
//!
//! A row group is divided in up to sixteen blocks, and each word knows the blocks that it stands in.
//!
//! Compaction writes an index into the file, behind the row groups, and its place into the footer. Readers that know nothing of it pass
//! over it.

mod blocks;
mod check;
mod collect;
mod condition;
mod file;
mod found;
mod ids;
mod index;
mod phrase;
mod split;
#[cfg(test)]
mod tests;

pub(crate) use blocks::GROUP_ROWS;
pub(crate) use check::WordCheck;
pub(crate) use collect::WordCollector;
pub use condition::TextCondition;
pub use file::FileWords;
pub(crate) use file::entry_of;
pub use phrase::Phrase;
