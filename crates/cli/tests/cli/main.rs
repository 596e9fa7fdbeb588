//! Runs the program and looks at what it prints.

// A test may stop at whatever it did not expect.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod ambiguous;
mod convert;
mod demo;
mod enumeration;
mod field;
mod folder;
mod formats;
mod glossary;
mod investigate;
mod lake;
mod list;
#[path = "../../../sql/tests/sql/mmdb.rs"]
mod mmdb;
mod pages;
mod pipe;
mod program;
mod record_type;
mod rules;
mod schema;
mod service;
mod ui;
mod unknown;
mod validate;
mod workers;
