//! The part of a piece that is being searched, with what stands around it.

use std::ops::Range;

use super::envelope::Envelope;
use super::found::{Found, FoundPlace};
use crate::item::{Reason, Wrapper};

/// Most objects around a record, known carriers included. Three carriers with two levels each are the most that is
/// known.
pub(crate) const LEVELS: usize = 8;

/// A part of the piece that is being searched.
#[derive(Clone)]
pub(crate) struct Layer<'a> {
    /// The piece, or text out of it.
    pub text: &'a [u8],
    pub place: Range<usize>,
    /// Texts around that were unescaped, each out of the one before; 0 in the piece itself.
    pub depth: usize,
    /// Place in the piece where the element around, or the piece, begins.
    pub at: usize,
    pub wrapper: Wrapper,
    /// True if this is the very value that the wrapper carries.
    pub is_carried: bool,
    /// The element or piece around.
    pub carrier: Option<FoundPlace>,
    /// The object or row around, if this is the value that it carries.
    pub envelope: Option<Envelope<'a>>,
    /// Levels that may still be entered.
    pub levels: usize,
}

impl<'a> Layer<'a> {
    /// Returns the layer that a piece is.
    pub(crate) fn of_piece(piece: &'a [u8], wrapper: Wrapper, envelope: Option<Envelope<'a>>) -> Self {
        let place = 0..piece.len();
        let carrier = Some(FoundPlace::Piece(place.clone()));
        let (depth, at, is_carried, levels) = (0, 0, true, LEVELS);
        Self { text: piece, place, depth, at, wrapper, is_carried, carrier, envelope, levels }
    }

    pub(crate) fn bytes(&self) -> &'a [u8] {
        &self.text[self.place.clone()]
    }

    pub(crate) fn found_place(&self) -> FoundPlace {
        match self.depth {
            0 => FoundPlace::Piece(self.place.clone()),
            depth => FoundPlace::Text(depth, self.place.clone()),
        }
    }

    /// Returns the value at this place of the layer's object, one level down.
    pub(crate) fn part(&self, place: Range<usize>) -> Self {
        Self { levels: self.levels.saturating_sub(1), ..self.inner(place) }
    }

    /// Returns the element at this place of the layer's array. Only an array in an array is a level of its own.
    pub(crate) fn element(&self, place: Range<usize>) -> Self {
        let inner = self.inner(place);
        let levels = self.levels.saturating_sub(usize::from(inner.bytes().starts_with(b"[")));
        Self { levels, ..inner }
    }

    fn inner(&self, place: Range<usize>) -> Self {
        let place = self.place.start + place.start..self.place.start + place.end;
        let wrapper = if self.wrapper == Wrapper::None { Wrapper::Nested } else { self.wrapper };
        Self { place, wrapper, is_carried: false, envelope: None, ..self.clone() }
    }

    /// Returns the layer as an element, which is lent with the records inside.
    pub(crate) fn into_element(self) -> Self {
        let at = if self.depth == 0 { self.place.start } else { self.at };
        Self { carrier: Some(self.found_place()), at, ..self }
    }

    /// Returns the rejection of the layer, whole.
    pub(crate) fn rejection(&self, wrapper: Wrapper, reason: Reason) -> Found {
        Found::rejection(wrapper, self.found_place(), self.at, reason)
    }
}
