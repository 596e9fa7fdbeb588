//! The shapes of records: which members each has, in which order, from given values.
//!
//! Nothing here is drawn but ids inside an item, so whoever has values of its own (a test, the sample export) writes the
//! same records as the sandbox. Each function puts the members of one record into a [`Writer`](super::Writer).

pub mod account;
pub mod directory;
pub mod exchange;
pub mod security;
pub mod sharepoint;
pub mod sign_in;
pub mod teams;
