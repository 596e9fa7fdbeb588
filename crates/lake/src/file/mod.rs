//! Parquet files of the lake.
//!
//! A file holds only the columns that its rows use. Which these are is known at its end, so each column of a row group
//! is encoded on its own, from the first row that has it on; the file is put together from the finished columns.

mod bounds;
mod builder;
mod group;
mod properties;
mod upload;

pub(crate) use bounds::bounded;
pub(crate) use builder::{FileBuilder, NewFile, Sizes};
pub(crate) use properties::GROUP_ROWS;
pub(crate) use upload::Upload;
