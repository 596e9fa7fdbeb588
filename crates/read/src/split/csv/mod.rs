//! Splits CSV: tables with one column of records, and tables whose columns are the fields of records.

mod cells;
mod header;
mod rows;
mod span;
mod torn;

pub(crate) use cells::Csv;
pub(crate) use header::{Preface, bare_cell, column_names, find_header, find_preface, split_header};
pub(crate) use rows::Rows;
