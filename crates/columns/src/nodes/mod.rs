//! Builders of columns, one kind for each type of value.
//!
//! A builder gets the row with each value. Rows that nobody mentions are null and cost nothing until the batch is finished.
//! A value that gives [`Fit::Nothing`] leaves its row null.

mod address;
mod embedded;
mod fit;
mod list;
mod map;
mod node;
mod scalar;
mod structure;
mod text;

pub(crate) use fit::Fit;
pub(crate) use node::Node;
pub(crate) use scalar::i64_array;
pub(crate) use text::text_array;
