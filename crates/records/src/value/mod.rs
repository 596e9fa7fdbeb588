//! Values of a parsed record, read on request: its JSON as it stands, and the Rust types of its fields.

#[macro_use]
mod macros;

pub(crate) mod cursor;
pub(crate) mod json;
pub(crate) mod object;
pub(crate) mod open;
pub(crate) mod pairs;
pub(crate) mod placed;
pub(crate) mod read;
pub(crate) mod write;
