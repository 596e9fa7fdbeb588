//! Tests of the crate as others use it.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod made_up;
#[path = "../../../sql/tests/sql/mmdb.rs"]
mod mmdb;

mod deidentified;
mod files;
mod folder;
mod markdown;
mod markup;
mod missing;
mod networks;
mod page;
mod pseudonyms;
mod queries;
mod real_export;
mod truth;
