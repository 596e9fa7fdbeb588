//! What the commands print.
//!
//! A [`Report`] is written as tables, as Markdown or as JSON. Rows of a query go through a [`Printer`], which knows the
//! caller's options. Lines for a person go to stderr by [`note`].

mod document;
mod json;
mod markdown;
mod new_file;
mod number;
mod printable;
mod printer;
mod report;
pub mod rows;
pub mod service_rows;
mod table;
mod terminal;
mod text;

pub use document::{Block, Column, Document, Fact, Table};
pub use json::escape;
pub use new_file::NewFile;
pub use number::{bytes, count_of, grouped, instant, percent};
pub use printable::{clipped, printable};
pub use printer::Printer;
pub use report::{Format, Report, render, write};
pub use terminal::{is_closed_pipe, note, terminal_width};
pub use text::enumerate;
