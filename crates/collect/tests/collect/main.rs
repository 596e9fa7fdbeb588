//! The collector, against the sandbox.

mod complete;
mod world;
