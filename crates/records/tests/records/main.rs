//! The records library as its users meet it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    clippy::needless_raw_string_hashes,
    reason = "tests"
)]

mod aspose;
mod differential;
mod json_tree;
mod owned;
mod property;
mod real_data;
mod shapes;
mod typed;
