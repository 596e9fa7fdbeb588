//! Splits CSV: tables with one column of records, and tables whose columns are the fields of records.

mod cell_value;
mod cells;
mod exploded;
mod header;
mod quoted;
mod record_cells;
mod rows;
mod span;
mod torn;

pub(crate) use cells::Csv;
pub(crate) use header::{
    DELIMITERS, Header, Preface, bare_cell, column_names, content_column, find_first_row, find_header,
    find_preface, find_row, read_cells, split_header, started_reader,
};
pub(crate) use rows::Rows;
