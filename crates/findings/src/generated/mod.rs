//! What follows from the folder `rules/`; `cargo xtask codegen` writes it.

mod rules;

pub(crate) use rules::{LISTS, RULES};
