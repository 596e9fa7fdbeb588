//! The ledger: where every row came from, and what became of everything that was read.
//!
//! The rows of an import stand in the information of the commit to `activity` that makes its records visible, so both
//! happen or neither does. The tables `ledger` and `rejected` follow: each commit to them notes the version of
//! `activity` that it takes them to, so a row reaches them once, whoever brings them up to date.

mod batch;
mod content;
mod contents;
mod entries;
mod entry;
mod follow;
mod rejected;

pub(crate) use batch::{batch, schema};
pub use content::Content;
pub use contents::{ContentFound, ContentSince};
pub(crate) use entries::entries;
pub use entry::{Entry, Reason};
pub(crate) use follow::{Beside, belongs, beside, follow, note};
pub(crate) use rejected::{RejectedRow, batch as rejected_batch, schema as rejected_schema};
