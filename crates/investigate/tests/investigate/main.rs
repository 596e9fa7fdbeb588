//! Tests of the crate as others use it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod made_up;
