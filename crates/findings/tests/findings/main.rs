//! Tests of the crate as others use it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod follow;
mod keep;
mod ocsf;
mod oracle;
mod order;
mod outbox;
mod records;
mod shipped;
