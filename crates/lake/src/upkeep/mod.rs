//! Upkeep: keeps a lake fast, small and sound.

mod by_source;
mod choose;
mod compact;
mod info;
mod leftover;
mod merge;
mod retain;
mod rewrite;
mod sort;
mod threads;
mod unordered;
mod upgrade;
mod vacuum;
mod verify;
mod windows;

pub use compact::{Compacted, PlannedCompaction};
pub use info::Info;
pub use retain::Retained;
pub use upgrade::Upgraded;
pub use vacuum::Vacuumed;
pub use verify::{Finding, Verified};
