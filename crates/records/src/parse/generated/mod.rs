//! Code that `cargo xtask codegen` makes from `schema/` for the walk.

pub(crate) mod names;
