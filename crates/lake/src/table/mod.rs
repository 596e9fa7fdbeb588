//! A Delta table of the lake: its files at a version, and commits that take place whole or not at all.

mod attempts;
mod changes;
mod commit;
mod data_file;
mod delta_table;
mod evolve;
mod footers;
mod history;
mod protocol;
mod replace;

pub(crate) use attempts::Attempts;
pub(crate) use commit::{Commit, Note};
pub use data_file::DataFile;
pub(crate) use data_file::addition;
pub(crate) use delta_table::{FOLLOWS, Table, append_operation, store_of};
pub use footers::Footers;
pub(crate) use footers::{copy_footers, forget_footers};
pub use history::At;
pub(crate) use protocol::FORMAT as NEWEST_FORMAT;
