//! Takes records out of what carries them.
//!
//! Nearly all records stand for themselves, and most say so with their first members. In others [`Hints`] looks for the names of the few keys that tell a wrapper, and
//! only where one is met [`keys`] goes through the members of the object; [`inner`] then takes the record from the key's
//! value, and [`Page`] the elements from a page of them.

mod hints;
mod inner;
mod keys;
mod members;
mod near;
mod page;
mod string;

use std::ops::Range;

use crate::item::Reason;
use crate::wrapper::Wrapper;

pub(crate) use hints::Hints;
pub(crate) use inner::{is_depth_limited, why_empty};
pub(crate) use page::Page;

use keys::Carrier;

/// Looks into objects.
pub(crate) struct Unwrap {
    hints: Hints,
    /// The record that a string held last.
    text: Vec<u8>,
}

/// What an object turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Content {
    /// A record, as far as can be told.
    Itself,
    /// The wrapper of a record that is this range of it.
    Within(Wrapper, Range<usize>),
    /// The wrapper of a record in a string, which is this range of [`Unwrap::text`].
    Text(Wrapper, Range<usize>),
    /// A wrapper without a record.
    Rejected(Wrapper, Reason),
    /// A page of others: this range is their array.
    Page(Range<usize>),
}

impl Unwrap {
    pub(crate) fn new() -> Self {
        Self { hints: Hints::new(), text: Vec::new() }
    }

    pub(crate) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(crate) fn look(&mut self, object: &[u8]) -> Content {
        if keys::begins_as_record(object) || !self.hints.any(object) {
            return Content::Itself;
        }
        match keys::carrier(object) {
            None => Content::Itself,
            Some(Carrier::Page(array)) => Content::Page(array),
            Some(Carrier::Wrapper(wrapper, value)) => self.inner(object, wrapper, value),
        }
    }

    fn inner(&mut self, object: &[u8], wrapper: Wrapper, value: Range<usize>) -> Content {
        if object[value.clone()].starts_with(b"{") {
            return Content::Within(wrapper, value);
        }
        match inner::text(&object[value], wrapper, &mut self.text) {
            Ok(range) => Content::Text(wrapper, range),
            Err(reason) => Content::Rejected(wrapper, reason),
        }
    }
}
