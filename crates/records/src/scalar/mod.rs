//! Texts and numbers of records as Rust values: integers, truth, times, GUIDs, addresses.

pub(crate) mod address;
pub(crate) mod guid;
pub mod meaning;
pub(crate) mod number;
pub(crate) mod time;
