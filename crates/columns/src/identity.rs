//! Which record a record is.

use trail365_records::{Guid, Record};
use twox_hash::XxHash3_128;

use crate::content::content_hash;

/// What tells whether two records are the same: equal keys are one record, and then equal contents a duplicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identity {
    /// Key of the record's `Id`. A GUID is its 128 bits. A GUID with version 15 and variant 7, which none has that
    /// RFC 9562 knows, any other text, and the content of a record without an `Id` are hashes with just those marks,
    /// so none of them can be the key of a GUID.
    pub id: u128,
    /// What [`content_hash`] gives.
    pub content: i64,
}

/// Key and content of a record.
///
/// ```
/// use trail365_columns::identity;
/// use trail365_records::Parser;
/// let of = |json: &str| identity(&Parser::new().parse(json.as_bytes()).unwrap());
/// let (a, b) = (of(r#"{"Id":"81ADEB4A-F002-4565-BFE5-4C0CC6BC7002"}"#), of(r#"{"Id":"81adeb4a-f002-4565-bfe5-4c0cc6bc7002"}"#));
/// assert_eq!(a.id, 0x81adeb4a_f002_4565_bfe5_4c0cc6bc7002);
/// assert_eq!(a.id, b.id);
/// ```
pub fn identity(record: &Record<'_>) -> Identity {
    Identity::of(record.json("Id").and_then(trail365_records::Json::text).as_deref(), content_hash(record))
}

impl Identity {
    /// The same from a row of `activity`: its `id` and its `content_hash`.
    pub fn of(id: Option<&str>, content: i64) -> Self {
        let id = match id.filter(|id| !id.trim().is_empty()) {
            Some(id) => of_text(id),
            None => marked(
                XxHash3_128::oneshot_with_seed(Kind::Content as u64, &content.to_le_bytes()),
                Kind::Content,
            ),
        };
        Identity { id, content }
    }
}

/// What a key that is no GUID was made from.
#[derive(Clone, Copy)]
enum Kind {
    Text = 0,
    Content = 1,
}

/// Version 15 and variant 7 of a GUID, and the bit behind them for the kind.
const MARKS: u128 = 0x0000_0000_0000_F000_E000_0000_0000_0000;
const KIND: u128 = 0x0000_0000_0000_0000_1000_0000_0000_0000;

fn of_text(text: &str) -> u128 {
    match Guid::parse(text).map(|guid| u128::from_be_bytes(guid.to_bytes())) {
        Some(id) if id & MARKS != MARKS => id,
        Some(id) => marked(XxHash3_128::oneshot(&id.to_be_bytes()), Kind::Text),
        None => marked(XxHash3_128::oneshot(text.as_bytes()), Kind::Text),
    }
}

fn marked(hash: u128, kind: Kind) -> u128 {
    match kind {
        Kind::Text => (hash | MARKS) & !KIND,
        Kind::Content => hash | MARKS | KIND,
    }
}
