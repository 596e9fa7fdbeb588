//! Exports, read record by record.

mod file;
pub(crate) mod inputs;
pub(crate) mod reader;
pub(crate) mod rejected;
