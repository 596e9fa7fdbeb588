//! Columns of objects of a known schema.

use std::sync::Arc;

use arrow::array::{ArrayRef, StructArray, new_null_array};
use arrow::buffer::Buffer;
use arrow::datatypes::Fields;
use arrow::error::ArrowError;
use trail365_records::{Cursor, Raw, meaning, place_of};
use trail365_schema::{SchemaId, Type};

use super::embedded::read_embedded;
use super::fit::Fit;
use super::node::Node;
use crate::buffers::{Bits, Texts};
use crate::layout::data_type;

/// Objects, with a builder for each member that was met.
pub(crate) struct Structs {
    schema: SchemaId,
    members: Vec<Member>,
    fields: Fields,
    valid: Bits,
    /// Member that an object began with last time.
    first: usize,
    /// Member met before in the object at hand.
    before: Option<usize>,
}

struct Member {
    name: &'static str,
    ty: Type,
    /// Made when it is first met: most objects have few of their members.
    node: Option<Node>,
    /// Rows so far of which the last may be the one at hand.
    rows: usize,
    /// Member that came after it last time.
    next: usize,
}

impl Structs {
    pub fn new(schema: SchemaId) -> Self {
        let member = |(index, (_, field)): (usize, (_, &'static trail365_schema::Field))| Member {
            name: field.name,
            ty: field.ty,
            node: None,
            rows: 0,
            next: index + 1,
        };
        Structs {
            schema,
            members: schema.get().all_fields().enumerate().map(member).collect(),
            fields: data_type::member_fields(schema),
            valid: Bits::default(),
            first: 0,
            before: None,
        }
    }

    /// Reads an object; a list of one stands for its item, and a string for the object that its text is. A member that is unknown, respelled, doubled, null or does not
    /// fit makes it inexact.
    pub fn read_struct(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        match cursor.next() {
            b'{' => self.read_object(row, cursor, texts),
            b'[' => self.read_only_item(row, cursor, texts),
            b'"' => read_embedded(cursor, texts, |inside, texts| self.read_struct(row, inside, texts)),
            _ => {
                cursor.value();
                Fit::Nothing
            }
        }
    }

    fn read_only_item(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        // A copy goes inside, so that the cursor itself passes the whole list in one step, however many items it has.
        let mut inside = *cursor;
        cursor.value();
        inside.step();
        if inside.next() != b'{' {
            return Fit::Nothing;
        }
        self.read_object(row, &mut inside, texts);
        if inside.next() != b']' {
            self.truncate(row);
            return Fit::Nothing;
        }
        Fit::Meaning
    }

    fn read_object(&mut self, row: usize, cursor: &mut Cursor<'_>, texts: &mut Texts) -> Fit {
        cursor.step();
        self.before = None;
        let mut fit = Fit::Exact;
        while cursor.next() == b'"' {
            let part = match self.find_member(cursor.string()) {
                Some((member, exact)) => self.read_member(member, exact, row, cursor, texts),
                None => {
                    cursor.value();
                    Fit::Meaning
                }
            };
            fit = fit.with_part(part);
        }
        cursor.step();
        self.valid.set_row(row);
        fit
    }

    fn read_member(
        &mut self,
        index: usize,
        exact: bool,
        row: usize,
        cursor: &mut Cursor<'_>,
        texts: &mut Texts,
    ) -> Fit {
        let Some(member) = self.members.get_mut(index) else { return Fit::Nothing };
        // A member spelled otherwise counts only where none is spelled exactly; among equals the last one counts.
        let doubled = member.rows > row;
        if cursor.next() == b'n' || (doubled && !exact) {
            cursor.value();
            return Fit::Meaning;
        }
        let node = member.node.get_or_insert_with(|| Node::new(member.ty));
        if doubled {
            node.truncate(row);
        }
        member.rows = row + 1;
        let fit = node.read_value(row, cursor, texts);
        if exact && !doubled { fit } else { fit.max(Fit::Meaning) }
    }

    /// Returns the member of a key; true where the key is spelled just so.
    #[inline]
    fn find_member(&mut self, key: Raw<'_>) -> Option<(usize, bool)> {
        // Objects of a schema have their members in one order mostly: one comparison instead of a search.
        let guess = self.before.map_or(self.first, |before| self.members[before].next);
        let guessed = self.members.get(guess).is_some_and(|m| m.name == key.body);
        let (index, exact) = if guessed { (guess, true) } else { self.search_member(key)? };
        self.before = Some(index);
        Some((index, exact))
    }

    #[cold]
    fn search_member(&mut self, key: Raw<'_>) -> Option<(usize, bool)> {
        let (text, _) = meaning::decode(key.body);
        let (index, exact) = match self.members.iter().position(|m| m.name == text) {
            Some(index) => (index, true),
            None => (usize::from(place_of(self.schema, &text)?), false),
        };
        let known = index < self.members.len();
        match self.before {
            None => self.first = index,
            Some(before) => self.members[before].next = index,
        }
        known.then_some((index, exact))
    }

    pub fn truncate(&mut self, len: usize) {
        self.valid.truncate(len);
        for member in &mut self.members {
            member.rows = member.rows.min(len);
            if let Some(node) = &mut member.node {
                node.truncate(len);
            }
        }
    }

    pub fn take_array(&mut self, len: usize, buffers: &Arc<[Buffer]>) -> Result<ArrayRef, ArrowError> {
        let mut arrays = Vec::with_capacity(self.members.len());
        for (member, field) in self.members.iter_mut().zip(&self.fields) {
            arrays.push(match &mut member.node {
                // Builders stay from batch to batch: one without rows belongs to an earlier batch.
                Some(node) if member.rows > 0 => node.take_array(len, buffers)?,
                _ => new_null_array(field.data_type(), len),
            });
            member.rows = 0;
        }
        let nulls = self.valid.take_nulls(len);
        Ok(Arc::new(StructArray::try_new_with_length(self.fields.clone(), arrays, nulls, len)?))
    }
}
