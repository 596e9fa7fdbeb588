//! The sandbox over HTTP, asked by a plain client.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod attack;
mod caller;
mod content;
mod control;
mod faults;
mod records;
mod rules;
mod sign_in;
mod truth;
mod webhook;
