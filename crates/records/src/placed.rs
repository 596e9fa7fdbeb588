//! The members of a record with their places in its schema.

use trail365_schema::SchemaId;

use crate::json::Json;
use crate::layout;
use crate::member::{MemberId, Members};

/// A member of a record and its place among the fields of the record's schema: what a reader needs that has a plan
/// for each place.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// Inside of the key's quotes, escapes as they stand.
    pub key: &'a str,
    /// The value as it stands.
    pub json: Json<'a>,
    /// Place of the field in [`trail365_schema::Schema::all_fields`] of the record's schema; `None` for a key that it
    /// lacks.
    pub place: Option<u16>,
    /// The key differs from the field's name in case or blanks, or is another known spelling of it.
    pub respelled: bool,
    /// Of a doubled field this is the member that counts, see [`crate::Object::get`]. True for all others.
    pub counts: bool,
}

/// All members in the order of the record.
pub(crate) fn of<'a>(text: &'a str, members: Members<'a>) -> impl Iterator<Item = Placed<'a>> + use<'a> {
    let span = |(start, end): (u32, u32)| &text[start as usize..end as usize];
    (0..).zip(members.all).map(move |(id, m)| {
        let counting = members.index.get(usize::from(m.slot.0));
        Placed {
            key: span(m.key),
            json: Json::new(span(m.value)),
            place: counting.is_some().then_some(m.slot.0),
            respelled: m.respelled,
            counts: counting.is_none_or(|&counting| counting == MemberId(id)),
        }
    })
}

/// Place of the field that a key means in records of a schema, see [`Placed::place`]: by its exact name, by another
/// known spelling, or with case and blanks passed over.
pub fn place_of(schema: SchemaId, key: &str) -> Option<u16> {
    let slot = layout::layout(schema).identify_decoded(key).slot;
    (slot != layout::SlotId::NONE).then_some(slot.0)
}
