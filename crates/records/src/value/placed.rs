//! The members of a record with their places in its schema.

use trail365_schema::SchemaId;

use super::cursor::Cursor;
use super::json::Json;
use crate::parse::layout;
use crate::parse::member::{Member, MemberId};
use crate::parse::parsed::Parsed;

/// A member of a record and its place among the fields of the record's schema, for readers that have a plan for each
/// field.
///
/// ```
/// use trail365_records::{Parser, place_of};
///
/// let mut parser = Parser::new();
/// let record = parser.parse(br#"{"RecordType":15,"userid":"a@example.com","Novel":1}"#)?;
/// let places: Vec<_> = record.placed().map(|member| member.place()).collect();
/// let schema = record.object().schema_id();
/// assert_eq!(places, [place_of(schema, "RecordType"), place_of(schema, "UserId"), None]);
/// # Ok::<(), trail365_records::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    text: &'a str,
    member: &'a Member,
    known: bool,
    counts: bool,
}

impl<'a> Placed<'a> {
    /// Returns the inside of the key's quotes, escapes as they stand.
    pub fn key(&self) -> &'a str {
        self.text_at(self.member.key)
    }

    /// Returns the value as it stands.
    pub fn json(&self) -> Json<'a> {
        Json::new(self.text_at(self.member.value))
    }

    /// Returns the place of the field in [`trail365_schema::Schema::all_fields`] of the record's schema; `None` for a key
    /// that the schema lacks.
    pub fn place(&self) -> Option<u16> {
        self.known.then_some(self.member.slot.0)
    }

    /// Reports whether the key differs from the field's name in case or blanks, or is another known spelling of it.
    pub fn respelled(&self) -> bool {
        self.member.respelled
    }

    /// Reports whether this is the member of a doubled field that counts, see [`crate::Object::get`]. True for a field that
    /// stands once.
    pub fn counts(&self) -> bool {
        self.counts
    }

    fn text_at(&self, (start, end): (u32, u32)) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or_default()
    }
}

impl Cursor<'_> {
    /// Goes to the value of a member of the same record.
    pub fn go_to(&mut self, member: &Placed<'_>) {
        self.go_to_token(member.member.token);
    }
}

/// Iterates over all members in the order of the record.
pub(crate) fn placed_members<'a>(parsed: &Parsed<'a>) -> impl Iterator<Item = Placed<'a>> + use<'a> {
    let (text, members) = (parsed.text, parsed.members);
    (0..).zip(members.all).map(move |(id, member)| {
        let counting = members.index.get(usize::from(member.slot.0));
        let counts = counting.is_none_or(|&counting| counting == MemberId(id));
        Placed { text, member, known: counting.is_some(), counts }
    })
}

/// Returns the place of the field that a key means in records of a schema, see [`Placed::place`]: by its exact name, by
/// another known spelling, or without regard to case and blanks.
pub fn place_of(schema: SchemaId, key: &str) -> Option<u16> {
    let slot = layout::layout_of_schema(schema).identify_decoded(key).slot;
    (slot != layout::SlotId::NONE).then_some(slot.0)
}
