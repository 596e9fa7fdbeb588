//! Investigation of accounts: what a lake says about whether one was taken over, and what was done with it.

pub mod deidentify;
pub mod folder;
pub mod layout;
pub mod model;
pub mod render;
pub mod tables;
