//! Runs mappings: the values of fields at places in documents.

mod convert;
mod put;

pub use convert::put_constant;
pub use put::put_mapping;
