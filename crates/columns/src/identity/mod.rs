//! Identity of records: the key of a record, and a hash of its content.

mod content;
mod decimal;
mod enum_names;
mod notation;
mod stored;

use trail365_records::{Guid, Record};
use twox_hash::XxHash3_128;

pub use content::{HashRule, content_hash};
pub use stored::{incomplete_hash, is_incomplete_hash, nth_equal_hash, number_among_equal};

/// Identity of a record. Equal keys are one record; with equal contents the second is a duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// Key of the record's `Id`. A GUID is its 128 bits. A GUID with version 15 and variant 7, which none has that
    /// RFC 9562 knows, any other text, and the content of a record without an `Id` are hashes with just those marks,
    /// so none of them can be the key of a GUID.
    pub id: u128,
    /// Hash of its content, see [`HashRule`].
    pub content: i64,
}

/// Returns the key and content of a record, by a rule of the content hash.
///
/// ```
/// use trail365_columns::{HashRule, identity};
/// use trail365_records::Parser;
/// let of = |json: &str| identity(&Parser::new().parse(json.as_bytes()).unwrap(), HashRule::default());
/// let (a, b) = (of(r#"{"Id":"81ADEB4A-F002-4565-BFE5-4C0CC6BC7002"}"#), of(r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#));
/// assert_eq!(a.id, 0x81adeb4a_f002_4565_bfe5_4c0cc6bc7002);
/// assert_eq!(a.id, b.id);
/// ```
pub fn identity(record: &Record<'_>, rule: HashRule) -> Identity {
    let id = record.json("Id").and_then(trail365_records::Json::text);
    Identity::of(id.as_deref(), rule.hash_content(record))
}

impl Identity {
    /// Returns the identity of the same record with another stored hash. The key of a record without an `Id` follows it.
    #[must_use]
    pub fn with_content(self, content: i64) -> Self {
        if self.has_id() { Identity { content, ..self } } else { Identity::of(None, content) }
    }

    /// Reports whether the record has an `Id`. One without is known by its content alone.
    pub fn has_id(self) -> bool {
        self.id & (MARKS | KIND) != MARKS | KIND
    }

    /// Returns the same from a row of `activity`: its `id` and its `content_hash`.
    pub fn of(id: Option<&str>, content: i64) -> Self {
        // An empty Id names no record: as a key it would make one record of all that have it.
        let id = match id.filter(|id| !id.trim().is_empty()) {
            Some(id) => key_of_text(id),
            None => mark_hash(
                XxHash3_128::oneshot_with_seed(KeySource::Content as u64, &content.to_le_bytes()),
                KeySource::Content,
            ),
        };
        Identity { id, content }
    }
}

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
