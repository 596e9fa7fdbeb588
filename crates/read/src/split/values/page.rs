//! The elements of a page that is whole in the window, one after the other.

use std::ops::Range;

use super::gap::Wanted;
use super::stream::Values;
use crate::split::{Piece, PiecePlace, Step};
use crate::unwrap::Columns;

#[derive(Debug)]
pub(crate) struct Page {
    values: Values,
    /// Part of the page's array that is left, in the window.
    left: Range<usize>,
    columns: Option<Columns>,
}

impl Page {
    /// Enters the page whose array is this range of the window and begins on this line. With columns, its elements
    /// are rows.
    pub(crate) fn new(limit: usize, line: u64, array: Range<usize>, columns: Option<Columns>) -> Self {
        let wanted = if columns.is_some() { Wanted::Rows } else { Wanted::Objects };
        // Without the array's own brackets, which a cut off page may miss.
        let left = array.start + 1..array.end.saturating_sub(1).max(array.start + 1);
        Self { values: Values::new(limit, line, wanted), left, columns }
    }

    /// Returns the columns, if the elements are rows.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    /// Returns the next element of the page. It takes nothing of the window with it: the page does.
    pub(crate) fn next(&mut self, window: &[u8]) -> Option<Piece> {
        loop {
            match self.values.step(&window[self.left.clone()], true) {
                Step::Pass(used) => self.left.start += used,
                Step::Found(found) => return Some(self.place_piece(found)),
                // `More` cannot come where the window is the last one.
                Step::More | Step::End => return None,
            }
        }
    }

    fn place_piece(&mut self, found: Piece) -> Piece {
        let start = self.left.start;
        self.left.start += found.used;
        let place = match found.place {
            PiecePlace::Window(range) => PiecePlace::Window(start + range.start..start + range.end),
            place @ PiecePlace::Cell(_) => place,
        };
        Piece { place, used: 0, ..found }
    }
}
