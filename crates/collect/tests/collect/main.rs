//! The collector, against the sandbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod armed;
mod complete;
mod listener;
mod metrics;
mod served;
mod webhook;
mod world;
mod year;
