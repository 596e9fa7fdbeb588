//! The functions that queries have besides those of DataFusion.

mod catalog_names;
mod function;
mod json;
mod json_filter;
mod json_holds;
mod network;
mod path;
mod reader;
mod scalar;
mod slices;
mod texts;
mod time_bucket;

pub use function::{FUNCTIONS, Function};
pub(crate) use scalar::scalars;
