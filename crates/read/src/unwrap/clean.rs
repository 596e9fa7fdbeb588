//! Takes off all that Microsoft Graph has added to a record.

use super::annotations::{may_have_annotations, strip_annotations};
use super::bag;
use super::carrier::Carrier;
use super::keys::judge;

/// Returns the record that an object is once the members in its bag stand beside its own.
pub(crate) fn lift_bag(object: &[u8]) -> Option<Vec<u8>> {
    if !bag::may_have_bag(object) {
        return None;
    }
    let record = clean(object)?;
    matches!(judge(&record).carrier, Carrier::Record).then_some(record)
}

/// Reports whether a record may be one of Graph, by its first members.
pub(crate) fn may_begin_annotated(record: &[u8]) -> bool {
    may_have_annotations(&record[..record.len().min(512)])
}

/// Returns a record of Graph without annotations and bags; `None` if it has neither.
pub(crate) fn clean(record: &[u8]) -> Option<Vec<u8>> {
    let mut stripped = Vec::new();
    let has_annotations = may_have_annotations(record) && strip_annotations(record, &mut stripped);
    let plain = if has_annotations { &stripped } else { record };
    let mut lifted = Vec::new();
    if bag::may_have_bag(plain) && bag::empty_bag(plain, &mut lifted) == Ok(true) {
        return Some(lifted);
    }
    has_annotations.then_some(stripped)
}
