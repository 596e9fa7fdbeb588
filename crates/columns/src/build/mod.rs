//! From records to batches.

mod batch;
mod batches;
mod builder;
mod origin;
mod own;

pub use batches::Batches;
pub use builder::BatchBuilder;
pub use origin::{Incomplete, Options, Origin, SameId};
