//! Spans into the text of a record, as the walk leaves them, and how each value fits its type.

use trail365_schema::SchemaId;

use super::fit::Fit;
use super::layout::{FieldType, SlotId};

/// A key and its value at the top level of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    /// Inside of the key's quotes.
    pub key: (u32, u32),
    pub value: (u32, u32),
    /// Index of the value's first token.
    pub token: u32,
    pub slot: SlotId,
    /// The key is spelled differently from the field's name.
    pub respelled: bool,
    pub fit: Fit,
}

/// Index of a member of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MemberId(pub u32);

impl MemberId {
    pub const NONE: MemberId = MemberId(u32::MAX);
}

/// The members of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MemberList<'a> {
    /// In the order of the record.
    pub all: &'a [Member],
    /// For each field of the layout the member that counts.
    pub index: &'a [MemberId],
    /// The layout lacks the keys of some.
    pub has_unknown: bool,
}

impl<'a> MemberList<'a> {
    /// Returns the member that counts for a field.
    pub fn find_slot(self, slot: SlotId) -> Option<&'a Member> {
        let id = self.index.get(usize::from(slot.0))?;
        self.all.get(id.0 as usize)
    }
}

/// A deviation inside a value of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    /// First byte of the value, or of the key if the deviation concerns the key.
    pub at: u32,
    pub kind: FindingKind,
}

/// Kind of a [`Finding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FindingKind {
    Value(Fit, FieldType),
    UnknownKey,
    UndocumentedKey(FieldRef),
    RespelledKey(FieldRef),
    DoubledKey,
    /// Stands at the object that lacks the key.
    MissingKey(FieldRef),
}

/// A field of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldRef {
    pub schema: SchemaId,
    pub slot: SlotId,
}
