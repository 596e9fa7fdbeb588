//! Workers on sockets of this machine, over a lake of many small files.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod answers;
mod closed;
mod lost;
mod setup;
