//! Keys of records by their Ids.

use trail365_records::Guid;
use twox_hash::XxHash3_128;

/// Source of a key that is no GUID.
#[derive(Clone, Copy)]
enum KeySource {
    Text = 0,
    Content = 1,
}

/// Version 15 and variant 7 of a GUID, and the bit behind them for the source. RFC 9562 defines neither, so no real GUID
/// has them.
const MARKS: u128 = 0x0000_0000_0000_F000_E000_0000_0000_0000;
const KIND: u128 = 0x0000_0000_0000_0000_1000_0000_0000_0000;

/// Returns the key of an Id; `None` for an empty one and the GUID of zeros, which name no record: as a key it would make
/// one record of all that have it.
pub(super) fn key_of_id(id: &str) -> Option<u128> {
    (!id.trim().is_empty()).then(|| key_of_text(id)).filter(|key| *key != 0)
}

/// Returns the key of a record without an Id, by the hash of its content.
pub(super) fn key_of_content(content: i64) -> u128 {
    let hash = XxHash3_128::oneshot_with_seed(KeySource::Content as u64, &content.to_le_bytes());
    mark_hash(hash, KeySource::Content)
}

/// Reports whether a key is that of a GUID.
pub(super) fn is_of_guid(key: u128) -> bool {
    key & MARKS != MARKS
}

/// Reports whether a key is that of a record without an Id.
pub(super) fn is_of_content(key: u128) -> bool {
    key & (MARKS | KIND) == MARKS | KIND
}

fn key_of_text(text: &str) -> u128 {
    match Guid::parse(text).map(|guid| u128::from_be_bytes(guid.to_bytes())) {
        Some(id) if id & MARKS != MARKS => id,
        Some(id) => mark_hash(XxHash3_128::oneshot(&id.to_be_bytes()), KeySource::Text),
        None => mark_hash(XxHash3_128::oneshot(text.as_bytes()), KeySource::Text),
    }
}

fn mark_hash(hash: u128, kind: KeySource) -> u128 {
    match kind {
        KeySource::Text => (hash | MARKS) & !KIND,
        KeySource::Content => hash | MARKS | KIND,
    }
}
