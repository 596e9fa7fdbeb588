//! Tables that `cargo xtask codegen` makes from `schema/shapes/`.

pub mod ecs;
pub mod ocsf;
