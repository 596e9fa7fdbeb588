//! Types of the tables that `cargo xtask codegen` makes from `schema/shapes/`.

mod common;
pub mod ecs;
pub mod flat;
pub mod mapping;
pub mod ocsf;

pub use common::{Key, Kind, Path, Slot, Step, Target};
