//! The lake's tables for SQL.

mod files;
mod prune;
mod rebuild;
mod table;

pub use table::{LakeTable, Tables};
