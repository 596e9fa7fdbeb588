//! Tables that `cargo xtask codegen` makes from `schema/shapes/`.

pub mod asim_audit;
pub mod asim_file;
pub mod ecs;
pub mod graph;
pub mod ocsf;
pub mod purview;
pub mod sentinel;
pub mod timesketch;
