//! Flat shapes: a row for each record, as a document or as a line of CSV.

mod codes;
mod csv;
mod engine;
mod rest;

pub use csv::write_header;
pub use engine::Flat;
