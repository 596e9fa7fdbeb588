//! `nextPage`: opaque to callers, a place in a listing to the service.

use crate::content_type::ContentType;
use crate::dice::{mix, mix_text};
use crate::moment::Moment;

use super::window::Window;

/// A place in a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// When the listing began; what shows up later is not in it.
    pub(crate) began: Moment,
    pub(crate) slot: i64,
    /// How many entries of the slot came before.
    pub(crate) step: u64,
    /// Has the page at this place been given before?
    pub(crate) again: bool,
}

/// What a place belongs to; it counts for nothing else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Listing<'a> {
    pub(crate) seed: u64,
    pub(crate) tenant_id: &'a str,
    pub(crate) operation: &'static str,
    pub(crate) content_type: ContentType,
}

impl Place {
    /// The text that the URI carries.
    pub(crate) fn write(&self, listing: Listing<'_>, window: Window) -> String {
        let again = i32::from(self.again);
        let check = self.check(listing, window);
        format!("{}R{}R{}R{again}R{check:016x}", self.began.0, self.slot, self.step)
    }

    /// Reads such a text; none if it was not given for this listing.
    pub(crate) fn read(text: &str) -> Option<(Self, u64)> {
        let mut parts = text.split('R');
        let mut number = || parts.next()?.parse::<i64>().ok();
        let (began, slot, step, again) = (number()?, number()?, number()?, number()?);
        let check = u64::from_str_radix(parts.next()?, 16).ok()?;
        let place = Self { began: Moment(began), slot, step: step.try_into().ok()?, again: again == 1 };
        (parts.next().is_none() && began >= 0).then_some((place, check))
    }

    /// What tells a place that was given from one that was made up.
    pub(crate) fn check(&self, listing: Listing<'_>, window: Window) -> u64 {
        let of = format!("{} {} {}", listing.tenant_id, listing.operation, listing.content_type);
        let parts =
            [self.began.0, self.slot, self.step as i64, i64::from(self.again), window.start.0, window.end.0];
        mix(mix_text(listing.seed, &of), &parts.map(|part| part as u64))
    }
}
