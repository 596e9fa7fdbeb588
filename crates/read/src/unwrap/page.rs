//! The elements of a page, one after the other.

use std::ops::Range;

use crate::step::{Found, Place, Step};
use crate::values::Values;

#[derive(Debug)]
pub(crate) struct Page {
    values: Values,
    /// What is left of the page's array, in the window.
    left: Range<usize>,
}

impl Page {
    /// The page whose array is this range of the window and begins on this line.
    pub(crate) fn new(limit: usize, line: u64, array: Range<usize>) -> Self {
        Self { values: Values::new(limit, line), left: array }
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
