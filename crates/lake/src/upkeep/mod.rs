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
mod upgrade;
mod vacuum;
mod verify;

pub use compact::Compacted;
pub use info::Info;
pub use retain::Retained;
pub use upgrade::Upgraded;
pub use vacuum::Vacuumed;
pub use verify::{Finding, Verified};
