//! Splits the text of an input into pieces, with one splitter for each format.

mod csv;
mod detect;
mod later;
mod lines;
mod sample;
mod script;
mod splitter;
mod step;
mod values;

pub(crate) use detect::{Part, detect_format};
pub(crate) use splitter::Splitter;
pub(crate) use step::{Piece, PiecePlace, Step};
pub(crate) use values::Page;
