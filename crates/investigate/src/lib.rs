//! Investigation of accounts: what a lake says about whether one was taken over, and what was done with it.
//!
//! [`investigate()`] makes a [`Report`](model::Report) of the records of a lake and of what rules found in them. [`folder`] writes it in all
//! of its forms, [`render`] and [`tables`] have these one by one, [`deidentify`](mod@deidentify) takes the names out.

mod account;
mod attribution;
pub mod deidentify;
mod error;
mod evidence;
mod facts;
pub mod folder;
mod hash;
mod investigate;
pub mod layout;
pub mod model;
mod rank;
pub mod render;
mod scene;
mod sections;
mod span;
pub mod tables;
mod timeline;
mod verdict;
mod words;

pub use error::{Error, Result};
pub use investigate::investigate;
pub use rank::{Candidate, rank_accounts};
