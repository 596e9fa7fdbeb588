//! The service of Microsoft 365, and a sandbox of it.

pub(crate) mod call;
pub(crate) mod client;
pub(crate) mod credential;
pub(crate) mod listing;
pub(crate) mod sandbox;
