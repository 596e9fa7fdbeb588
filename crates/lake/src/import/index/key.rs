//! The key of a record, and what an index says about one.

use trail365_columns::{ENVELOPE_BITS, HashRule, Identity, SameId, is_incomplete_hash};

/// Key that tells records apart. In order, the keys of an Id stand together, those of whole records first; those of one
/// content stand together, that of the record without an envelope first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Key {
    /// Number from the record's Id.
    pub id: u128,
    /// Hash of its content, with the mark of an incomplete record as the highest bit.
    content: u64,
}

/// Bits of the content that are its envelope.
const ENVELOPE: u64 = (1 << ENVELOPE_BITS) - 1;

/// Highest bit of the content of an incomplete record.
const INCOMPLETE: u64 = 1 << 63;

impl Key {
    /// Returns the key of a record whose hash was made by a rule.
    pub fn new(identity: Identity, rule: HashRule) -> Self {
        let is_incomplete = rule == HashRule::Second && is_incomplete_hash(identity.content);
        // The first rule uses the lowest bit for the content. Without it, the chance that two contents of an Id look alike
        // is still one in 2^63. By that rule the bits of the envelope are content, too: that two contents of an Id differ
        // in nothing else has a chance of one in 2^39.
        let content = identity.content.cast_unsigned() >> 1;
        Key { id: identity.id, content: if is_incomplete { content | INCOMPLETE } else { content } }
    }

    /// Returns the key of a thing that has no content besides its Id.
    pub fn of_id(id: u128) -> Self {
        Key { id, content: 0 }
    }

    /// Returns the key of one of several things with an Id.
    pub fn nth(id: u128, number: u64) -> Self {
        // Not in the bits of the envelope: these would make one content of all numbers.
        Key { id, content: number << ENVELOPE_BITS }
    }

    /// Returns the least key with the same Id.
    pub fn least_of_id(self) -> Self {
        Key { content: 0, ..self }
    }

    /// Returns the least key with the same Id and content: that of the record without an envelope.
    pub fn without_envelope(self) -> Self {
        Key { content: self.content & !ENVELOPE, ..self }
    }

    /// Returns the greatest key with the same Id and content.
    pub fn greatest_envelope(self) -> Self {
        Key { content: self.content | ENVELOPE, ..self }
    }

    /// Reports whether it is the key of an incomplete record.
    pub fn is_incomplete(self) -> bool {
        self.content & INCOMPLETE != 0
    }

    pub fn content(self) -> u64 {
        self.content
    }

    pub fn from_parts(id: u128, content: u64) -> Self {
        Key { id, content }
    }
}

/// The nearest to a key among those that are there. A greater one is nearer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nearest {
    /// Its Id is not there.
    None,
    /// Its Id is there with incomplete records of other content only.
    Incomplete,
    /// Its Id is there with a whole record of other content.
    Whole,
    /// Its content is there, beside another envelope or none.
    OtherEnvelope,
    /// The key itself is there, or, where it has no envelope, its content beside any: it says nothing more.
    Same,
}

impl Nearest {
    /// Returns how near a key is to another.
    pub fn of(key: Key, other: Key) -> Self {
        match other {
            _ if other == key => Nearest::Same,
            _ if other.id != key.id => Nearest::None,
            _ if other.without_envelope() == key => Nearest::Same,
            _ if other.without_envelope() == key.without_envelope() => Nearest::OtherEnvelope,
            _ if other.is_incomplete() => Nearest::Incomplete,
            _ => Nearest::Whole,
        }
    }
}

/// Relation of a record to those that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its Id is not there yet.
    New,
    /// It is whole, and its Id is there with incomplete records only, or with the same content and less of an envelope.
    Completes,
    /// Its Id is there with the same content.
    Duplicate,
    /// It is whole, and its Id is there with a whole record of other content.
    Conflict,
    /// It is incomplete, and its Id is there with other content.
    PartialCopy,
}

impl Verdict {
    /// Judges a key by the nearest that is there.
    pub fn of(key: Key, nearest: Nearest) -> Self {
        match nearest {
            Nearest::None => Verdict::New,
            Nearest::Same => Verdict::Duplicate,
            _ if key.is_incomplete() => Verdict::PartialCopy,
            Nearest::Incomplete | Nearest::OtherEnvelope => Verdict::Completes,
            Nearest::Whole => Verdict::Conflict,
        }
    }

    /// Returns the word that the row of the record has in the column `same_id`.
    pub fn same_id(self) -> Option<SameId> {
        match self {
            Verdict::New | Verdict::Duplicate => None,
            Verdict::Completes => Some(SameId::Whole),
            Verdict::Conflict => Some(SameId::Conflict),
            Verdict::PartialCopy => Some(SameId::Partial),
        }
    }
}
