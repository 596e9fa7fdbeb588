//! The protocol between the reader and its splitters.
//!
//! Splitters do no I/O: they look at the window of input at hand and answer with a step.

use std::ops::Range;

use crate::item::Reason;

pub(crate) enum Step {
    /// Asks for the same window again, longer. Never the answer to the last window.
    More,
    /// Asks to drop this many bytes from the window's front.
    Pass(usize),
    /// Gives a piece, whose bytes are dropped when it has been looked at.
    Found(Piece),
    /// Ends the input.
    End,
}

#[derive(Clone)]
pub(crate) struct Piece {
    pub line: u64,
    /// Place of the piece's bytes.
    pub place: PiecePlace,
    /// `None` for a record.
    pub reason: Option<Reason>,
    /// Bytes of the window that the piece takes with it.
    pub used: usize,
    /// Bytes of the piece that came before the window.
    pub passed: u64,
}

impl Piece {
    pub(crate) fn new(line: u64, place: PiecePlace, reason: Option<Reason>, used: usize) -> Self {
        Self { line, place, reason, used, passed: 0 }
    }
}

#[derive(Clone)]
pub(crate) enum PiecePlace {
    /// A range of the window.
    Window(Range<usize>),
    /// A range of the splitter's unquoted cell.
    Cell(Range<usize>),
}
