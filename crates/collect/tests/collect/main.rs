//! The collector, against the sandbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod complete;
mod world;
mod year;
