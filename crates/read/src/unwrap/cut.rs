//! Takes records that were cut off out of what carries them.

use super::found::Found;
use super::layer::Layer;
use super::salvage::salvage;
use super::search::Search;
use crate::input::is_blank;
use crate::item::{Reason, Wrapper};
use crate::json::element_places;

impl Search<'_> {
    /// Takes what the last element of a cut-off array says, if that is a record, and rejects the element around.
    pub(super) fn push_cut_element(&mut self, array: &Layer<'_>) {
        let bytes = array.bytes();
        let behind = element_places(bytes).last().map_or(1, |last| last.end);
        let start =
            behind + bytes[behind..].iter().take_while(|&&byte| byte == b',' || is_blank(byte)).count();
        let last = Layer { envelope: None, ..array.element(start..bytes.len()) };
        if self.push_salvaged(&last, false).is_none() {
            self.found.push(reject_around(&last, last.wrapper));
        }
    }

    /// Takes what cut-off text says for a record. The element around is rejected behind it, so that the rest is kept.
    pub(super) fn push_salvaged(&mut self, layer: &Layer<'_>, is_closed: bool) -> Option<usize> {
        let salvaged = salvage(layer.bytes(), layer.envelope, is_closed)?;
        let wrapper = salvaged.wrapper.unwrap_or(layer.wrapper);
        self.found.push(Found::truncated(wrapper, salvaged.record, layer.carrier.clone(), layer.at));
        self.found.push(reject_around(layer, wrapper));
        Some(1)
    }
}

/// Returns the rejection of the element around a layer that is cut off.
fn reject_around(layer: &Layer<'_>, wrapper: Wrapper) -> Found {
    let whole = layer.rejection(wrapper, Reason::Torn);
    Found { place: layer.carrier.clone().unwrap_or_else(|| whole.place.clone()), ..whole }
}
