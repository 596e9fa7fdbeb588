//! The elements of a page, one after the other.

use std::ops::Range;

use super::row::Columns;
use crate::step::{Found, Place, Step};
use crate::values::{Values, Wanted};

#[derive(Debug)]
pub(crate) struct Page {
    values: Values,
    /// What is left of the page's array, in the window.
    left: Range<usize>,
    columns: Option<Columns>,
}

impl Page {
    /// The page whose array is this range of the window and begins on this line; with columns, its elements are rows.
    pub(crate) fn new(limit: usize, line: u64, array: Range<usize>, columns: Option<Columns>) -> Self {
        let wanted = if columns.is_some() { Wanted::Rows } else { Wanted::Objects };
        // The array's own brackets.
        let left = array.start + 1..array.end.saturating_sub(1).max(array.start + 1);
        Self { values: Values::new(limit, line, wanted), left, columns }
    }

    /// The columns, if the elements are rows.
    pub(crate) fn columns(&self) -> Option<&Columns> {
        self.columns.as_ref()
    }

    /// The next element of the page. It takes nothing of the window with it: the page does.
    pub(crate) fn next(&mut self, window: &[u8]) -> Option<Found> {
        loop {
            match self.values.step(&window[self.left.clone()], true) {
                Step::Pass(used) => self.left.start += used,
                Step::Found(found) => return Some(self.placed(found)),
                Step::More | Step::End => return None,
            }
        }
    }

    fn placed(&mut self, found: Found) -> Found {
        let start = self.left.start;
        self.left.start += found.used;
        let place = match found.place {
            Place::Window(range) => Place::Window(start + range.start..start + range.end),
            place @ Place::Cell(_) => place,
        };
        Found { place, used: 0, ..found }
    }
}
