//! The content hash: equal for records that say the same.

use trail365_records::{Json, Record};

use super::hasher::Hasher;
use super::key::key_of_id;
use super::stored::join_envelope;

/// The rule by which the content of records is hashed. A lake's format names its rule, since rows keep their hash; so
/// no rule ever changes.
///
/// # Both rules
/// White space, the order of keys, escapes in strings and the notation of numbers make no difference. XXH3 is
/// `XXH3_64bits` without a seed; sums wrap at 64 bits.
/// - A string in canonical form: its decoded text in UTF-8, but `"` and `\` with a backslash in front, and half a
///   surrogate pair as the three bytes that UTF-8 would have for it. Its hash: XXH3 of that.
/// - number: its digits without zeros in front and behind, times ten to an exponent, as text: `-` where negative, the
///   digits, `e`, the exponent; zero is `0e0`. So 1, 1.0 and 1e0 are equal, and no digit is lost. A number whose
///   exponent is beyond 64 bits: its text as it stands. Of that text XXH3, plus 0x23, mixed.
/// - `null`, `false`, `true`: 0x6E, 0x66 and 0x74, mixed.
/// - list: `h` starts at 0x5B; for each item `h = mix(h) + hash of the item`; then `mix(h)`.
/// - object: the sum of its members, plus 0x7B, mixed. A member whose value is a string: XXH3 of the key in canonical
///   form, `":"`, and the value in canonical form, mixed. Any other member: `mix(hash of the key) + hash of the value`,
///   mixed. Members whose key begins with `@odata.`, which Microsoft Graph adds, are left out at every level. A member
///   that stands twice counts twice.
/// - mix: both halves of the product of `x ^ 0x9E3779B97F4A7C15` and 0xD6E8FEB86659FD93 at 128 bits, XORed.
///
/// # The second rule
/// Services and tools write one record in several notations; these make no difference either. An Id names one event, so
/// they are told apart by nothing that a service would change in an event: a tool that makes `true` of `True` or writes times
/// in another way does so in every field, whatever the field is.
/// - Left out: members that are `null`, and annotations, whose key ends in `@odata.` and one of the words that describe
///   another value and have no content (`Actor@odata.type`, `@odata.id`, but not `owner@odata.bind`). Of the record itself
///   also what tools put among its members: keys that begin with `_` or `@` (`_id`, `@timestamp`), `tags`, and the
///   `Subscription` of Wazuh.
/// - A string that is a number as JSON writers write it (`15`, `-3`, `52.5`, but not `007`, `1.0` or `1e3`) counts as that
///   number, `true` and `false` in any case as these literals.
/// - A string that is an object or a list as JSON counts as that object or list, as deep as 4 in each other.
/// - A time `YYYY-MM-DDThh:mm:ss`, with or without a fraction, counts without `Z` or `+00:00` behind it and without zeros
///   at the end of the fraction. So do the same time with a blank for the `T`, with another offset, and as `/Date(ms)/`.
///   A GUID counts in lower case.
/// - A name of an enum counts as its number where the key tells the enum (`RecordType`, `UserType`). The list of names is
///   that of the day on which the rule was made: a name that it lacks counts as text, also after the schema has
///   learnt it.
/// - `RecordId`, `AssociatedAdminUnits` and `AssociatedAdminUnitsNames` of the record itself stand beside it in an export.
///   They are its *envelope* and no content: see [`has_envelope`](crate::has_envelope). A `RecordId` that is the Id, or
///   no GUID beside an Id that is one, and units that are empty say nothing.
/// - The lowest bit of the hash is 0. Of a record with an Id bits 1 to 24 are 0 where its envelope says nothing, else a
///   hash of it that is not 0. Without an Id the hash of the envelope is added to that of the content and mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum HashRule {
    /// The rule of lakes of the formats 0 and 1: other notation is other content.
    First,
    /// The rule of lakes from format 2 on.
    #[default]
    Second,
}

impl HashRule {
    /// Hashes a record's content by this rule.
    pub fn hash_content(self, record: &Record<'_>) -> i64 {
        self.hash_with_key(record, key_of_record(record))
    }

    /// Hashes a record's content; the key of its Id is known.
    pub(super) fn hash_with_key(self, record: &Record<'_>, key: Option<u128>) -> i64 {
        match self {
            HashRule::First => Hasher::<false>::new(record).hash_value().cast_signed(),
            HashRule::Second => {
                let (content, envelope) = Hasher::<true>::new(record).hash_record(key);
                join_envelope(content, envelope, key.is_some())
            }
        }
    }
}

/// Returns the key of a record's Id; `None` for a record without one.
pub(super) fn key_of_record(record: &Record<'_>) -> Option<u128> {
    record.json("Id").and_then(Json::text).as_deref().and_then(key_of_id)
}

/// Hashes a record's content by the newest rule: equal for records that say the same, see [`HashRule`].
///
/// ```
/// use trail365_columns::content_hash;
/// use trail365_records::Parser;
/// let hash = |json: &str| content_hash(&Parser::new().parse(json.as_bytes()).unwrap());
/// assert_eq!(hash(r#"{"a":"x\/y","b":[1,null]}"#), hash(r#"{ "b":[1.0,null], "a":"x/y" }"#));
/// assert_eq!(hash(r#"{"CreationTime":"2026-02-14T09:00:00Z"}"#), hash(r#"{"CreationTime":"2026-02-14T09:00:00"}"#));
/// assert_ne!(hash(r#"{"a":[1,2]}"#), hash(r#"{"a":[2,1]}"#));
/// ```
pub fn content_hash(record: &Record<'_>) -> i64 {
    HashRule::default().hash_content(record)
}
