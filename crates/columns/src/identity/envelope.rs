//! Members that stand beside a record in an export, and in it where a tool has put them there.

use twox_hash::XxHash3_64;

use super::mix::mix;

/// A member of the envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The Id, once more.
    RecordId,
    /// Administrative units of the user, or their names.
    Units,
}

/// Returns what a member of a record is of its envelope, by its key in canonical form.
#[inline]
pub(super) fn part_of(key: &[u8]) -> Option<Part> {
    // Keys of these lengths are few.
    match key.len() {
        8 if key == b"RecordId" => Some(Part::RecordId),
        20 if key == b"AssociatedAdminUnits" => Some(Part::Units),
        25 if key == b"AssociatedAdminUnitsNames" => Some(Part::Units),
        _ => None,
    }
}

/// Hashes the names in a text in canonical form: services write them as a list, as JSON in a text, or with commas between
/// them, in any order. 0 where there are none.
pub(super) fn hash_names(text: &[u8]) -> u64 {
    let names = text.split(|byte| b",;[]\"\\".contains(byte)).map(<[u8]>::trim_ascii);
    let hash = |name: &[u8]| mix(XxHash3_64::oneshot(&name.to_ascii_lowercase()));
    names.filter(|name| !name.is_empty()).fold(0, |sum, name| sum.wrapping_add(hash(name)))
}
