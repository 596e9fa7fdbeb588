//! The fields of a record, found by number.

use std::collections::{HashMap, HashSet};

use trail365_records::{Json, JsonKind, Record};
use trail365_schema::SCHEMAS;

use crate::model::Key;

/// The fields that a shape reads by name.
#[derive(Debug)]
pub struct Keys {
    names: &'static [&'static str],
    by_name: HashMap<&'static str, Key>,
    /// The key of each field of a schema, in the order of the schema; made when its first record comes.
    schemas: Vec<Option<Box<[Key]>>>,
}

impl Keys {
    /// Creates the table for these names.
    pub fn new(names: &'static [&'static str]) -> Self {
        let by_name = (0..).zip(names).map(|(number, name)| (*name, Key(number))).collect();
        Keys { names, by_name, schemas: vec![None; SCHEMAS.len()] }
    }

    fn find(&self, name: &str) -> Key {
        self.by_name.get(name).copied().unwrap_or(Key::NONE)
    }

    /// Returns the keys of the fields of a record's schema.
    fn of_schema(&mut self, record: &Record<'_>) -> &[Key] {
        let object = record.object();
        let at = usize::from(object.schema_id().0);
        if self.schemas[at].is_none() {
            let keys = object.schema().all_fields().map(|(_, field)| self.find(field.name)).collect();
            self.schemas[at] = Some(keys);
        }
        self.schemas[at].as_deref().unwrap_or_default()
    }
}

/// The members of a record that count, nulls aside.
#[derive(Debug)]
pub struct Fields<'r> {
    /// In the order of the record, each with its key in quotes as it stands.
    pub members: Vec<(Key, &'r str, Json<'r>)>,
    values: Vec<Option<Json<'r>>>,
}

impl<'r> Fields<'r> {
    /// Finds the members of a record.
    pub fn read(keys: &mut Keys, record: &Record<'r>) -> Self {
        let mut fields = Fields { members: Vec::with_capacity(48), values: vec![None; keys.names.len()] };
        keys.of_schema(record);
        let (keys, known) = (&*keys, keys.schemas[usize::from(record.object().schema_id().0)].as_deref());
        let mut unknown = 0;
        for member in record.placed().filter(trail365_records::Placed::counts) {
            let json = member.json();
            if json.kind() == JsonKind::Null {
                continue;
            }
            let key = match member.place() {
                Some(place) => {
                    known.and_then(|known| known.get(usize::from(place)).copied()).unwrap_or(Key::NONE)
                }
                None => {
                    unknown += 1;
                    keys.find(member.key())
                }
            };
            if key != Key::NONE {
                fields.values[usize::from(key.0)] = Some(json);
            }
            fields.members.push((key, member.key(), json));
        }
        if unknown > 1 {
            fields.drop_doubled();
        }
        fields
    }

    /// Drops all but the last member of each name. Doubled fields of the schema are told apart by the record; these are
    /// those that it lacks.
    fn drop_doubled(&mut self) {
        let mut seen = HashSet::with_capacity(self.members.len());
        let is_last: Vec<_> = self.members.iter().rev().map(|(_, name, _)| seen.insert(*name)).collect();
        let mut is_last = is_last.into_iter().rev();
        self.members.retain(|_| is_last.next().unwrap_or(true));
    }

    /// Returns the value of a field.
    pub fn get(&self, key: Key) -> Option<Json<'r>> {
        self.values[usize::from(key.0)]
    }
}
