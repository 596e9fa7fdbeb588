//! What the walk leaves behind: spans into the record's text, and how each value fits its type.

use trail365_schema::SchemaId;

use crate::layout::{SlotId, Ty};

/// A key and its value at the top level of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    /// Inside of the key's quotes.
    pub key: (u32, u32),
    pub value: (u32, u32),
    /// The value's first token.
    pub token: u32,
    pub slot: SlotId,
    /// The key is spelled otherwise than the field's name.
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
pub(crate) struct Members<'a> {
    /// In the order of the record.
    pub all: &'a [Member],
    /// For each field of the layout the one that counts.
    pub index: &'a [MemberId],
    /// Some have a key that the layout lacks.
    pub unknown: bool,
}

impl<'a> Members<'a> {
    /// The member that counts for a field.
    pub fn of(self, slot: SlotId) -> Option<&'a Member> {
        let id = self.index.get(usize::from(slot.0))?;
        self.all.get(id.0 as usize)
    }
}

/// How a value fits the type of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fit {
    /// As documented; also null, which stands for absent.
    Exact,
    /// Written in another form that has the same meaning, such as a number in a string.
    OtherForm,
    /// Of the right type, but no member of the enum.
    UnknownMember,
    /// Something else.
    WrongType,
}

/// Something found inside a value, at a place of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Finding {
    /// First byte of the value, or of the key for what concerns the key.
    pub at: u32,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Value(Fit, Ty),
    UnknownKey,
    UndocumentedKey(FieldOf),
    RespelledKey(FieldOf),
    DoubledKey,
    /// Found of the object that lacks the key.
    MissingKey(FieldOf),
}

/// A field of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldOf {
    pub schema: SchemaId,
    pub slot: SlotId,
}
