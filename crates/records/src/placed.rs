//! The members of a record with their places in its schema.

use trail365_schema::SchemaId;

use crate::cursor::Cursor;
use crate::json::Json;
use crate::layout;
use crate::member::{Member, MemberId, Members};

/// A member of a record and its place among the fields of the record's schema: what a reader needs that has a plan
/// for each place.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    text: &'a str,
    member: &'a Member,
    known: bool,
    counts: bool,
}

impl<'a> Placed<'a> {
    /// Inside of the key's quotes, escapes as they stand.
    pub fn key(&self) -> &'a str {
        self.span(self.member.key)
    }

    /// The value as it stands.
    pub fn json(&self) -> Json<'a> {
        Json::new(self.span(self.member.value))
    }

    /// Place of the field in [`trail365_schema::Schema::all_fields`] of the record's schema; `None` for a key that it
    /// lacks.
    pub fn place(&self) -> Option<u16> {
        self.known.then_some(self.member.slot.0)
    }

    /// The key differs from the field's name in case or blanks, or is another known spelling of it.
    pub fn respelled(&self) -> bool {
        self.member.respelled
    }

    /// Of a doubled field this is the member that counts, see [`crate::Object::get`]. True for all others.
    pub fn counts(&self) -> bool {
        self.counts
    }

    fn span(&self, (start, end): (u32, u32)) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }
}

impl Cursor<'_> {
    /// Goes to the value of a member of the same record.
    pub fn go_to(&mut self, member: &Placed<'_>) {
        self.go_to_token(member.member.token);
    }
}

/// All members in the order of the record.
pub(crate) fn of<'a>(text: &'a str, members: Members<'a>) -> impl Iterator<Item = Placed<'a>> + use<'a> {
    (0..).zip(members.all).map(move |(id, member)| {
        let counting = members.index.get(usize::from(member.slot.0));
        let counts = counting.is_none_or(|&counting| counting == MemberId(id));
        Placed { text, member, known: counting.is_some(), counts }
    })
}

/// Place of the field that a key means in records of a schema, see [`Placed::place`]: by its exact name, by another
/// known spelling, or with case and blanks passed over.
pub fn place_of(schema: SchemaId, key: &str) -> Option<u16> {
    let slot = layout::layout(schema).identify_decoded(key).slot;
    (slot != layout::SlotId::NONE).then_some(slot.0)
}
