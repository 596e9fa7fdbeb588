//! Records to columns and back.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "tests")]

mod batches;
mod cases;
mod hostile;
mod json_tree;
mod notations;
mod real_data;
mod round_trip;
mod same;
