//! OCSF documents: a class for each record, its attributes, and `unmapped` for all else.

mod codes;
mod engine;
mod router;

pub use engine::Ocsf;
