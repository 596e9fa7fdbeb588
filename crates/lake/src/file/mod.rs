//! Parquet files of the lake: how they are written and read.
//!
//! A file holds only the columns that its rows use. The writer knows these at the end of the file, so it encodes each
//! column of a row group on its own, from the first row that has a value, and puts the file together from the finished
//! columns.
//!
//! A file carries no Arrow schema. The one of this crate has view types, which other readers refuse (`Unsupported Arrow
//! DataType: Utf8View`) or compare wrongly in the keys of maps. [`RowReader`] gives rows the types of the table instead.

mod bounds;
mod builder;
mod conform;
mod decoded;
mod group;
mod pages;
mod properties;
mod reader;
mod rows;
mod store_file;
mod upload;

pub(crate) use bounds::bounded_columns;
pub(crate) use builder::{FileBuilder, Sizes};
pub use decoded::batch_rows;
pub(crate) use decoded::fitting_rows;
pub use properties::has_bloom_filter;
pub(crate) use reader::{DataReader, RowReader};
pub(crate) use rows::{identities_of, number_column, relations_of, text_column, with_column, with_relations};
pub(crate) use upload::{NewFile, Upload, write_file};
