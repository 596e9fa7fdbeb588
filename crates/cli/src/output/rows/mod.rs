//! Rows of a query, as they stream in: a table for people, CSV, JSON, JSON Lines or Parquet for programs.
//!
//! [`write()`] takes the batches of a stream one by one; none but the table's next page is kept.

mod batches;
mod cell;
mod csv;
mod fit;
mod format;
mod json;
mod page;
mod parquet;
mod shown;
mod sink;
mod table;
mod vertical;
mod write;

pub use format::RowFormat;
pub use shown::Shown;
pub use sink::Style;
pub use table::Screen;
pub use write::{write, write_file};
