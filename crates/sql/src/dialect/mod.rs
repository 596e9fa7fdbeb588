//! The views as SQL for other engines, which read the lake as the Delta table that it is.
//!
//! The views of record schemas and Snare's are written; the others call functions that only this crate has.

mod copies;
mod engine;
mod rewrite;
mod script;

pub use copies::find_copies;
pub use engine::Dialect;
pub use script::ViewScript;

/// Functions in Python that the views call where an engine has none: `prepare_duckdb` and `prepare_spark` register them.
pub const PYTHON_FUNCTIONS: &str = include_str!("functions.py");
