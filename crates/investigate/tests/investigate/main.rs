//! Tests of the crate as others use it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod made_up;

mod files;
mod folder;
mod markdown;
mod markup;
mod page;
mod pseudonyms;
mod real_export;
mod truth;
