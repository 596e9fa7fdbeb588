//! Records that a search has found in a piece.

use std::ops::Range;
use std::sync::Arc;

use crate::item::{Reason, Wrapper};

/// The place of some bytes that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FoundPlace {
    /// A range of the piece itself.
    Piece(Range<usize>),
    /// A range of the text that is being searched, and how many texts that one is in. It becomes [`FoundPlace::Own`] when
    /// the text has been searched.
    Text(usize, Range<usize>),
    /// A range of text that was unescaped or rewritten.
    Own(Arc<Vec<u8>>, Range<usize>),
}

/// A record, or a part of the piece that holds none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub wrapper: Wrapper,
    pub place: FoundPlace,
    /// The element of an array, or the piece, around the record; `None` if the record is all of it.
    pub carrier: Option<FoundPlace>,
    /// Place in the piece where the record, or the text that it is in, begins.
    pub at: usize,
    /// `None` for a record.
    pub reason: Option<Reason>,
    /// True if the record has both its time and its operation.
    pub is_full: bool,
    /// True if the record was cut off, and this is what stands before the cut.
    pub is_truncated: bool,
}

impl Found {
    /// Returns a record at this place; `is_full` if it has both its time and its operation.
    pub(crate) fn record(
        wrapper: Wrapper,
        place: FoundPlace,
        carrier: Option<FoundPlace>,
        at: usize,
        is_full: bool,
    ) -> Self {
        Self { wrapper, place, carrier, at, reason: None, is_full, is_truncated: false }
    }

    /// Returns text that was written out of something that was cut off, as a record.
    pub(crate) fn truncated(wrapper: Wrapper, text: Vec<u8>, carrier: Option<FoundPlace>, at: usize) -> Self {
        let record = Self::record(wrapper, FoundPlace::of_text(text), carrier, at, true);
        Self { is_truncated: true, ..record }
    }

    /// Returns a part that holds no record.
    pub(crate) fn rejection(wrapper: Wrapper, place: FoundPlace, at: usize, reason: Reason) -> Self {
        Self { reason: Some(reason), ..Self::record(wrapper, place, None, at, false) }
    }
}

impl FoundPlace {
    /// Returns the place of text that was written, all of it.
    pub(crate) fn of_text(text: Vec<u8>) -> Self {
        let range = 0..text.len();
        Self::Own(Arc::new(text), range)
    }

    /// Returns the bytes at this place of `piece`.
    pub(crate) fn bytes<'a>(&'a self, piece: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Piece(range) => &piece[range.clone()],
            Self::Text(..) => &[],
            Self::Own(text, range) => &text[range.clone()],
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Piece(range) | Self::Text(_, range) | Self::Own(_, range) => range.len(),
        }
    }

    /// Returns the bytes at this place, which was found in a part of `text`: the piece, or the text that is being
    /// searched.
    pub(crate) fn bytes_in<'a>(&'a self, text: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Piece(range) | Self::Text(_, range) => &text[range.clone()],
            Self::Own(text, range) => &text[range.clone()],
        }
    }

    /// Gives a range of the text that was being searched, in so many others, its owner.
    pub(crate) fn own(&mut self, text: &Arc<Vec<u8>>, depth: usize) {
        if let Self::Text(of, range) = self
            && *of == depth
        {
            *self = Self::Own(text.clone(), range.clone());
        }
    }
}
