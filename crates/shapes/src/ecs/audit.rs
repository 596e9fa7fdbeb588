//! `o365.audit`: what of a record stays under Microsoft's names.

use trail365_records::{Json, JsonKind};
use trail365_text::json as json_text;

use crate::document::{Draft, Fields, Span, push_key, unique_members, write_value};
use crate::generated::ecs::{AS_TEXT, RENAMES, TYPED_ITEMS};
use crate::model::Key;
use crate::model::ecs::Rename;

/// Changes to the fields of a record.
#[derive(Debug, Default)]
pub struct Audit {
    removed: Vec<Key>,
    /// Members of objects that are left out.
    removed_inside: Vec<(Key, &'static str)>,
    replaced: Vec<(Key, Span)>,
    /// Values of members that the record does not have.
    added: Vec<(&'static str, Span)>,
    gathered: Vec<(&'static str, Vec<Span>)>,
}

impl Audit {
    /// Forgets all changes.
    pub fn clear(&mut self) {
        self.removed.clear();
        self.removed_inside.clear();
        self.replaced.clear();
        self.added.clear();
        self.gathered.clear();
    }

    /// Leaves a field out.
    pub fn remove(&mut self, key: Key) {
        self.removed.push(key);
    }

    /// Leaves a member of a field's object out.
    pub fn remove_inside(&mut self, key: Key, member: &'static str) {
        self.removed_inside.push((key, member));
    }

    /// Writes another value for a field.
    pub fn replace(&mut self, key: Key, value: Span) {
        self.replaced.push((key, value));
    }

    /// Adds a member, unless the record has it.
    pub fn add(&mut self, name: &'static str, value: Span) {
        self.added.push((name, value));
    }

    /// Adds a value to a list that is added.
    pub fn gather(&mut self, name: &'static str, value: Span) {
        match self.gathered.iter_mut().find(|(other, _)| *other == name) {
            Some((_, values)) => values.push(value),
            None => self.gathered.push((name, vec![value])),
        }
    }

    /// Writes the object; false if nothing is in it.
    pub fn write(&self, fields: &Fields<'_>, record_type: i32, draft: &Draft, out: &mut Vec<u8>) -> bool {
        let start = out.len();
        out.push(b'{');
        for (key, name, json) in &fields.members {
            if self.removed.contains(key) && *key != Key::NONE {
                continue;
            }
            separate(out);
            json_text::encode_body(renamed(*key, *json, record_type).unwrap_or(name), out);
            out.push(b':');
            self.write_field(*key, *json, draft, out);
        }
        let is_there = |name: &str| fields.members.iter().any(|(_, other, _)| *other == name);
        for (name, span) in self.added.iter().filter(|(name, _)| !is_there(name)) {
            push_key(name, out);
            draft.write_span(*span, out);
        }
        for (name, values) in self.gathered.iter().filter(|(name, _)| !is_there(name)) {
            push_key(name, out);
            json_text::write_items(*b"[]", values.iter(), out, |span, out| draft.write_span(*span, out));
        }
        out.push(b'}');
        out.len() > start + 2
    }

    fn write_field(&self, key: Key, json: Json<'_>, draft: &Draft, out: &mut Vec<u8>) {
        if let Some((_, span)) = self.replaced.iter().rev().find(|(replaced, _)| *replaced == key) {
            draft.write_span(*span, out);
        } else if AS_TEXT.contains(&key) && json.kind() == JsonKind::Number {
            write_number_as_text(json, out);
        } else if TYPED_ITEMS.contains(&key) {
            write_typed_items(json, out);
        } else if self.removed_inside.iter().any(|(object, _)| *object == key) {
            self.write_rest(key, json, out);
        } else {
            write_value(json, out);
        }
    }

    /// Writes an object without the members that are left out.
    fn write_rest(&self, key: Key, json: Json<'_>, out: &mut Vec<u8>) {
        out.push(b'{');
        for (name, value) in unique_members(json) {
            if !self.removed_inside.iter().any(|(object, member)| *object == key && *member == name) {
                push_key(&name, out);
                write_value(value, out);
            }
        }
        out.push(b'}');
    }
}

fn separate(out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
}

fn renamed(key: Key, json: Json<'_>, record_type: i32) -> Option<&'static str> {
    let fits = |rename: &&Rename| {
        rename.from == key
            && (rename.types.is_empty() || rename.types.contains(&record_type))
            && (!rename.objects || json.kind() == JsonKind::Object)
    };
    RENAMES.iter().find(fits).map(|rename| rename.to)
}

/// Writes a number in quotes, without an exponent where it is an integer.
fn write_number_as_text(json: Json<'_>, out: &mut Vec<u8>) {
    out.push(b'"');
    let text = json.as_str();
    match text.parse::<f64>() {
        Ok(value) if text.contains(['e', 'E']) && value.fract() == 0.0 && value.abs() < 1e18 => {
            out.extend_from_slice(format!("{value:.0}").as_bytes());
        }
        _ => out.extend_from_slice(text.as_bytes()),
    }
    out.push(b'"');
}

/// Writes a list of objects whose members `Type` become text.
fn write_typed_items(json: Json<'_>, out: &mut Vec<u8>) {
    if json.kind() != JsonKind::List {
        return write_value(json, out);
    }
    json_text::write_items(*b"[]", json.items(), out, |item, out| {
        if item.kind() != JsonKind::Object {
            return write_value(item, out);
        }
        out.push(b'{');
        for (name, value) in unique_members(item) {
            push_key(&name, out);
            if name == "Type" && value.kind() == JsonKind::Number {
                write_number_as_text(value, out);
            } else {
                write_value(value, out);
            }
        }
        out.push(b'}');
    });
}
