//! The output of commands.
//!
//! A [`Report`] is written as tables, as Markdown or as JSON. Rows of a query go through a [`Printer`], which knows the
//! caller's options. Lines for a person go to stderr by [`note`].

mod document;
mod json;
mod markdown;
mod new_file;
mod number;
#[cfg(feature = "sql")]
mod printer;
#[cfg(feature = "sql")]
mod reading;
mod report;
#[cfg(feature = "sql")]
pub mod rows;
#[cfg(feature = "collect")]
pub mod service_rows;
mod table;
mod terminal;
mod text;

pub use document::{Block, Column, Document, Fact, Table};
#[cfg(feature = "collect")]
pub use json::escape_json;
pub use new_file::NewFile;
#[cfg(feature = "sql")]
pub use number::instant;
pub use number::{bytes, count_of, grouped, percent};
#[cfg(feature = "sql")]
pub use printer::Printer;
#[cfg(feature = "sql")]
pub use report::render;
pub use report::{Report, write};
#[cfg(feature = "sql")]
pub use terminal::Screen;
#[cfg(feature = "collect")]
pub use terminal::terminal_width;
pub use terminal::{is_closed_pipe, note};
pub use text::{clipped, enumerate, printable};
#[cfg(feature = "sql")]
pub use text::{cut_front, wrap_all};
