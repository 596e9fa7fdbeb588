//! The ledger: where every row came from, and what became of everything that was read.
//!
//! The rows of an import stand in the information of the commit to `activity` that makes its records visible, so both
//! happen or neither does. The tables `ledger` and `rejected` follow: each commit to them notes the version of
//! `activity` that it takes them to, so a row reaches them once, whoever brings them up to date.

mod batch;
mod contents;
mod entry;
mod follow;
mod mark;
mod rejected;

pub(crate) use batch::{entries_to_batch, ledger_schema, read_ledger};
pub(crate) use contents::find_contents;
pub use contents::{ContentFound, ContentSince};
pub use entry::{Content, Entry, Reason};
pub(crate) use entry::{OTHER_REASONS, REASONS};
pub(crate) use follow::{Companions, ensure_not_ahead, follow_activity, note_of_entries, read_companions};
pub use mark::Mark;
pub(crate) use mark::{notes_of_marks, read_mark};
pub(crate) use rejected::{RejectedRow, rejected_schema, rejected_to_batch};
