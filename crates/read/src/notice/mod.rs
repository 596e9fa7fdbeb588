//! Notices: what a caller should know of an input as a whole.

mod kind;
mod log;
mod merge;

pub use kind::{Notice, NoticeKind};
pub(crate) use log::{NoticeLog, QUERIES, ResultRank, SEARCHES, row_limit};
pub use merge::{Merge, MergedNotice, MergedNotices};
