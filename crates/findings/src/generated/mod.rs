//! What follows from the folder `rules/`; `cargo xtask codegen` writes it.

// Whether a rule has a quote in it changes nothing about how it is written here.
#[allow(clippy::needless_raw_string_hashes)]
mod rules;

pub(crate) use rules::{LISTS, RULES};
