//! The collector, against the sandbox.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod armed;
mod bench;
mod clock;
mod complete;
mod content;
mod feed;
mod in_flight;
mod listener;
mod metrics;
mod restarts;
mod secret;
mod served;
mod subscription;
mod tenants;
mod two;
mod upkeep;
mod webhook;
mod world;
mod year;
