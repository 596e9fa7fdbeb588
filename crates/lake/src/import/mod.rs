//! Import: source units in, rows of `activity` and of the ledger out.
//!
//! One thread reads and splits. The others parse, look for duplicates, build columns and encode; each writes files of its
//! own. A commit makes the files of whole units visible, together with their rows of the ledger. An import that is killed
//! before leaves files that no version of the table names.
//!
//! From the ground up: `index` (keys of records), `kept` (those beside the lake), `options`, `tally` and `overview` (counts), `notice`, `chunk` (what threads pass on),
//! `rejects`, `worker` (the threads), `unit` and `retry` (what is read), `rewrite`, `copies` and `regrade` (conflicts that are
//! none), `concurrent` (other writers), `importer`.

mod chunk;
mod concurrent;
mod copies;
mod importer;
mod index;
mod kept;
#[cfg(test)]
mod kept_tests;
mod notice;
mod options;
mod overview;
mod regrade;
mod rejects;
mod retry;
mod rewrite;
mod tally;
mod unit;
mod worker;

pub use importer::{Imported, Importer};
pub use notice::UnitNotice;
pub use options::ImportOptions;
pub use overview::Workload;
pub use unit::Progress;

pub(crate) use index::{Index, Key, Verdict};
pub(crate) use kept::vacuum_keys;
