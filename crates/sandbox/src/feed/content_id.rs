//! Content ids: opaque to callers, telling to the service.
//!
//! They look as the real ones do, and end with a check, so that one that was never given out is told from one whose
//! blob does not exist.

use crate::content_type::ContentType;
use crate::dice::mix;

use super::{Blob, BlobKey, Feed};

impl Feed {
    /// The content id of a blob.
    pub(crate) fn content_id(&self, blob: &Blob) -> String {
        let BlobKey { content_type, slot, number } = blob.key;
        let name = content_type.name().replace('.', "_");
        let place = format!("{slot:012}{number:08}");
        let small = name.to_ascii_lowercase();
        format!("{place}${place}${small}${name}${:016x}", self.check(blob.key))
    }

    /// The blob that a content id names; none if no such id was ever made.
    pub(crate) fn key_of(&self, content_id: &str) -> Option<BlobKey> {
        let mut parts = content_id.split('$');
        let (place, again) = (parts.next()?, parts.next()?);
        let (small, name, check) = (parts.next()?, parts.next()?, parts.next()?);
        let content_type = ContentType::named(&name.replace('_', "."))?;
        let well_formed = place.len() == 20
            && place == again
            && small.eq_ignore_ascii_case(name)
            && parts.next().is_none()
            && place.bytes().all(|b| b.is_ascii_digit());
        if !well_formed {
            return None;
        }
        let (slot, number) = (place[..12].parse().ok()?, place[12..].parse().ok()?);
        let key = BlobKey { content_type, slot, number };
        (u64::from_str_radix(check, 16).ok()? == self.check(key)).then_some(key)
    }

    fn check(&self, key: BlobKey) -> u64 {
        mix(self.seed, &[0xc8ec, key.content_type.index() as u64, key.slot as u64, u64::from(key.number)])
    }
}
