//! From batches back to records.

mod cells;
mod extra;
mod fields;
mod record;
mod write;

pub use record::record_texts;
pub use write::{Rebuild, rebuild};
