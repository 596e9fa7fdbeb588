//! Identity of records: the key of a record, and a hash of its content.

mod content;
mod decimal;
mod enum_names;
mod envelope;
mod hasher;
mod key;
mod mix;
mod notation;
mod parts;
mod stored;
mod time;

use trail365_records::Record;

use content::key_of_record;
use key::{is_of_content, key_of_content, key_of_id};

pub use content::{HashRule, content_hash};
pub use parts::ContentParts;
pub use stored::{
    ENVELOPE_BITS, has_envelope, incomplete_hash, is_incomplete_hash, nth_equal_hash, number_among_equal,
};

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
    let key = key_of_record(record);
    Identity::of_key(key, rule.hash_with_key(record, key))
}

impl Identity {
    /// Returns the identity of the same record with another stored hash. The key of a record without an `Id` follows it.
    #[must_use]
    pub fn with_content(self, content: i64) -> Self {
        if self.has_id() { Identity { content, ..self } } else { Identity::of(None, content) }
    }

    /// Reports whether the record has an `Id`. One without is known by its content alone.
    pub fn has_id(self) -> bool {
        !is_of_content(self.id)
    }

    /// Returns the same from a row of `activity`: its `id` and its `content_hash`.
    pub fn of(id: Option<&str>, content: i64) -> Self {
        Identity::of_key(id.and_then(key_of_id), content)
    }

    fn of_key(key: Option<u128>, content: i64) -> Self {
        Identity { id: key.unwrap_or_else(|| key_of_content(content)), content }
    }
}
