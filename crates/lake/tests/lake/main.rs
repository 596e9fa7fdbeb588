//! What a lake promises, on small lakes in temporary folders.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod content;
mod copy;
mod events;
mod failed;
mod files;
mod foreign;
mod format;
mod forms;
mod import;
mod location;
mod log;
mod memory;
mod parts;
mod place;
mod real;
mod stretches;
mod upgrade;
mod upkeep;
mod vacuum;
mod verify;
mod writers;

use place::Place;
