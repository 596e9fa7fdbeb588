//! Knowledge of Entra ID: apps and their proofs, tokens, refusals.
//!
//! All of it goes by the machine's clock: callers sign assertions by theirs.

mod app;
mod failure;
mod jwt;
mod key;
mod token;

pub(crate) use app::{App, Apps, check_assertion};
pub(crate) use failure::Failure;
pub(crate) use token::{Bearer, TokenKey};
